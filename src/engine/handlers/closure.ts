/** Closings: asked, begun, chosen, proven, confirmed and left, in the lane in which the wallet pays. */
import {
  type Choices,
  type Closure,
  type ClosureCommand,
  type ClosureStep,
  closingRouteOf,
  type Hand,
  type Impact,
  isOpenClosure,
  NO_CHOICES,
  openClosure,
  provenBy,
  stepClosure,
} from '#domain/closure';
import type { Outcome } from '#domain/outcome';
import type { Wallet } from '#domain/wallet';
import type { ClosureAsk, ClosureBegin, ClosureDue, ClosureMove, GivenProof } from '../closure-commands.ts';
import { type Handled, type Reply, replyWith } from '../commands.ts';
import { LIMITS } from '../limits.ts';
import { actsOfClosure, decideActs, takeBackUntilMs } from './closure-acts.ts';
import { putClosure } from './closure-follow.ts';
import { type Page, type PageAsked, pageOf } from './closure-page.ts';
import type { Context } from './context.ts';
import { writeWallet } from './wallet.ts';

export const nobody = ({ nowMs }: Context): Handled => ({ reply: replyWith('wallet-not-found', nowMs) });
export const noPart = ({ nowMs }: Context, wallet: Wallet): Handled => ({
  reply: replyWith('wallet-part-not-found', nowMs, { wallet }),
});

export function told(
  context: Context,
  outcome: Outcome,
  closure: Closure | null,
  page: Page | null,
  more: Partial<Reply> = {},
): Handled {
  const wallet = closure === null ? null : (context.work.wallets.wallet(closure.walletId) ?? null);
  const needs = page?.needs ?? closure?.needs ?? null;
  const shown = page?.shown ?? closure?.shown ?? null;
  return { reply: replyWith(outcome, context.nowMs, { wallet, closure, page: shown, needs, ...more }) };
}

export function handleClosureAsk(context: Context, command: ClosureAsk): Handled {
  const wallet = context.work.wallets.wallet(command.book);
  if (wallet === undefined) return nobody(context);
  const { subject, route, asker, around } = command;
  const open = context.work.closures.openFor(wallet.book, subject);
  const choices = open?.choices ?? NO_CHOICES;
  const page = pageOf(context, wallet, {
    ...{ subject, asker, around, choices, proven: null, ...(route === undefined ? {} : { route }) },
  });
  if (page === null) return noPart(context, wallet);
  return told(context, 'accepted', open ?? null, page, { wallet });
}

export const askerOf = ({ kind }: Hand): 'payer' | 'operator' => (kind === 'staff' ? 'operator' : 'payer');

/** The page of a closing as it stands now, under its own choices or others. */
export const pageFor = (
  context: Context,
  wallet: Wallet,
  closure: Pick<Closure, 'subject' | 'route' | 'choices'>,
  asked: Pick<PageAsked, 'around' | 'proven' | 'asker'>,
): Page | null => pageOf(context, wallet, { ...closure, ...asked });

export function handleClosureBegin(context: Context, command: ClosureBegin): Handled {
  const { work, nowMs } = context;
  const wallet = work.wallets.wallet(command.book);
  if (wallet === undefined) return nobody(context);
  const { subject, by, around } = command;
  const asked = { around, proven: null, asker: askerOf(by) };
  const open = work.closures.openFor(wallet.book, subject);
  const route = closingRouteOf(subject);
  const page = pageFor(context, wallet, open ?? { subject, route, choices: NO_CHOICES }, asked);
  if (page === null) return noPart(context, wallet);
  const { shown, needs } = page;
  if (open !== undefined) {
    const step = stepClosure(open, { type: 'resume', by, now: shown, atMs: nowMs }, context.closurePace);
    // Left alone for too long, and nobody has looked since: it ends here and a new one begins.
    putClosure(context, step);
    if (step.refusal === null) {
      const closure = proveAll(context, step.closure, by, command.proofs);
      return told(context, 'closure-begun', closure, page, { repeated: true });
    }
  }
  if (shown.answer.verdict !== 'YES')
    return told(context, shown.answer.reason ?? 'internal', null, page, { wallet });
  if (work.closures.open(wallet.book).length >= LIMITS.closuresOpenMax)
    return told(context, 'closures-too-many', null, page, { wallet });
  const fresh =
    open === undefined ? page : pageFor(context, wallet, { subject, route, choices: NO_CHOICES }, asked)!;
  const begun = openClosure(
    {
      ...{
        id: context.ids.closure(wallet.book, nowMs),
        book: wallet.book,
        walletId: wallet.id,
        subject,
        route,
      },
      ...{
        begunAtMs: nowMs,
        begunBy: by,
        shown: fresh.shown,
        needs,
        choices: NO_CHOICES,
        proofs: [],
        version: 0,
      },
    },
    context.closurePace,
  );
  putClosure(context, begun);
  return told(context, 'closure-begun', proveAll(context, begun.closure, by, command.proofs), fresh);
}

/** Takes over what the sign-in of this hand has proven. */
function proveAll(context: Context, closure: Closure, by: Hand, proofs: readonly GivenProof[]): Closure {
  let now = closure;
  for (const { kind, atMs: provenMs, untilMs } of proofs.slice(0, LIMITS.closureProofsMax)) {
    const prove = { type: 'prove', by, kind, provenMs, untilMs, atMs: context.nowMs } as const;
    const step = stepClosure(now, prove, context.closurePace);
    putClosure(context, step);
    now = step.closure;
  }
  return now;
}

/** Contracts that are no offer of the page, and more gifts than there are, are refused by name. */
export function choicesFit({ goesOn, stops, money }: Impact, { endDeductions, giveUp }: Choices): boolean {
  const offered = new Set<string>([
    ...goesOn.filter(({ what }) => what === 'contract').map(({ id }) => id),
    ...stops.filter(({ what }) => what === 'deduction').map(({ id }) => id),
  ]);
  const gifts =
    giveUp === null || (giveUp.redPacketFen <= money.redPacketFen && giveUp.points <= money.points);
  return gifts && endDeductions.every((id) => offered.has(id));
}

export function handleClosureMove(context: Context, command: ClosureMove): Handled {
  const { work, nowMs: atMs } = context;
  const wallet = work.wallets.wallet(command.book);
  const before = work.closures.closure(command.closureId);
  if (wallet === undefined || before === undefined || before.book !== wallet.book)
    return { reply: replyWith('not-found', atMs) };
  const { by, around, move } = command;
  const known = isOpenClosure(before) ? proveAll(context, before, by, command.proofs) : before;
  if (move.kind === 'prove' && known.state !== 'expired') return told(context, 'accepted', known, null);
  const choices = move.kind === 'choose' ? move.choices : known.choices;
  const proven = move.kind === 'confirm' ? provenBy(known, by, atMs) : null;
  const page = pageFor(context, wallet, { ...known, choices }, { around, proven, asker: askerOf(by) });
  if (page === null) return noPart(context, wallet);
  if (move.kind === 'choose' && isOpenClosure(known) && !choicesFit(page.impact, choices))
    return told(context, 'closure-choice-unknown', known, null);
  const step = stepClosure(known, commandOf(context, command, known, page), context.closurePace);
  if (step.carryOut) return carryOut(context, wallet, step, page);
  putClosure(context, step);
  const outcome = step.refusal ?? (step.closure.state === 'done' ? 'closure-done' : 'accepted');
  const repeated = step.closure.state === 'done';
  return told(context, outcome, step.closure, isOpenClosure(step.closure) ? page : null, { repeated });
}

function commandOf(
  context: Context,
  { by, move }: ClosureMove,
  closure: Closure,
  page: Page,
): ClosureCommand {
  const { nowMs: atMs } = context;
  const now = page.shown;
  switch (move.kind) {
    case 'choose':
      return { type: 'choose', by, choices: move.choices, now, atMs };
    case 'confirm':
      return {
        ...{ type: 'confirm', by, seen: move.seen, now, atMs },
        takeBackUntilMs: takeBackUntilMs(context, closure),
      };
    case 'step-back':
      return { type: 'step-back', by, atMs };
    case 'prove':
      return { type: 'due', atMs };
  }
}

/** The wallet's acts and the end of the closing are one commit: later payments meet the wallet as it is then. */
export function carryOut(context: Context, wallet: Wallet, step: ClosureStep, page: Page): Handled {
  const { closure } = step;
  const closesAtMs = closure.state === 'done' ? closure.takeBackUntilMs : null;
  const done = decideActs(context, wallet, actsOfClosure(closure, closesAtMs));
  if ('refused' in done) return told(context, done.refused, null, page, { wallet });
  putClosure(context, step);
  const by = closure.state === 'done' ? closure.by : closure.begunBy;
  writeWallet(context, done, {
    ...{ by: by.kind === 'staff' ? by.by : 'holder', closureId: closure.id },
  });
  return told(context, 'closure-done', closure, null, { wallet: done.wallet });
}

export function handleClosureDue(context: Context, { closureId }: ClosureDue): Handled {
  const { work, nowMs: atMs } = context;
  const closure = work.closures.closure(closureId);
  if (closure === undefined) return { reply: replyWith('not-found', atMs) };
  const step = stepClosure(closure, { type: 'due', atMs }, context.closurePace);
  putClosure(context, step);
  return told(context, 'accepted', step.closure, null);
}

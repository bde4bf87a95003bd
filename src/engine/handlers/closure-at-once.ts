/** What is closed or opened in one act: by staff for a holder who cannot, and a service that is switched on again. */
import {
  type Closure,
  closingRouteOf,
  isProven,
  NO_CHOICES,
  openClosure,
  type ProofKind,
  stepClosure,
} from '#domain/closure';
import type { ServiceId } from '#domain/wallet';
import type { ClosureByStaff, GivenProof, ServiceOn } from '../closure-commands.ts';
import { type Handled, replyWith } from '../commands.ts';
import { askerOf, carryOut, choicesFit, nobody, noPart, pageFor, told } from './closure.ts';
import { decideActs, takeBackUntilMs } from './closure-acts.ts';
import { pageOf } from './closure-page.ts';
import type { Context } from './context.ts';
import { writeWallet } from './wallet.ts';

export const staffClosureKey = (key: string): string => `closure-by-staff/${key}`;
export const serviceOnKey = (key: string): string => `service-on/${key}`;

/** Kinds that still count, each once. */
const kindsOf = (proofs: readonly GivenProof[], atMs: number): ProofKind[] => [
  ...new Set(proofs.filter(({ untilMs }) => atMs < untilMs).map(({ kind }) => kind)),
];

/** Risk is taken away for somebody who cannot use the app: one person of the institution is enough. */
export function handleClosureByStaff(context: Context, command: ClosureByStaff): Handled {
  const { work, nowMs: atMs } = context;
  const { book, subject, by, around, choices, seen, proofs } = command;
  const wallet = work.wallets.wallet(book);
  if (wallet === undefined) return nobody(context);
  const key = staffClosureKey(command.key);
  const before = work.once(book, key);
  if (before !== undefined) {
    const id = before.subject?.kind === 'wallet' ? before.subject.id : '';
    const same = work.closures.closure(id as Closure['id']) ?? null;
    return told(context, before.outcome ?? 'closure-done', same, null, { wallet, repeated: true });
  }
  const route = closingRouteOf(subject);
  const kinds = kindsOf(proofs, atMs);
  const page = pageFor(
    context,
    wallet,
    { subject, route, choices },
    { around, proven: kinds, asker: 'operator' },
  );
  if (page === null) return noPart(context, wallet);
  if (!choicesFit(page.impact, choices))
    return told(context, 'closure-choice-unknown', null, page, { wallet });
  if (page.shown.answer.verdict !== 'YES')
    return told(context, page.shown.answer.reason ?? 'internal', null, page, { wallet });
  const begun = openClosure(
    {
      ...{ id: context.ids.closure(book, atMs), book, walletId: wallet.id, subject, route },
      ...{
        begunAtMs: atMs,
        begunBy: by,
        shown: page.shown,
        needs: page.needs,
        choices,
        proofs: [],
        version: 0,
      },
    },
    context.closurePace,
  );
  // Nothing is on disk before it is confirmed: a page that changed leaves nothing open.
  let closure = begun.closure;
  for (const { kind, atMs: provenMs, untilMs } of proofs)
    closure = stepClosure(
      closure,
      { type: 'prove', by, kind, provenMs, untilMs, atMs },
      context.closurePace,
    ).closure;
  const step = stepClosure(
    closure,
    { type: 'confirm', by, seen, now: page.shown, takeBackUntilMs: takeBackUntilMs(context, closure), atMs },
    context.closurePace,
  );
  if (!step.carryOut) return told(context, step.refusal ?? 'closure-ended', null, page, { wallet });
  const handled = carryOut(context, wallet, { ...step, events: [...begun.events, ...step.events] }, page);
  if ('reply' in handled && handled.reply.outcome === 'closure-done')
    work.putOnce({
      book,
      key,
      print: null,
      subject: { kind: 'wallet', id: closure.id },
      outcome: 'closure-done',
      atMs,
    });
  return handled;
}

export function handleServiceOn(context: Context, command: ServiceOn): Handled {
  const { work, nowMs: atMs } = context;
  const { book, by, around } = command;
  const wallet = work.wallets.wallet(book);
  if (wallet === undefined) return nobody(context);
  const key = serviceOnKey(command.key);
  if (work.once(book, key) !== undefined)
    return { reply: replyWith('accepted', atMs, { wallet, repeated: true }) };
  const subject = { kind: 'service', id: command.serviceId } as const;
  const proven = kindsOf(command.proofs, atMs);
  const page = pageOf(context, wallet, {
    ...{ subject, route: 'SERVICE_ON', asker: askerOf(by), around, choices: NO_CHOICES, proven },
  });
  if (page === null) return noPart(context, wallet);
  if (!isProven(page.needs, proven)) return told(context, 'closure-proof-missing', null, page, { wallet });
  const { verdict, reason } = page.shown.answer;
  if (verdict !== 'YES') return told(context, reason ?? 'internal', null, page, { wallet });
  const serviceId = command.serviceId as ServiceId;
  const step = decideActs(context, wallet, [{ kind: 'switch-service', serviceId, to: 'on' }]);
  if ('refused' in step) return told(context, step.refused, null, page, { wallet });
  work.putOnce({
    book,
    key,
    print: null,
    subject: { kind: 'wallet', id: serviceId },
    outcome: 'accepted',
    atMs,
  });
  writeWallet(context, step, { by: by.kind === 'staff' ? by.by : 'holder' });
  return told(context, 'accepted', null, page, { wallet: step.wallet });
}

/** Acts on wallets, in the lane of their book: paying and closing meet here and nowhere else. */
import {
  type ActSetting,
  type DeductionId,
  decideWallet,
  isLatePayout,
  isTransfer,
  type WalletId,
  type WalletStep,
} from '#domain/wallet';
import { type Handled, replyWith } from '../commands.ts';
import type { OnceRow } from '../ports/index.ts';
import type { WalletActCommand, WalletCodeCommand, WalletDueCommand } from '../wallet-commands.ts';
import { followClosures } from './closure-follow.ts';
import type { Context } from './context.ts';
import { handleLateDue } from './late-payout.ts';
import { handleClosingDue } from './wallet-lock.ts';
import { handleTransferDue } from './wallet-transfer.ts';

/** An agreement is good until it is ended: the year 9999. */
const UNTIL_ENDED_MS = 253_370_736_000_000;

export const walletActKey = (key: string): string => `wallet-act/${key}`;

/** What a step of a wallet tells; a wallet's events name no payment. */
export function tellOfWallet(
  { work, nowMs: atMs }: Pick<Context, 'work' | 'nowMs'>,
  book: string,
  kind: string,
  body: Readonly<Record<string, unknown>>,
): void {
  work.addEvent({ book, paymentId: null, cancellationId: null, atMs, kind, body });
}

export function writeWallet(
  context: Context,
  step: WalletStep,
  more: Readonly<Record<string, unknown>>,
): void {
  if (step.events.length === 0) return;
  const before = context.work.wallets.wallet(step.wallet.id);
  context.work.wallets.put(step.wallet);
  for (const { kind, body } of step.events)
    tellOfWallet(context, step.wallet.book, kind, { ...body, ...more });
  if (before !== undefined)
    followClosures(context, before, step.wallet, String(more.closureId ?? step.events[0]!.kind));
}

export const settingOf = ({ ids, nowMs: atMs }: Context, walletId: WalletId): ActSetting => ({
  ...{ atMs, walletId, newId: () => ids.part(walletId, atMs) },
});

export function handleWalletAct(context: Context, command: WalletActCommand): Handled {
  const { work, nowMs: atMs } = context;
  const { book, act, by, print = null } = command;
  const key = walletActKey(command.key);
  const wallet = work.wallets.wallet(book) ?? null;
  const before = work.once(book, key);
  if (before !== undefined) return repeated(context, book, print, before);
  const step = decideWallet(wallet, act, settingOf(context, book));
  if ('refused' in step) return { reply: replyWith(step.refused, atMs, { wallet }) };
  const subject = { kind: 'wallet', id: step.made ?? book } as const;
  work.putOnce({ book, key, print, subject, outcome: 'accepted', atMs });
  writeWallet(context, step, { by });
  if (act.kind === 'add-device-card')
    work.wallets.addToken({
      ...{ kind: 'device-card', cardIndex: act.token.index, book, deviceCardId: step.made! },
    });
  if (act.kind === 'sign-deduction' && act.agreement !== undefined)
    work.wallets.addToken({
      ...{ kind: 'pay-code', cardIndex: act.agreement.index, book, source: act.source },
      ...{ use: { kind: 'deduction', deductionId: step.made as DeductionId }, expiresMs: UNTIL_ENDED_MS },
    });
  return { reply: replyWith('accepted', atMs, { wallet: step.wallet, made: step.made }) };
}

function repeated(context: Context, book: WalletId, print: string | null, before: OnceRow): Handled {
  const { work, nowMs } = context;
  const wallet = work.wallets.wallet(book) ?? null;
  if (before.print !== print) return { reply: replyWith('duplicate-other-content', nowMs, { wallet }) };
  const { subject } = before;
  const made = subject?.kind === 'wallet' && subject.id !== book ? subject.id : null;
  return { reply: replyWith(before.outcome ?? 'accepted', nowMs, { wallet, made, repeated: true }) };
}

export function handleWalletCode(context: Context, command: WalletCodeCommand): Handled {
  const { work, nowMs } = context;
  const { book, code, source, expiresMs, use } = command;
  const wallet = work.wallets.wallet(book);
  if (wallet === undefined) return { reply: replyWith('wallet-not-found', nowMs) };
  const { state } = wallet.status;
  if (state !== 'open') return { reply: replyWith(`wallet-${state}`, nowMs, { wallet }) };
  // Whether a scan or a charge may be paid is decided when it asks: here it only gets its number.
  const service =
    use === undefined
      ? wallet.services.find(({ kind, place }) => kind === 'pay-code' && place.kind === 'everywhere')
      : null;
  if (service !== null && service?.state !== 'on')
    return { reply: replyWith('wallet-service-off', nowMs, { wallet }) };
  const isGone =
    use === undefined &&
    source?.kind === 'card' &&
    !wallet.bindings.some((each) => each.id === source.bindingId && each.state === 'bound');
  if (isGone) return { reply: replyWith('wallet-source-gone', nowMs, { wallet }) };
  // Two wallets never show the same code: one that is taken is made anew by whoever asked.
  if (work.wallets.token(code.index) !== undefined) return { reply: replyWith('busy', nowMs, { wallet }) };
  work.wallets.addToken({
    ...{ kind: 'pay-code', cardIndex: code.index, book, expiresMs, source },
    ...(use === undefined ? {} : { use }),
  });
  return { reply: replyWith('accepted', nowMs, { wallet }) };
}

/** The waiting time of a closing is over. What is still under way keeps the wallet from being locked. */
export function handleWalletDue(context: Context, command: WalletDueCommand): Handled {
  const { work } = context;
  const movement = command.movementId === null ? undefined : work.wallets.movement(command.movementId);
  if (movement !== undefined && isLatePayout(movement)) return handleLateDue(context, movement);
  if (movement !== undefined && isTransfer(movement)) return handleTransferDue(context, movement);
  return handleClosingDue(context, command);
}

/** Top-ups and payouts in the lane of their wallet: the hold, the intent, what the network says, the end. */
import { CURRENCIES } from '#domain/money';
import { isOutcome } from '#domain/outcome';
import { networkKeyText } from '#domain/payment';
import {
  type TransferCommand as Moves,
  refusalOfTransfer,
  startTransfer,
  stepTransfer,
  type TransferPace,
  type TransferPart,
  type TransferStep,
  type WalletId,
  type WalletPayment,
} from '#domain/wallet';
import { type Handled, type Reply, replyWith } from '../commands.ts';
import { rrnOf } from '../ids.ts';
import type { NetworkRequest } from '../ports/index.ts';
import { ENTRY_STORED, walletAsMerchant } from '../wallet-merchant.ts';
import {
  subjectOfTransfer,
  type WalletTransferAnswered,
  type WalletTransferCleared,
  type WalletTransferCommand,
  type WalletTransferNotSent,
} from '../wallet-transfers.ts';
import type { Context } from './context.ts';
import { OVERDUE_EVERY_MS } from './pace.ts';
import { tellOfWallet } from './wallet.ts';
import { bookMovement, moneyOfHolder } from './wallet-books.ts';

export const transferKey = (key: string): string => `wallet-transfer/${key}`;

/** F25 of an order without the card; of a payout and its confirmation. */
const CONDITIONS = { 'top-up': '08', payout: '00', confirmation: '68' } as const;
/** F60.1 of a reversal: the acquirer got no answer in time. */
const TIMED_OUT = '4354';

const paceOf = ({ pace, replyDueMs }: Context): TransferPace => ({
  replyDueMs,
  repeatFirstMs: pace.repeatFirstMs,
  repeatMaxMs: pace.repeatMaxMs,
  attemptsMax: pace.attemptsMax,
  overdueEveryMs: OVERDUE_EVERY_MS,
});

function messageOf(context: Context, movement: WalletPayment, part: TransferPart): NetworkRequest {
  const { transfer: line, card } = movement;
  const kind = movement.kind === 'payout' ? 'payout' : 'top-up';
  const network = part === 'own' ? line?.network : line?.follow?.network;
  if (line === undefined || card === null || network === undefined)
    throw new Error(`Cannot send the ${part} message of ${movement.id}: it has none`);
  const isFollow = part === 'follow';
  const refunds = isFollow && line.follow?.byRefund === true;
  const reverses = isFollow && kind === 'top-up' && !refunds;
  const followed = kind === 'payout' ? 'payout-confirmation' : refunds ? 'refund' : 'reversal';
  return {
    message: isFollow ? followed : kind === 'payout' ? 'payout' : 'sale',
    ...{ paymentKind: 'sale', channel: 'unionpay.pos', subject: subjectOfTransfer(movement, part), network },
    original: isFollow ? { mti: '0200', network: line.network } : null,
    originalKind: reverses ? 'payment' : null,
    ...{ amountFen: movement.amountFen, currencyNumeric: CURRENCIES.CNY.numeric, card, carried: null },
    ...{ rrn: line.rrn, authCode: null, entryMode: ENTRY_STORED },
    conditionCode: isFollow && kind === 'payout' ? CONDITIONS.confirmation : CONDITIONS[kind],
    ...walletAsMerchant(context.member, kind),
    reasonCode: reverses ? TIMED_OUT : null,
    attempt: line.follow?.attempts ?? 1,
    sendBeforeMs: isFollow ? null : movement.dueMs,
  };
}

function write(context: Context, step: TransferStep): void {
  const { movement, events, journals, send } = step;
  for (const { kind, body } of events) tellOfWallet(context, movement.book, kind, body);
  bookMovement(context, movement, journals);
  if (send !== null) context.sends.push(messageOf(context, movement, send));
}

export function handleTransfer(context: Context, command: WalletTransferCommand): Handled {
  const { work, nowMs: atMs } = context;
  const { book, kind, bindingId, amountFen } = command;
  const wallet = work.wallets.wallet(book);
  if (wallet === undefined) return { reply: replyWith('wallet-not-found', atMs) };
  const key = transferKey(command.key);
  const print = `${kind}/${bindingId}/${amountFen}`;
  const before = work.once(book, key);
  if (before?.subject?.kind === 'wallet-payment') {
    if (before.print !== print) return { reply: replyWith('duplicate-other-content', atMs) };
    return replyOrWait(context, before.subject.id, command.isLook === true);
  }
  const refusal = refusalOfTransfer(wallet, command, moneyOfHolder(context, book));
  if (refusal !== null) return { reply: replyWith(refusal, atMs, { wallet }) };
  const id = context.ids.movement(book, atMs);
  const network = context.networkKeys.next(atMs);
  const asked = { id, kind, bindingId, amountFen, network, rrn: rrnOf(network) };
  const step = startTransfer(
    wallet,
    { ...asked, networkKey: networkKeyText(network), atMs },
    paceOf(context),
  );
  work.putOnce({ book, key, print, subject: { kind: 'wallet-payment', id }, outcome: null, atMs });
  write(context, step);
  return { waitFor: id, repeated: false };
}

/** What whoever waits for it is told; null while it has no end. */
export function replyOfTransfer(movement: WalletPayment, nowMs: number): Reply | null {
  switch (movement.state) {
    case 'held':
      return null;
    case 'unknown':
      return replyWith('outcome-unknown', nowMs, { movement });
    case 'paid':
      return replyWith('accepted', nowMs, { movement });
    default: {
      const reason = movement.reason ?? '';
      return replyWith(isOutcome(reason) ? reason : 'declined-other', nowMs, { movement });
    }
  }
}

function replyOrWait({ work, nowMs }: Context, id: WalletPayment['id'], isLook: boolean): Handled {
  const movement = work.wallets.movement(id) ?? null;
  const reply = movement === null ? null : replyOfTransfer(movement, nowMs);
  if (reply !== null) return { reply: { ...reply, repeated: true } };
  if (isLook) return { reply: replyWith('outcome-unknown', nowMs, { movement, repeated: true }) };
  return { waitFor: id, repeated: true };
}

function step(
  context: Context,
  { movementId }: Pick<WalletTransferAnswered, 'movementId'>,
  command: Moves,
): Handled {
  const { work, nowMs } = context;
  const movement = work.wallets.movement(movementId);
  if (movement === undefined) return { reply: replyWith('not-found', nowMs) };
  const moved = stepTransfer(movement, command, nowMs, paceOf(context));
  // A journal is numbered under a row that changed; what came twice changes nothing.
  if (moved.movement !== movement) write(context, moved);
  return { reply: replyWith('accepted', nowMs, { movement: moved.movement }) };
}

export const handleTransferAnswered = (context: Context, command: WalletTransferAnswered): Handled =>
  step(context, command, { ...command, type: 'answered' });

export const handleTransferNotSent = (context: Context, command: WalletTransferNotSent): Handled =>
  step(context, command, { ...command, type: 'not-sent' });

const isClosed = ({ work }: Context, book: WalletId): boolean =>
  work.wallets.wallet(book)?.status.state === 'closed';

export const handleTransferCleared = (context: Context, command: WalletTransferCleared): Handled =>
  step(
    context,
    command,
    command.what === 'returned'
      ? { type: 'returned', why: command.why, closed: isClosed(context, command.book) }
      : { type: 'cleared', clearingDay: command.clearingDay },
  );

export const handleTransferDue = (context: Context, movement: WalletPayment): Handled =>
  step(context, { movementId: movement.id }, { type: 'due', fresh: context.networkKeys.next(context.nowMs) });

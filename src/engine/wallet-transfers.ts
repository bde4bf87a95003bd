/** Top-ups and payouts between the lanes and the line: what is asked of them, and whose answer one is. */
import type { ClearingDay } from '#domain/calendar';
import type { Fen } from '#domain/money';
import type { Outcome } from '#domain/outcome';
import type { PaymentId } from '#domain/payment';
import {
  type BindingId,
  isTransfer,
  type TransferKind,
  type TransferPart,
  type WalletId,
  type WalletPayment,
  type WalletPaymentId,
} from '#domain/wallet';
import type { NotSent } from './commands.ts';
import type { NetworkAnswer, NetworkSubject, Store } from './ports/index.ts';

/** The holder moves money between the balance and a bound card. The same key again gets the first movement. */
export interface WalletTransferCommand {
  readonly type: 'wallet-transfer';
  readonly book: WalletId;
  readonly kind: TransferKind;
  readonly bindingId: BindingId;
  readonly amountFen: Fen;
  readonly by: string;
  readonly key: string;
  /** Told as it stands, without waiting for its end. */
  readonly isLook?: true;
}

interface Moved {
  readonly book: WalletId;
  readonly movementId: WalletPaymentId;
}

export interface WalletTransferAnswered extends Moved {
  readonly type: 'wallet-transfer-answered';
  readonly part: TransferPart;
  readonly outcome: Outcome;
  readonly authCode: string | null;
  /** Of the answer: a reversal and the refund after it are answered by different ones. */
  readonly mti: string;
}

export interface WalletTransferNotSent extends Moved {
  readonly type: 'wallet-transfer-not-sent';
  readonly part: TransferPart;
}

/** What a clearing file or the network's notice says of it. */
export interface WalletTransferCleared extends Moved {
  readonly type: 'wallet-transfer-cleared';
  readonly what: 'in-file' | 'returned';
  readonly why: string;
  readonly clearingDay: ClearingDay;
}

export type TransferCommand =
  | WalletTransferCommand
  | WalletTransferAnswered
  | WalletTransferNotSent
  | WalletTransferCleared;

const PARTS = { transfer: 'own', 'transfer-follow': 'follow' } as const;

/** A movement stands where a payment stands in other subjects: the line only hands it back. */
export const subjectOfTransfer = ({ book, id }: WalletPayment, part: TransferPart): NetworkSubject => ({
  ...{ book, paymentId: id as unknown as PaymentId, cancellationId: null },
  part: part === 'own' ? 'transfer' : 'transfer-follow',
});

export function transferOfSubject(subject: NetworkSubject): (Moved & { readonly part: TransferPart }) | null {
  if (subject.part !== 'transfer' && subject.part !== 'transfer-follow') return null;
  return {
    book: subject.book as WalletId,
    movementId: subject.paymentId as unknown as WalletPaymentId,
    part: PARTS[subject.part],
  };
}

/** A late answer is believed where it fits what is stored; what follows silence is sent and answered anew. */
export async function placeTransfer(
  store: Pick<Store, 'movementByKey'>,
  key: string,
  { subject, mti, amountFen }: NetworkAnswer,
): Promise<(Moved & { readonly part: TransferPart }) | null> {
  if (subject !== null) return transferOfSubject(subject);
  const found = await store.movementByKey(key);
  if (found === null || !isTransfer(found) || mti !== '0210') return null;
  if (amountFen !== null && amountFen !== found.amountFen) return null;
  return { book: found.book as WalletId, movementId: found.id, part: 'own' };
}

/** Surely not one byte of the message left: what waits for its answer hears so. */
export function notSent(subject: NetworkSubject): NotSent | WalletTransferNotSent {
  const moved = transferOfSubject(subject);
  return moved === null ? { type: 'not-sent', subject } : { type: 'wallet-transfer-not-sent', ...moved };
}

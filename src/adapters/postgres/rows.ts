/** Rows of the tables and values of the domain, both ways. */

import { type Cancellation, dueMsOf, NO_END_YET } from '#domain/cancellation';
import { ACCOUNT_KINDS, type AccountKind, type Balance } from '#domain/ledger';
import { advicesOf, dueOfPayment, networkKeyText, type Payment } from '#domain/payment';
import type { Terminal } from '#domain/terminal';
import { type AccountKey, fromJson, type Merchant, type OnceRow, type PaymentRow } from '#engine';
import { type StoredAnswer, wholeAnswer } from './answer-text.ts';

export interface OnceTableRow {
  readonly book: string;
  readonly key: string;
  readonly print: string | null;
  readonly subject_kind: NonNullable<OnceRow['subject']>['kind'] | null;
  readonly subject_id: string | null;
  readonly outcome: string | null;
  readonly at_ms: string;
}

export function onceOf(row: OnceTableRow): OnceRow {
  const subject = row.subject_kind === null ? null : { kind: row.subject_kind, id: row.subject_id };
  return {
    book: row.book,
    key: row.key,
    print: row.print,
    subject: subject as OnceRow['subject'],
    outcome: row.outcome as OnceRow['outcome'],
    atMs: Number(row.at_ms),
  };
}

export const paymentOf = (row: { body: string; journals: number; post_no: number | null }): PaymentRow => ({
  payment: fromJson<Payment>(row.body),
  journalCount: row.journals,
  ...(row.post_no === null ? {} : { postNo: row.post_no }),
});
/** A way back as {@link wayBackText} hands it out. */
export type StoredWayBack = Omit<Cancellation, 'answer'> & {
  readonly answer: StoredAnswer<Cancellation['route']>;
};
export const wholeWayBack = (stored: StoredWayBack): Cancellation =>
  ({ ...stored, answer: wholeAnswer(stored.answer) }) as Cancellation;
export const cancellationOf = (row: { body: string }): Cancellation =>
  wholeWayBack(fromJson<StoredWayBack>(row.body));
/**
 * As SQL: the text of a whole way back. The answer that allowed it stands beside the rest, which alone changes, and the
 * words of the rules that it cites stand beside the answer, in their order.
 */
export const wayBackText = (row: string): string =>
  `left(${row}.body::text, -1) || ',"answer":' || left(${row}.answer::text, -1) || ',"words":[' || coalesce((
    SELECT string_agg(coalesce(w.words::text, 'null'), ',' ORDER BY k.at)
    FROM unnest(${row}.cited) WITH ORDINALITY AS k(key, at) LEFT JOIN rule_words w ON w.key = k.key), '') || ']}}'`;
export const terminalOf = (row: { body: string }): Terminal => fromJson<Terminal>(row.body);

export interface AccountTableRow {
  readonly book: string;
  readonly kind: string;
  readonly version: string;
  readonly debit_pending_fen: string;
  readonly debit_posted_fen: string;
  readonly credit_pending_fen: string;
  readonly credit_posted_fen: string;
}

export function accountOf(row: AccountTableRow): { readonly key: AccountKey; readonly balance: Balance } {
  if (!(ACCOUNT_KINDS as string[]).includes(row.kind)) {
    throw new Error(`Cannot read account ${row.kind} of book ${row.book}: no such account in the chart`);
  }
  return {
    key: { book: row.book, kind: row.kind as AccountKind },
    balance: {
      version: Number(row.version),
      debitPendingFen: BigInt(row.debit_pending_fen),
      debitPostedFen: BigInt(row.debit_posted_fen),
      creditPendingFen: BigInt(row.credit_pending_fen),
      creditPostedFen: BigInt(row.credit_posted_fen),
    },
  };
}

export interface MerchantTableRow {
  readonly merchant_id: string;
  readonly book: string;
  readonly name_zh: string;
  readonly name_en: string;
  readonly mcc: string;
  readonly status: 'active' | 'blocked';
  readonly contract: string;
}

export const merchantOf = (row: MerchantTableRow): Merchant => ({
  merchantId: row.merchant_id,
  book: row.book,
  nameZh: row.name_zh,
  nameEn: row.name_en,
  mcc: row.mcc,
  status: row.status,
  contract: fromJson(row.contract),
});

export { dueOfPayment };

/** When a cancellation must be looked at again; `null` when it waits for nothing. */
export const dueOfCancellation = (cancellation: Cancellation): number | null => dueMsOf(cancellation);

export const undoKeyOf = (cancellation: Cancellation): string | null =>
  cancellation.state === 'undoing' ? networkKeyText(cancellation.undo) : null;

/** It waits for its outcome or for a deadline: it has a row in `payment_open`. */
export const isOpen = (payment: Payment): boolean =>
  payment.state === 'sent' || payment.state === 'unknown' || dueOfPayment(payment) !== null;

/** Under which state a way back stands in `cancellation_open`; `null`: it waits for nothing, and is not in it. */
export function waitsAs(cancellation: Cancellation): string | null {
  const { state } = cancellation;
  if (state === 'done' && cancellation.arrival?.state === 'overdue') return 'overdue';
  return (NO_END_YET as readonly string[]).includes(state) || dueOfCancellation(cancellation) !== null
    ? state
    : null;
}

/** The last four digits, as a slip shows them. */
export const cardTailOf = ({ card }: Payment): string => card.masked.slice(-4);
/** The code by which terminals name a pre-authorisation. */
export const holdCodeOf = (payment: Payment): string | null =>
  payment.kind === 'preauthorisation' && 'approval' in payment ? (payment.approval?.authCode ?? null) : null;
/** A person has an advice of it that nobody acknowledged. */
export const adviceHandedOf = (payment: Payment): true | null =>
  advicesOf(payment).some(({ state }) => state === 'handed') || null;
/** An operator asked for its hold to be taken off. */
export const releaseAskedOf = ({ releases = [] }: Payment): true | null => releases.length > 0 || null;

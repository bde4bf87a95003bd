/** Columns that the program searches by, against the body that it reads. */
import type { Cancellation } from '#domain/cancellation';
import { networkKeyText, type Payment } from '#domain/payment';
import type { Terminal } from '#domain/terminal';
import { bucketOfBook } from '#engine';
import {
  adviceHandedOf,
  cardTailOf,
  dueOfCancellation,
  dueOfPayment,
  holdCodeOf,
  releaseAskedOf,
  undoKeyOf,
} from '../rows.ts';

type Value = string | number | boolean | null;
type Columns<T> = readonly (readonly [keyof T & string, Value | bigint])[];

export interface PaymentTableRow {
  readonly bucket: number;
  readonly book: string;
  readonly id: string;
  readonly version: number;
  readonly state: string;
  readonly terminal_id: string;
  readonly amount_fen: string;
  readonly rrn: string;
  readonly network_key: string;
  readonly card_index: string;
  readonly started_ms: string;
  readonly due_ms: string | null;
  readonly journals: number;
  readonly card_tail: string;
  readonly preauth_id: string | null;
  readonly hold_code: string | null;
  readonly advice_handed: boolean | null;
  readonly release_asked: boolean | null;
  readonly body: string;
}
export const PAYMENT_COLUMNS =
  'bucket, book, id, version, state, terminal_id, amount_fen, rrn, network_key, card_index, ' +
  'started_ms, due_ms, journals, card_tail, preauth_id, hold_code, advice_handed, release_asked';

export interface CancellationTableRow {
  readonly bucket: number;
  readonly book: string;
  readonly id: string;
  readonly payment_id: string;
  readonly version: number;
  readonly route: string;
  readonly state: string;
  readonly amount_fen: string;
  readonly rrn: string;
  readonly network_key: string;
  readonly undo_key: string | null;
  readonly opened_ms: string;
  readonly due_ms: string | null;
  readonly body: string;
}
export const CANCELLATION_COLUMNS =
  'bucket, book, id, payment_id, version, route, state, amount_fen, rrn, network_key, undo_key, opened_ms, due_ms';

export interface TerminalTableRow {
  readonly bucket: number;
  readonly book: string;
  readonly terminal_id: string;
  readonly merchant_id: string;
  readonly version: number;
  readonly batch_no: string;
  readonly body: string;
}

/** `null` when all agree. Values are not shown: a column may hold what a log must not. */
export function differing<T extends object>(row: T, columns: Columns<T>): string | null {
  const text = (value: unknown): string | null => (value === null ? null : String(value));
  const names = columns.filter(([name, value]) => text(row[name]) !== text(value)).map(([name]) => name);
  return names.length === 0 ? null : `the columns of the row and its body differ: ${names.join(', ')}`;
}

/** `journals` is not in the body: it is checked against the journals themselves. */
export const wrongPaymentColumns = (row: PaymentTableRow, payment: Payment): string | null =>
  differing(row, [
    ['bucket', bucketOfBook(payment.book)],
    ['book', payment.book],
    ['id', payment.id],
    ['version', payment.version],
    ['state', payment.state],
    ['terminal_id', payment.terminal.terminalId],
    ['amount_fen', payment.amountFen],
    ['rrn', payment.rrn],
    ['network_key', networkKeyText(payment.network)],
    ['card_index', payment.card.index],
    ['started_ms', payment.startedMs],
    ['due_ms', dueOfPayment(payment)],
    ['card_tail', cardTailOf(payment)],
    ['preauth_id', payment.preauth?.id ?? null],
    ['hold_code', holdCodeOf(payment)],
    ['advice_handed', adviceHandedOf(payment)],
    ['release_asked', releaseAskedOf(payment)],
  ]);

export const wrongCancellationColumns = (row: CancellationTableRow, body: Cancellation): string | null =>
  differing(row, [
    ['bucket', bucketOfBook(body.book)],
    ['book', body.book],
    ['id', body.id],
    ['payment_id', body.paymentId],
    ['version', body.version],
    ['route', body.route],
    ['state', body.state],
    ['amount_fen', body.amountFen],
    ['rrn', body.rrn],
    ['network_key', networkKeyText(body.network)],
    ['undo_key', undoKeyOf(body)],
    ['opened_ms', body.openedMs],
    ['due_ms', dueOfCancellation(body)],
  ]);

export const wrongTerminalColumns = (row: TerminalTableRow, terminal: Terminal): string | null =>
  differing(row, [
    ['bucket', bucketOfBook(terminal.book)],
    ['book', terminal.book],
    ['terminal_id', terminal.terminalId],
    ['merchant_id', terminal.merchantId],
    ['version', terminal.version],
    ['batch_no', terminal.batchNo],
  ]);

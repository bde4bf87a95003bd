/** Payments of a batch: their rows, the keys of their messages, and what of them waits. */
import { advicesOf, networkKeyText, type Payment } from '#domain/payment';
import { bucketOfId, type ChangeSet, type PaymentRow, toJson } from '#engine';
import * as sql from './apply-sql.ts';
import { byKey, columns, statement, statementOn } from './apply-tools.ts';
import type { Statement } from './connection.ts';
import type { Before } from './kept-rows.ts';
import type { Months, Part } from './months.ts';
import { adviceHandedOf, cardTailOf, dueOfPayment, holdCodeOf, isOpen, releaseAskedOf } from './rows.ts';

type Changed = ChangeSet['payments'][number];

const bucket = ({ id }: Payment): number => bucketOfId(id);
const book = ({ book: name }: Payment): string => name;
const idOf = ({ id }: Payment): string => id;

const newPayments = (part: Part, rows: readonly PaymentRow[]): Statement =>
  statementOn(
    part,
    'apply-new-payments',
    sql.NEW_PAYMENTS,
    ...columns(
      rows,
      ({ payment }) => bucketOfId(payment.id),
      ({ payment }) => payment.book,
      ({ payment }) => payment.id,
      ({ payment }) => payment.version,
      ({ payment }) => payment.state,
      ({ payment }) => payment.terminal.terminalId,
      ({ payment }) => payment.amountFen,
      ({ payment }) => payment.rrn,
      ({ payment }) => networkKeyText(payment.network),
      ({ payment }) => payment.card.index,
      ({ payment }) => payment.startedMs,
      ({ payment }) => dueOfPayment(payment),
      ({ journalCount }) => journalCount,
      ({ postNo }) => postNo ?? null,
      ({ payment }) => toJson(payment),
      ({ payment }) => cardTailOf(payment),
      ({ payment }) => payment.preauth?.id ?? null,
      ({ payment }) => holdCodeOf(payment),
      ({ payment }) => adviceHandedOf(payment),
      ({ payment }) => releaseAskedOf(payment),
    ),
  );

const oldPayments = (part: Part, rows: readonly Changed[]): Statement =>
  statementOn(
    part,
    'apply-old-payments',
    sql.OLD_PAYMENTS,
    ...columns(
      rows,
      ({ row }) => bucketOfId(row.payment.id),
      ({ row }) => row.payment.id,
      ({ expectedVersion }) => expectedVersion,
      ({ row }) => row.payment.version,
      ({ row }) => row.payment.state,
      // A tip or a correction changes it.
      ({ row }) => row.payment.amountFen,
      ({ row }) => dueOfPayment(row.payment),
      ({ row }) => row.journalCount,
      ({ row }) => row.postNo ?? null,
      ({ row }) => toJson(row.payment),
      ({ row }) => holdCodeOf(row.payment),
      ({ row }) => adviceHandedOf(row.payment),
      ({ row }) => releaseAskedOf(row.payment),
    ),
    rows.length,
  );

function waiting(name: string, text: string, rows: readonly Payment[]): Statement[] {
  if (rows.length === 0) return [];
  return [statement(name, text, ...columns(rows, bucket, book, idOf, dueOfPayment))];
}

/** Those that wait otherwise than before: all of which nobody knows how they were. */
function waitingOtherwise(known: readonly Changed[], before: Before): Payment[] {
  return known.flatMap(({ row: { payment }, expectedVersion }) => {
    const was = before.payment(payment, expectedVersion);
    const same =
      was !== undefined && isOpen(was) === isOpen(payment) && dueOfPayment(was) === dueOfPayment(payment);
    return same ? [] : [payment];
  });
}

export function paymentStatements(all: ChangeSet['payments'], before: Before, months: Months): Statement[] {
  const fresh = all.filter(({ expectedVersion }) => expectedVersion === 0).map(({ row }) => row);
  const known = all
    .filter(({ expectedVersion }) => expectedVersion !== 0)
    .sort(byKey(({ row }) => row.payment.id));
  const statements: Statement[] = [];
  if (fresh.length > 0) {
    const payments = fresh.map(({ payment }) => payment);
    statements.push(
      ...months.grouped(fresh, ({ payment }) => payment.id).map(([part, rows]) => newPayments(part, rows)),
      statement(
        'apply-payment-keys',
        sql.PAYMENT_KEYS,
        ...columns(payments, bucket, book, idOf, ({ network }) => networkKeyText(network)),
      ),
      ...waiting('apply-new-open', sql.NEW_OPEN, payments.filter(isOpen)),
    );
  }
  if (known.length > 0) {
    const payments = waitingOtherwise(known, before);
    const ended = payments.filter((payment) => !isOpen(payment));
    statements.push(
      ...months.grouped(known, ({ row }) => row.payment.id).map(([part, rows]) => oldPayments(part, rows)),
      ...waiting('apply-still-open', sql.STILL_OPEN, payments.filter(isOpen)),
      ...(ended.length === 0
        ? []
        : [statement('apply-no-longer-open', sql.NO_LONGER_OPEN, ...columns(ended, bucket, idOf))]),
    );
  }
  return [...statements, ...adviceKeys(all)];
}

function adviceKeys(all: ChangeSet['payments']): Statement[] {
  const keys = all.flatMap(({ row: { payment } }) =>
    advicesOf(payment).map(({ network }) => ({ payment, key: networkKeyText(network) })),
  );
  if (keys.length === 0) return [];
  return [
    statement(
      'apply-advice-keys',
      sql.ADVICE_KEYS,
      ...columns(
        keys,
        ({ payment }) => bucketOfId(payment.id),
        ({ payment }) => payment.book,
        ({ payment }) => payment.id,
        ({ key }) => key,
      ),
    ),
  ];
}

/** One batch as one transaction. Every statement takes arrays; counts that differ raise a clash in the database. */

import { networkKeyText } from '#domain/payment';
import {
  bucketOfBook,
  bucketOfId,
  type ChangeSet,
  type EntryRow,
  type EventRow,
  type JournalRow,
  type OnceRow,
  toJson,
} from '#engine';
import type { Statement } from './connection.ts';
import { dueOfCancellation, dueOfPayment, undoKeyOf } from './rows.ts';

const statement = (name: string, text: string, ...values: unknown[]): Statement => ({ name, text, values });

const BUCKETS = `WITH n AS (SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bigint[]) AS n(bucket, added, epoch)),
  u AS (UPDATE bucket b SET event_seq = b.event_seq + n.added FROM n
        WHERE b.bucket = n.bucket AND b.epoch = n.epoch AND b.node = $4::smallint RETURNING 1)
  SELECT must_be((SELECT count(*) FROM u), $5::bigint, 'bucket')`;

const ONCE = `INSERT INTO once (bucket, book, key, print, subject_kind, subject_id, outcome, at_ms)
  SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[])`;

// Every key that ever went upstream stands in one table, so that two messages never share one, whatever they are.
const NEW_PAYMENTS = `WITH n AS MATERIALIZED (SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::bigint[],
    $8::text[], $9::text[], $10::text[], $11::bigint[], $12::bigint[], $13::int[], $14::jsonb[])
    AS n(bucket, book, id, version, state, terminal_id, amount_fen, rrn, network_key, card_index, started_ms, due_ms, journals, body)),
  k AS (INSERT INTO network_key (network_key, bucket, book, payment_id, part) SELECT network_key, bucket, book, id, 'payment' FROM n)
  INSERT INTO payment (bucket, book, id, version, state, terminal_id, amount_fen, rrn, network_key, card_index, started_ms, due_ms, journals, body)
  SELECT * FROM n`;
const OLD_PAYMENTS = `WITH n AS (SELECT * FROM unnest($1::smallint[], $2::text[], $3::int[], $4::int[], $5::text[], $6::bigint[], $7::int[], $8::jsonb[])
    AS n(bucket, id, expected, version, state, due_ms, journals, body)),
  u AS (UPDATE payment p SET version = n.version, state = n.state, due_ms = n.due_ms, journals = n.journals, body = n.body FROM n
        WHERE p.bucket = n.bucket AND p.id = n.id AND p.version = n.expected RETURNING 1)
  SELECT must_be((SELECT count(*) FROM u), $9::bigint, 'payment')`;

const NEW_CANCELLATIONS = `WITH n AS MATERIALIZED (SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::int[], $6::text[],
    $7::text[], $8::bigint[], $9::text[], $10::text[], $11::bigint[], $12::bigint[], $13::jsonb[])
    AS n(bucket, book, id, payment_id, version, route, state, amount_fen, network_key, undo_key, opened_ms, due_ms, body)),
  k AS (INSERT INTO network_key (network_key, bucket, book, payment_id, cancellation_id, part)
    SELECT network_key, bucket, book, payment_id, id, 'message' FROM n
    UNION ALL SELECT undo_key, bucket, book, payment_id, id, 'undo' FROM n WHERE undo_key IS NOT NULL)
  INSERT INTO cancellation (bucket, book, id, payment_id, version, route, state, amount_fen, network_key, undo_key, opened_ms, due_ms, body)
  SELECT * FROM n`;
// Before the rows change: a void that is tried again, and one that is undone, take keys that they did not have.
const MORE_KEYS = `INSERT INTO network_key (network_key, bucket, book, payment_id, cancellation_id, part)
  SELECT more.key, c.bucket, c.book, c.payment_id, c.id, more.part
  FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[]) AS n(bucket, id, network_key, undo_key)
  JOIN cancellation c ON c.bucket = n.bucket AND c.id = n.id
  CROSS JOIN LATERAL (VALUES (n.network_key, c.network_key, 'message'), (n.undo_key, c.undo_key, 'undo')) AS more(key, before, part)
  WHERE more.key IS NOT NULL AND more.key IS DISTINCT FROM more.before`;
const OLD_CANCELLATIONS = `WITH n AS (SELECT * FROM unnest($1::smallint[], $2::text[], $3::int[], $4::int[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::jsonb[])
    AS n(bucket, id, expected, version, state, network_key, undo_key, due_ms, body)),
  u AS (UPDATE cancellation c SET version = n.version, state = n.state, network_key = n.network_key, undo_key = n.undo_key, due_ms = n.due_ms, body = n.body FROM n
        WHERE c.bucket = n.bucket AND c.id = n.id AND c.version = n.expected RETURNING 1)
  SELECT must_be((SELECT count(*) FROM u), $10::bigint, 'cancellation')`;

const TERMINALS = `WITH n AS (SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::int[], $5::int[], $6::text[], $7::jsonb[])
    AS n(bucket, book, terminal_id, expected, version, batch_no, body)),
  u AS (UPDATE terminal t SET version = n.version, batch_no = n.batch_no, body = n.body FROM n
        WHERE t.bucket = n.bucket AND t.book = n.book AND t.terminal_id = n.terminal_id AND t.version = n.expected RETURNING 1)
  SELECT must_be((SELECT count(*) FROM u), $8::bigint, 'terminal')`;

const NEW_ACCOUNTS = `INSERT INTO account (bucket, book, kind, version, debit_pending_fen, debit_posted_fen, credit_pending_fen, credit_posted_fen)
  SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])`;
const OLD_ACCOUNTS = `WITH n AS (SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[])
    AS n(bucket, book, kind, expected, version, dp, dq, cp, cq)),
  u AS (UPDATE account a SET version = n.version, debit_pending_fen = n.dp, debit_posted_fen = n.dq, credit_pending_fen = n.cp, credit_posted_fen = n.cq FROM n
        WHERE a.bucket = n.bucket AND a.book = n.book AND a.kind = n.kind AND a.version = n.expected RETURNING 1)
  SELECT must_be((SELECT count(*) FROM u), $10::bigint, 'account')`;

const JOURNALS = `INSERT INTO journal (bucket, book, payment_id, no, kind, cancellation_id, mirrors_no, at_ms)
  SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::int[], $8::bigint[])`;
const ENTRIES = `INSERT INTO entry (bucket, book, account, version, payment_id, journal_no, debit_pending_fen, debit_posted_fen, credit_pending_fen, credit_posted_fen,
    after_debit_pending_fen, after_debit_posted_fen, after_credit_pending_fen, after_credit_posted_fen)
  SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::int[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[],
    $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[])`;

// The bucket row was moved on by this transaction; counting back from it numbers the events without a gap.
const EVENTS = `INSERT INTO event (bucket, seq, book, payment_id, cancellation_id, at_ms, kind, body)
  SELECT e.bucket, b.event_seq - e.back, e.book, e.payment_id, e.cancellation_id, e.at_ms, e.kind, e.body
  FROM unnest($1::smallint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::jsonb[])
    AS e(bucket, back, book, payment_id, cancellation_id, at_ms, kind, body)
  JOIN bucket b ON b.bucket = e.bucket`;

const text = (value: bigint | number | null): string | null => (value === null ? null : String(value));

/** One array per column out of a list of rows. */
function columns<T>(rows: readonly T[], ...pick: ((row: T) => unknown)[]): unknown[][] {
  return pick.map((column) => rows.map(column));
}

const byKey =
  <T>(key: (row: T) => string) =>
  (a: T, b: T): number =>
    key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;

function buckets(changes: ChangeSet, node: number, epochs: ReadonlyMap<number, bigint>): Statement {
  const added = new Map<number, number>();
  const touch = (book: string, count: number): void => {
    const bucket = bucketOfBook(book);
    added.set(bucket, (added.get(bucket) ?? 0) + count);
  };
  for (const { book } of changes.events) touch(book, 1);
  for (const { book } of changes.once) touch(book, 0);
  for (const { row } of changes.payments) touch(row.payment.book, 0);
  for (const { terminal } of changes.terminals) touch(terminal.book, 0);
  for (const { cancellation } of changes.cancellations) touch(cancellation.book, 0);
  const rows = [...added].sort(([a], [b]) => a - b);
  return statement(
    'apply-buckets',
    BUCKETS,
    rows.map(([bucket]) => bucket),
    rows.map(([, count]) => count),
    rows.map(([bucket]) => text(epochs.get(bucket) ?? -1n)),
    node,
    rows.length,
  );
}

const bucketOf = ({ book }: { book: string }): number => bucketOfBook(book);

function once(rows: readonly OnceRow[]): Statement[] {
  if (rows.length === 0) return [];
  const sorted = [...rows].sort(byKey((row) => `${row.book}|${row.key}`));
  return [
    statement(
      'apply-once',
      ONCE,
      ...columns(
        sorted,
        bucketOf,
        (row) => row.book,
        (row) => row.key,
        (row) => row.print,
        (row) => row.subject?.kind ?? null,
        (row) => row.subject?.id ?? null,
        (row) => row.outcome,
        (row) => row.atMs,
      ),
    ),
  ];
}

function payments(all: ChangeSet['payments']): Statement[] {
  const fresh = all.filter(({ expectedVersion }) => expectedVersion === 0).map(({ row }) => row);
  const known = all
    .filter(({ expectedVersion }) => expectedVersion !== 0)
    .sort(byKey(({ row }) => row.payment.id));
  const statements: Statement[] = [];
  if (fresh.length > 0) {
    statements.push(
      statement(
        'apply-new-payments',
        NEW_PAYMENTS,
        ...columns(
          fresh,
          ({ payment }) => bucketOfId(payment.id),
          ({ payment }) => payment.book,
          ({ payment }) => payment.id,
          ({ payment }) => payment.version,
          ({ payment }) => payment.state,
          ({ payment }) => payment.terminal.terminalId,
          ({ payment }) => text(payment.amountFen),
          ({ payment }) => payment.rrn,
          ({ payment }) => networkKeyText(payment.network),
          ({ payment }) => payment.card.index,
          ({ payment }) => payment.startedMs,
          ({ payment }) => dueOfPayment(payment),
          ({ journalCount }) => journalCount,
          ({ payment }) => toJson(payment),
        ),
      ),
    );
  }
  if (known.length > 0) {
    statements.push(
      statement(
        'apply-old-payments',
        OLD_PAYMENTS,
        ...columns(
          known,
          ({ row }) => bucketOfId(row.payment.id),
          ({ row }) => row.payment.id,
          ({ expectedVersion }) => expectedVersion,
          ({ row }) => row.payment.version,
          ({ row }) => row.payment.state,
          ({ row }) => dueOfPayment(row.payment),
          ({ row }) => row.journalCount,
          ({ row }) => toJson(row.payment),
        ),
        known.length,
      ),
    );
  }
  return statements;
}

function cancellations(all: ChangeSet['cancellations']): Statement[] {
  const fresh = all
    .filter(({ expectedVersion }) => expectedVersion === 0)
    .map(({ cancellation }) => cancellation);
  const known = all
    .filter(({ expectedVersion }) => expectedVersion !== 0)
    .sort(byKey(({ cancellation }) => cancellation.id));
  const statements: Statement[] = [];
  if (fresh.length > 0) {
    statements.push(
      statement(
        'apply-new-cancellations',
        NEW_CANCELLATIONS,
        ...columns(
          fresh,
          (row) => bucketOfId(row.id),
          (row) => row.book,
          (row) => row.id,
          (row) => row.paymentId,
          (row) => row.version,
          (row) => row.route,
          (row) => row.state,
          (row) => text(row.amountFen),
          (row) => networkKeyText(row.network),
          undoKeyOf,
          (row) => row.openedMs,
          dueOfCancellation,
          (row) => toJson(row),
        ),
      ),
    );
  }
  if (known.length > 0) {
    const rows = known.map(({ cancellation }) => cancellation);
    statements.push(
      statement(
        'apply-more-keys',
        MORE_KEYS,
        ...columns(
          rows,
          (row) => bucketOfId(row.id),
          (row) => row.id,
          (row) => networkKeyText(row.network),
          undoKeyOf,
        ),
      ),
      statement(
        'apply-old-cancellations',
        OLD_CANCELLATIONS,
        ...columns(
          known,
          ({ cancellation }) => bucketOfId(cancellation.id),
          ({ cancellation }) => cancellation.id,
          ({ expectedVersion }) => expectedVersion,
          ({ cancellation }) => cancellation.version,
          ({ cancellation }) => cancellation.state,
          ({ cancellation }) => networkKeyText(cancellation.network),
          ({ cancellation }) => undoKeyOf(cancellation),
          ({ cancellation }) => dueOfCancellation(cancellation),
          ({ cancellation }) => toJson(cancellation),
        ),
        known.length,
      ),
    );
  }
  return statements;
}

function terminals(all: ChangeSet['terminals']): Statement[] {
  if (all.length === 0) return [];
  const rows = [...all].sort(byKey(({ terminal }) => `${terminal.book}|${terminal.terminalId}`));
  return [
    statement(
      'apply-terminals',
      TERMINALS,
      ...columns(
        rows,
        ({ terminal }) => bucketOf(terminal),
        ({ terminal }) => terminal.book,
        ({ terminal }) => terminal.terminalId,
        ({ expectedVersion }) => expectedVersion,
        ({ terminal }) => terminal.version,
        ({ terminal }) => terminal.batchNo,
        ({ terminal }) => toJson(terminal),
      ),
      rows.length,
    ),
  ];
}

function accounts(all: ChangeSet['accounts']): Statement[] {
  type Row = ChangeSet['accounts'][number];
  const balance: ((row: Row) => unknown)[] = [
    (row) => row.balance.version,
    (row) => text(row.balance.debitPendingFen),
    (row) => text(row.balance.debitPostedFen),
    (row) => text(row.balance.creditPendingFen),
    (row) => text(row.balance.creditPostedFen),
  ];
  const key: ((row: Row) => unknown)[] = [
    (row) => bucketOf(row.key),
    (row) => row.key.book,
    (row) => row.key.kind,
  ];
  const sorted = [...all].sort(byKey((row) => `${row.key.book}|${row.key.kind}`));
  const fresh = sorted.filter(({ expectedVersion }) => expectedVersion === 0);
  const known = sorted.filter(({ expectedVersion }) => expectedVersion !== 0);
  return [
    ...(fresh.length > 0
      ? [statement('apply-new-accounts', NEW_ACCOUNTS, ...columns(fresh, ...key, ...balance))]
      : []),
    ...(known.length > 0
      ? [
          statement(
            'apply-old-accounts',
            OLD_ACCOUNTS,
            ...columns(known, ...key, (row) => row.expectedVersion, ...balance),
            known.length,
          ),
        ]
      : []),
  ];
}

function journals(rows: readonly JournalRow[]): Statement[] {
  if (rows.length === 0) return [];
  const entries = rows.flatMap((journal) =>
    journal.entries.map((entry): { journal: JournalRow; entry: EntryRow } => ({ journal, entry })),
  );
  return [
    statement(
      'apply-journals',
      JOURNALS,
      ...columns(
        rows,
        bucketOf,
        (row) => row.book,
        (row) => row.paymentId,
        (row) => row.no,
        (row) => row.kind,
        (row) => row.cancellationId,
        (row) => row.mirrorsNo,
        (row) => row.atMs,
      ),
    ),
    statement(
      'apply-entries',
      ENTRIES,
      ...columns(
        entries,
        ({ journal }) => bucketOf(journal),
        ({ journal }) => journal.book,
        ({ entry }) => entry.account,
        ({ entry }) => entry.after.version,
        ({ journal }) => journal.paymentId,
        ({ journal }) => journal.no,
        ({ entry }) => text(entry.debitPendingFen),
        ({ entry }) => text(entry.debitPostedFen),
        ({ entry }) => text(entry.creditPendingFen),
        ({ entry }) => text(entry.creditPostedFen),
        ({ entry }) => text(entry.after.debitPendingFen),
        ({ entry }) => text(entry.after.debitPostedFen),
        ({ entry }) => text(entry.after.creditPendingFen),
        ({ entry }) => text(entry.after.creditPostedFen),
      ),
    ),
  ];
}

function events(rows: readonly EventRow[]): Statement[] {
  if (rows.length === 0) return [];
  const left = new Map<number, number>();
  for (const row of rows) left.set(bucketOf(row), (left.get(bucketOf(row)) ?? 0) + 1);
  const numbered = rows.map((row) => {
    const back = left.get(bucketOf(row))! - 1;
    left.set(bucketOf(row), back);
    return { ...row, back };
  });
  return [
    statement(
      'apply-events',
      EVENTS,
      ...columns(
        numbered,
        bucketOf,
        (row) => row.back,
        (row) => row.book,
        (row) => row.paymentId,
        (row) => row.cancellationId,
        (row) => row.atMs,
        (row) => row.kind,
        (row) => toJson(row.body),
      ),
    ),
  ];
}

/** The statements of a batch, in an order in which every owner takes the same locks the same way. */
export function applyStatements(
  changes: ChangeSet,
  node: number,
  epochs: ReadonlyMap<number, bigint>,
): Statement[] {
  return [
    buckets(changes, node, epochs),
    ...once(changes.once),
    ...payments(changes.payments),
    ...cancellations(changes.cancellations),
    ...terminals(changes.terminals),
    ...accounts(changes.accounts),
    ...journals(changes.journals),
    ...events(changes.events),
  ];
}

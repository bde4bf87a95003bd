/** What waits for a person, out of everything that has no end: one list, the most pressing first. */
import type { Cancellation } from '#domain/cancellation';
import type { Fen } from '#domain/money';
import type { Payment, PaymentId } from '#domain/payment';
import type { CancelRequest } from '#domain/request';
import type { Batch } from '#domain/terminal';
import type { WalletId, WalletPayment, WalletState } from '#domain/wallet';
import { fromJson } from '#engine';
import type { Notice } from '../notices/types.ts';
import type { ReadPool } from '../read-pool.ts';
import type { Listed } from '../reader-types.ts';
import { type StoredWayBack, wholeWayBack } from '../rows.ts';
import type { DeskMismatch } from './mismatches.ts';
import { QUEUE_KINDS, type QueueKind, SOURCES } from './queue-sources.ts';

/** An endpoint that is switched off for its failures, or with messages that were given up. */
export interface DeadEndpoint {
  readonly id: string;
  readonly url: string;
  readonly state: 'active' | 'disabled';
  readonly why: 'gone' | 'failing' | null;
  readonly failed: number;
  /** When the first of the messages that were given up happened; `null` where there is none. */
  readonly firstMs: number | null;
}

/** A payment whose outcome nobody told within the bound, and the way back that resolves it. */
export interface LongUnknown {
  readonly payment: Payment;
  readonly cancellation: Cancellation | null;
}

/** What a holder owes: payments that stand again after what their voids gave back had left (WAL-17). */
export interface OwedByHolder {
  readonly walletId: WalletId;
  readonly state: WalletState['state'];
  readonly owedFen: Fen;
  /** Those of which something was missing. */
  readonly payments: readonly WalletPayment[];
}

interface Bodies extends Record<QueueKind, unknown> {
  readonly 'way-back-handed': Cancellation;
  readonly 'advice-handed': Payment;
  readonly 'refund-stranded': Cancellation;
  readonly 'request-waiting': CancelRequest;
  readonly 'account-named': Cancellation;
  readonly 'payout-ordered': Cancellation;
  readonly 'release-proposed': Payment;
  readonly 'clearing-mismatch': DeskMismatch;
  readonly 'batch-differs': Batch;
  readonly 'payment-unknown': LongUnknown;
  readonly 'refund-bounced': Cancellation;
  readonly 'wallet-arrears': OwedByHolder;
  readonly 'arrival-overdue': Cancellation;
  readonly 'webhook-dead': DeadEndpoint;
  readonly notice: Notice;
}

/** 0: its time has run out, or money stands still. 1: a person is waited for. 2: to be watched. */
export type Rank = 0 | 1 | 2;

interface RowBase<K extends QueueKind> {
  readonly kind: K;
  /** Unique within its kind. */
  readonly key: string;
  readonly rank: Rank;
  readonly sinceMs: number;
  /** `null`: it has no time limit, or the limit passed and was told. */
  readonly dueMs: number | null;
  readonly book: string | null;
  readonly paymentId: PaymentId | null;
  readonly merchant: { readonly id: string; readonly zh: string; readonly en: string } | null;
  readonly body: Bodies[K];
}
export type QueueRow = { readonly [K in QueueKind]: RowBase<K> }[QueueKind];

export interface QueueCursor {
  readonly rank: number;
  readonly sinceMs: number;
  readonly kind: string;
  readonly key: string;
}
export interface QueueAsk {
  readonly nowMs: number;
  /** A payment without an outcome is told once it is older. */
  readonly unknownAfterMs: number;
}
export interface QueueCount {
  readonly kind: QueueKind;
  readonly count: number;
  /** Of them: their time has run out, or money stands still. */
  readonly pressing: number;
  /** Of them: nobody has to act yet. */
  readonly watched: number;
}

export interface QueueReading {
  queue(
    ask: QueueAsk & {
      readonly kinds: readonly QueueKind[];
      readonly cursor: QueueCursor | null;
      readonly limit: number;
    },
  ): Promise<Listed<QueueRow, QueueCursor>>;
  queueItem(ask: QueueAsk & { readonly kind: QueueKind; readonly key: string }): Promise<QueueRow | null>;
  queueCounts(ask: QueueAsk): Promise<readonly QueueCount[]>;
}

interface TableRow {
  readonly kind: QueueKind;
  readonly key: string;
  readonly rank: number;
  readonly since_ms: string;
  readonly due_ms: string | null;
  readonly book: string | null;
  readonly payment_id: string | null;
  readonly merchant_id: string | null;
  readonly name_zh: string | null;
  readonly name_en: string | null;
  readonly body: string;
}

/** A way back, or one beside what it is about. The answer of a request has the words of its rules in itself. */
interface HasWayBack {
  readonly answer?: Partial<StoredWayBack['answer']> | null;
  readonly cancellation?: StoredWayBack | null;
}

function bodyOf(text: string): unknown {
  const body = fromJson<HasWayBack>(text);
  if (body.answer?.words !== undefined) return wholeWayBack(body as StoredWayBack);
  const { cancellation } = body;
  return cancellation ? { ...body, cancellation: wholeWayBack(cancellation) } : body;
}

const rowOf = (row: TableRow): QueueRow =>
  ({
    kind: row.kind,
    key: row.key,
    rank: row.rank as Rank,
    sinceMs: Number(row.since_ms),
    dueMs: row.due_ms === null ? null : Number(row.due_ms),
    book: row.book,
    paymentId: row.payment_id as PaymentId | null,
    merchant:
      row.merchant_id === null ? null : { id: row.merchant_id, zh: row.name_zh ?? '', en: row.name_en ?? '' },
    body: bodyOf(row.body),
  }) as QueueRow;

/** `$1`: payments that began before this are told; `$2`: now. */
function part(kind: QueueKind, columns: 'rows' | 'ranks'): string {
  const {
    from,
    key,
    since,
    due = 'NULL::bigint',
    rank,
    book = 't.book',
    payment = 'NULL',
    body,
  } = SOURCES[kind];
  const told = `CASE WHEN ${due} < $2::bigint THEN 0 ELSE ${rank} END AS rank`;
  const all = `${key} AS key, ${since} AS since_ms, ${due} AS due_ms, ${book} AS book, ${payment} AS payment_id,
    (${body})::text AS body`;
  return `SELECT '${kind}' AS kind, ${told}${columns === 'rows' ? `, ${all}` : ''} FROM ${from}`;
}

const times = ({ nowMs, unknownAfterMs }: QueueAsk): unknown[] => [nowMs - unknownAfterMs, nowMs];
const WITH_MERCHANT = `SELECT x.*, m.merchant_id, m.name_zh, m.name_en`;
const ORDER = 'rank, since_ms, kind, key';

export const queueReading = (pool: ReadPool): QueueReading => ({
  async queue({ kinds, cursor, limit, ...ask }) {
    if (kinds.length === 0) return { items: [], next: null };
    const after = cursor === null ? '' : 'WHERE (rank, since_ms, kind, key) > ($4::int, $5::bigint, $6, $7)';
    // Each source gives no more than the page can hold; together they are merged.
    const parts = kinds.map(
      (kind) => `(SELECT * FROM (${part(kind, 'rows')}) s ${after} ORDER BY ${ORDER} LIMIT $3::int)`,
    );
    const rows = await pool.rows<TableRow>({
      text: `${WITH_MERCHANT} FROM (SELECT * FROM (${parts.join(' UNION ALL ')}) u
          WHERE $1::bigint IS NOT NULL ORDER BY ${ORDER} LIMIT $3::int) x
        LEFT JOIN merchant m ON m.book = x.book ORDER BY x.rank, x.since_ms, x.kind, x.key`,
      values: [
        ...times(ask),
        limit + 1,
        ...(cursor === null ? [] : [cursor.rank, cursor.sinceMs, cursor.kind, cursor.key]),
      ],
    });
    const items = rows.slice(0, limit).map(rowOf);
    const last = rows.length > limit ? items.at(-1) : undefined;
    return { items, next: last ?? null };
  },
  async queueItem({ kind, key, ...ask }) {
    const [row] = await pool.rows<TableRow>({
      text: `${WITH_MERCHANT} FROM (SELECT * FROM (${part(kind, 'rows')}) s WHERE key = $3 AND $1::bigint IS NOT NULL) x
        LEFT JOIN merchant m ON m.book = x.book LIMIT 1`,
      values: [...times(ask), key],
    });
    return row === undefined ? null : rowOf(row);
  },
  async queueCounts(ask) {
    const rows = await pool.rows<{ kind: QueueKind; count: string; pressing: string; watched: string }>({
      text: `SELECT kind, count(*) AS count, count(*) FILTER (WHERE rank = 0) AS pressing,
          count(*) FILTER (WHERE rank = 2) AS watched
        FROM (${QUEUE_KINDS.map((kind) => part(kind, 'ranks')).join(' UNION ALL ')}) u GROUP BY kind`,
      values: times(ask),
    });
    const found = new Map(rows.map((row) => [row.kind, row]));
    return QUEUE_KINDS.map((kind) => ({
      kind,
      count: Number(found.get(kind)?.count ?? 0),
      pressing: Number(found.get(kind)?.pressing ?? 0),
      watched: Number(found.get(kind)?.watched ?? 0),
    }));
  },
});

/** The engine's store on PostgreSQL. */
import type { CutOverNotice } from '#domain/calendar';
import { clearingDay } from '#domain/calendar';
import type { Order, OrderId } from '#domain/order';
import type { CancellationId, PaymentId } from '#domain/payment';
import type { RequestId } from '#domain/request';
import {
  bucketOfId,
  type ChangeSet,
  type Clock,
  type DueSubject,
  fromJson,
  type Lease,
  type LeaseLost,
  LIMITS,
  type Limits,
  type Loaded,
  type LoadKeys,
  type NetworkSubject,
  type Store,
} from '#engine';
import { citedWords } from './answer-text.ts';
import { applyStatements } from './apply.ts';
import { statementOn } from './apply-tools.ts';
import { closureLookups } from './closures.ts';
import { HotConnection, LANE_NAME } from './connection.ts';
import { KeptRows } from './kept-rows.ts';
import { BucketLease } from './lease.ts';
import { load } from './load.ts';
import { DUE_LOSSES, dueLossOf } from './losses.ts';
import { Months, PARTS, type PartRow, partsOf } from './months.ts';
import {
  cancellationOf,
  type MerchantTableRow,
  merchantOf,
  paymentOf,
  terminalOf,
  wayBackText,
} from './rows.ts';
import { surroundings } from './wallet-surroundings.ts';
import { walletLookups } from './wallets.ts';

export interface PostgresStoreOptions {
  /** `postgres://…`, with a Unix socket folder as host where the server is embedded. */
  readonly url: string;
  readonly laneCount: number;
  readonly clock: Clock;
  /** How long a lease lasts and how often it is renewed; left out: as in the table of limits. */
  readonly limits?: Pick<Limits, 'leaseMs' | 'leaseRenewMs'>;
  /** Called once when the buckets are known to be somebody else's: the program must stop. */
  readonly onLeaseLost?: (error: LeaseLost) => void;
}

const DUE = `(SELECT book, id AS payment_id, NULL AS cancellation_id, NULL AS request_id, due_ms FROM payment_open
    WHERE bucket = ANY($1::smallint[]) AND due_ms <= $2::bigint ORDER BY due_ms LIMIT $3::int)
  UNION ALL
  (SELECT book, payment_id, id, NULL, due_ms FROM cancellation_open
    WHERE bucket = ANY($1::smallint[]) AND due_ms <= $2::bigint ORDER BY due_ms LIMIT $3::int)
  UNION ALL
  (SELECT book, payment_id, NULL, id, due_ms FROM request
    WHERE bucket = ANY($1::smallint[]) AND due_ms <= $2::bigint ORDER BY due_ms LIMIT $3::int)
  ORDER BY due_ms LIMIT $3::int`;

const DUE_ORDERS = `SELECT book, id FROM order_due WHERE bucket = ANY($1::smallint[]) AND due_ms <= $2::bigint
  ORDER BY due_ms LIMIT $3::int`;

// A key that its cancellation no longer uses finds nothing: an answer to it says nothing of the present message.
const LOCATE = `SELECT k.book, k.payment_id, k.cancellation_id, k.part FROM network_key k
  LEFT JOIN cancellation c ON c.bucket = k.bucket AND c.id = k.cancellation_id AND c.payment_id = k.payment_id
  WHERE k.network_key = $1
    AND CASE k.part WHEN 'undo' THEN c.undo_key = $1 WHEN 'message' THEN c.network_key = $1 ELSE true END`;

const PAYMENT = 'SELECT body::text AS body, journals, post_no FROM payment% WHERE bucket = $1 AND id = $2';
const PAYMENT_CANCELLATIONS = `SELECT ${wayBackText('c')} AS body FROM cancellation% c
  WHERE c.bucket = $1 AND c.payment_id = $2 ORDER BY c.id`;

// Days are text of the form 2026-11-23, so that comparing them as text compares them in time.
const UNRESOLVED = `SELECT book, payment_id, cancellation_id FROM (
    (SELECT p.book, p.id AS payment_id, NULL AS cancellation_id FROM payment_open o
      JOIN payment p ON p.bucket = o.bucket AND p.id = o.id
      WHERE p.state IN ('sent', 'unknown') AND p.body->>'expectedClearingDay' < $1 AND o.id COLLATE "C" > $3
      ORDER BY o.id COLLATE "C" LIMIT $2::int)
    UNION ALL
    (SELECT c.book, c.payment_id, c.id FROM cancellation_open c
      JOIN payment p ON p.bucket = c.bucket AND p.id = c.payment_id
      WHERE c.state IN ('sending', 'undoing', 'awaiting-file', 'handed') AND c.payment_id COLLATE "C" > $3
        AND coalesce(p.body->'approval'->>'clearingDay', p.body->>'expectedClearingDay') < $1
      ORDER BY c.payment_id COLLATE "C", c.id COLLATE "C" LIMIT $2::int)) AS open
  ORDER BY payment_id COLLATE "C", cancellation_id COLLATE "C" NULLS FIRST LIMIT $2::int`;

/** How long months that were made meanwhile may be unknown. */
const MONTHS_MS = 600_000;
const MONTHS_RETRY_MS = 1_000;

type DueRow = {
  book: string;
  payment_id: string;
  cancellation_id: string | null;
  request_id?: string | null;
};
const dueOf = (row: DueRow): DueSubject => ({
  book: row.book,
  paymentId: row.payment_id as PaymentId,
  cancellationId: row.cancellation_id as CancellationId | null,
  ...(row.request_id ? { requestId: row.request_id as RequestId } : {}),
});

export function createPostgresStore(options: PostgresStoreOptions): Store {
  const lanes = Array.from(
    { length: options.laneCount },
    (_, index) => new HotConnection(options.url, `${LANE_NAME}${index}`),
  );
  // Deadlines and look-ups have a connection of their own: they must not wait for a batch.
  const side = new HotConnection(options.url, 'yuanlu look-ups');
  const { url, clock, limits = LIMITS, onLeaseLost } = options;
  const lease = new BucketLease({
    url,
    now: () => clock.nowMs(),
    limits,
    ...(onLeaseLost === undefined ? {} : { onLost: onLeaseLost }),
  });
  const kept = lanes.map(() => new KeptRows());
  /** Keys of the words of rules that are stored: they are never changed and never go, as long as it is one database. */
  const words = new Set<string>();
  const keptOf = (lane: number): KeptRows => kept[lane % kept.length]!;
  const laneOf = (lane: number): HotConnection => lanes[lane % lanes.length]!;
  const one = async (name: string, text: string, ...values: unknown[]): Promise<unknown[]> =>
    (await side.query([{ name, text, values }]))[0]!.rows as unknown[];

  const months = new Months();
  let monthsLearntMs = 0;
  const learnMonths = async (): Promise<void> => {
    // Asked again soon where the answer does not come.
    monthsLearntMs = clock.nowMs() - MONTHS_MS + MONTHS_RETRY_MS;
    months.learn(partsOf((await one('months', PARTS)) as PartRow[]));
    monthsLearntMs = clock.nowMs();
  };
  /** Until they are learnt again, new months are asked as part of the whole: nothing waits for it. */
  const learnMonthsInTime = (): void => {
    if (clock.nowMs() - monthsLearntMs > MONTHS_MS) void learnMonths().catch(() => {});
  };

  return {
    async claim(): Promise<Lease> {
      for (const rows of kept) rows.forget();
      words.clear();
      const claimed = await lease.claim();
      await learnMonths().catch(() => {});
      return claimed;
    },

    async load(lane: number, keys: LoadKeys): Promise<Loaded> {
      const rows = keptOf(lane);
      if (!lease.isProven) {
        rows.forget();
        words.clear();
      }
      learnMonthsInTime();
      try {
        return await load(laneOf(lane), keys, { kept: rows, months, nowMs: clock.nowMs() });
      } catch (error) {
        rows.forget();
        throw error;
      }
    },

    async apply(lane: number, changes: ChangeSet): Promise<void> {
      const rows = keptOf(lane);
      try {
        lease.assertHeld();
        await laneOf(lane).transaction(
          applyStatements(changes, lease.node, lease.epochs, rows.before, months, words),
        );
      } catch (error) {
        // Whether it was written, and by whom, the tables alone know; they may be those of another server by now.
        rows.forget();
        words.clear();
        throw error;
      }
      rows.committed(changes);
      for (const { cancellation, expectedVersion } of changes.cancellations)
        if (expectedVersion === 0) for (const { key } of citedWords(cancellation.answer)) words.add(key);
    },

    async due(nowMs, limit) {
      const rows = await one('due', DUE, [...lease.epochs.keys()], nowMs, limit);
      return (rows as DueRow[]).map(dueOf);
    },

    async dueOrders(nowMs, limit) {
      const rows = await one('due-orders', DUE_ORDERS, [...lease.epochs.keys()], nowMs, limit);
      return (rows as { book: string; id: string }[]).map(({ book, id }) => ({
        book,
        orderId: id as OrderId,
      }));
    },

    ...walletLookups(one, () => [...lease.epochs.keys()]),
    ...closureLookups(one, () => [...lease.epochs.keys()]),

    walletSurroundings: (id) => surroundings((text, values) => one(text.slice(0, 60), text, ...values), id),

    async dueLosses(nowMs, limit) {
      const rows = await one('due-losses', DUE_LOSSES, [...lease.epochs.keys()], nowMs, limit);
      return (rows as Parameters<typeof dueLossOf>[0][]).map(dueLossOf);
    },

    async order(id) {
      const text = 'SELECT body::text AS body FROM "order" WHERE bucket = $1 AND id = $2';
      const [row] = (await one('order', text, bucketOfId(id), id)) as { body: string }[];
      return row === undefined ? null : fromJson<Order>(row.body);
    },

    async locate(networkKey): Promise<NetworkSubject | null> {
      const [row] = (await one('locate', LOCATE, networkKey)) as (DueRow & { part: string })[];
      return row === undefined ? null : { ...dueOf(row), part: row.part as NetworkSubject['part'] };
    },

    async merchant(merchantId) {
      const [row] = await one(
        'merchant',
        'SELECT merchant_id, book, name_zh, name_en, mcc, status, contract::text AS contract FROM merchant WHERE merchant_id = $1',
        merchantId,
      );
      return row === undefined ? null : merchantOf(row as MerchantTableRow);
    },

    async terminal(merchantId, terminalId) {
      const [row] = await one(
        'terminal',
        'SELECT body::text AS body FROM terminal WHERE merchant_id = $1 AND terminal_id = $2',
        merchantId,
        terminalId,
      );
      return row === undefined ? null : terminalOf(row as { body: string });
    },

    async payment(id) {
      const [bucket, part] = [bucketOfId(id), months.partOf(id)];
      const [payments, cancellations] = await side.query([
        statementOn(part, 'payment', PAYMENT, bucket, id),
        statementOn(part, 'payment-cancellations', PAYMENT_CANCELLATIONS, bucket, id),
      ]);
      const row = payments!.rows[0] as { body: string; journals: number; post_no: number | null } | undefined;
      if (row === undefined) return null;
      return {
        payment: paymentOf(row).payment,
        cancellations: cancellations!.rows.map((each) => cancellationOf(each as { body: string })),
      };
    },

    async cutOverNotice(): Promise<CutOverNotice | null> {
      const [row] = (await one(
        'cut-over',
        'SELECT clearing_day, at_ms FROM cut_over ORDER BY clearing_day DESC LIMIT 1',
      )) as {
        clearing_day: string;
        at_ms: string;
      }[];
      return row === undefined
        ? null
        : { clearingDay: clearingDay(row.clearing_day), atMs: Number(row.at_ms) };
    },

    async saveCutOverNotice(notice) {
      await side.transaction([
        {
          name: 'save-cut-over',
          text: 'INSERT INTO cut_over (clearing_day, at_ms) VALUES ($1, $2) ON CONFLICT DO NOTHING',
          values: [notice.clearingDay, notice.atMs],
        },
      ]);
    },

    async unresolvedBefore(day, limit, after = null) {
      const rows = await one('unresolved', UNRESOLVED, day, limit, after?.paymentId ?? '');
      return (rows as DueRow[]).map(dueOf);
    },

    async close() {
      await lease.release();
      await Promise.all([...lanes, side].map((connection) => connection.close()));
    },
  };
}

/**
 * Recomputes everything that can be recomputed: journals balance, accounts walk from 1 without a gap, every
 * payment's entries are what its state demands, events have no hole. Reads one snapshot and changes nothing.
 */

import pg from 'pg';
import type { Cancellation } from '#domain/cancellation';
import { isOpen } from '#domain/cancellation';
import { ACCOUNT_KINDS, type AccountKind } from '#domain/ledger';
import { networkKeyText, type Payment } from '#domain/payment';
import { fromJson } from '#engine';
import { contradictions, expectedNet, sameNet } from './expected.ts';

export interface Fault {
  /** Which law is broken; stable. */
  readonly law:
    | 'journal-balance'
    | 'account-chain'
    | 'account-balance'
    | 'journal-numbers'
    | 'payment-books'
    | 'payment-state'
    | 'row-columns'
    | 'event-numbers'
    | 'issuer-books'
    | 'orphan';
  readonly subject: string;
  readonly text: string;
}

/** What a payment should look like at its issuer. */
export interface IssuerExpectation {
  readonly networkKey: string;
  readonly paymentId: string;
  readonly state: Payment['state'];
  readonly amountFen: bigint;
  readonly returnedFen: bigint;
  /** Something is still under way or with a person: until then the two sides may differ. */
  readonly open: boolean;
}

export interface VerifyReport {
  readonly payments: number;
  readonly cancellations: number;
  readonly journals: number;
  readonly entries: number;
  readonly open: number;
  readonly faults: readonly Fault[];
}

export interface VerifyOptions {
  readonly url: string;
  readonly onProgress?: (done: number, of: number) => void;
  /** Called with batches of payments; gives faults found at the issuers. */
  readonly matchIssuers?: (batch: readonly IssuerExpectation[]) => Promise<readonly Fault[]>;
  readonly faultsMax?: number;
}

const PAGE = 1_000;

/** Whole-table laws, each a query whose rows are faults. */
const LAWS: readonly { readonly law: Fault['law']; readonly sql: string; readonly text: string }[] = [
  {
    law: 'journal-balance',
    text: 'debits and credits of the journal differ',
    sql: `SELECT payment_id || ' journal ' || journal_no AS subject FROM entry GROUP BY bucket, payment_id, journal_no
      HAVING sum(debit_pending_fen) <> sum(credit_pending_fen) OR sum(debit_posted_fen) <> sum(credit_posted_fen)`,
  },
  {
    law: 'account-chain',
    text: 'the balance after the entry is not the balance before it plus the entry',
    sql: `SELECT book || '/' || account || ' version ' || version AS subject FROM (
        SELECT book, account, version, debit_pending_fen, debit_posted_fen, credit_pending_fen, credit_posted_fen,
          after_debit_pending_fen a1, after_debit_posted_fen a2, after_credit_pending_fen a3, after_credit_posted_fen a4,
          lag(version, 1, 0::bigint) OVER w AS v0, lag(after_debit_pending_fen, 1, 0::bigint) OVER w AS b1, lag(after_debit_posted_fen, 1, 0::bigint) OVER w AS b2,
          lag(after_credit_pending_fen, 1, 0::bigint) OVER w AS b3, lag(after_credit_posted_fen, 1, 0::bigint) OVER w AS b4
        FROM entry WINDOW w AS (PARTITION BY bucket, book, account ORDER BY version)) AS chain
      WHERE version <> v0 + 1 OR a1 <> b1 + debit_pending_fen OR a2 <> b2 + debit_posted_fen OR a3 <> b3 + credit_pending_fen OR a4 <> b4 + credit_posted_fen`,
  },
  {
    law: 'account-balance',
    text: 'the account is not what its last entry says',
    sql: `SELECT a.book || '/' || a.kind AS subject FROM account a LEFT JOIN entry e ON e.bucket = a.bucket AND e.book = a.book AND e.account = a.kind AND e.version = a.version
      WHERE e.version IS NULL OR a.debit_pending_fen <> e.after_debit_pending_fen OR a.debit_posted_fen <> e.after_debit_posted_fen
        OR a.credit_pending_fen <> e.after_credit_pending_fen OR a.credit_posted_fen <> e.after_credit_posted_fen
        OR EXISTS (SELECT FROM entry later WHERE later.bucket = a.bucket AND later.book = a.book AND later.account = a.kind AND later.version > a.version)`,
  },
  {
    law: 'journal-numbers',
    text: 'the journals of the payment are not numbered 1 to its count',
    sql: `SELECT p.id AS subject FROM payment p LEFT JOIN (SELECT bucket, payment_id, count(*) AS n, max(no) AS last FROM journal GROUP BY bucket, payment_id) j
        ON j.bucket = p.bucket AND j.payment_id = p.id
      WHERE p.journals <> coalesce(j.n, 0) OR p.journals <> coalesce(j.last, 0)`,
  },
  {
    law: 'event-numbers',
    text: 'the events of the bucket have a hole or an end that differs',
    sql: `SELECT 'bucket ' || b.bucket AS subject FROM bucket b LEFT JOIN (SELECT bucket, count(*) AS n, max(seq) AS last FROM event GROUP BY bucket) e ON e.bucket = b.bucket
      WHERE b.event_seq <> coalesce(e.n, 0) OR b.event_seq <> coalesce(e.last, 0)`,
  },
  {
    law: 'orphan',
    text: 'it belongs to no payment',
    sql: `SELECT 'cancellation ' || c.id AS subject FROM cancellation c LEFT JOIN payment p ON p.bucket = c.bucket AND p.id = c.payment_id WHERE p.id IS NULL
      UNION ALL SELECT 'journal of ' || j.payment_id FROM journal j LEFT JOIN payment p ON p.bucket = j.bucket AND p.id = j.payment_id WHERE p.id IS NULL
      UNION ALL SELECT 'entry of ' || e.payment_id || ' journal ' || e.journal_no FROM entry e
        LEFT JOIN journal j ON j.bucket = e.bucket AND j.payment_id = e.payment_id AND j.no = e.journal_no WHERE j.no IS NULL`,
  },
];

interface PaymentPage {
  readonly payments: readonly { readonly row: PaymentTableRow; readonly payment: Payment }[];
  readonly cancellations: ReadonlyMap<string, Cancellation[]>;
  readonly nets: ReadonlyMap<string, { pending: Map<AccountKind, bigint>; posted: Map<AccountKind, bigint> }>;
}

interface PaymentTableRow {
  readonly bucket: number;
  readonly id: string;
  readonly state: string;
  readonly amount_fen: string;
  readonly network_key: string;
  readonly version: number;
  readonly body: string;
}

interface EntrySum {
  readonly payment_id: string;
  readonly account: AccountKind;
  readonly pending: string;
  readonly posted: string;
}

async function readPage(client: pg.Client, after: { bucket: number; id: string }): Promise<PaymentPage> {
  const { rows } = await client.query<PaymentTableRow>(
    `SELECT bucket, id, state, amount_fen, network_key, version, body::text AS body FROM payment WHERE (bucket, id) > ($1, $2) ORDER BY bucket, id LIMIT $3`,
    [after.bucket, after.id, PAGE],
  );
  const keys = [rows.map((row) => row.bucket), rows.map((row) => row.id)];
  const cancellations = new Map<string, Cancellation[]>();
  const found = await client.query<{ body: string }>(
    'SELECT c.body::text AS body FROM unnest($1::smallint[], $2::text[]) k(bucket, id) JOIN cancellation c ON c.bucket = k.bucket AND c.payment_id = k.id ORDER BY c.id',
    keys,
  );
  for (const { body } of found.rows) {
    const cancellation = fromJson<Cancellation>(body);
    cancellations.set(cancellation.paymentId, [
      ...(cancellations.get(cancellation.paymentId) ?? []),
      cancellation,
    ]);
  }
  const sums = await client.query<EntrySum>(
    `SELECT e.payment_id, e.account, sum(e.debit_pending_fen - e.credit_pending_fen) AS pending, sum(e.debit_posted_fen - e.credit_posted_fen) AS posted
     FROM unnest($1::smallint[], $2::text[]) k(bucket, id) JOIN entry e ON e.bucket = k.bucket AND e.payment_id = k.id GROUP BY e.payment_id, e.account`,
    keys,
  );
  const nets = new Map<string, { pending: Map<AccountKind, bigint>; posted: Map<AccountKind, bigint> }>();
  for (const { payment_id, account, pending, posted } of sums.rows) {
    const net = nets.get(payment_id) ?? { pending: new Map(), posted: new Map() };
    if (BigInt(pending) !== 0n) net.pending.set(account, BigInt(pending));
    if (BigInt(posted) !== 0n) net.posted.set(account, BigInt(posted));
    nets.set(payment_id, net);
  }
  return {
    payments: rows.map((row) => ({ row, payment: fromJson<Payment>(row.body) })),
    cancellations,
    nets,
  };
}

function judge(page: PaymentPage): {
  faults: Fault[];
  expectations: IssuerExpectation[];
  open: number;
  cancellations: number;
} {
  const faults: Fault[] = [];
  const expectations: IssuerExpectation[] = [];
  let open = 0;
  let count = 0;
  for (const { row, payment } of page.payments) {
    const cancellations = page.cancellations.get(row.id) ?? [];
    count += cancellations.length;
    const subject = row.id;
    if (
      row.state !== payment.state ||
      BigInt(row.amount_fen) !== payment.amountFen ||
      row.id !== payment.id ||
      row.version !== payment.version ||
      row.network_key !== networkKeyText(payment.network)
    ) {
      faults.push({ law: 'row-columns', subject, text: 'the columns of the row and its body differ' });
    }
    for (const text of contradictions(payment, cancellations))
      faults.push({ law: 'payment-state', subject, text });
    const expected = expectedNet(payment, cancellations);
    const actual = page.nets.get(row.id) ?? { pending: new Map(), posted: new Map() };
    if (!sameNet(expected.pending, actual.pending))
      faults.push({
        law: 'payment-books',
        subject,
        text: `pending amounts are ${shown(actual.pending)}, its state ${payment.state} demands ${shown(expected.pending)}`,
      });
    if (!sameNet(expected.posted, actual.posted))
      faults.push({
        law: 'payment-books',
        subject,
        text: `posted amounts are ${shown(actual.posted)}, its state ${payment.state} demands ${shown(expected.posted)}`,
      });
    const isUnderWay = payment.state === 'sent' || cancellations.some(isOpen);
    if (isUnderWay) open += 1;
    expectations.push({
      networkKey: row.network_key,
      paymentId: row.id,
      state: payment.state,
      amountFen: payment.amountFen,
      returnedFen: payment.state === 'approved' ? payment.back.returnedFen : 0n,
      open: isUnderWay,
    });
  }
  return { faults, expectations, open, cancellations: count };
}

const shown = (net: ReadonlyMap<AccountKind, bigint>): string =>
  net.size === 0
    ? 'none'
    : ACCOUNT_KINDS.filter((kind) => net.has(kind))
        .map((kind) => `${kind} ${net.get(kind)}`)
        .join(', ');

export async function verifyBooks(options: VerifyOptions): Promise<VerifyReport> {
  const faultsMax = options.faultsMax ?? 100;
  const client = new pg.Client({ connectionString: options.url, application_name: 'yuanlu verify' });
  await client.connect();
  const faults: Fault[] = [];
  const add = (more: readonly Fault[]): void => {
    for (const fault of more) if (faults.length < faultsMax) faults.push(fault);
  };
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const counted = await client.query<{ payments: string; journals: string; entries: string }>(
      'SELECT (SELECT count(*) FROM payment) AS payments, (SELECT count(*) FROM journal) AS journals, (SELECT count(*) FROM entry) AS entries',
    );
    const { payments, journals, entries } = counted.rows[0]!;
    for (const { law, sql, text } of LAWS) {
      const { rows } = await client.query<{ subject: string }>(`${sql} LIMIT ${faultsMax}`);
      add(rows.map(({ subject }) => ({ law, subject, text })));
    }
    let after = { bucket: -1, id: '' };
    let done = 0;
    let open = 0;
    let cancellations = 0;
    for (;;) {
      const page = await readPage(client, after);
      const last = page.payments.at(-1);
      if (last === undefined) break;
      const result = judge(page);
      add(result.faults);
      if (options.matchIssuers !== undefined) add(await options.matchIssuers(result.expectations));
      done += page.payments.length;
      open += result.open;
      cancellations += result.cancellations;
      options.onProgress?.(done, Number(payments));
      after = { bucket: last.row.bucket, id: last.row.id };
    }
    await client.query('COMMIT');
    return {
      payments: done,
      cancellations,
      journals: Number(journals),
      entries: Number(entries),
      open,
      faults,
    };
  } finally {
    await client.end();
  }
}

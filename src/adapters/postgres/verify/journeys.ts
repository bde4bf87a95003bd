/** Payments in pages, each with everything that belongs to it, and what the laws say of it. */
import type pg from 'pg';
import { type Cancellation, isOpen } from '#domain/cancellation';
import type { AccountKind } from '#domain/ledger';
import { networkKeyText, ONLINE_TERMINAL_ID, type Payment, terminalKeyText } from '#domain/payment';
import { fromJson } from '#engine';
import { cancellationOf, wayBackText } from '../rows.ts';
import {
  CANCELLATION_COLUMNS,
  type CancellationTableRow,
  PAYMENT_COLUMNS,
  type PaymentTableRow,
  wrongCancellationColumns,
  wrongPaymentColumns,
} from './columns.ts';
import { pagesOf } from './cursor.ts';
import { type Net, wrongBooks } from './expected.ts';
import type { Fault, IssuerExpectation } from './fault.ts';
import { type JournalTableRow, wrongJournals } from './journals.ts';
import type { Scope } from './scope.ts';
import { wrongShares } from './shares.ts';
import { strayWayBack, wrongClaims, wrongState } from './way-back.ts';

interface EntrySum {
  readonly payment_id: string;
  readonly account: AccountKind;
  readonly pending: string;
  readonly posted: string;
}

interface OnceTableRow {
  readonly book: string;
  readonly key: string;
  readonly subject_id: string | null;
}

/** The rows of one page, by payment. */
interface Page {
  readonly payments: readonly PaymentTableRow[];
  readonly cancellations: ReadonlyMap<string, readonly CancellationTableRow[]>;
  readonly journals: ReadonlyMap<string, readonly JournalTableRow[]>;
  readonly sums: ReadonlyMap<string, readonly EntrySum[]>;
}

const byPayment = <T extends { readonly payment_id: string }>(rows: readonly T[]): Map<string, T[]> =>
  Map.groupBy(rows, (row) => row.payment_id);

const OF_PAGE = 'FROM unnest($1::smallint[], $2::text[]) k(bucket, id) JOIN';

const payments = (of: Scope): string =>
  `SELECT ${PAYMENT_COLUMNS}, body::text AS body FROM ${of.payments} p ORDER BY bucket, id`;

/** What belongs to payments, beside their rows. */
async function readPage(client: pg.Client, payments: readonly PaymentTableRow[]): Promise<Page> {
  const keys = [payments.map((row) => row.bucket), payments.map((row) => row.id)];
  const cancellations = await client.query<CancellationTableRow>(
    `SELECT ${CANCELLATION_COLUMNS.replace(/(\w+)/g, 'c.$1')}, ${wayBackText('c')} AS body
     ${OF_PAGE} cancellation c ON c.bucket = k.bucket AND c.payment_id = k.id ORDER BY c.id`,
    keys,
  );
  const journals = await client.query<JournalTableRow>(
    `SELECT j.payment_id, j.no, j.kind, j.cancellation_id, j.mirrors_no
     ${OF_PAGE} journal j ON j.bucket = k.bucket AND j.payment_id = k.id ORDER BY j.payment_id, j.no`,
    keys,
  );
  const sums = await client.query<EntrySum>(
    `SELECT e.payment_id, e.account, sum(e.debit_pending_fen - e.credit_pending_fen) AS pending,
       sum(e.debit_posted_fen - e.credit_posted_fen) AS posted
     ${OF_PAGE} entry e ON e.bucket = k.bucket AND e.payment_id = k.id GROUP BY e.payment_id, e.account`,
    keys,
  );
  return {
    payments,
    cancellations: byPayment(cancellations.rows),
    journals: byPayment(journals.rows),
    sums: byPayment(sums.rows),
  };
}

function netOfSums(sums: readonly EntrySum[]): Net {
  const standing = (phase: 'pending' | 'posted'): Map<AccountKind, bigint> =>
    new Map(sums.filter((sum) => BigInt(sum[phase]) !== 0n).map((sum) => [sum.account, BigInt(sum[phase])]));
  return { pending: standing('pending'), posted: standing('posted') };
}

/** A key under which something was asked: the repetition must find what came of it. */
interface Owed {
  readonly bucket: number;
  readonly book: string;
  readonly key: string;
  readonly id: string;
}

interface Judged {
  readonly faults: Fault[];
  readonly owed: Owed[];
  readonly expectation: IssuerExpectation | null;
}

/** A till numbers its sales; a payment of an order is known by its network key. */
const paymentKey = (payment: Payment): string =>
  payment.terminal.terminalId === ONLINE_TERMINAL_ID
    ? `qr/${networkKeyText(payment.network)}`
    : `${payment.kind}/${terminalKeyText(payment.terminal)}`;

/**
 * Refunds that a terminal asked for again have further keys; the one they were made under is always
 * theirs.
 */
function keysOwed(payment: Payment, cancellations: readonly Cancellation[], bucket: number): Owed[] {
  const own = { bucket, book: payment.book };
  return [
    { ...own, key: paymentKey(payment), id: payment.id },
    ...cancellations.flatMap(({ id, route, terminal }) =>
      terminal === null || route === 'REVERSAL'
        ? []
        : [{ ...own, key: `${route.toLowerCase()}/${terminalKeyText(terminal)}`, id }],
    ),
  ];
}

function judge(row: PaymentTableRow, page: Page): Judged {
  const payment = fromJson<Payment>(row.body);
  const rows = page.cancellations.get(row.id) ?? [];
  const cancellations = rows.map(cancellationOf);
  const faults: Fault[] = [];
  const say = (law: Fault['law'], subject: string, texts: readonly (string | null)[]): void => {
    for (const text of texts) if (text !== null) faults.push({ law, subject, text });
  };
  say('row-columns', row.id, [wrongPaymentColumns(row, payment)]);
  for (const [index, each] of cancellations.entries()) {
    say('row-columns', rows[index]!.id, [wrongCancellationColumns(rows[index]!, each)]);
    say('cancellation-state', rows[index]!.id, [strayWayBack(payment, each)]);
  }
  say('payment-state', row.id, wrongState(payment, cancellations));
  say('payment-claims', row.id, wrongClaims(payment, cancellations));
  say('fee-shares', row.id, wrongShares(payment, cancellations));
  say('payment-books', row.id, wrongBooks(payment, cancellations, netOfSums(page.sums.get(row.id) ?? [])));
  say('journal-order', row.id, wrongJournals(payment, cancellations, page.journals.get(row.id) ?? []));
  const expectation = {
    networkKey: row.network_key,
    paymentId: row.id,
    state: payment.state,
    amountFen: payment.amountFen,
    returnedFen: payment.state === 'approved' ? payment.back.returnedFen : 0n,
    open: payment.state === 'sent' || cancellations.some(isOpen),
  };
  return { faults, owed: keysOwed(payment, cancellations, row.bucket), expectation };
}

/** A body that is not even of the right shape is a fault of its row, and no reason to stop. */
function judgeSafely(row: PaymentTableRow, page: Page): Judged {
  try {
    return judge(row, page);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const text = `its body, or that of one of its ways back, cannot be read: ${why}`;
    return { faults: [{ law: 'row-columns', subject: row.id, text }], owed: [], expectation: null };
  }
}

async function forgotten(client: pg.Client, owed: readonly Owed[]): Promise<Fault[]> {
  const { rows } = await client.query<OnceTableRow>(
    `SELECT o.book, o.key, o.subject_id FROM unnest($1::smallint[], $2::text[], $3::text[])
       k(bucket, book, key)
     JOIN once o ON o.bucket = k.bucket AND o.book = k.book AND o.key = k.key`,
    [owed.map(({ bucket }) => bucket), owed.map(({ book }) => book), owed.map(({ key }) => key)],
  );
  const found = new Map(rows.map((row) => [`${row.book}|${row.key}`, row.subject_id]));
  return owed
    .filter(({ book, key, id }) => found.get(`${book}|${key}`) !== id)
    .map(({ book, key, id }) => ({
      law: 'once-keys',
      subject: id,
      text: found.has(`${book}|${key}`)
        ? `its key ${key} points to ${found.get(`${book}|${key}`) ?? 'nothing'}`
        : `its key ${key} is missing: asked again, it would be made again`,
    }));
}

export interface JourneyPage {
  readonly payments: number;
  readonly cancellations: number;
  readonly open: number;
  readonly faults: readonly Fault[];
  readonly expectations: readonly IssuerExpectation[];
}

/** Payments, page by page, with the faults of each. */
export async function* judgedPayments(client: pg.Client, of: Scope): AsyncGenerator<JourneyPage> {
  for await (const rows of pagesOf<PaymentTableRow>(client, 'payments', payments(of))) {
    const page = await readPage(client, rows);
    const judged = page.payments.map((row) => judgeSafely(row, page));
    const expectations = judged.flatMap(({ expectation }) => (expectation === null ? [] : [expectation]));
    const keyFaults = await forgotten(
      client,
      judged.flatMap(({ owed }) => owed),
    );
    yield {
      payments: page.payments.length,
      cancellations: [...page.cancellations.values()].reduce((sum, rows) => sum + rows.length, 0),
      open: expectations.filter(({ open }) => open).length,
      faults: [...judged.flatMap(({ faults }) => faults), ...keyFaults],
      expectations,
    };
  }
}

/** Wallets: what each movement books, and that holders and merchants say the same of what was paid. */
import type pg from 'pg';
import { bookedOf, isTransfer, type Wallet, type WalletPayment } from '#domain/wallet';
import { bucketOfBook, fromJson } from '#engine';
import { pagesOf } from './cursor.ts';
import type { Fault, IssuerExpectation } from './fault.ts';
import type { Scope } from './scope.ts';

interface Sums {
  readonly account: string;
  readonly posted: string;
  readonly pending: string;
}

interface MovementRow {
  readonly bucket: number;
  readonly book: string;
  readonly id: string;
  readonly version: number;
  readonly kind: string;
  readonly state: string;
  readonly source: string;
  readonly amount_fen: string;
  readonly returned_fen: string;
  readonly network_key: string | null;
  readonly at_ms: string;
  readonly due_ms: string | null;
  /** A top-up that a refund undid. */
  readonly by_refund: boolean | null;
  readonly body: string;
  readonly sums: readonly Sums[] | null;
  /** Of the merchant's payment under the same key. */
  readonly payment: {
    readonly id: string;
    readonly state: string;
    readonly fen: string;
    readonly returned: string | null;
    readonly open: boolean;
  } | null;
}

const OPEN_BACK = `EXISTS (SELECT FROM cancellation c WHERE c.bucket = p.bucket AND c.payment_id = p.id
  AND c.state IN ('sending', 'undoing', 'awaiting-file', 'handed'))`;

const movements = (
  of: Scope,
): string => `SELECT w.bucket, w.book, w.id, w.version, w.kind, w.state, w.source, w.amount_fen, w.returned_fen,
    w.network_key, w.at_ms, w.due_ms,
    w.body->'transfer'->'follow'->>'byRefund' = 'true' AS by_refund, w.body::text AS body, e.sums, p.payment
  FROM ${of.movements} w
  LEFT JOIN LATERAL (SELECT json_agg(json_build_object('account', s.account, 'posted', s.posted::text,
      'pending', s.pending::text)) AS sums
    FROM (SELECT account, sum(credit_posted_fen - debit_posted_fen) AS posted,
        sum(credit_pending_fen - debit_pending_fen) AS pending
      FROM entry WHERE bucket = w.bucket AND payment_id = w.id GROUP BY account) s) e ON true
  LEFT JOIN LATERAL (SELECT json_build_object('id', p.id, 'state', p.state, 'fen', p.amount_fen::text,
      'returned', p.body->'back'->>'returnedFen', 'open', ${OPEN_BACK}) AS payment
    FROM network_key k JOIN payment p ON p.bucket = k.bucket AND p.id = k.payment_id
    WHERE k.network_key = w.network_key AND k.part = 'payment') p ON true`;

function wrongColumns(row: MovementRow, movement: WalletPayment): string | null {
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['bucket', row.bucket, bucketOfBook(movement.book)],
    ['book', row.book, movement.book],
    ['id', row.id, movement.id],
    ['version', row.version, movement.version],
    ['kind', row.kind, movement.kind],
    ['state', row.state, movement.state],
    ['source', row.source, movement.source.kind],
    ['amount_fen', row.amount_fen, movement.amountFen],
    ['returned_fen', row.returned_fen, movement.returnedFen],
    ['network_key', row.network_key, movement.networkKey],
    ['at_ms', row.at_ms, movement.atMs],
    ['due_ms', row.due_ms, movement.dueMs],
  ];
  const names = pairs.filter(([, a, b]) => String(a) !== String(b)).map(([name]) => name);
  return names.length === 0 ? null : `the columns of the row and its body differ: ${names.join(', ')}`;
}

function wrongSums(movement: WalletPayment, sums: readonly Sums[]): string[] {
  const expected = bookedOf(movement);
  const accounts = new Set([...sums.map(({ account }) => account), ...Object.keys(expected.posted)]);
  for (const account of Object.keys(expected.pending)) accounts.add(account);
  return [...accounts].flatMap((account) => {
    const found = sums.find((each) => each.account === account);
    const wrong = (what: 'posted' | 'pending'): string[] => {
      const wanted = (expected[what] as Readonly<Record<string, bigint>>)[account] ?? 0n;
      const has = BigInt(found?.[what] ?? 0);
      return has === wanted
        ? []
        : [`${account} has ${has} fen ${what} of it, its state ${movement.state} demands ${wanted}`];
    };
    return [...wrong('posted'), ...wrong('pending')];
  });
}

/** Owed is at most what was paid, and only of what stands again after it was undone. */
function wrongUncovered({ uncoveredFen, state, source, amountFen }: WalletPayment): string[] {
  if (uncoveredFen === undefined) return [];
  const fits =
    state === 'paid' && source.kind === 'balance' && uncoveredFen > 0n && uncoveredFen <= amountFen;
  return fits ? [] : [`it is ${state} over ${amountFen} fen, and ${uncoveredFen} of it are called owed`];
}

const BY_MERCHANT: readonly WalletPayment['kind'][] = ['tap', 'pay-code'];
/** How a merchant's payment stands, seen from its counterpart; what is under way says nothing yet. */
const STANDS: Readonly<Record<string, readonly WalletPayment['state'][]>> = {
  approved: ['paid'],
  declined: ['declined', 'reversed'],
  reversed: ['reversed', 'declined'],
  voided: ['reversed'],
};

function wrongCounterpart(movement: WalletPayment, { payment }: MovementRow): string[] {
  if (!BY_MERCHANT.includes(movement.kind)) return [];
  if (payment === null) return ['no payment of a merchant has its key'];
  if (payment.open) return [];
  const states = STANDS[payment.state];
  if (states === undefined) return [];
  const wrong: string[] = [];
  if (!states.includes(movement.state))
    wrong.push(`it is ${movement.state}, and the payment ${payment.id} of the merchant is ${payment.state}`);
  if (BigInt(payment.fen) !== movement.amountFen)
    wrong.push(`it is over ${movement.amountFen} fen, the payment ${payment.id} over ${payment.fen}`);
  if (payment.state === 'approved' && BigInt(payment.returned ?? 0) !== movement.returnedFen)
    wrong.push(
      `${movement.returnedFen} fen came back, the merchant gave back ${payment.returned ?? 0} of ${payment.id}`,
    );
  return wrong;
}

function movementFaults(row: MovementRow): Fault[] {
  try {
    const movement = fromJson<WalletPayment>(row.body);
    const columns = wrongColumns(row, movement);
    return [
      ...(columns === null ? [] : [{ law: 'row-columns', subject: row.id, text: columns } as const]),
      ...wrongSums(movement, row.sums ?? []).map((text) => ({
        ...{ law: 'wallet-books' as const, subject: row.id, text },
      })),
      ...wrongUncovered(movement).map((text) => ({
        ...{ law: 'wallet-arrears' as const, subject: row.id, text },
      })),
      ...wrongCounterpart(movement, row).map((text) => ({
        ...{ law: 'wallet-payments' as const, subject: row.id, text },
      })),
    ];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ law: 'row-columns', subject: row.id, text: `its body cannot be read: ${why}` }];
  }
}

const wallets = (of: Scope): string =>
  `SELECT bucket, id, version, state, account_class, opened_ms, due_ms, body::text AS body FROM ${of.wallets} w`;
interface WalletRow {
  readonly bucket: number;
  readonly id: string;
  readonly version: number;
  readonly state: string;
  readonly account_class: string;
  readonly opened_ms: string;
  readonly due_ms: string | null;
  readonly body: string;
}

function walletFaults(row: WalletRow): Fault[] {
  try {
    const wallet = fromJson<Wallet>(row.body);
    const { status } = wallet;
    const pairs: readonly (readonly [string, unknown, unknown])[] = [
      ['bucket', row.bucket, bucketOfBook(wallet.book)],
      ['id', `${row.id} ${row.id}`, `${wallet.id} ${wallet.book}`],
      ['version', row.version, wallet.version],
      ['state', row.state, status.state],
      ['account_class', row.account_class, wallet.accountClass],
      ['opened_ms', row.opened_ms, wallet.openedAtMs],
      ['due_ms', row.due_ms, status.state === 'closing' ? status.closesAtMs : null],
    ];
    const names = pairs.filter(([, a, b]) => String(a) !== String(b)).map(([name]) => name);
    if (names.length === 0) return [];
    const text = `the columns of the row and its body differ: ${names.join(', ')}`;
    return [{ law: 'row-columns', subject: row.id, text }];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ law: 'row-columns', subject: row.id, text: `its body cannot be read: ${why}` }];
  }
}

export interface JudgedWallets {
  readonly faults: readonly Fault[];
  /** What the card's bank must show of top-ups and payouts; payments are expected as the merchant's. */
  readonly expectations: readonly IssuerExpectation[];
}

const ENDED_AT_BANK: Readonly<Partial<Record<WalletPayment['state'], 'approved' | 'declined' | 'reversed'>>> =
  {
    ...{ paid: 'approved', declined: 'declined', reversed: 'reversed' },
  };

function expectationOf(row: MovementRow): IssuerExpectation[] {
  if (row.network_key === null || !isTransfer(row as Pick<WalletPayment, 'kind'>)) return [];
  // Without an end, or sent back by its bank: the two sides may differ.
  const state = ENDED_AT_BANK[row.state as WalletPayment['state']];
  // Where its refund came back the bank shows both: the charge, and that it was given back.
  const amountFen = BigInt(row.amount_fen);
  const fens = { amountFen, returnedFen: row.by_refund === true ? amountFen : 0n };
  const open = state === undefined;
  return [{ networkKey: row.network_key, paymentId: row.id, state: state ?? 'unknown', ...fens, open }];
}

/** Wallets and movements, page by page. */
export async function* judgedWallets(client: pg.Client, of: Scope): AsyncGenerator<JudgedWallets> {
  for await (const rows of pagesOf<WalletRow>(client, 'wallets', wallets(of)))
    yield { faults: rows.flatMap(walletFaults), expectations: [] };
  for await (const rows of pagesOf<MovementRow>(client, 'movements', movements(of)))
    yield { faults: rows.flatMap(movementFaults), expectations: rows.flatMap(expectationOf) };
}

const ANSWERED_HERE = `SELECT network_key FROM wallet_payment
  WHERE network_key = ANY($1::text[]) AND (source = 'balance' OR state = 'declined')`;

/** What a balance paid, or a wallet declined, no issuer of the network has heard of. */
export async function askedOutside(
  client: pg.Client,
  expectations: readonly IssuerExpectation[],
): Promise<readonly IssuerExpectation[]> {
  const keys = expectations.map(({ networkKey }) => networkKey);
  const { rows } = await client.query<{ network_key: string }>(ANSWERED_HERE, [keys]);
  if (rows.length === 0) return expectations;
  const here = new Set(rows.map(({ network_key }) => network_key));
  return expectations.filter(({ networkKey }) => !here.has(networkKey));
}

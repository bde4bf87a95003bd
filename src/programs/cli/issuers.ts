/** The issuers' side of `verify`: what the banks booked, read from the network simulator, against what we booked. */
import type { Fault, IssuerExpectation } from '#adapters/postgres';
import type { Lang } from '#domain/outcome';
import { baseUrl, CliError } from './client.ts';
import { count } from './print.ts';

interface IssuerTransaction {
  readonly key: string;
  readonly kind: string;
  readonly amountFen: string;
  readonly state: string;
  readonly refundedFen: string;
}

interface TransactionPage {
  readonly transactions: readonly IssuerTransaction[];
  readonly next: number | null;
}

interface IssuerBooks {
  readonly issuers: readonly { readonly id: string; readonly balanced: boolean }[];
}

const PAGE = 200;
/** All transactions are held while matching; beyond this a database of its own would be the better tool. */
const TRANSACTIONS_MAX = 5_000_000;

export interface Issuers {
  match(batch: readonly IssuerExpectation[]): Promise<readonly Fault[]>;
  /** What the banks have and we do not. */
  finish(): Promise<readonly Fault[]>;
  summary(lang?: Lang): string;
}

async function getJson<T>(url: URL): Promise<T> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return (await response.json()) as T;
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new CliError({
      zh: `读不到发卡行账（${url.origin}）：${cause}。可用 --no-issuers 只核对本方账。`,
      en: `Cannot read the issuers' books at ${url.origin}: ${cause}. Use --no-issuers to check the own books alone.`,
    });
  }
}

/** What takes, holds or pays out money: each is matched with a payment or a transfer of ours. */
const MATCHED: readonly string[] = ['sale', 'completion', 'preauth', 'payout'];

async function readSales(controlUrl: string): Promise<Map<string, IssuerTransaction>> {
  const sales = new Map<string, IssuerTransaction>();
  for (let since: number | null = 0; since !== null; ) {
    const { transactions, next }: TransactionPage = await getJson<TransactionPage>(
      new URL(`/transactions?since=${since}&limit=${PAGE}`, baseUrl(controlUrl)),
    );
    for (const transaction of transactions)
      if (MATCHED.includes(transaction.kind)) sales.set(transaction.key, transaction);
    since = next;
    if (sales.size > TRANSACTIONS_MAX)
      throw new CliError({
        zh: `网络侧超过 ${TRANSACTIONS_MAX} 笔消费：请分批核对`,
        en: `The network has more than ${TRANSACTIONS_MAX} sales: match them in parts`,
      });
  }
  return sales;
}

/** What the issuer must show for a payment in this state; `null` where its end is still open. */
function disagreement(ours: IssuerExpectation, theirs: IssuerTransaction | undefined): string | null {
  if (ours.open) return null;
  const state = theirs?.state ?? 'absent';
  const stands = state === 'approved';
  switch (ours.state) {
    case 'approved':
      // A payout that no account took: the file of its day tells us so.
      if (state === 'returned') return null;
      if (!stands) return `approved here, ${state} at the issuer`;
      if (BigInt(theirs!.amountFen) !== ours.amountFen)
        return `${ours.amountFen} fen here, ${theirs!.amountFen} at the issuer`;
      if (BigInt(theirs!.refundedFen) !== ours.returnedFen)
        return `${ours.returnedFen} fen refunded here, ${theirs!.refundedFen} at the issuer`;
      return null;
    case 'declined':
    case 'reversed':
      // What no reversal undid any more was refunded whole.
      return stands && BigInt(theirs!.refundedFen) < BigInt(theirs!.amountFen)
        ? `${ours.state} here, approved at the issuer: the payer's money was not given back`
        : null;
    case 'completed':
      return state === 'completed' ? null : `completed here, ${state} at the issuer`;
    case 'expired':
      // Its issuer lifts it at its own hour.
      return stands || state === 'lapsed' ? null : `lapsed here, ${state} at the issuer`;
    case 'voided':
      return state === 'voided' ? null : `voided here, ${state} at the issuer`;
    default:
      return null;
  }
}

export async function issuersAt(controlUrl: string): Promise<Issuers> {
  const books = await getJson<IssuerBooks>(new URL('/books', baseUrl(controlUrl)));
  const sales = await readSales(controlUrl);
  const known = new Set<string>();
  return {
    async match(batch) {
      const faults: Fault[] = [];
      for (const ours of batch) {
        known.add(ours.networkKey);
        const text = disagreement(ours, sales.get(ours.networkKey));
        if (text !== null) faults.push({ law: 'issuer-books', subject: ours.paymentId, text });
      }
      return faults;
    },
    async finish() {
      const faults: Fault[] = books.issuers
        .filter(({ balanced }) => !balanced)
        .map(({ id }) => ({
          law: 'issuer-books',
          subject: id,
          text: "the issuer's own books do not balance",
        }));
      // Sales that came in while verifying are newer than the snapshot of the own books; they have an end later.
      for (const sale of await stillUnknown(controlUrl, sales, known)) {
        faults.push({
          law: 'issuer-books',
          subject: sale.key,
          text: `approved at the issuer (${sale.amountFen} fen), unknown here`,
        });
      }
      return faults;
    },
    summary: (lang = 'en') => {
      const even = books.issuers.every(({ balanced }) => balanced);
      if (lang === 'zh')
        return `消费 ${sales.size} 笔已核对，发卡行 ${books.issuers.length} 家，${even ? '均平' : '不平'}`;
      const counted = `${count(sales.size, 'sale', 'sales')} matched, ${count(books.issuers.length, 'issuer', 'issuers')}`;
      return `${counted}, ${even ? 'all balanced' : 'not balanced'}`;
    },
  };
}

async function stillUnknown(
  controlUrl: string,
  sales: ReadonlyMap<string, IssuerTransaction>,
  known: ReadonlySet<string>,
): Promise<IssuerTransaction[]> {
  const unknown: IssuerTransaction[] = [];
  for (const sale of sales.values()) {
    if (sale.state === 'approved' && !known.has(sale.key)) unknown.push(sale);
  }
  if (unknown.length === 0) return unknown;
  const again = await readSales(controlUrl);
  return unknown.filter(({ key }) => again.get(key)?.state === 'approved');
}

/** The judgement over a day: the books of the database and of the banks, and what everybody was told. */
import type { UnresolvedView } from '#adapters/http-api';
import { type IssuerExpectation, verifyBooks } from '#adapters/postgres';
import { issuersAt } from '../cli/issuers.ts';
import type { Fleet, TakeOver } from './fleet.ts';
import type { Hearer } from './hearer.ts';
import { judge } from './judge.ts';
import { judgeShops } from './judge-shop.ts';
import type { Shop, ShopTally } from './shop.ts';
import { type Cashier, NO_TALLY, type Tally } from './traffic.ts';

export interface Verdict {
  readonly clean: boolean;
  readonly tally: Tally;
  readonly broken: readonly string[];
  readonly faults: readonly string[];
}

type Say = (text: string) => void;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const seconds = (ms: number): string => (ms / 1000).toFixed(1);

const sumOf = (cashiers: readonly Cashier[]): Tally =>
  cashiers.reduce<Tally>((sum, { tally }) => {
    for (const key of Object.keys(sum) as (keyof Tally)[]) sum[key] += tally[key];
    return sum;
  }, NO_TALLY());

function tellTraffic(tally: Tally, say: Say): void {
  const { sales, approved, declined, unknown, waysBack, waysBackApproved, settlements, repeats } = tally;
  say(
    `sales ${sales} (approved ${approved}, declined ${declined}, unknown to the terminal ${unknown}), ` +
      `ways back ${waysBack} (approved at once ${waysBackApproved}), settlements ${settlements}, ` +
      `messages repeated ${repeats}`,
  );
}

/** How long nobody served, by what was done to the one who did. */
function tellTakeOvers(takeOvers: readonly TakeOver[], say: Say): void {
  const causes = ['killed', 'asked to stop', 'frozen'] as const;
  for (const cause of causes) {
    const each = takeOvers.filter((one) => one.cause === cause).map(({ tookMs }) => tookMs);
    if (each.length === 0) continue;
    const [half, most] = [seconds(median(each)), seconds(Math.max(...each))];
    say(
      `${each.length} times one that served was ${cause}: another served after ${half} s, at most ${most} s`,
    );
  }
}

function tellFullDisk(told: ReadonlyMap<string, number>, say: Say): void {
  if (told.size === 0) return;
  const each = [...told].sort(([, a], [, b]) => b - a).map(([answer, count]) => `${answer}: ${count}`);
  say(`told while the disk was full: ${each.join('; ')}`);
}

async function checkBooks(fleet: Fleet, say: Say): Promise<readonly string[]> {
  const issuers = await issuersAt((await fleet.running()).networkControlUrl);
  const verified = await verifyBooks({
    url: await fleet.databaseUrl(),
    matchIssuers: (batch: readonly IssuerExpectation[]) => issuers.match(batch),
  });
  const found = [...verified.faults, ...(await issuers.finish())];
  const { counts } = (await fleet.api<UnresolvedView>('/v1/unresolved', 'operator')).body;
  say(
    `verify: ${verified.payments} payments, ${verified.cancellations} ways back, ${verified.entries} entries; ` +
      `${issuers.summary()}; ${counts.handed} with a person`,
  );
  return found.map(({ law, subject, text }) => `${law} ${subject}: ${text}`);
}

function tellShops(shops: readonly Shop[], say: Say): void {
  const sum = (name: keyof ShopTally): number => shops.reduce((all, { tally }) => all + tally[name], 0);
  say(
    `orders ${sum('orders')} (payers' codes charged ${sum('charges')}, scans ${sum('scans')}, ` +
      `closes ${sum('closes')}, ways back ${sum('waysBack')}), payers' requests ${sum('requests')} ` +
      `(papers ${sum('papers')}, words ${sum('words')})`,
  );
}

export interface Day {
  readonly fleet: Fleet;
  readonly hearer: Hearer;
  readonly cashiers: readonly Cashier[];
  readonly shops: readonly Shop[];
}

export async function report({ fleet, hearer, cashiers, shops }: Day, say: Say): Promise<Verdict> {
  const tally = sumOf(cashiers);
  tellTraffic(tally, say);
  tellShops(shops, say);
  const faults = await checkBooks(fleet, say);
  const kept = await judge(
    fleet,
    cashiers.flatMap((cashier) => cashier.told),
    cashiers.flatMap((cashier) => cashier.deposits.told),
  );
  const atShops = await judgeShops(fleet, shops);
  const hearing = await hearer.judge();
  tellTakeOvers(fleet.takeOvers, say);
  tellFullDisk(fleet.whileFull, say);
  say(`webhooks: ${hearing.heard} messages heard, ${hearing.repeats} of them again`);
  const broken = [...kept.broken, ...atShops.broken, ...hearing.broken, ...fleet.broken];
  for (const line of [...faults, ...broken].slice(0, 40)) say(`  ${line}`);
  const clean = faults.length === 0 && broken.length === 0;
  say(
    clean
      ? `Clean: the books verify; ${kept.checked} answers given to terminals and ${atShops.checked} to shops ` +
          'and payers are kept, and every step was told.'
      : `${faults.length} faults in the books, ${broken.length} broken promises.`,
  );
  return { clean, tally, broken, faults };
}

/** The judgement over a day: the books of the database and of the banks, and what everybody was told. */
import type { UnresolvedView } from '#adapters/http-api';
import { type IssuerExpectation, verifyBooks } from '#adapters/postgres';
import { issuersAt } from '../cli/issuers.ts';
import type { Fleet, TakeOver } from './fleet.ts';
import type { Hearer } from './hearer.ts';
import { judge } from './judge.ts';
import type { Cashier, Tally } from './traffic.ts';

export interface Verdict {
  readonly clean: boolean;
  readonly tally: Tally;
  readonly broken: readonly string[];
  readonly faults: readonly string[];
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const seconds = (ms: number): string => (ms / 1000).toFixed(1);

export async function report(
  stack: Fleet,
  hearer: Hearer,
  cashiers: readonly Cashier[],
  say: (text: string) => void,
): Promise<Verdict> {
  const runtime = await stack.running();
  const issuers = await issuersAt(runtime.networkControlUrl);
  const verified = await verifyBooks({
    url: await stack.databaseUrl(),
    matchIssuers: (batch: readonly IssuerExpectation[]) => issuers.match(batch),
  });
  const faults = [...verified.faults, ...(await issuers.finish())].map(
    ({ law, subject, text }) => `${law} ${subject}: ${text}`,
  );
  const { checked, broken: promises } = await judge(
    stack,
    cashiers.flatMap((cashier) => cashier.told),
  );
  const hearing = await hearer.judge();
  const broken = [...promises, ...hearing.broken, ...stack.broken];
  const tally = cashiers.reduce<Tally>(
    (sum, { tally: each }) =>
      Object.fromEntries(
        Object.entries(sum).map(([key, value]) => [key, value + each[key as keyof Tally]]),
      ) as unknown as Tally,
    {
      sales: 0,
      approved: 0,
      declined: 0,
      unknown: 0,
      waysBack: 0,
      waysBackApproved: 0,
      settlements: 0,
      repeats: 0,
    },
  );
  const { counts } = (await stack.api<UnresolvedView>('/v1/unresolved', 'operator')).body;
  say(
    `sales ${tally.sales} (approved ${tally.approved}, declined ${tally.declined}, unknown to the terminal ${tally.unknown}), ` +
      `ways back ${tally.waysBack} (approved at once ${tally.waysBackApproved}), settlements ${tally.settlements}, messages repeated ${tally.repeats}`,
  );
  say(
    `verify: ${verified.payments} payments, ${verified.cancellations} ways back, ${verified.entries} entries; ${issuers.summary()}; ${counts.handed} with a person`,
  );
  const took = (cause: TakeOver['cause']): string => {
    const each = stack.takeOvers.filter((one) => one.cause === cause).map(({ tookMs }) => tookMs);
    return each.length === 0
      ? ''
      : `${cause} ${each.length} (${seconds(median(each))} s, at most ${seconds(Math.max(...each))} s)`;
  };
  const followed = (['killed', 'asked to stop', 'frozen'] as const).map(took).filter((text) => text !== '');
  if (followed.length > 0) say(`nobody served after one was ${followed.join(', ')}`);
  if (stack.whileFull.size > 0) {
    const each = [...stack.whileFull]
      .sort(([, a], [, b]) => b - a)
      .map(([answer, count]) => `${answer}: ${count}`);
    say(`told while the disk was full: ${each.join('; ')}`);
  }
  say(`webhooks: ${hearing.heard} messages heard, ${hearing.repeats} of them again`);
  for (const line of [...faults, ...broken].slice(0, 40)) say(`  ${line}`);
  const clean = faults.length === 0 && broken.length === 0;
  say(
    clean
      ? `Clean: the books verify, and all ${checked} answers given to terminals are kept, and every step was told.`
      : `${faults.length} faults in the books, ${broken.length} broken promises.`,
  );
  return { clean, tally, broken, faults };
}

/** One day of chaos: traffic, faults, kills, then peace, and the judgement. */
import type { UnresolvedView } from '#adapters/http-api';
import { type IssuerExpectation, verifyBooks } from '#adapters/postgres';
import { issuersAt } from '../cli/issuers.ts';
import { DEMO_TERMINALS } from '../seed.ts';
import { Hearer } from './hearer.ts';
import { judge } from './judge.ts';
import { type Part, Stack } from './stack.ts';
import { Cashier, type Tally } from './traffic.ts';

export interface ChaosOptions {
  readonly folder: string;
  readonly acts: number;
  readonly faults: number;
  readonly kills: number;
  /** How often the server or the network is stopped in mid-air and goes on. */
  readonly pauses: number;
  readonly seed: number;
  readonly say: (text: string) => void;
  readonly progress: (text: string) => void;
}

export interface ChaosReport {
  readonly clean: boolean;
  readonly tally: Tally;
  readonly kills: readonly Part[];
  readonly broken: readonly string[];
  readonly faults: readonly string[];
}

/** How a share of harmed messages is spread over the kinds of harm. */
const HARM = {
  'no-reply': 0.25,
  'lose-reply': 0.25,
  late: 0.15,
  double: 0.15,
  cut: 0.1,
  'wrong-mac': 0.1,
} as const;
const PARTS: readonly Part[] = ['server', 'database', 'network'];
const PEACE_WITHIN_MS = 180_000;
/** Longer than a reply is waited for, shorter than a lease lasts. */
const PAUSE_MS = 3_000;

export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { say, progress, acts } = options;
  const stack = await Stack.start(options.folder);
  let hearer: Hearer | null = null;
  try {
    await stack.ready();
    hearer = await Hearer.open(stack);
    await armFaults(stack, options);
    const cashiers = await Promise.all(
      DEMO_TERMINALS.map((terminalId, index) => Cashier.at(stack, terminalId, options.seed * 10 + index)),
    );
    const killed: Part[] = [];
    let done = 0;
    const killAt = Array.from({ length: options.kills }, (_, index) =>
      Math.floor((acts * (index + 1)) / (options.kills + 1)),
    );
    const pauseAt = Array.from({ length: options.pauses }, (_, index) =>
      Math.floor((acts * (index + 0.5)) / options.pauses),
    );
    let paused = 0;
    const work = async (cashier: Cashier): Promise<void> => {
      while (done < acts) {
        if (pauseAt[0] !== undefined && done >= pauseAt[0]) {
          pauseAt.shift();
          paused += 1;
          void stack.pause(paused % 2 === 1 ? 'server' : 'network', PAUSE_MS).catch(() => {});
        }
        if (killAt[0] !== undefined && done >= killAt[0]) {
          killAt.shift();
          const part = PARTS[killed.length % PARTS.length]!;
          killed.push(part);
          await stack.kill(part);
          // The simulator forgets its orders for harm with its process; they are given again when it is back.
          if (part === 'network') void armAgain(stack, options);
        }
        if (await cashier.act()) done += 1;
        progress(`chaos: ${done} / ${acts} acts, killed ${killed.join(', ') || 'nothing yet'}`);
      }
    };
    const startedMs = performance.now();
    await Promise.all(cashiers.map(work));
    say(
      `\n${acts} acts in ${((performance.now() - startedMs) / 1000).toFixed(0)} s; killed with -9: ${killed.join(', ') || 'nothing'}; stopped in mid-air: ${paused} times.`,
    );
    await stack.ready();
    await stack.control('/faults', 'DELETE');
    await Promise.all(cashiers.map((cashier) => cashier.close()));
    await peace(stack, progress);
    return await report(stack, hearer, cashiers, killed, say);
  } finally {
    hearer?.close();
    await stack.stop();
  }
}

async function armFaults(stack: Stack, options: ChaosOptions): Promise<void> {
  const probability = Object.fromEntries(
    Object.entries(HARM).map(([kind, share]) => [kind, share * options.faults]),
  );
  await stack.control('/faults', 'POST', { probability, seed: options.seed, ms: 1_500 });
}

/** A simulator that was killed has forgotten its orders; they are given again when it is back. */
async function armAgain(stack: Stack, options: ChaosOptions): Promise<void> {
  const given = async (): Promise<boolean> => {
    await armFaults(stack, options);
    return true;
  };
  await stack.until(given, 30_000, 'the network').catch(() => {});
}

/** Faults have stopped: everything open must end by itself. */
async function peace(stack: Stack, progress: (text: string) => void): Promise<void> {
  await stack.until(
    async () => {
      const { counts } = (await stack.api<UnresolvedView>('/v1/unresolved', 'operator')).body;
      progress(
        `chaos: waiting for the end of ${counts.payments} payments and ${counts.cancellations} ways back`,
      );
      return counts.payments === 0 && counts.cancellations === counts.handed;
    },
    PEACE_WITHIN_MS,
    'every journey to end',
  );
}

async function report(
  stack: Stack,
  hearer: Hearer,
  cashiers: readonly Cashier[],
  killed: readonly Part[],
  say: (text: string) => void,
): Promise<ChaosReport> {
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
  const broken = [...promises, ...hearing.broken];
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
  say(`webhooks: ${hearing.heard} messages heard, ${hearing.repeats} of them again`);
  for (const line of [...faults, ...broken].slice(0, 40)) say(`  ${line}`);
  const clean = faults.length === 0 && broken.length === 0;
  say(
    clean
      ? `Clean: the books verify, and all ${checked} answers given to terminals are kept, and every step was told.`
      : `${faults.length} faults in the books, ${broken.length} broken promises.`,
  );
  return { clean, tally, kills: killed, broken, faults };
}

/** One day of chaos: traffic, faults, kills, cuts, then peace, and the judgement. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { UnresolvedView } from '#adapters/http-api';
import { DEMO_TERMINALS } from '../seed.ts';
import { Blows, type Struck } from './blows.ts';
import { evening } from './evening.ts';
import { Fleet } from './fleet.ts';
import { SmallDisk } from './full-disk.ts';
import { Hearer } from './hearer.ts';
import { report, type Verdict } from './report.ts';
import { Shop } from './shop.ts';
import type { Stack } from './stack.ts';
import { Cashier } from './traffic.ts';

export interface ChaosOptions {
  readonly folder: string;
  readonly acts: number;
  readonly faults: number;
  readonly kills: number;
  /** How often the server or the network is stopped in mid-air and goes on. */
  readonly pauses: number;
  /** How often a line between two programs breaks. */
  readonly cuts: number;
  /** One serves; the others wait for it to die, to leave or to hang. */
  readonly servers: number;
  /** The disk of the database is full for a while. */
  readonly fullDisk: boolean;
  readonly seed: number;
  readonly say: (text: string) => void;
  readonly progress: (text: string) => void;
}

export interface ChaosReport extends Verdict {
  readonly struck: Struck;
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
/** Counters that sell by code, beside the tills. */
const SHOPS = 2;
/** Nobody answered: they wait a moment before they try again. */
const AGAIN_MS = 50;
/** Every so manyth kill of the day one refund meets a closed card in the evening. */
const KILLS_PER_BOUNCE = 20;
const PEACE_WITHIN_MS = 180_000;

export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const disk = options.fullDisk ? await SmallDisk.mount(options.folder) : null;
  try {
    if (typeof disk === 'string') options.say(`No full disk in this run: ${disk}.`);
    return await runOn(options, disk instanceof SmallDisk ? disk : null);
  } finally {
    if (disk instanceof SmallDisk) disk.unmount();
  }
}

async function runOn(options: ChaosOptions, disk: SmallDisk | null): Promise<ChaosReport> {
  const { say, progress, acts, folder } = options;
  const journals = join(folder, 'tills');
  await mkdir(journals);
  const fleet = await Fleet.open({
    folder: disk?.folder ?? join(folder, 'data'),
    lines: join(folder, 'l'),
    servers: options.servers,
  });
  let hearer: Hearer | null = null;
  try {
    await fleet.ready();
    hearer = await Hearer.open(fleet);
    const arm = (): Promise<void> => armFaults(fleet, options);
    await arm();
    const addresses = fleet.sites.map(({ lines }) => ({ host: '127.0.0.1', port: lines.terminals.port }));
    const cashiers = await Promise.all(
      DEMO_TERMINALS.map((terminalId, index) =>
        Cashier.at(fleet, terminalId, options.seed * 10 + index, journals, addresses),
      ),
    );
    const blows = new Blows(fleet, disk, options, () => armAgain(fleet, arm));
    let done = 0;
    const shops = Array.from({ length: SHOPS }, (_, index) => new Shop(fleet, `shop${index}`, options.seed));
    const work = async (worker: Cashier | Shop): Promise<void> => {
      while (done < acts) {
        await blows.strike(done);
        if (await worker.act()) done += 1;
        else await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
        progress(`chaos: ${done} / ${acts} acts, ${blows.summary()}`);
      }
    };
    const startedMs = performance.now();
    await Promise.all([...cashiers, ...shops].map(work));
    const tookS = ((performance.now() - startedMs) / 1000).toFixed(0);
    await blows.over();
    say(`\n${acts} acts in ${tookS} s; ${blows.summary()}.`);
    await fleet.ready();
    await fleet.control('/faults', 'DELETE');
    await Promise.all([...cashiers, ...shops].map((each) => each.close()));
    await peace(fleet, progress);
    await Promise.all(shops.map((each) => each.close()));
    const late = await evening(fleet, shops, Math.ceil(options.kills / KILLS_PER_BOUNCE));
    await peace(fleet, progress);
    const told = `${late.bounced} refunds came back from a closed card and were paid out`;
    say(`${told}, by ${late.acts} acts of the shop and two operators with ${late.kills} kills in between`);
    fleet.broken.push(...late.broken);
    return { ...(await report({ fleet, hearer, cashiers, shops }, say)), struck: blows.struck };
  } catch (error) {
    const words = [fleet.output, ...fleet.sites.map(({ process }) => process.output)];
    throw new Error(`${String(error)}\n${words.map((each) => each.slice(-2_000)).join('\n')}`, {
      cause: error,
    });
  } finally {
    hearer?.close();
    await fleet.stop();
  }
}

async function armFaults(stack: Stack, options: ChaosOptions): Promise<void> {
  const probability = Object.fromEntries(
    Object.entries(HARM).map(([kind, share]) => [kind, share * options.faults]),
  );
  await stack.control('/faults', 'POST', { probability, seed: options.seed, ms: 1_500 });
}

/** A simulator that was killed has forgotten its orders; they are given again when it is back. */
async function armAgain(stack: Stack, arm: () => Promise<void>): Promise<void> {
  const given = async (): Promise<boolean> => {
    await arm();
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
      if (counts.payments > 0 || counts.cancellations > counts.handed) return false;
      return !(await openOrders(stack));
    },
    PEACE_WITHIN_MS,
    'every journey to end',
  );
}

/** Orders that the network is still asked about or told of. */
async function openOrders(stack: Stack): Promise<boolean> {
  for (const state of ['paying', 'unknown', 'closing'] as const) {
    const { body } = await stack.api<{ items: unknown[] }>(`/v1/orders?limit=1&state=${state}`);
    if (body.items.length > 0) return true;
  }
  return false;
}

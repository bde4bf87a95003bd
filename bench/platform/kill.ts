/** `kill -9` under full load: is every sale that a terminal was told of still there? */
import pg from 'pg';
import type { UnresolvedView } from '#adapters/http-api';
import { type IssuerExpectation, verifyBooks } from '#adapters/postgres';
import { issuersAt } from '../../src/programs/cli/issuers.ts';
import type { KillFigures } from '../figures.ts';
import { Waits } from '../waits.ts';
import { LoadTerminal, type Sold } from './terminal.ts';
import { startWorld, type World } from './world.ts';

const TERMINALS = 512;
const AMOUNT_FEN = 100n;
const PARTS = ['server', 'database'] as const;
/** Load between two kills, between the least and twice as long. */
const LOAD_LEAST_MS = 1_500;
const READY_WITHIN_MS = 300_000;
/** Longer than any repeat, with the waits of a shop. */
const PEACE_WITHIN_MS = 300_000;
const AGAIN_MS = 200;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export async function benchKill(kills: number, say: (text: string) => void): Promise<KillFigures> {
  say('starting the platform …');
  await using world = await startWorld();
  const { stack } = world;
  const told: Sold[] = [];
  const running = { on: true };
  const callers = Promise.all(
    Array.from({ length: TERMINALS }, (_, index) => sellThrough(world, index, told, running)),
  );
  const backMs = new Waits();
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const before = told.length;
      await stack.until(async () => told.length > before, READY_WITHIN_MS, 'a sale that is approved');
      await sleep(LOAD_LEAST_MS * (1 + Math.random()));
      const part = PARTS[kill % PARTS.length]!;
      const acknowledged = told.length;
      const killedAt = performance.now();
      await stack.kill(part);
      // Whoever asks too early is answered by the program that is just dying.
      await sleep(AGAIN_MS);
      await stack.ready(READY_WITHIN_MS);
      backMs.add(performance.now() - killedAt);
      const tookMs = (performance.now() - killedAt).toFixed(0);
      say(`kill -9 of the ${part} after ${acknowledged} approved sales; ready after ${tookMs} ms`);
    }
  } finally {
    running.on = false;
    await callers;
  }
  say('waiting for the end of what is open …');
  await stack.until(
    async () => {
      const { counts } = (await stack.api<UnresolvedView>('/v1/unresolved', 'operator')).body;
      return counts.payments + counts.cancellations === 0;
    },
    PEACE_WITHIN_MS,
    'every journey to end',
  );
  const faults = await faultsOf(world);
  const [readyMs = 0] = backMs.quantiles(0.5);
  return {
    ...{ kills, inFlight: TERMINALS, acknowledged: told.length, lost: await lostOf(world.url, told) },
    ...{ faults, readyAgainMs: readyMs },
  };
}

/** One terminal that sells until it is told to stop, and signs in anew after every line that broke. */
async function sellThrough(
  { shops, card, masterKeyHex, terminalPort: port }: World,
  index: number,
  told: Sold[],
  running: { readonly on: boolean },
): Promise<void> {
  const { merchantId, terminalIds } = shops[index % shops.length]!;
  const terminalId = terminalIds[Math.floor(index / shops.length)]!;
  let afterStan = 0;
  while (running.on) {
    const options = { port, merchantId, terminalId, masterKeyHex, card, amountFen: AMOUNT_FEN, afterStan };
    const terminal = await LoadTerminal.open(options).catch(() => null);
    if (terminal === null) {
      await sleep(AGAIN_MS);
      // A number that was used at the broken sign-in is not used again.
      afterStan += 1;
      continue;
    }
    while (running.on && !terminal.over) {
      const outcome = await terminal.sale();
      if (outcome === 'approved') told.push(terminal.sold.pop()!);
      else await sleep(AGAIN_MS);
    }
    afterStan = terminal.lastStan;
    terminal.close();
  }
}

/** Told approved, and not there as approved: their count. */
async function lostOf(url: string, told: readonly Sold[]): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ found: string }>(
    `SELECT count(*) AS found FROM unnest($1::text[]) AS t(rrn)
      WHERE EXISTS (SELECT FROM payment p WHERE p.rrn = t.rrn AND p.state = 'approved')`,
    [told.map(({ rrn }) => rrn)],
  );
  await client.end();
  return told.length - Number(rows[0]!.found);
}

/** Of the books here and at the issuers, recomputed. */
async function faultsOf({ stack, url }: World): Promise<number> {
  const issuers = await issuersAt((await stack.running()).networkControlUrl);
  const matchIssuers = (batch: readonly IssuerExpectation[]) => issuers.match(batch);
  const { faults } = await verifyBooks({ url, matchIssuers });
  return faults.length + (await issuers.finish()).length;
}

/** `kill -9` at named points of a sale and of a cancellation, and at random under traffic: nothing lost, all ends. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UnresolvedView } from '#adapters/http-api';
import { runChaos } from '../src/programs/chaos/run.ts';
import { Platform } from './platform.ts';

describe('the server kills itself at a named point', () => {
  let platform: Platform;
  let points: string;
  // The first commit of a sale is its intent, the second its outcome; a void likewise.
  const cases = [
    ['sale', 'before-apply', 1, 'before the intent is on disk'],
    ['sale', 'after-apply', 1, 'after the intent is on disk, before anything is sent'],
    ['sale', 'before-send', 1, 'just before the message leaves'],
    ['sale', 'after-send', 1, 'just after the message left'],
    ['sale', 'before-apply', 2, 'with the answer in hand, before it is on disk'],
    ['sale', 'after-apply', 2, 'after the outcome is on disk, before the terminal hears of it'],
    ['void', 'after-apply', 1, 'after the intent of a void is on disk'],
    ['void', 'before-apply', 2, 'with the answer of a void in hand'],
    ['refund', 'after-apply', 1, 'after the intent of a refund is on disk'],
    ['refund', 'after-apply', 2, 'after the outcome of a refund is on disk, before the terminal hears of it'],
  ] as const;

  beforeAll(async () => {
    points = await mkdtemp(join(tmpdir(), 'yuanlu-points-'));
    platform = await Platform.start({ YUANLU_CRASH_FOLDER: points });
  });
  afterAll(async () => {
    await platform?.close();
    await rm(points, { recursive: true, force: true });
  });

  it.each(cases.map(([act, point, count, when]) => ({ act, point, count, when })))(
    '$act: $when',
    async ({ act, point, count }) => {
      const terminal = await platform.terminal();
      const sell = (amountFen: bigint) => terminal.sale({ amountFen, card: platform.card, entry: 'tap' });
      const before = act === 'sale' ? null : await sell(4_200n);
      if (act === 'refund') await terminal.settle();
      const armed = join(points, point);
      await writeFile(armed, String(count));
      if (before === null) await sell(4_200n);
      else if (act === 'void') await terminal.void({ stan: before.stan! });
      else {
        const { rrn, batchNo, stan } = before;
        const original = {
          rrn: rrn!,
          batchNo,
          stan: stan!,
          date: '0000',
          amountFen: 1_000n,
          card: platform.card,
        };
        await terminal.refund(original);
        await platform.stack.ready();
        // Nobody at the counter knows whether the first one went through; the same refund under a new trace number
        // must not pay twice.
        expect((await terminal.refund(original)).result).toBe('approved');
        await platform.stack.until(
          async () => (await platform.payment(rrn!)).wayBack.returned === 1_000,
          10_000,
          'one refund',
        );
      }
      expect(existsSync(armed), 'the point was passed').toBe(false);
      await platform.stack.ready();
      // The terminal does what a terminal does: what it got no answer to, it reverses.
      for (let tries = 0; tries < 10 && terminal.journal.pending !== null; tries += 1)
        await terminal.flushReversal();
      expect(terminal.journal.pending).toBeNull();
      await platform.stack.until(
        async () => {
          const { counts } = (await platform.stack.api<UnresolvedView>('/v1/unresolved', 'operator')).body;
          return counts.payments + counts.cancellations === 0;
        },
        20_000,
        'every journey to end',
      );
      expect((await platform.verify()).faults).toEqual([]);
      // The terminal goes on as if nothing had been, and its batch agrees with the host's.
      expect((await sell(100n)).result).toBe('approved');
      expect((await terminal.settle()).settlement?.outcome).toBe('balanced');
      await terminal.close();
    },
  );
});

describe('a day of chaos', () => {
  it('ends clean: kill -9 of each part, an owner frozen beyond its lease, broken lines, promises kept', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'yuanlu-chaos-'));
    const lines: string[] = [];
    try {
      const report = await runChaos({
        folder,
        acts: 100,
        faults: 0.1,
        kills: 3,
        pauses: 1,
        cuts: 4,
        servers: 2,
        fullDisk: false,
        seed: 20_261_123,
        say: (text) => lines.push(text),
        progress: () => {},
      });
      expect(report.clean, lines.join('\n')).toBe(true);
      expect(report.struck.kills).toEqual(['server', 'database', 'network']);
      expect(report.struck).toMatchObject({ handOvers: 1, freezes: 1 });
      expect(report.struck.cuts).toHaveLength(4);
      expect(report.struck.takeOvers.length).toBeGreaterThanOrEqual(2);
      expect(report.tally.approved).toBeGreaterThan(8);
      expect(report.tally.waysBackApproved).toBeGreaterThan(0);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }, 120_000);
});

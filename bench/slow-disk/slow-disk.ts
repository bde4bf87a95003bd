/** The switch and what runs beside it on a disk whose fdatasync takes two milliseconds. */
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beside, type Measured } from '../beside.ts';
import type { Part, Skipped } from '../figures.ts';
import { drive } from '../load.ts';
import { openMeter } from '../meter.ts';
import { naive } from '../naive.ts';
import { MERCHANTS, startDatabase } from '../switch/database.ts';
import { startEngine } from '../switch/engine.ts';
import { buildShim, COMPILER_HINT } from './shim.ts';

const SLOWED_TO_US = 2_000;

export async function benchSlowDisk(
  ms: number,
  say: (text: string) => void,
  inFlights: readonly number[] = [64, 512],
): Promise<Part | Skipped> {
  if (!existsSync('/proc/self/exe')) return { skipped: 'It wants Linux, where a library can be preloaded.' };
  const folder = await mkdtemp(join(tmpdir(), 'yuanlu-bench-shim-'));
  await chmod(folder, 0o755);
  try {
    const library = await buildShim(folder);
    if (library === null) return { skipped: COMPILER_HINT };
    const slowed = { library, microseconds: SLOWED_TO_US };
    await using database = await startDatabase({ merchants: MERCHANTS, slowed });
    const { url, server } = database;
    const title = 'The switch with fdatasync slowed to 2 ms, beside what runs on the same slow disk';
    return await beside({ title, url, ms, say, naive: () => naive(url, ms) }, async () => {
      await using running = await startEngine(database);
      await using meter = await openMeter({
        ...{ url, postgresPid: () => server.pid, programs: { node: () => null } },
      });
      const rows: Measured[] = [];
      for (const inFlight of inFlights) {
        const [id, name, wanted] = ['pay', 'card payment, two commits, slow disk', 'approved'];
        say(`${name}, ${inFlight} in flight …`);
        await database.query('CHECKPOINT');
        const load = await drive({ inFlight, ms, wanted, meter }, () =>
          running.pay().then(({ outcome }) => outcome),
        );
        rows.push({ id, name, inFlight, ...load });
      }
      return rows;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

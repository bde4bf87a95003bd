/** Rows of the switch itself: payments and ways back through the engine, beside the database's own benchmark. */
import { beside, type Measured } from '../beside.ts';
import type { Part } from '../figures.ts';
import { type Ask, drive } from '../load.ts';
import { openMeter } from '../meter.ts';
import { naive } from '../naive.ts';
import { MERCHANTS, startDatabase } from './database.ts';
import { type BenchEngine, type Paid, startEngine } from './engine.ts';

export async function benchSwitch(
  ms: number,
  say: (text: string) => void,
  inFlights: readonly number[] = [64, 512],
): Promise<Part> {
  await using database = await startDatabase({ merchants: MERCHANTS });
  const { url, server } = database;
  const part = {
    ...{ title: 'The switch over PostgreSQL, load included (× payments each second of what ran beside it)' },
    ...{ url, ms, say, naive: () => naive(url, ms) },
  };
  // Awaited here: what was opened above closes when this function ends.
  return await beside(part, async () => {
    await using running = await startEngine(database);
    await using meter = await openMeter({
      ...{ url, postgresPid: () => server.pid, programs: { node: () => null } },
    });
    const rows: Measured[] = [];
    const row = async (id: string, name: string, wanted: string, inFlight: number, ask: Ask) => {
      say(`${name}, ${inFlight} in flight …`);
      await database.query('CHECKPOINT');
      rows.push({ id, name, inFlight, ...(await drive({ inFlight, ms, wanted, meter }, ask)) });
    };
    for (const inFlight of inFlights)
      await row('pay', 'card payment, two commits', 'approved', inFlight, () => running.pay().then(outcome));
    for (const inFlight of inFlights)
      await row('one-pass', 'payment made offline, one commit', 'accepted', inFlight, () =>
        running.payOffline().then(outcome),
      );
    const most = Math.max(...inFlights);
    // Enough to give back for as long as it is measured; ways back are about as quick as payments.
    const wanted = most + Math.ceil(Math.max(...rows.map(({ perSecond }) => perSecond)) * (ms / 1_000) * 2);
    await filled(running, wanted, most, say);
    await row('void', 'void', 'approved', most, backOf(running, 'VOID'));
    await filled(running, wanted, most, say);
    await running.settle();
    await row('refund', 'refund', 'approved', most, backOf(running, 'REFUND'));
    await filled(running, wanted / 2, most, say);
    await running.settle();
    const settled = running.paid.splice(0);
    await row('mixed', 'mixed: 70 pay, 10 void, 20 refund', 'approved', most, mixed(running, settled));
    return rows;
  });
}

const outcome = (reply: { outcome: string }): string => reply.outcome;

/** Gives back what was paid before, newest first; ends when there is nothing left. */
const backOf =
  (running: BenchEngine, route: 'VOID' | 'REFUND'): Ask =>
  () => {
    const paid = running.paid.pop();
    return paid === undefined ? null : running.back(route, paid).then(outcome);
  };

/** Voids are of what was just paid, refunds of what was settled before. */
function mixed(running: BenchEngine, settled: Paid[]): Ask {
  let turn = 0;
  return () => {
    turn += 1;
    const at = turn % 10;
    const [route, paid] =
      at < 7
        ? (['VOID', undefined] as const)
        : at === 7
          ? (['VOID', running.paid.pop()] as const)
          : (['REFUND', settled.pop()] as const);
    if (paid !== undefined) return running.back(route, paid).then(outcome);
    return running.pay().then(outcome);
  };
}

/** Pays, unmeasured, until so many payments can be given back. */
async function filled(
  running: BenchEngine,
  count: number,
  inFlight: number,
  say: (text: string) => void,
): Promise<void> {
  if (running.paid.length >= count) return;
  say(`paying ${count} to give them back …`);
  const caller = async (): Promise<void> => {
    while (running.paid.length < count) await running.pay();
  };
  await Promise.all(Array.from({ length: inFlight }, caller));
}

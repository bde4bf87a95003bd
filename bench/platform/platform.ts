/** Rows end to end: terminals and shops, server, network and issuers, every program in a process of its own. */
import { beside, type Measured } from '../beside.ts';
import type { Part } from '../figures.ts';
import { type Ask, drive } from '../load.ts';
import { openCallers, openTerminals } from './shops.ts';
import { startWorld } from './world.ts';

export async function benchPlatform(
  ms: number,
  say: (text: string) => void,
  inFlights: readonly number[] = [64, 512],
): Promise<Part> {
  say('starting the platform …');
  await using world = await startWorld();
  const title =
    'End to end, every program in a process of its own on this machine (× payments each second of TPC-B)';
  return await beside({ title, url: world.url, ms, say }, async () => {
    await using meter = await world.meter();
    const most = Math.max(...inFlights);
    using terminals = await openTerminals(world, most);
    using callers = await openCallers(world, most);
    const rows: Measured[] = [];
    const row = async (id: string, name: string, wanted: string, inFlight: number, ask: Ask) => {
      say(`${name}, ${inFlight} in flight …`);
      rows.push({ id, name, inFlight, ...(await drive({ inFlight, ms, wanted, meter }, ask)) });
    };
    for (const inFlight of inFlights)
      await row('iso8583', 'sale by ISO 8583: stripe, PIN, MAC', 'approved', inFlight, terminals.sale);
    for (const inFlight of inFlights)
      await row('http', 'POST /v1/orders and its payment', 'approved', inFlight, callers.order);
    const few = Math.min(...inFlights);
    // Ways back are about as quick as payments, and the warm-up takes its part.
    const each =
      Math.ceil((Math.max(...rows.map(({ perSecond }) => perSecond)) * (ms / 1_000) * 2) / few) + 8;
    say(`paying ${each * few} to void them …`);
    await refill(few, () => terminals.fewestSold(few) < each, terminals.sale);
    await row('void', 'void by its terminal', 'approved', few, terminals.void);
    say(`paying ${each * few} to refund them …`);
    await refill(few, () => callers.fewestPaid(few) < each, callers.order);
    await row('refund', 'refund by the back office', 'done', few, callers.refund);
    return rows;
  });
}

/** More failures in a row than a loaded machine has: something is wrong, and trying on would never end. */
const FAILURES_MAX = 20;

/** Pays, unmeasured, until there is enough to give back. */
async function refill(callers: number, lacks: () => boolean, ask: Ask): Promise<void> {
  let failures = 0;
  const caller = async (index: number): Promise<void> => {
    while (lacks()) {
      const outcome = await ask(index);
      failures = outcome === 'approved' ? 0 : failures + 1;
      if (failures > FAILURES_MAX) throw new Error(`Cannot pay what is to be given back: ${outcome}`);
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, index) => caller(index)));
}

/** What recomputing the books costs: the whole, and what changed since, with and without a slice of what is old. */
import { SLICE, type VerifyOptions, type VerifyReport, verifyBooks } from '#adapters/postgres';
import { costOf, openMeter } from '../meter.ts';
import type { BenchDatabase } from '../switch/database.ts';
import { startEngine } from '../switch/engine.ts';

/** Made between the whole and what goes on from it. */
const NEW_PAYMENTS = 500;

const sound = ({ faults }: VerifyReport): void => {
  const [fault] = faults;
  if (fault !== undefined)
    throw new Error(
      `The fill writes what the product does not: ${faults.length} faults, ${JSON.stringify(fault)}`,
    );
};

/** A line for each verification. */
export async function verifying(database: BenchDatabase): Promise<string[]> {
  const { url, server } = database;
  await using meter = await openMeter({
    ...{ url, postgresPid: () => server.pid, programs: { node: () => null } },
  });
  const lines: string[] = [];
  const measured = async (what: string, options: Omit<VerifyOptions, 'url' | 'leaveMark'>): Promise<void> => {
    const [before, beganMs] = [await meter.read(), performance.now()];
    const report = await verifyBooks({ url, leaveMark: true, ...options });
    const seconds = (performance.now() - beganMs) / 1_000;
    const { nodeMicroseconds: node, postgresMicroseconds: postgres } = costOf(before, await meter.read(), 1);
    sound(report);
    const spent = (micros: number | null): string => (micros === null ? '?' : (micros / 1e6).toFixed(2));
    lines.push(
      `${what}: ${report.payments} payments judged, no fault, ${seconds.toFixed(2)} s, ` +
        `processor ${spent(node)} s Node and ${spent(postgres)} s PostgreSQL`,
    );
  };
  await measured('verify, the whole', {});
  {
    await using running = await startEngine(database);
    await Promise.all(Array.from({ length: NEW_PAYMENTS }, () => running.pay()));
  }
  await measured(`verify since the last, ${NEW_PAYMENTS} new payments, no slice`, {
    sinceLast: { slice: 0 },
  });
  await measured('verify since the last, nothing new, no slice', { sinceLast: { slice: 0 } });
  await measured(`verify since the last, nothing new, a slice of ${SLICE}`, { sinceLast: { slice: SLICE } });
  return lines;
}

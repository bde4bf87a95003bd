/** How much memory the server holds after minutes of steady sales. */
import type { MemoryFigures, MemoryPoint } from '../figures.ts';
import { residentBytesOf } from '../processes.ts';
import { openTerminals } from './shops.ts';
import { startWorld } from './world.ts';

export const POINTS_MINUTES = [1, 10, 60] as const;
const TERMINALS = 64;
/** Below what the network's simulator remembers in an hour. */
const PER_SECOND = 200;

/** Points beyond `minutes` are left out; `minutes` itself is one. */
export const pointsWithin = (minutes: number): number[] => [
  ...new Set([...POINTS_MINUTES.filter((point) => point < minutes), minutes]),
];

export async function benchMemory(minutes: number, say: (text: string) => void): Promise<MemoryFigures> {
  say('starting the platform …');
  await using world = await startWorld();
  using terminals = await openTerminals(world, TERMINALS);
  const startedAt = performance.now();
  const endsAt = startedAt + minutes * 60_000;
  let payments = 0;
  const others: Record<string, number> = {};
  const caller = async (index: number): Promise<void> => {
    const everyMs = (TERMINALS * 1_000) / PER_SECOND;
    // One after the other, so that load is even from the start.
    let dueAt = startedAt + (index * everyMs) / TERMINALS;
    while (dueAt < endsAt) {
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueAt - performance.now())));
      const outcome = await terminals.sale(index);
      if (outcome === 'approved') payments += 1;
      else others[outcome ?? ''] = (others[outcome ?? ''] ?? 0) + 1;
      // What a machine could not do in time is not made up for in a rush.
      dueAt = Math.max(dueAt + everyMs, performance.now());
    }
  };
  const points: MemoryPoint[] = [];
  const watch = async (): Promise<void> => {
    for (const point of pointsWithin(minutes)) {
      const leftMs = startedAt + point * 60_000 - performance.now();
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, leftMs)));
      const bytes = residentBytesOf(world.serverPid);
      if (bytes === null) continue;
      points.push({ minutes: point, bytes, payments });
      say(`after ${point} min and ${payments} payments: ${(bytes / 2 ** 20).toFixed(0)} MB`);
    }
  };
  const atStart = residentBytesOf(world.serverPid);
  await Promise.all([watch(), ...Array.from({ length: TERMINALS }, (_, index) => caller(index))]);
  return { atStartBytes: atStart, wantedPerSecond: PER_SECOND, points, others };
}

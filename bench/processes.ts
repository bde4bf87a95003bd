/** Processor time of other processes as Linux tells it, in microseconds; null where there is no `/proc`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Ticks of `/proc` are hundredths of a second on every Linux that Node runs on (USER_HZ). */
const MICROSECONDS_PER_TICK = 10_000;

export interface ProcessTimes {
  readonly parent: number;
  /** User and system together. */
  readonly own: number;
  /** Of children that ended and were waited for. */
  readonly ended: number;
}

/** One line of `/proc/PID/stat`. The name in brackets may itself hold blanks and brackets. */
export function readStat(text: string): ProcessTimes {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = (from: number): number =>
    (Number(fields[from]) + Number(fields[from + 1])) * MICROSECONDS_PER_TICK;
  return { parent: Number(fields[1]), own: ticks(11), ended: ticks(13) };
}

function timesOf(pid: number): ProcessTimes | null {
  try {
    return readStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return null;
  }
}

/** Of one process alone, its threads included. */
export const processorTimeOf = (pid: number): number | null => timesOf(pid)?.own ?? null;

/**
 * Of a server that has a process for each connection: its own, those that live, and those that ended since it
 * started.
 */
export function processorTimeOfTree(pid: number): number | null {
  const root = timesOf(pid);
  if (root === null || !existsSync('/proc')) return null;
  let sum = root.own + root.ended;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const times = timesOf(Number(name));
    if (times !== null && times.parent === pid) sum += times.own;
  }
  return sum;
}

/** Memory of a process that is in RAM, bytes. */
export function residentBytesOf(pid: number): number | null {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1_024;
  } catch {
    return null;
  }
}

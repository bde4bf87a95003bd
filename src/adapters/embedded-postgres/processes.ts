import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { errnoOf } from './errors.ts';

/**
 * A process is known by its number and its start, for numbers are used again: quickly in a container, where
 * every life begins at 1, and after each restart of the machine.
 */
export type ProcessIdentity = { readonly pid: number; readonly start: string };

/** Nothing could be learnt about the start (/proc hidden from this user): then the number alone decides. */
const unknownStart = 'unknown';

function signalReaches(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function startOnLinux(pid: number): string | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  if (stat === undefined) return signalReaches(pid) ? unknownStart : undefined;
  // The name in brackets may itself hold blanks and brackets: count the fields after the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A dead process whose parent never asks for its result stays listed as Z for ever.
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  const boot = readText('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
  return `${boot}:${fields[19]}`;
}

/** The living process with this number, or undefined when there is none. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  if (process.platform === 'linux') {
    const start = startOnLinux(pid);
    return start === undefined ? undefined : { pid, start };
  }
  if (!signalReaches(pid)) return undefined;
  const listed = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return { pid, start: listed.stdout?.trim() || unknownStart };
}

export function isAlive(identity: ProcessIdentity): boolean {
  const found = identifyProcess(identity.pid);
  if (found === undefined) return false;
  return found.start === identity.start || found.start === unknownStart || identity.start === unknownStart;
}

/** Waits until the process is gone; false when it still lives after the given time. */
export async function waitForExit(identity: ProcessIdentity, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while (isAlive(identity)) {
    if (performance.now() >= deadline) return false;
    await sleep(10);
  }
  return true;
}

export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch (error) {
    if (errnoOf(error) !== 'ESRCH') throw error;
  }
}

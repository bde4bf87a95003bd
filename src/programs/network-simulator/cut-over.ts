/** When the day changes, and what happens then: notice, wait, books and file, notice. */
import { setTimeout as wait } from 'node:timers/promises';
import { addDays, type ClearingDay, clearingDayStartMs, SHANGHAI } from '#domain/calendar';
import { cutOverTime, isCutOverDue } from '#simulation/network';
import { writeClearingFiles } from './clearing-files.ts';
import type { Link } from './link.ts';
import type { NetworkNode } from './node.ts';
import { textOfError } from './start-error.ts';

export interface CutOverDone {
  readonly closedDay: ClearingDay;
  readonly newDay: ClearingDay;
  /** Null while the file could not be written; it is tried again. */
  readonly file: string | null;
  /** Connections that were told. */
  readonly told: number;
}

export interface CutOverClock {
  /** @throws RangeError while one runs, or for a day that is not later than the one in force. */
  cutOver(newDay?: ClearingDay): Promise<CutOverDone>;
  stop(): Promise<void>;
}

const lookAtLeastEveryMs = 30_000;
const fileRetryMs = 10_000;

export interface CutOverOptions {
  readonly node: NetworkNode;
  readonly link: Pick<Link, 'broadcast'>;
  readonly clearingFolder: string;
  readonly windowMs: number;
  readonly say: (text: string) => void;
}

export async function startCutOverClock(options: CutOverOptions): Promise<CutOverClock> {
  const { node, link, clearingFolder, windowMs, say } = options;
  const stopping = new AbortController();
  let running: Promise<CutOverDone> | null = null;
  let dayTimer: NodeJS.Timeout | null = null;
  let fileTimer: NodeJS.Timeout | null = null;

  /** The days' files that could be written now; what failed is tried again until it works. */
  async function writeFiles(): Promise<readonly string[]> {
    try {
      return await writeClearingFiles(node, clearingFolder);
    } catch (error) {
      say(
        `Writing the clearing file into ${clearingFolder} failed: ${textOfError(error)}. It is tried again.`,
      );
      if (fileTimer === null && !stopping.signal.aborted) {
        fileTimer = setTimeout(() => {
          fileTimer = null;
          void writeFiles();
        }, fileRetryMs);
      }
      return [];
    }
  }

  async function end(closedDay: ClearingDay, newDay: ClearingDay): Promise<CutOverDone> {
    const { records, message } = node.actor.endCutOver(Date.now());
    await node.commit(records);
    const names = await writeFiles();
    const told = link.broadcast(message);
    say(`Clearing day ${closedDay} is closed, ${newDay} is open; file ${names.at(-1) ?? 'not written yet'}`);
    return { closedDay, newDay, file: names.at(-1) ?? null, told };
  }

  async function run(asked: ClearingDay | undefined): Promise<CutOverDone> {
    const { records, message } = node.actor.startCutOver(Date.now(), asked);
    const closedDay = node.state.day!;
    await node.commit(records);
    const newDay = node.state.nextDay!;
    link.broadcast(message);
    // A stop ends the wait early: the next start would have to end this cut-over otherwise.
    await wait(windowMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    return end(closedDay, newDay);
  }

  async function cutOver(asked?: ClearingDay): Promise<CutOverDone> {
    if (running !== null) throw new RangeError('Cannot start a cut-over: one is running already');
    running = run(asked);
    try {
      return await running;
    } finally {
      running = null;
    }
  }

  function look(): void {
    const nowMs = Date.now();
    if (running === null && isCutOverDue(node.state, nowMs)) {
      cutOver().catch((error: unknown) => say(`The cut-over failed: ${textOfError(error)}`));
    }
    const nextMs = clearingDayStartMs(addDays(node.state.day!, 1), cutOverTime, SHANGHAI);
    // Never far ahead: the machine's clock may be set, or the machine may sleep.
    const waitMs = Math.min(lookAtLeastEveryMs, Math.max(nextMs - nowMs, 1_000));
    dayTimer = setTimeout(look, waitMs);
  }

  // A cut-over that a crash interrupted is brought to its end.
  if (node.state.nextDay !== null) await end(node.state.day!, node.state.nextDay);
  else await writeFiles();
  look();
  return {
    cutOver,
    async stop() {
      stopping.abort();
      if (dayTimer !== null) clearTimeout(dayTimer);
      if (fileTimer !== null) clearTimeout(fileTimer);
      await running?.catch(() => undefined);
    },
  };
}

/** Makes the tables of coming months while the server runs: one that nobody starts again for months has them too. */
import { makeMonths } from '#adapters/postgres';
import type { ProgramTelemetry } from '#adapters/telemetry';

const EVERY_MS = 6 * 3_600_000;
/** Somebody read everything just then. */
const AGAIN_MS = 600_000;

export interface MonthKeeper {
  stop(): Promise<void>;
}

/** A try that fails is told: there are months of time for another. */
export function keepMonths(url: string, { log, trouble }: ProgramTelemetry): MonthKeeper {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  const plan = (delayMs: number): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      running = round();
    }, delayMs);
    timer.unref();
  };
  const round = async (): Promise<void> => {
    try {
      for (const made of await makeMonths(url)) log.info({ event: 'month-made', ...made }, 'month-made');
      plan(EVERY_MS);
    } catch (error) {
      trouble({ where: 'months', message: error instanceof Error ? error.message : String(error) });
      plan(AGAIN_MS);
    }
  };
  running = round();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

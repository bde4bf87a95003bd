/** What the API shows of the running platform, for a world without lines: the tests say how they are. */
import type { OperationsDesk, Simulated } from '#adapters/http-api';
import type { LiveFigures, ProgramTelemetry } from '#adapters/telemetry';
import type { Clock, Engine } from '#engine';
import { LineLog } from '../src/programs/server/operations.ts';

export interface OperationsWorld extends OperationsDesk {
  readonly lines: LineLog;
  readonly live: LiveFigures;
  /** Calls of the simulator, and what it answers to the next ones; `null`: it is away. */
  readonly calls: string[];
  answer: (call: string) => Simulated | null;
  demo: boolean;
}

export function operationsWorld(parts: {
  readonly telemetry: ProgramTelemetry;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly openCounts: () => Promise<{ readonly payments: number; readonly handed: number }>;
}): OperationsWorld {
  const { telemetry, engine, clock } = parts;
  const lines = new LineLog(clock);
  const live = telemetry.live(
    {
      unknown: parts.openCounts,
      queue: () => engine.stats.queued,
      waiting: () => engine.stats.waiting,
      ...{ inFlight: () => 0, networkUp: () => true, terminals: () => 1 },
    },
    clock.nowMs,
  );
  const calls: string[] = [];
  const startedMs = clock.nowMs();
  const world: OperationsWorld = {
    lines,
    live,
    calls,
    answer: () => null,
    demo: true,
    link: () => ({
      ...{ state: 'up', sinceMs: startedMs, lastDownReason: null, inFlight: 0, reconnects: 0 },
      ...{ lastEchoMs: null, macFailures: 0, rejected: 0 },
    }),
    gateway: () => ({ listening: true, connections: 1, underWay: 0, connectionsTotal: 1 }),
    day: () => ({ clearingDay: engine.clearingDayNow(), cutOver: '23:00:00' }),
    events: () => lines.events(),
    seen: (merchantId, terminalId) => lines.seen(merchantId, terminalId),
    zoneKeys: async () => [{ kind: 'mac', sinceMs: startedMs, checkValue: 'ABCDEF' }],
    get simulator() {
      if (!world.demo) return null;
      return async (method: string, path: string, body?: object) => {
        const call = `${method} ${path}${body === undefined ? '' : ` ${JSON.stringify(body)}`}`;
        calls.push(call);
        return world.answer(call);
      };
    },
  };
  return world;
}

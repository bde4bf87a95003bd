/** What operators see of this process: its lines, when terminals were last heard, what happens second by second. */
import type { LineEvent, OperationsDesk, SeenTerminal, Simulated, ZoneKeyAge } from '#adapters/http-api';
import type { NetworkLink } from '#adapters/network-link';
import { keyFirstRecorded, readInstitution } from '#adapters/postgres';
import type { ProgramTelemetry } from '#adapters/telemetry';
import type { TerminalGateway, TerminalGatewayEvent } from '#adapters/terminal-gateway';
import type { Clock, Engine, SecurityModule, WrappedKey } from '#engine';

const EVENTS_KEPT = 200;
const TERMINALS_SEEN_MAX = 20_000;
const SIMULATOR_MS = 5_000;
const TEXT_MAX = 300;

/** What both lines tell while they run; made before them. */
export class LineLog {
  readonly #clock: Clock;
  readonly #events: LineEvent[] = [];
  readonly #seen = new Map<string, SeenTerminal>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(line: LineEvent['line'], kind: string, text: string): void {
    this.#events.unshift({ atMs: this.#clock.nowMs(), line, kind, text: text.slice(0, TEXT_MAX) });
    if (this.#events.length > EVENTS_KEPT) this.#events.pop();
  }

  /** Refusals and troubles are events; a request that was served is remembered for its terminal. */
  gateway(event: TerminalGatewayEvent): void {
    if (event.kind === 'request-served') {
      const key = `${event.merchantId}/${event.terminalId}`;
      this.#seen.delete(key);
      this.#seen.set(key, {
        atMs: this.#clock.nowMs(),
        ...{ request: event.request, outcome: event.outcome, tookMs: event.tookMs },
      });
      const [oldest] = this.#seen.keys();
      if (this.#seen.size > TERMINALS_SEEN_MAX && oldest !== undefined) this.#seen.delete(oldest);
      if (!event.answered) this.add('terminals', 'silence', `${key}: ${event.request}`);
    } else if (event.kind === 'message-refused')
      this.add('terminals', event.kind, `${event.mti}: ${event.outcome}: ${event.text}`);
    else if (event.kind === 'bytes-unreadable') this.add('terminals', event.kind, event.code);
    else if (event.kind === 'connection-refused')
      this.add('terminals', event.kind, `${event.remote}: ${event.why}`);
    else if (event.kind === 'trouble') this.add('terminals', event.kind, `${event.where}: ${event.message}`);
  }

  events(): readonly LineEvent[] {
    return this.#events;
  }

  seen(merchantId: string, terminalId: string): SeenTerminal | null {
    return this.#seen.get(`${merchantId}/${terminalId}`) ?? null;
  }
}

/** The control address of the simulator, on this machine. */
const simulatorAt =
  (port: number): NonNullable<OperationsDesk['simulator']> =>
  async (method, path, body): Promise<Simulated | null> => {
    try {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        signal: AbortSignal.timeout(SIMULATOR_MS),
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      return { status: response.status, body: await response.json() };
    } catch {
      return null;
    }
  };

const ZONE_KEYS_KEPT_MS = 15_000;

/** The keys in force and since when they are known; looked up seldom, for a page that asks every few seconds. */
function zoneKeysOf({
  databaseUrl,
  security,
  clock,
}: {
  readonly databaseUrl: string;
  readonly security: Pick<SecurityModule, 'describeKey'>;
  readonly clock: Clock;
}): OperationsDesk['zoneKeys'] {
  const read = async (): Promise<readonly ZoneKeyAge[]> => {
    const institution = await readInstitution(databaseUrl);
    const keys = [
      ['mac', 'zak', institution?.zoneMacKey],
      ['pin', 'zpk', institution?.zonePinKey],
    ] as const;
    return Promise.all(
      keys.map(async ([kind, purpose, key]) => {
        const described = key === undefined ? null : await security.describeKey(key as WrappedKey);
        const checkValue = described?.checkValue ?? null;
        const sinceMs = checkValue === null ? null : await keyFirstRecorded(databaseUrl, purpose, checkValue);
        return { kind, sinceMs, checkValue };
      }),
    );
  };
  let kept: { readonly untilMs: number; readonly keys: Promise<readonly ZoneKeyAge[]> } | null = null;
  return () => {
    if (kept === null || clock.nowMs() >= kept.untilMs) {
      const keys = read();
      kept = { untilMs: clock.nowMs() + ZONE_KEYS_KEPT_MS, keys };
      keys.catch(() => {
        kept = null;
      });
    }
    return kept.keys;
  };
}

export interface Operations extends OperationsDesk {
  start(): void;
  stop(): void;
}

export function openOperations(parts: {
  readonly log: LineLog;
  readonly link: NetworkLink;
  readonly gateway: TerminalGateway;
  readonly engine: Engine;
  readonly cutOver: string;
  readonly telemetry: ProgramTelemetry;
  readonly clock: Clock;
  readonly security: Pick<SecurityModule, 'describeKey'>;
  readonly databaseUrl: string;
  readonly openCounts: () => Promise<{ readonly payments: number; readonly handed: number }>;
  /** Where the simulator of a demonstration is steered; `null`: this is none. */
  readonly simulatorPort: number | null;
}): Operations {
  const { log, link, gateway, engine, telemetry, clock } = parts;
  const live = telemetry.live(
    {
      unknown: parts.openCounts,
      queue: () => engine.stats.queued,
      waiting: () => engine.stats.waiting,
      inFlight: () => link.status().inFlight,
      networkUp: () => link.status().state === 'up',
      terminals: () => gateway.status().connections,
    },
    clock.nowMs,
  );
  return {
    link: () => link.status(),
    gateway: () => gateway.status(),
    day: () => ({ clearingDay: engine.clearingDayNow(), cutOver: parts.cutOver }),
    events: () => log.events(),
    seen: (merchantId, terminalId) => log.seen(merchantId, terminalId),
    zoneKeys: zoneKeysOf(parts),
    live,
    simulator: parts.simulatorPort === null ? null : simulatorAt(parts.simulatorPort),
    start: () => live.start(),
    stop: () => live.stop(),
  };
}

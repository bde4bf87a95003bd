/** What the API shows of the running platform beside its rows: the line, the terminals, what happens now. */
import type { NetworkLinkStatus } from '#adapters/network-link';
import type { LiveFigures } from '#adapters/telemetry';
import type { TerminalGatewayStatus } from '#adapters/terminal-gateway';

/** Something that happened at a line; no card number is in its text. */
export interface LineEvent {
  readonly atMs: number;
  readonly line: 'network' | 'terminals';
  readonly kind: string;
  readonly text: string;
}

/** What the gateway last served a terminal with. */
export interface SeenTerminal {
  readonly atMs: number;
  readonly request: string;
  readonly outcome: string | null;
  readonly tookMs: number;
}

export interface ZoneKeyAge {
  readonly kind: 'mac' | 'pin';
  /** When it was stored; `null`: before this was recorded. */
  readonly sinceMs: number | null;
  readonly checkValue: string | null;
}

/** What the simulator of a demonstration answered; `null`: it does not answer. */
export interface Simulated {
  readonly status: number;
  readonly body: unknown;
}

export interface OperationsDesk {
  link(): NetworkLinkStatus;
  gateway(): TerminalGatewayStatus;
  day(): { readonly clearingDay: string; readonly cutOver: string };
  /** Newest first. */
  events(): readonly LineEvent[];
  seen(merchantId: string, terminalId: string): SeenTerminal | null;
  zoneKeys(): Promise<readonly ZoneKeyAge[]>;
  readonly live: Pick<LiveFigures, 'history' | 'listen'>;
  /** Calls the control address of the network simulator; `null` outside of a demonstration. */
  readonly simulator:
    | ((method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => Promise<Simulated | null>)
    | null;
}

/** Time and chance, asked of the outside: the engine has no clock of its own. */

export interface Clock {
  /** Milliseconds since 1970 in UTC. */
  nowMs(): number;
}

export interface Timers {
  /** Calls `act` once after `delayMs`; the returned function takes the call back. */
  after(delayMs: number, act: () => void): () => void;
}

export interface Random {
  /** A whole number from 0 up to, not including, `bound` (at most 2^31). */
  below(bound: number): number;
}

/** One helper per business event: metric and log record together. Never gets a card number, PIN, track or key. */
export interface Telemetry {
  paymentEnded(event: { readonly outcome: string; readonly book: string; readonly tookMs: number }): void;
  cancellationMoved(event: { readonly route: string; readonly state: string; readonly book: string }): void;
  batchApplied(event: { readonly lane: number; readonly commands: number; readonly tookMs: number }): void;
  trouble(event: { readonly where: string; readonly message: string }): void;
}

export interface HeartbeatOptions {
  readonly echoMs: number;
  /** Asks the other side for a sign of life; true when it answered in time. */
  readonly echo: () => Promise<boolean>;
  /** We do not read at the moment, so silence says nothing. */
  readonly deaf: () => boolean;
  readonly dead: () => void;
}

/** Notices a line that is open and silent: after a time without any message a line test must be answered. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #lastHeard = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#arm(options.echoMs);
  }

  /** A message arrived. */
  heard(): void {
    this.#lastHeard = performance.now();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #arm(delayMs: number): void {
    if (!this.#stopped) this.#timer = setTimeout(() => void this.#check(), delayMs);
  }

  async #check(): Promise<void> {
    const { echoMs, echo, deaf, dead } = this.#options;
    const silentMs = performance.now() - this.#lastHeard;
    if (deaf()) return this.#arm(echoMs);
    if (silentMs < echoMs) return this.#arm(Math.ceil(echoMs - silentMs));
    const heardBefore = this.#lastHeard;
    const answered = await echo();
    // A busy centre may answer payments first: any message since the question is a sign of life.
    if (answered || this.#stopped || deaf() || this.#lastHeard > heardBefore) return this.#arm(echoMs);
    dead();
  }
}

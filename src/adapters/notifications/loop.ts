/** Something done again and again: at once while there is more, at growing distances while there is nothing. */

export interface LoopOptions {
  readonly name: string;
  /** `more`: there is more to do now. `some`: something was done. `none`: there was nothing. */
  readonly act: () => Promise<'more' | 'some' | 'none'>;
  readonly firstMs: number;
  readonly idleMs: number;
  readonly troubleMs: number;
  readonly onTrouble: (error: unknown) => void;
}

export class Loop {
  readonly #options: LoopOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | null = null;
  #delayMs: number;
  #woken = false;
  #stopped = true;

  constructor(options: LoopOptions) {
    this.#options = options;
    this.#delayMs = options.firstMs;
  }

  start(): void {
    this.#stopped = false;
    this.#plan(0);
  }

  /** There is something to do: do not wait out the distance. Never sooner than the first distance after the last. */
  wake(): void {
    if (this.#stopped) return;
    this.#woken = true;
    if (this.#running === null && this.#delayMs > this.#options.firstMs) this.#plan(this.#options.firstMs);
  }

  #plan(delayMs: number): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#running = this.#round().finally(() => {
        this.#running = null;
        this.#plan(this.#woken ? Math.min(this.#delayMs, this.#options.firstMs) : this.#delayMs);
      });
    }, delayMs);
  }

  async #round(): Promise<void> {
    const { act, firstMs, idleMs, troubleMs, onTrouble } = this.#options;
    this.#woken = false;
    try {
      const found = await act();
      const longer = Math.min(idleMs, Math.max(firstMs, this.#delayMs * 2));
      this.#delayMs = found === 'more' ? 0 : found === 'some' ? firstMs : longer;
    } catch (error) {
      this.#delayMs = Math.min(troubleMs, Math.max(firstMs, this.#delayMs) * 2);
      // Woken or not, what is in trouble is left alone for a while.
      this.#woken = false;
      onTrouble(error);
    }
  }

  /** Waits for the round under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }
}

/**
 * Tells who looks at a payment that something happened to it. It asks the database, so that what another process wrote
 * is seen too, and only while somebody looks; the way of a payment knows nothing of it.
 */
import type { Positions, Reader } from '#adapters/postgres';
import type { PaymentId } from '#domain/payment';

export interface WatchOptions {
  readonly reader: Pick<Reader, 'changesOf'>;
  readonly pollMs: number;
  /** How long to wait after the database could not be asked. */
  readonly troubleMs: number;
  readonly trouble: (error: unknown) => void;
}

export class LiveWatch {
  readonly #options: WatchOptions;
  readonly #watched = new Map<PaymentId, Set<() => void>>();
  #positions: Positions = new Map();
  #looking: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  /**
   * From when this has resolved every change calls `onChange`: read the payment after it. The result ends the watch.
   * @throws StoreUnavailable
   */
  async add(id: PaymentId, onChange: () => void): Promise<() => void> {
    const all = this.#watched.get(id) ?? new Set();
    this.#watched.set(id, all.add(onChange));
    const end = (): void => {
      all.delete(onChange);
      if (all.size === 0 && this.#watched.get(id) === all) this.#watched.delete(id);
    };
    try {
      // A look that began before knew nothing of this payment: only one that begins now says from where on.
      await this.#look();
    } catch (error) {
      end();
      throw error;
    }
    this.#plan(this.#options.pollMs);
    return end;
  }

  get watched(): number {
    return this.#watched.size;
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #plan(delayMs: number): void {
    if (this.#timer !== null || this.#stopped || this.#watched.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#look().then(
        () => this.#again(this.#options.pollMs),
        (error: unknown) => {
          this.#options.trouble(error);
          this.#again(this.#options.troubleMs);
        },
      );
    }, delayMs);
  }

  #again(delayMs: number): void {
    this.#timer = null;
    this.#plan(delayMs);
  }

  /** One after the other: positions only go forward. */
  #look(): Promise<void> {
    const look = this.#looking.catch(() => {}).then(() => this.#lookNow());
    this.#looking = look;
    return look;
  }

  async #lookNow(): Promise<void> {
    const ids = [...this.#watched.keys()];
    if (ids.length === 0) {
      this.#positions = new Map();
      return;
    }
    const { positions, changed } = await this.#options.reader.changesOf(ids, this.#positions);
    this.#positions = positions;
    for (const id of changed) for (const tell of this.#watched.get(id) ?? []) tell();
  }
}

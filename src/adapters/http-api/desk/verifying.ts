/** Verifications asked for at the desk: one at a time, with progress, and their results kept. */
import type { DeskStore, VerifyResult, VerifyRun } from '#adapters/postgres';
import type { Clock } from '#engine';

export interface Progress {
  readonly done: number;
  readonly of: number;
}
/** Recomputes the books away from the thread that carries payments. */
export type VerifyRunner = (onProgress: (progress: Progress) => void) => Promise<VerifyResult>;

export interface RunningVerify {
  readonly run: VerifyRun;
  readonly progress: Progress;
}
type Told = { readonly running: RunningVerify } | { readonly ended: VerifyRun };

interface Parts {
  readonly desk: Pick<DeskStore, 'verifyBegun' | 'verifyEnded'>;
  readonly runner: VerifyRunner;
  readonly clock: Clock;
  readonly trouble: (message: string) => void;
}

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 200);

export class VerifyDesk {
  readonly #parts: Parts;
  readonly #listeners = new Set<(told: Told) => void>();
  #running: RunningVerify | null = null;
  /** While the beginning is written: whoever asks meanwhile joins it. */
  #beginning: Promise<VerifyRun> | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get running(): RunningVerify | null {
    return this.#running;
  }

  listen(listener: (told: Told) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Begins one, or joins the one that runs. */
  async start(by: string): Promise<{ readonly run: VerifyRun; readonly joined: boolean }> {
    const before = this.#running?.run ?? null;
    if (before !== null) return { run: before, joined: true };
    if (this.#beginning !== null) return { run: await this.#beginning, joined: true };
    this.#beginning = this.#begin(by);
    try {
      return { run: await this.#beginning, joined: false };
    } finally {
      this.#beginning = null;
    }
  }

  async #begin(by: string): Promise<VerifyRun> {
    const { desk, clock, trouble } = this.#parts;
    const run = await desk.verifyBegun(by, clock.nowMs());
    this.#running = { run, progress: { done: 0, of: 0 } };
    void this.#carryOut(run).catch((error: unknown) => trouble(`verification ${run.id}: ${reasonOf(error)}`));
    return run;
  }

  async #carryOut(run: VerifyRun): Promise<void> {
    const { desk, runner, clock } = this.#parts;
    const result = await runner((progress) => {
      this.#running = { run, progress };
      this.#tell({ running: this.#running });
    }).catch((error: unknown): VerifyResult => ({ failed: reasonOf(error) }));
    const ended = { ...run, endedMs: clock.nowMs(), result };
    try {
      await desk.verifyEnded(run.id, ended.endedMs, result);
    } finally {
      this.#running = null;
      this.#tell({ ended });
    }
  }

  #tell(told: Told): void {
    for (const listener of this.#listeners) listener(told);
  }
}

/** Reports of loss of one batch, as they were loaded and as its commands left them. */
import type { LossCase, LossCaseId } from '#domain/loss';
import type { LossChange } from './ports/index.ts';
import { changedRows, loadedAs, putRow, RowMap, type Tracked } from './tracked.ts';

export class LossWork {
  readonly #losses = new RowMap<LossCaseId, Tracked<LossCase>>();

  constructor(loaded: readonly LossCase[] = []) {
    for (const loss of loaded) this.#losses.set(loss.id, loadedAs(loss, loss.version));
  }

  get(id: LossCaseId): LossCase | undefined {
    return this.#losses.get(id)?.value;
  }

  of(book: string): LossCase[] {
    return this.#losses
      .values()
      .map(({ value }) => value)
      .filter((loss) => loss.book === book);
  }

  put(loss: LossCase): void {
    putRow(this.#losses, loss.id, loss);
  }

  changes(): readonly LossChange[] | undefined {
    const changed = changedRows(this.#losses, (loss, expectedVersion) => ({ loss, expectedVersion }));
    return changed.length === 0 ? undefined : changed;
  }
}

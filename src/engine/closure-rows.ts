/** Closings of one batch, as they were loaded and as its commands left them. */
import {
  type Closure,
  type ClosureId,
  type ClosureSubject,
  isOpenClosure,
  sameSubject,
} from '#domain/closure';
import type { WalletPayment } from '#domain/wallet';
import type { ClosureChange, ClosureRows } from './ports/index.ts';
import { changedRows, loadedAs, putRow, RowMap, type Tracked } from './tracked.ts';

const NONE: readonly WalletPayment[] = [];

export class ClosureWork {
  readonly #closures = new RowMap<ClosureId, Tracked<Closure>>();
  readonly #openMovements: readonly WalletPayment[];

  constructor(loaded: ClosureRows | undefined) {
    this.#openMovements = loaded?.openMovements ?? NONE;
    if (loaded === undefined) return;
    for (const closure of loaded.closures) this.#closures.set(closure.id, loadedAs(closure, closure.version));
  }

  closure(id: ClosureId): Closure | undefined {
    return this.#closures.get(id)?.value;
  }

  open(book: string): Closure[] {
    return this.#closures
      .values()
      .map(({ value }) => value)
      .filter((closure) => closure.book === book && isOpenClosure(closure));
  }

  openFor(book: string, subject: ClosureSubject): Closure | undefined {
    return this.open(book).find((closure) => sameSubject(closure.subject, subject));
  }

  /** As they were loaded: what this batch did to them is the caller's to lay over. */
  openMovements(book: string): readonly WalletPayment[] {
    return this.#openMovements.filter((movement) => movement.book === book);
  }

  put(closure: Closure): void {
    putRow(this.#closures, closure.id, closure);
  }

  changes(): readonly ClosureChange[] | undefined {
    const changed = changedRows(this.#closures, (closure, expectedVersion) => ({ closure, expectedVersion }));
    return changed.length === 0 ? undefined : changed;
  }
}

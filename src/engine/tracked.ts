/** Rows of a batch as they were loaded and as the commands left them. */
import type { ChangeSet } from './ports/index.ts';

/** A row with the version under which it was loaded; 0 for a new one. */
export interface Tracked<T> {
  value: T;
  /** As it was loaded; null for a new one. */
  readonly loaded: T | null;
  readonly loadedVersion: number;
  changed: boolean;
}

export const loadedAs = <T>(value: T, loadedVersion: number): Tracked<T> => ({
  value,
  loaded: loadedVersion === 0 ? null : value,
  loadedVersion,
  changed: false,
});

/** Lays a row over what was there under its key. */
export function putRow<K, T>(rows: RowMap<K, Tracked<T>>, key: K, value: T): void {
  const tracked = rows.get(key);
  if (tracked === undefined) rows.set(key, { value, loaded: null, loadedVersion: 0, changed: true });
  else {
    tracked.value = value;
    tracked.changed = true;
  }
}

/** Rows by their keys. The map is made by the first row: most batches touch rows of few kinds. */
export class RowMap<K, V> {
  #rows: Map<K, V> | null = null;

  get size(): number {
    return this.#rows?.size ?? 0;
  }

  has(key: K): boolean {
    return this.#rows?.has(key) ?? false;
  }

  get(key: K): V | undefined {
    return this.#rows?.get(key);
  }

  set(key: K, row: V): void {
    this.#rows ??= new Map();
    this.#rows.set(key, row);
  }

  /** In the order in which their keys came. */
  forEach(look: (row: V, key: K) => void): void {
    this.#rows?.forEach(look);
  }

  values(): V[] {
    return this.#rows === null ? [] : [...this.#rows.values()];
  }
}

/** A row that counts its journals while a batch books them. */
export interface Numbered {
  journalCount: number;
  /** Number of the journal that booked it last; undefined while none did. */
  postNo: number | undefined;
  changed: boolean;
}
export type TrackedNumbered<T> = Tracked<T> & Numbered;

interface Counts {
  readonly journalCount: number;
  readonly postNo?: number | undefined;
}

export const numberedAs = <T>(value: T, counts: Counts | null, version: number): TrackedNumbered<T> => ({
  value,
  loaded: version === 0 ? null : value,
  loadedVersion: version,
  changed: false,
  journalCount: counts?.journalCount ?? 0,
  postNo: counts?.postNo,
});

const NONE: readonly never[] = [];

/**
 * The row one version on. What a step of this batch made belongs to the batch: it gets its version in place. A row that
 * is still as it was loaded belongs to the store, and is copied.
 */
export function oneOn<T extends { readonly version: number }>(
  value: T,
  loaded: T | null,
  loadedVersion: number,
): T {
  if (value === loaded) return { ...value, version: loadedVersion + 1 };
  (value as { version: number }).version = loadedVersion + 1;
  return value;
}

/** The rows that changed, each one version on, as `named` puts them into a change set. */
export function changedRows<T extends { readonly version: number }, C>(
  rows: RowMap<unknown, Tracked<T>>,
  named: (row: T, expectedVersion: number) => C,
): readonly C[] {
  if (rows.size === 0) return NONE;
  const found: C[] = [];
  rows.forEach(({ value, loaded, loadedVersion, changed }) => {
    if (changed) found.push(named(oneOn(value, loaded, loadedVersion), loadedVersion));
  });
  return found;
}

export function isEmpty(changes: ChangeSet): boolean {
  return (
    changes.once.length === 0 &&
    changes.payments.length === 0 &&
    changes.cancellations.length === 0 &&
    changes.requests.length === 0 &&
    changes.terminals.length === 0 &&
    changes.batches.length === 0 &&
    changes.acceptances.length === 0 &&
    changes.orders.length === 0 &&
    changes.journals.length === 0 &&
    changes.events.length === 0 &&
    changes.wallet === undefined &&
    changes.losses === undefined &&
    changes.closures === undefined
  );
}

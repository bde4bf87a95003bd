/** Rows of a batch as they were loaded and as the commands left them. */
import type { ChangeSet } from './ports/index.ts';

/** A row with the version under which it was loaded; 0 for a new one. */
export interface Tracked<T> {
  value: T;
  readonly loadedVersion: number;
  changed: boolean;
}

type Changed<T, K extends string> = { readonly [name in K]: T } & { readonly expectedVersion: number };

export const loadedAs = <T>(value: T, loadedVersion: number): Tracked<T> => ({
  ...{ value, loadedVersion, changed: false },
});

/** The rows that changed, each one version on, under the name by which a change set knows them. */
export function changedRows<T extends { readonly version: number }, K extends string>(
  rows: ReadonlyMap<unknown, Tracked<T>>,
  name: K,
): Changed<T, K>[] {
  const found: Changed<T, K>[] = [];
  for (const { value, loadedVersion: expectedVersion, changed } of rows.values()) {
    if (!changed) continue;
    const next = { ...value, version: expectedVersion + 1 };
    found.push({ [name]: next, expectedVersion } as unknown as Changed<T, K>);
  }
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

/** Closings in memory. */
import { type Closure, type ClosureId, dueOfClosure, isOpenClosure, sameSubject } from '#domain/closure';
import type { WalletId } from '#domain/wallet';
import {
  type ChangeSet,
  type ClosureRows,
  type DueClosure,
  isClosureId,
  type Loaded,
  type LoadKeys,
  StoreClash,
} from '#engine';
import { DueQueue } from './due-queue.ts';
import { movementsIn, type WalletTables } from './wallet-tables.ts';

export interface ClosureTables {
  readonly closures: Map<ClosureId, Closure>;
  /** Of one wallet, by its book, oldest first. */
  readonly closuresOf: Map<string, ClosureId[]>;
  readonly closuresDue: DueQueue<ClosureId, DueClosure>;
}

export const emptyClosureTables = (): ClosureTables => ({
  closures: new Map(),
  closuresOf: new Map(),
  closuresDue: new DueQueue(),
});

const closuresIn = (tables: ClosureTables, book: string): Closure[] =>
  (tables.closuresOf.get(book) ?? []).map((id) => tables.closures.get(id)!);

/** @throws StoreClash */
export function checkClosures(tables: ClosureTables, { closures }: ChangeSet): void {
  if (closures === undefined) return;
  for (const { closure, expectedVersion } of closures) {
    const version = tables.closures.get(closure.id)?.version ?? 0;
    if (version !== expectedVersion)
      throw new StoreClash(
        `Cannot write ${closure.id}: it stands at version ${version}, the batch expects ${expectedVersion}`,
      );
  }
  for (const { closure } of closures) {
    const after = new Map(closuresIn(tables, closure.book).map((each) => [each.id, each]));
    for (const { closure: each } of closures) if (each.book === closure.book) after.set(each.id, each);
    const alike = [...after.values()].filter(
      (each) => isOpenClosure(each) && sameSubject(each.subject, closure.subject),
    );
    if (alike.length > 1)
      throw new StoreClash(`Cannot write ${closure.id}: another closing of its subject is open`);
  }
}

export function writeClosures(tables: ClosureTables, { closures }: ChangeSet): void {
  if (closures === undefined) return;
  for (const { closure } of closures) {
    const { id, book } = closure;
    if (!tables.closures.has(id)) tables.closuresOf.set(book, [...(tables.closuresOf.get(book) ?? []), id]);
    tables.closures.set(id, closure);
    const dueMs = dueOfClosure(closure);
    if (dueMs === null) tables.closuresDue.forget(id);
    else tables.closuresDue.note(id, dueMs, { book: book as WalletId, closureId: id });
  }
}

export function collectClosures(
  tables: ClosureTables & WalletTables,
  { closures: keys }: LoadKeys,
  once: Loaded['once'],
): ClosureRows | undefined {
  if (keys === undefined || keys.length === 0) return undefined;
  const books = [...new Set<string>(keys.map(({ book }) => book))];
  const ids = new Set<string | null>(keys.map(({ id }) => id));
  for (const { subject } of once)
    if (subject?.kind === 'wallet' && isClosureId(subject.id)) ids.add(subject.id);
  return {
    closures: books
      .flatMap((book) => closuresIn(tables, book))
      .filter((each) => isOpenClosure(each) || ids.has(each.id)),
    openMovements: books
      .flatMap((book) => movementsIn(tables, book))
      .filter(({ state }) => state === 'held' || state === 'unknown'),
  };
}

/** Of a wallet that is taken out. */
export function retireClosures(tables: ClosureTables, book: string): readonly ClosureId[] {
  const ids = tables.closuresOf.get(book) ?? [];
  for (const id of ids) {
    tables.closures.delete(id);
    tables.closuresDue.forget(id);
  }
  tables.closuresOf.delete(book);
  return ids;
}

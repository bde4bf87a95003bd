/** Reports of loss in memory. */
import { dueOfLoss, isLossOpen, type LossCase, type LossCaseId } from '#domain/loss';
import type { WalletId } from '#domain/wallet';
import { type ChangeSet, type DueLoss, type LoadKeys, StoreClash } from '#engine';
import { DueQueue } from './due-queue.ts';

export interface LossTables {
  readonly losses: Map<LossCaseId, LossCase>;
  /** Of one wallet, by its book, oldest first. */
  readonly lossesOf: Map<string, LossCaseId[]>;
  readonly lossesDue: DueQueue<LossCaseId, DueLoss>;
}

export const emptyLossTables = (): LossTables => ({
  losses: new Map(),
  lossesOf: new Map(),
  lossesDue: new DueQueue(),
});

const lossesIn = ({ losses, lossesOf }: LossTables, book: string): LossCase[] =>
  (lossesOf.get(book) ?? []).map((id) => losses.get(id)!);

export const collectLosses = (tables: LossTables, keys: LoadKeys): readonly LossCase[] | undefined =>
  keys.losses && [...new Set(keys.losses)].flatMap((book) => lossesIn(tables, book));

export function checkLosses(tables: LossTables, { losses: changes }: ChangeSet): void {
  if (changes === undefined) return;
  for (const { loss, expectedVersion } of changes) {
    const found = tables.losses.get(loss.id)?.version ?? 0;
    if (found !== expectedVersion)
      throw new StoreClash(`Cannot write ${loss.id}: it stands at version ${found}, not ${expectedVersion}`);
    const other = lossesIn(tables, loss.book).find(isLossOpen);
    if (isLossOpen(loss) && other !== undefined && other.id !== loss.id)
      throw new StoreClash(`Cannot write ${loss.id}: ${other.id} is open for the same wallet`);
  }
}

export function writeLosses(tables: LossTables, { losses: changes }: ChangeSet): void {
  if (changes === undefined) return;
  for (const { loss } of changes) {
    const { id, book } = loss;
    if (!tables.losses.has(id)) tables.lossesOf.set(book, [...(tables.lossesOf.get(book) ?? []), id]);
    tables.losses.set(id, loss);
    const dueMs = dueOfLoss(loss);
    if (dueMs === null) tables.lossesDue.forget(id);
    else tables.lossesDue.note(id, dueMs, { book: book as WalletId, lossId: id });
  }
}

/** Of a wallet that is taken out. */
export function retireLosses(tables: LossTables, book: string): readonly LossCaseId[] {
  const ids = tables.lossesOf.get(book) ?? [];
  for (const id of ids) {
    tables.losses.delete(id);
    tables.lossesDue.forget(id);
  }
  tables.lossesOf.delete(book);
  return ids;
}

/** Batches and acceptances of terminals in memory. */
import type { Batch } from '#domain/terminal';
import { type AcceptanceRow, type ChangeSet, StoreClash } from '#engine';

export interface TerminalTables {
  /** Under terminal and batch number; the one settled last. */
  readonly batches: Map<string, Batch>;
  readonly acceptances: Map<string, AcceptanceRow>;
}

export const batchKey = (of: Pick<Batch, 'book' | 'terminalId' | 'batchNo'>): string =>
  `${of.book}|${of.terminalId}|${of.batchNo}`;
const acceptanceKey = (row: AcceptanceRow): string =>
  `${row.book}|${row.terminalId}|${row.product}|${row.version}`;

/** @throws StoreClash */
export function checkTerminalRows(tables: TerminalTables, changes: ChangeSet): void {
  for (const { batch, expectedVersion } of changes.batches) {
    const found = tables.batches.get(batchKey(batch));
    // The number of a batch comes again after 999999 of them: another settlement is another row.
    const version = found?.settlement.atMs === batch.settlement.atMs ? found.version : 0;
    if (version !== expectedVersion) {
      const name = `${batch.terminalId}/${batch.batchNo}`;
      throw new StoreClash(
        `Cannot write batch ${name}: it stands at version ${version}, the batch expects ${expectedVersion}`,
      );
    }
  }
  for (const row of changes.acceptances) {
    if (tables.acceptances.has(acceptanceKey(row)))
      throw new StoreClash(`Cannot write version ${row.version} of ${row.product}: it exists`);
  }
}

export function writeTerminalRows(tables: TerminalTables, changes: ChangeSet): void {
  for (const { batch } of changes.batches) tables.batches.set(batchKey(batch), batch);
  for (const row of changes.acceptances) tables.acceptances.set(acceptanceKey(row), row);
}

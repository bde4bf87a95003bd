/** Batches of terminals: what the clearing file decided may make one differ, and every other one has to agree. */
import { batchOfKey } from './records.ts';

/** Numbers of batches begin anew behind the last one. */
const NUMBERS = 999_999;

/** The payment and its ways back, as far as they name batches. */
interface Named {
  readonly key: string;
  readonly backs: ReadonlyMap<string, { readonly batch: string | null }>;
}

export class Settlements {
  /** By terminal: the batch that was settled last. */
  readonly #settled = new Map<string, string>();
  /** Terminal and batch of what a clearing file decided: it may decide against what the terminal was told. */
  readonly #leftToFile = new Set<string>();

  /** No more than the terminals have open. */
  get size(): number {
    return this.#leftToFile.size;
  }

  leaveToFile({ key, backs }: Named): void {
    this.#leave(batchOfKey(key));
    for (const { batch } of backs.values()) if (batch !== null) this.#leave(batch);
  }

  /** A batch that was settled is compared no more: what its file says of it now concerns nobody. */
  #leave(batch: string): void {
    const [terminal = '', batchNo = ''] = batch.split('/');
    const settled = this.#settled.get(terminal);
    const behind = settled === undefined ? 1 : (Number(batchNo) - Number(settled) + NUMBERS) % NUMBERS;
    if (behind > 0 && behind < NUMBERS / 2) this.#leftToFile.add(batch);
  }

  /** The batch was compared. True when a clearing file decided something of it. */
  settle(terminal: string, batchNo: string): boolean {
    this.#settled.set(terminal, batchNo);
    return this.#leftToFile.delete(`${terminal}/${batchNo}`);
  }
}

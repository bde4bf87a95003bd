/** A card's memory as a small file, as its chip keeps it without power. */
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type ChipMemory, type ChipStore, NEW_MEMORY } from './card.ts';

/** The file is no card's memory: a card that forgot its counter must not count anew. */
export class ChipMemoryError extends Error {
  override readonly name = 'ChipMemoryError';
}

/** @throws ChipMemoryError by `load` for a file that cannot be read as a memory */
export function chipFile(path: string): ChipStore {
  return {
    async load() {
      let text: string;
      try {
        text = await readFile(path, 'utf8');
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return NEW_MEMORY;
        throw error;
      }
      return readMemory(path, text);
    },
    async save(memory) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const temporary = `${path}.${process.pid}.tmp`;
      const file = await open(temporary, 'w', 0o600);
      try {
        await file.writeFile(`${JSON.stringify(memory)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    },
  };
}

/** Without a file: for as long as the program runs. */
export function chipInMemory(): ChipStore {
  let memory = NEW_MEMORY;
  return {
    load: async () => memory,
    save: async (next) => {
      memory = next;
    },
  };
}

function readMemory(path: string, text: string): ChipMemory {
  let found: Partial<ChipMemory> | null = null;
  try {
    found = JSON.parse(text) as Partial<ChipMemory> | null;
  } catch {
    // Told below.
  }
  if (found === null || typeof found !== 'object' || !Number.isInteger(found.atc))
    throw new ChipMemoryError(
      `Cannot read the memory of a card in ${path}: expected JSON with its counter "atc"; restore it, ` +
        "or remove it and the issuer's memory too",
    );
  return { ...NEW_MEMORY, ...found };
}

/** Keeps the most recently used entries. */
export interface KeyCache<Entry> {
  get(name: string): Entry | undefined;
  put(name: string, entry: Entry): void;
  readonly size: number;
}

interface Placed<Entry> {
  readonly entry: Entry;
  /** How many gets there had been when it was moved to the end. */
  movedAt: number;
}

/**
 * A command may hold two keys at once, so the second must not push the first out: the cache keeps two at
 * least. `discard` is called with what is pushed out or replaced, to wipe it.
 */
export function createKeyCache<Entry>(options: {
  readonly entriesMax: number;
  readonly discard: (entry: Entry) => void;
}): KeyCache<Entry> {
  if (options.entriesMax < 2) {
    throw new RangeError(`Cannot make a key cache of ${options.entriesMax} entries: use 2 or more`);
  }
  // A Map iterates in order of insertion: the first name is the one unused for longest.
  const entries = new Map<string, Placed<Entry>>();
  // Moving a name to the end costs more than the look-up. One that was moved a moment ago is among the last anyhow:
  // whoever is pushed out was unused while at least three quarters of the entries were.
  const momentGets = Math.floor(options.entriesMax / 4);
  let gets = 0;
  const remove = (name: string, { entry }: Placed<Entry>): void => {
    entries.delete(name);
    options.discard(entry);
  };
  return {
    get(name) {
      const known = entries.get(name);
      if (known === undefined) return undefined;
      gets += 1;
      if (gets - known.movedAt > momentGets) {
        known.movedAt = gets;
        entries.delete(name);
        entries.set(name, known);
      }
      return known.entry;
    },
    put(name, entry) {
      const known = entries.get(name);
      if (known?.entry === entry) return;
      if (known !== undefined) remove(name, known);
      gets += 1;
      entries.set(name, { entry, movedAt: gets });
      if (entries.size > options.entriesMax) {
        const [oldestName, oldest] = entries.entries().next().value!;
        remove(oldestName, oldest);
      }
    },
    get size() {
      return entries.size;
    },
  };
}

/** Keeps the most recently used entries. */
export interface KeyCache<Entry> {
  get(name: string): Entry | undefined;
  put(name: string, entry: Entry): void;
  readonly size: number;
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
  const entries = new Map<string, Entry>();
  const remove = (name: string, entry: Entry): void => {
    entries.delete(name);
    options.discard(entry);
  };
  return {
    get(name) {
      const known = entries.get(name);
      if (known === undefined) return undefined;
      entries.delete(name);
      entries.set(name, known);
      return known;
    },
    put(name, entry) {
      const known = entries.get(name);
      if (known !== undefined && known !== entry) remove(name, known);
      entries.set(name, entry);
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

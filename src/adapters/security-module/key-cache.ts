/** Keeps the most recently used entries. */
export interface KeyCache<Entry> {
  /** The entry, made when absent; a maker that throws leaves nothing behind. */
  getOrMake(name: string, make: () => Entry): Entry;
  readonly size: number;
}

/**
 * A command may hold two keys at once, so the second must not push the first out: the cache keeps two at
 * least. `discard` is called with what is pushed out, to wipe it.
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
  return {
    getOrMake(name, make) {
      const known = entries.get(name);
      if (known !== undefined) {
        entries.delete(name);
        entries.set(name, known);
        return known;
      }
      const made = make();
      entries.set(name, made);
      if (entries.size > options.entriesMax) {
        const [oldestName, oldest] = entries.entries().next().value!;
        entries.delete(oldestName);
        options.discard(oldest);
      }
      return made;
    },
    get size() {
      return entries.size;
    },
  };
}

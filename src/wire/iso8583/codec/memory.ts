const chunkBytes = 8192;

/**
 * Memory for messages that are being written. Many small ones share a chunk, each its own part that is never given to
 * another, because an allocation for each costs more than writing it. A chunk is let go with the last message in it.
 */
export interface Memory {
  bytes: Uint8Array;
  /** Where the next message begins. */
  at: number;
}

const shared: Memory = { bytes: new Uint8Array(chunkBytes), at: 0 };

/** The shared chunk with at least `bytes` left in it, or memory of its own for what is larger than most messages. */
export function memoryFor(bytes: number): Memory {
  if (bytes > chunkBytes / 4) return { bytes: new Uint8Array(bytes), at: 0 };
  if (chunkBytes - shared.at < bytes) {
    shared.bytes = new Uint8Array(chunkBytes);
    shared.at = 0;
  }
  return shared;
}

/** What was written from `at` to `end`. What is behind it goes to the next message. */
export function take(memory: Memory, end: number): Uint8Array {
  const { bytes, at } = memory;
  memory.at = end;
  return new Uint8Array(bytes.buffer as ArrayBuffer, at, end - at);
}

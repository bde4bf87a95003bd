import { fail, Iso8583Error } from '../error.ts';
import { type LengthCounts, networkFrameBytes } from './network.ts';

/** How frames follow each other on one kind of link. */
export interface Framing {
  readonly id: string;
  /** Bytes needed before the size is known. */
  readonly prefixBytes: number;
  /** The prefix is part of the frame that is handed out. */
  readonly keepsPrefix: boolean;
  /** Bytes that follow the prefix. Throws Iso8583Error when the prefix makes no sense. */
  readonly restBytes: (prefix: Uint8Array) => number;
}

/** Terminal link: two big-endian bytes count what follows; zero is a line probe. */
export const posFraming: Framing = {
  id: 'unionpay-pos',
  prefixBytes: 2,
  keepsPrefix: false,
  restBytes: (prefix) => (prefix[0]! << 8) | prefix[1]!,
};

/** A plain link: two big-endian bytes count the message that follows, without any header. */
export const plainFraming: Framing = { ...posFraming, id: 'plain' };

/** Network link: the header's own length digits frame the stream. */
export function networkFraming(lengthCounts: LengthCounts = 'message'): Framing {
  return {
    id: 'unionpay-network',
    prefixBytes: 6,
    keepsPrefix: true,
    restBytes: (prefix) => networkFrameBytes(prefix, lengthCounts) - 6,
  };
}

export interface FrameReaderOptions {
  /** Largest frame in bytes, counted as handed out. 4096 leaves room for a signature image. */
  readonly maxLength?: number;
}

/**
 * Cuts a byte stream into frames, wherever the chunks break. Every byte is copied once, so a peer that
 * sends single bytes costs no more than one that sends large chunks, and a declared length is refused
 * before any memory is taken for it.
 *
 * After an error the stream has no known boundary: every later push throws the same error, and the
 * connection can only be closed.
 */
export class FrameReader {
  readonly #framing: Framing;
  readonly #maxLength: number;
  readonly #prefix: Uint8Array;
  #prefixFilled = 0;
  #frame: Uint8Array | null = null;
  #frameFilled = 0;
  #emptyFrames = 0;
  #failure: Iso8583Error | null = null;

  constructor(framing: Framing, options: FrameReaderOptions = {}) {
    this.#framing = framing;
    this.#maxLength = options.maxLength ?? 4096;
    this.#prefix = new Uint8Array(framing.prefixBytes);
  }

  /** Bytes held for a frame that is not complete yet, its prefix included. */
  get pendingBytes(): number {
    const inFrame = this.#frame === null ? 0 : this.#frameFilled;
    const inPrefix = this.#frame !== null && this.#framing.keepsPrefix ? 0 : this.#prefixFilled;
    return inFrame + inPrefix;
  }

  /** Line probes seen: frames that announced no content. */
  get emptyFrames(): number {
    return this.#emptyFrames;
  }

  /** The error that ended this stream, or null while it is readable. */
  get failure(): Iso8583Error | null {
    return this.#failure;
  }

  /**
   * Takes the next chunk and answers the frames it completes, in order. Frames own their memory. When a
   * good frame and a bad one share a chunk, the good one is answered and the error waits in `failure`: a
   * payment that arrived whole must not be lost to the noise behind it.
   *
   * @throws Iso8583Error `frame-too-long`, `bad-frame`.
   */
  push(chunk: Uint8Array): Uint8Array[] {
    if (this.#failure !== null) throw this.#failure;
    const frames: Uint8Array[] = [];
    try {
      let at = 0;
      while (at < chunk.length) at = this.#take(chunk, at, frames);
    } catch (error) {
      if (!(error instanceof Iso8583Error)) throw error;
      this.#failure = error;
      if (frames.length === 0) throw error;
    }
    return frames;
  }

  #take(chunk: Uint8Array, from: number, frames: Uint8Array[]): number {
    let at = from;
    if (this.#frame === null) {
      const needed = this.#framing.prefixBytes - this.#prefixFilled;
      const part = chunk.subarray(at, at + needed);
      this.#prefix.set(part, this.#prefixFilled);
      this.#prefixFilled += part.length;
      at += part.length;
      if (part.length < needed) return at;
      this.#open();
      if (this.#frame === null) return at;
    }
    const frame: Uint8Array = this.#frame;
    const part = chunk.subarray(at, at + frame.length - this.#frameFilled);
    frame.set(part, this.#frameFilled);
    this.#frameFilled += part.length;
    if (this.#frameFilled === frame.length) {
      frames.push(frame);
      this.#frame = null;
      this.#prefixFilled = 0;
    }
    return at + part.length;
  }

  /** Turns a full prefix into an empty frame of the announced size, or into nothing for a probe. */
  #open(): void {
    const kept = this.#framing.keepsPrefix ? this.#framing.prefixBytes : 0;
    const size = kept + this.#framing.restBytes(this.#prefix);
    if (size > this.#maxLength) {
      fail(
        'frame-too-long',
        `read frame: ${size} bytes announced, expected at most ${this.#maxLength}`,
        null,
        0,
      );
    }
    if (size === 0) {
      this.#emptyFrames += 1;
      this.#prefixFilled = 0;
      return;
    }
    this.#frame = new Uint8Array(size);
    this.#frameFilled = kept;
    if (kept > 0) this.#frame.set(this.#prefix);
  }
}

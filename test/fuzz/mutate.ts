/** Changes of bytes and texts: flip, set, insert, delete, double, cut, swap, splice, and lengths that lie. */
import type { Random } from './random.ts';

/** No input grows beyond this; every reader has a bound of its own far below or near it. */
export const INPUT_MAX = 8_192;

/** Bytes at which lengths, digits and bits change their meaning. */
const EDGES = [
  0x00, 0x01, 0x09, 0x0a, 0x1f, 0x20, 0x30, 0x39, 0x3f, 0x7f, 0x80, 0x81, 0x82, 0x83, 0x99, 0x9f, 0xff,
];

type Change = (bytes: Uint8Array, random: Random, corpus: readonly Uint8Array[]) => Uint8Array;

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function changed(bytes: Uint8Array, at: number, byte: number): Uint8Array {
  const out = Uint8Array.from(bytes);
  if (out.length > 0) out[at] = byte;
  return out;
}

/** Ranges are mostly short: what is cut or doubled should leave the rest standing. */
function range(bytes: Uint8Array, random: Random): readonly [from: number, to: number] {
  const from = random.below(bytes.length + 1);
  const longest = random.once(4) ? bytes.length - from : Math.min(8, bytes.length - from);
  return [from, from + random.below(longest + 1)];
}

const CHANGES: readonly Change[] = [
  function flip(bytes, random) {
    const at = random.below(bytes.length);
    return changed(bytes, at, (bytes[at] ?? 0) ^ (1 << random.below(8)));
  },
  function set(bytes, random) {
    return changed(
      bytes,
      random.below(bytes.length),
      random.once(2) ? random.pick(EDGES) : random.below(256),
    );
  },
  /** A length that says a little more or less than is there. */
  function lie(bytes, random) {
    const at = random.below(bytes.length);
    return changed(bytes, at, ((bytes[at] ?? 0) + random.pick([1, -1, 2, -2, 8, -8, 16, -16])) & 255);
  },
  function insert(bytes, random) {
    const at = random.below(bytes.length + 1);
    const added = Uint8Array.from({ length: 1 + random.below(random.once(8) ? 64 : 4) }, () =>
      random.once(2) ? random.pick(EDGES) : random.below(256),
    );
    return joined(bytes.subarray(0, at), added, bytes.subarray(at));
  },
  function remove(bytes, random) {
    const [from, to] = range(bytes, random);
    return joined(bytes.subarray(0, from), bytes.subarray(to));
  },
  function double(bytes, random) {
    const [from, to] = range(bytes, random);
    return joined(bytes.subarray(0, to), bytes.subarray(from));
  },
  function cut(bytes, random) {
    return bytes.slice(0, random.below(bytes.length + 1));
  },
  function swap(bytes, random) {
    const [from, to] = range(bytes, random);
    const end = Math.min(bytes.length, to + random.below(8));
    return joined(
      bytes.subarray(0, from),
      bytes.subarray(to, end),
      bytes.subarray(from, to),
      bytes.subarray(end),
    );
  },
  function splice(bytes, random, corpus) {
    const other = random.pick(corpus);
    const [from, to] = range(other, random);
    const at = random.below(bytes.length + 1);
    return joined(bytes.subarray(0, at), other.subarray(from, to), bytes.subarray(at));
  },
];

/** Mostly one, up to four: what is changed little gets further. */
const changes = (random: Random): number => (random.once(2) ? 1 : 1 + random.below(4));

/** Splices take from `corpus`. */
export function mutateBytes(bytes: Uint8Array, random: Random, corpus: readonly Uint8Array[]): Uint8Array {
  let out = bytes;
  for (let left = changes(random); left > 0; left -= 1) out = random.pick(CHANGES)(out, random, corpus);
  return out.length > INPUT_MAX ? out.slice(0, INPUT_MAX) : out;
}

/** Characters at which readers of text stumble: digits of other scripts, halves of pairs, signs, controls. */
const CHARACTERS = [
  ...'0123456789AFafDZ=+/-*. \n',
  '\u0000',
  '街',
  '𠮷',
  '\ud842',
  '\udfb7',
  '０',
  'ß',
  '\u00ff',
];

/** Changes of characters, or of two digits that may be a length. */
export function mutateText(text: string, random: Random, corpus: readonly string[]): string {
  let out = text;
  for (let left = changes(random); left > 0; left -= 1) out = changeText(out, random, corpus);
  return out.slice(0, INPUT_MAX);
}

function changeText(text: string, random: Random, corpus: readonly string[]): string {
  const from = random.below(text.length + 1);
  const to = Math.min(text.length, from + 1 + random.below(random.once(4) ? text.length : 6));
  const [head, part, tail] = [text.slice(0, from), text.slice(from, to), text.slice(to)];
  switch (random.below(7)) {
    case 0:
      return head + random.pick(CHARACTERS) + text.slice(from + 1);
    case 1:
      return (
        head + random.pick(CHARACTERS).repeat(1 + random.below(random.once(8) ? 99 : 3)) + text.slice(from)
      );
    case 2:
      return head + tail;
    case 3:
      return head + part + part + tail;
    case 4:
      return head;
    case 5:
      return head + String(random.below(100)).padStart(2, '0') + text.slice(from + 2);
    default: {
      const other = random.pick(corpus);
      const start = random.below(other.length + 1);
      return head + other.slice(start, start + random.below(40)) + text.slice(from);
    }
  }
}

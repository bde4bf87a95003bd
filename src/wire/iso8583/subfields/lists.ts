import { latinBytes, latinText } from '../message.ts';
import { countDigits, failSubfield } from './slices.ts';

/**
 * F62 of the answers to list queries and downloads: one character that says how it goes on, then the entries.
 * `3` is from memory alone.
 */
export const listStates = { none: '0', last: '1', more: '2', other: '3' } as const;
export type ListState = (typeof listStates)[keyof typeof listStates];

/** One tag with its value, as chip data is written. Tags of one or two bytes, upper-case hex: `9F06`. */
export interface ListTag {
  readonly tag: string;
  readonly value: Uint8Array;
}

export interface ListAnswer {
  readonly state: ListState;
  readonly tags: readonly ListTag[];
}

const BYTES_MAX = 512;

/** F62 of a list query: 1 and how many entries the terminal has already. @throws Iso8583Error `bad-subfield`. */
export function parseListQuery(bytes: Uint8Array): number {
  const text = latinText(bytes);
  if (!/^1\d\d$/.test(text)) failSubfield(62, 'query', 'another shape', '1 and two digits');
  return Number(text.slice(1));
}

/** @throws Iso8583Error `bad-subfield`. */
export function buildListQuery(held: number): Uint8Array {
  return asBytes(`1${countDigits(62, 'entries held', held, 2)}`);
}

/** @throws Iso8583Error `bad-subfield`. */
export function parseListAnswer(bytes: Uint8Array): ListAnswer {
  const state = Object.values(listStates).find((each) => each === latinText(bytes.subarray(0, 1)));
  if (state === undefined) return failSubfield(62, 'state', 'another character', '0, 1, 2 or 3');
  return { state, tags: parseListTags(bytes.subarray(1)) };
}

/** @throws Iso8583Error `bad-subfield`. */
export function buildListAnswer({ state, tags }: ListAnswer): Uint8Array {
  const rest = buildListTags(tags);
  const out = new Uint8Array(1 + rest.length);
  out[0] = state.charCodeAt(0);
  out.set(rest, 1);
  return out;
}

/**
 * Tags without templates, as in key lists (9F06 9F22 DF05), key downloads (with DF02 modulus, DF04 exponent) and the
 * exchange of a master key (DF23 cipher text, DF24 check value). Lengths of one byte, or `81` and one byte, or `82`
 * and two.
 *
 * @throws Iso8583Error `bad-subfield`.
 */
export function parseListTags(bytes: Uint8Array): readonly ListTag[] {
  if (bytes.length > BYTES_MAX) failSubfield(62, 'length', `${bytes.length} bytes`, `at most ${BYTES_MAX}`);
  const tags: ListTag[] = [];
  let at = 0;
  const next = (what: string): number => {
    const byte = bytes[at];
    if (byte === undefined) return failSubfield(62, 'tag', `the end at ${at}`, what);
    at += 1;
    return byte;
  };
  while (at < bytes.length) {
    const first = next('a tag');
    const tag = (first & 0x1f) === 0x1f ? (first << 8) | next('a tag of two bytes') : first;
    const short = next('a length');
    const long =
      short === 0x81 ? next('a length') : short === 0x82 ? (next('a length') << 8) | next('a length') : null;
    if (long === null && short > 0x7f) failSubfield(62, 'length', short.toString(16), 'one byte, 81 or 82');
    const length = long ?? short;
    if (at + length > bytes.length)
      failSubfield(62, hexOfTag(tag), `${bytes.length - at} bytes left`, `${length}`);
    tags.push({ tag: hexOfTag(tag), value: bytes.slice(at, at + length) });
    at += length;
  }
  return tags;
}

/** @throws Iso8583Error `bad-subfield`. */
export function buildListTags(tags: readonly ListTag[]): Uint8Array {
  const out: number[] = [];
  for (const { tag, value } of tags) {
    if (!/^(?:[0-9A-F]{2}){1,2}$/.test(tag)) failSubfield(62, 'tag', 'another shape', '2 or 4 hex digits');
    for (let i = 0; i < tag.length; i += 2) out.push(Number.parseInt(tag.slice(i, i + 2), 16));
    if (value.length > 0xff) out.push(0x82, value.length >> 8, value.length & 0xff);
    else if (value.length > 0x7f) out.push(0x81, value.length);
    else out.push(value.length);
    if (out.length + value.length > BYTES_MAX)
      failSubfield(62, 'length', 'more', `at most ${BYTES_MAX} bytes`);
    for (const byte of value) out.push(byte);
  }
  return Uint8Array.from(out);
}

/** F62 of a blacklist request: which block, three digits. @throws Iso8583Error `bad-subfield`. */
export function parseBlockIndex(bytes: Uint8Array): number {
  const text = latinText(bytes);
  if (!/^\d{3}$/.test(text)) failSubfield(62, 'block', 'another shape', 'three digits');
  return Number(text);
}

/** @throws Iso8583Error `bad-subfield`. */
export function buildBlockIndex(index: number): Uint8Array {
  return asBytes(countDigits(62, 'block', index, 3));
}

const hexOfTag = (tag: number): string =>
  tag
    .toString(16)
    .toUpperCase()
    .padStart(tag > 0xff ? 4 : 2, '0');

function asBytes(text: string): Uint8Array {
  return latinBytes(text) ?? failSubfield(62, 'text', 'characters beyond one byte', 'Latin-1');
}

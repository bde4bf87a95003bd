/**
 * Chinese text as terminals and files have it: GB 18030, of which GBK is the part of one and two bytes. Characters of
 * the user-defined areas are no text for anybody else; they are written as `?`.
 */
import { TWO_BYTES } from './table.ts';

const SECOND_BYTES = 190;
const FIRST = 0x81;
const UNKNOWN = '\uFFFD';
/** Numbered from the first four-byte code 81308130; beyond the basic plane they begin at 90308130. */
const BASIC_MAX = 39_420;
const SUPPLEMENTARY = 189_000;

/** User-defined characters E000 to E864 have two bytes, but for these, first and last of each run. */
const OWN_LAST = 0xe864;
const OWN_OF_FOUR = [
  ...[0xe76c, 0xe76c, 0xe7c8, 0xe7c8, 0xe7e7, 0xe7f3, 0xe815, 0xe815, 0xe819, 0xe81d, 0xe81f, 0xe825],
  ...[0xe827, 0xe82a, 0xe82d, 0xe830, 0xe833, 0xe83a, 0xe83c, 0xe842, 0xe844, 0xe853, 0xe856, 0xe863],
] as const;
/** One of them stands out of its order, behind this character. */
const STRAY = 0xe7c7;
const BEFORE_STRAY = 0x1e3e;

const ownOfTwo = (point: number): boolean =>
  point >= 0xe000 &&
  point <= OWN_LAST &&
  !OWN_OF_FOUR.some((first, at) => at % 2 === 0 && point >= first && point <= OWN_OF_FOUR[at + 1]!);

/** Characters that got two bytes in the edition of 2022 and keep the four that they had before. */
const keepsFour = (point: number): boolean =>
  (point >= 0x9fb4 && point <= 0x9fbb) || (point >= 0xfe10 && point <= 0xfe19);

interface Tables {
  /** Two-byte codes by character. */
  readonly codes: ReadonlyMap<string, number>;
  /** Characters of the basic plane that have four bytes, in their order, and where each stands. */
  readonly four: readonly number[];
  readonly fourAt: ReadonlyMap<number, number>;
}

let made: Tables | null = null;

/** Made at the first use: most programs never write Chinese to a terminal. */
function tables(): Tables {
  if (made !== null) return made;
  const codes = new Map<string, number>();
  for (let index = 0; index < TWO_BYTES.length; index += 1) {
    const character = TWO_BYTES.charAt(index);
    if (character !== UNKNOWN && !codes.has(character)) codes.set(character, codeAt(index));
  }
  const four: number[] = [];
  for (let point = 0x80; point <= 0xffff; point += 1) {
    const hasTwo = codes.has(String.fromCharCode(point)) && !keepsFour(point);
    if (!hasTwo && !ownOfTwo(point) && (point < 0xd800 || point > 0xdfff)) four.push(point);
    if (point === BEFORE_STRAY) four.push(STRAY);
  }
  made = { codes, four, fourAt: new Map(four.map((point, index) => [point, index])) };
  return made;
}

function codeAt(index: number): number {
  const second = index % SECOND_BYTES;
  const first = FIRST + (index - second) / SECOND_BYTES;
  return (first << 8) | (second + (second < 63 ? 0x40 : 0x41));
}

const fourBytes = (number: number): number[] => [
  FIRST + Math.floor(number / 12_600),
  0x30 + (Math.floor(number / 1_260) % 10),
  FIRST + (Math.floor(number / 10) % 126),
  0x30 + (number % 10),
];

/** One character as bytes; `?` for one of a user-defined area and for half a surrogate pair. */
function bytesOf(character: string): number[] {
  const point = character.codePointAt(0)!;
  if (point < 0x80) return [point];
  const { codes, fourAt } = tables();
  const code = codes.get(character);
  if (code !== undefined) return [code >> 8, code & 0xff];
  if (point > 0xffff) return fourBytes(SUPPLEMENTARY + point - 0x10000);
  const at = fourAt.get(point);
  return at === undefined ? [0x3f] : fourBytes(at);
}

/** At most `maxBytes`, ending with a whole character. */
export function encodeGb18030(text: string, maxBytes: number = Number.POSITIVE_INFINITY): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const next = bytesOf(character);
    if (bytes.length + next.length > maxBytes) break;
    bytes.push(...next);
  }
  return Uint8Array.from(bytes);
}

/** U+FFFD for what is no character. */
export function decodeGb18030(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const found = characterAt(bytes, at);
    text += found.character;
    at += found.length;
  }
  return text;
}

interface Found {
  readonly character: string;
  readonly length: number;
}

function characterAt(bytes: Uint8Array, at: number): Found {
  const [first, second = 0, third = 0, fourth = 0] = bytes.subarray(at, at + 4);
  if (first! < 0x80) return { character: String.fromCharCode(first!), length: 1 };
  const nothing = { character: UNKNOWN, length: 1 };
  if (first === 0x80 || first === 0xff) return nothing;
  if (second >= 0x40 && second !== 0x7f && second !== 0xff) {
    const index = (first! - FIRST) * SECOND_BYTES + second - (second < 0x7f ? 0x40 : 0x41);
    return { character: TWO_BYTES.charAt(index), length: 2 };
  }
  const isFour = second >= 0x30 && second <= 0x39 && third >= FIRST && third !== 0xff;
  if (!isFour || fourth < 0x30 || fourth > 0x39) return nothing;
  const number = (((first! - FIRST) * 10 + second - 0x30) * 126 + third - FIRST) * 10 + fourth - 0x30;
  const point =
    number < BASIC_MAX
      ? tables().four[number]
      : number >= SUPPLEMENTARY
        ? number - SUPPLEMENTARY + 0x10000
        : 0;
  const isPoint = point !== undefined && point > 0 && point <= 0x10ffff;
  return { character: isPoint ? String.fromCodePoint(point) : UNKNOWN, length: 4 };
}

import type { Dialect, FieldSpec } from '../field.ts';

/** The four ways a field moves: packed digits, one byte a character, raw bytes, two hex characters a byte. */
export const packedDigits = 0;
export const characters = 1;
export const rawBytes = 2;
export const hexBytes = 3;

/** A row flattened for the hot path, its names and words resolved to numbers. */
export interface CompiledField {
  readonly number: number;
  readonly spec: FieldSpec;
  readonly kind: 0 | 1 | 2 | 3;
  readonly fixed: boolean;
  readonly max: number;
  /** Decimal length digits: 0 when fixed, else 2 or 3. */
  readonly prefixDigits: number;
  readonly prefixBcd: boolean;
  readonly prefixBytes: number;
  /** For packed digits: the length digits count bytes instead of digits. */
  readonly countsBytes: boolean;
  readonly leftJustified: boolean;
  readonly padNibble: number;
  readonly padByte: number;
  /** Track characters: letters A to F too, and a separator that an ASCII link writes as `=`. */
  readonly track: boolean;
  /** Legal characters lie from `low` to `low + span`; of a track this holds for its digits alone. */
  readonly low: number;
  readonly span: number;
  /** Most bytes that this field takes, its length digits included. */
  readonly bytesMax: number;
  /** Where its bit stands in a bitmap of bytes. */
  readonly bitmapByte: number;
  readonly bitmapBit: number;
}

export interface CompiledDialect {
  readonly dialect: Dialect;
  readonly mtiBytes: 2 | 4;
  readonly highest: 64 | 128;
  /** The bitmap is written as hex characters. */
  readonly hexBitmap: boolean;
  /** Indexed by field number; undefined for a number the dialect does not know. */
  readonly fields: readonly (CompiledField | undefined)[];
  /** The fields it knows, in ascending order, and those of them above 64. */
  readonly known: readonly CompiledField[];
  readonly secondary: readonly CompiledField[];
  /** What MTI, bitmap and all fields of a fixed width take at most. */
  readonly fixedBytesMax: number;
  /** The numbers from 0 to 128 that it does not know. */
  readonly unknown: readonly number[];
}

const spans = {
  n: [0x30, 9],
  z: [0x30, 9],
  an: [0x20, 0x5e],
  ans: [0, 0xff],
  b: [0, 0xff],
} as const;

function kindOf(spec: FieldSpec): CompiledField['kind'] {
  const { content, encoding } = spec;
  if (content === 'b') {
    if (encoding === 'bcd') throw new TypeError(`${spec.en}: bytes cannot be packed as digits`);
    return encoding === 'ascii' ? hexBytes : rawBytes;
  }
  if (encoding === 'binary') throw new TypeError(`${spec.en}: only b content is binary`);
  if (encoding === 'ascii') return characters;
  if (content !== 'n' && content !== 'z')
    throw new TypeError(`${spec.en}: only n and z content can be packed`);
  return packedDigits;
}

function compileField(number: number, spec: FieldSpec): CompiledField {
  const prefixDigits = spec.length === 'fixed' ? 0 : spec.length.length;
  const prefixBcd = spec.lengthDigits === 'bcd';
  const prefixBytes = prefixBcd ? (prefixDigits + 1) >> 1 : prefixDigits;
  const kind = kindOf(spec);
  const [low, span] = spans[spec.content];
  const bytesPerUnit = kind === hexBytes ? 2 : 1;
  return {
    number,
    spec,
    kind,
    fixed: spec.length === 'fixed',
    max: spec.max,
    prefixDigits,
    prefixBcd,
    prefixBytes,
    countsBytes: spec.lengthCounts === 'bytes',
    leftJustified: spec.justify === 'left',
    padNibble: spec.pad === 'F' ? 15 : 0,
    padByte: spec.pad.charCodeAt(0),
    track: spec.content === 'z',
    low,
    span,
    bytesMax: prefixBytes + spec.max * bytesPerUnit,
    bitmapByte: (number - 1) >> 3,
    bitmapBit: 0x80 >> ((number - 1) & 7),
  };
}

/** MTI of four characters and two bitmaps of sixteen. */
const headBytesMax = 4 + 32;

function compileNow(dialect: Dialect): CompiledDialect {
  const highest = dialect.bitmap === 'primary-only' ? 64 : 128;
  const fields: (CompiledField | undefined)[] = new Array(129).fill(undefined);
  for (const [key, spec] of Object.entries(dialect.fields)) {
    const number = Number(key);
    if (!Number.isInteger(number) || number < 2 || number > highest || number === 65) {
      throw new TypeError(`dialect ${dialect.id}: field ${key} is outside 2–${highest}`);
    }
    fields[number] = compileField(number, spec);
  }
  const known = fields.filter((field) => field !== undefined);
  return {
    dialect,
    mtiBytes: dialect.mtiEncoding === 'bcd' ? 2 : 4,
    highest,
    hexBitmap: dialect.bitmapEncoding === 'hex',
    fields,
    known,
    secondary: known.filter(({ number }) => number > 64),
    fixedBytesMax: known.reduce((sum, { fixed, bytesMax }) => sum + (fixed ? bytesMax : 0), headBytesMax),
    unknown: fields.flatMap((field, number) => (field === undefined ? [number] : [])),
  };
}

const compiled = new WeakMap<Dialect, CompiledDialect>();

/** Flattens a dialect once and remembers it. A table that contradicts itself throws TypeError. */
export function compile(dialect: Dialect): CompiledDialect {
  const known = compiled.get(dialect);
  if (known !== undefined) return known;
  const fresh = compileNow(dialect);
  compiled.set(dialect, fresh);
  return fresh;
}

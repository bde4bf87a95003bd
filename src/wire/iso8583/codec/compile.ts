import type { Dialect, FieldSpec } from '../field.ts';

/** The three ways a field moves: packed digits, one byte a character, raw bytes. */
export const packedDigits = 0;
export const characters = 1;
export const rawBytes = 2;

/** A row flattened for the hot path, its names and words resolved to numbers and lookup tables. */
export interface CompiledField {
  readonly number: number;
  readonly spec: FieldSpec;
  readonly kind: 0 | 1 | 2;
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
  /** Character code to nibble (packed digits) or to wire byte (characters); see `illegal`. */
  readonly toWire: Uint16Array;
  /** Nibble or byte to character; undefined marks illegal. */
  readonly fromWire: readonly (string | undefined)[];
  /** For packed digits: byte to both characters at once. */
  readonly fromPair: readonly (string | undefined)[];
}

export interface CompiledDialect {
  readonly dialect: Dialect;
  readonly mtiBytes: 2 | 4;
  readonly highest: 64 | 128;
  /** Indexed by field number; undefined for a number the dialect does not know. */
  readonly fields: readonly (CompiledField | undefined)[];
  /** Reused by every encode: sized for the largest message the dialect can express. */
  readonly scratch: Uint8Array;
}

/** Marks a character that the content type does not allow. */
export const illegal = 0xffff;

function wireTable(legal: (code: number) => number | undefined): Uint16Array {
  const table = new Uint16Array(256).fill(illegal);
  for (let code = 0; code < 256; code += 1) table[code] = legal(code) ?? illegal;
  return table;
}

const digitNibble = (code: number) => (code >= 0x30 && code <= 0x39 ? code - 0x30 : undefined);
const trackNibble = (code: number) =>
  code === 0x3d ? 13 : code >= 0x41 && code <= 0x46 ? code - 0x37 : digitNibble(code);

const toNibble = { n: wireTable(digitNibble), z: wireTable(trackNibble) } as const;

// The separator is '=' on an ASCII link and nibble D on a packed one; inside messages it is always 'D'.
const toByte = {
  n: wireTable((code) => (digitNibble(code) === undefined ? undefined : code)),
  z: wireTable((code) => (trackNibble(code) === undefined ? undefined : code === 0x44 ? 0x3d : code)),
  an: wireTable((code) => (code >= 0x20 && code <= 0x7e ? code : undefined)),
  ans: wireTable((code) => code),
} as const;

const nibbleNames = '0123456789ABCDEF';
const fromNibble = {
  n: Array.from({ length: 16 }, (_, nibble) => (nibble < 10 ? nibbleNames[nibble] : undefined)),
  z: Array.from({ length: 16 }, (_, nibble) => nibbleNames[nibble]),
} as const;

function pairs(single: readonly (string | undefined)[]): (string | undefined)[] {
  return Array.from({ length: 256 }, (_, byte) => {
    const high = single[byte >> 4];
    const low = single[byte & 15];
    return high === undefined || low === undefined ? undefined : high + low;
  });
}

const fromNibblePair = { n: pairs(fromNibble.n), z: pairs(fromNibble.z) } as const;

function characterOf(content: 'n' | 'z' | 'an' | 'ans', byte: number): string | undefined {
  if (toByte[content][byte] === illegal) return undefined;
  return content === 'z' && byte === 0x3d ? 'D' : String.fromCharCode(byte);
}

const allBytes = Array.from({ length: 256 }, (_, byte) => byte);
const fromByte = {
  n: allBytes.map((byte) => characterOf('n', byte)),
  z: allBytes.map((byte) => characterOf('z', byte)),
  an: allBytes.map((byte) => characterOf('an', byte)),
  ans: allBytes.map((byte) => characterOf('ans', byte)),
} as const;

function tables(spec: FieldSpec): Pick<CompiledField, 'kind' | 'toWire' | 'fromWire' | 'fromPair'> {
  const { content, encoding } = spec;
  if (content === 'b' || encoding === 'binary') {
    if (content !== 'b' || encoding !== 'binary')
      throw new TypeError(`${spec.en}: binary content and encoding go together`);
    return { kind: rawBytes, toWire: toByte.ans, fromWire: fromByte.ans, fromPair: [] };
  }
  if (encoding === 'ascii')
    return { kind: characters, toWire: toByte[content], fromWire: fromByte[content], fromPair: [] };
  if (content !== 'n' && content !== 'z')
    throw new TypeError(`${spec.en}: only n and z content can be packed`);
  return {
    kind: packedDigits,
    toWire: toNibble[content],
    fromWire: fromNibble[content],
    fromPair: fromNibblePair[content],
  };
}

function compileField(number: number, spec: FieldSpec): CompiledField {
  const prefixDigits = spec.length === 'fixed' ? 0 : spec.length.length;
  const prefixBcd = spec.lengthDigits === 'bcd';
  return {
    number,
    spec,
    ...tables(spec),
    fixed: spec.length === 'fixed',
    max: spec.max,
    prefixDigits,
    prefixBcd,
    prefixBytes: prefixBcd ? (prefixDigits + 1) >> 1 : prefixDigits,
    countsBytes: spec.lengthCounts === 'bytes',
    leftJustified: spec.justify === 'left',
    padNibble: spec.pad === 'F' ? 15 : 0,
    padByte: spec.pad.charCodeAt(0),
  };
}

function compileNow(dialect: Dialect): CompiledDialect {
  const highest = dialect.bitmap === 'primary-only' ? 64 : 128;
  const fields: (CompiledField | undefined)[] = new Array(highest + 1).fill(undefined);
  let bound = 4 + highest / 8;
  for (const [key, spec] of Object.entries(dialect.fields)) {
    const number = Number(key);
    if (!Number.isInteger(number) || number < 2 || number > highest || number === 65) {
      throw new TypeError(`dialect ${dialect.id}: field ${key} is outside 2–${highest}`);
    }
    fields[number] = compileField(number, spec);
    bound += spec.max + 3;
  }
  return {
    dialect,
    mtiBytes: dialect.mtiEncoding === 'bcd' ? 2 : 4,
    highest,
    fields,
    scratch: new Uint8Array(bound),
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

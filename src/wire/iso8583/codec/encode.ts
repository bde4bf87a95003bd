import { fail } from '../error.ts';
import type { Dialect } from '../field.ts';
import type { FieldValue, Iso8583Message } from '../message.ts';
import {
  type CompiledDialect,
  type CompiledField,
  characters,
  compile,
  hexBytes,
  packedDigits,
} from './compile.ts';
import { type Memory, memoryFor, take } from './memory.ts';
import { pairs } from './strings.ts';

/** Room for the variable fields of most messages. */
const usualVariableBytes = 512;

/**
 * A message as bytes, MTI first, without frame. Fixed text shorter than its width is padded; every other
 * fixed field must have exactly its width. A field whose value is undefined counts as absent; keys that are no
 * field number from 0 to 128 are not looked for.
 *
 * @throws Iso8583Error `bad-mti`, `unknown-field`, `bad-value` (text where bytes belong or the reverse),
 *   `bad-length`, `too-long`, `bad-digit`, `bad-character`.
 */
export function encode(dialect: Dialect, message: Iso8583Message): Uint8Array {
  const table = compile(dialect);
  const { fields } = message;
  const { unknown } = table;
  for (let i = 0; i < unknown.length; i += 1) {
    if (fields[unknown[i]!] !== undefined) failUnknown(dialect, unknown[i]!);
  }
  const memory = memoryFor(table.fixedBytesMax + usualVariableBytes);
  const end = writeOrClear(table, message, memory);
  if (end >= 0) return take(memory, end);
  // Twice what is fixed: once for what stands in front of a variable field, once for what may follow.
  const large = memoryFor(2 * table.fixedBytesMax + variableBytes(table, fields));
  return take(large, writeOrClear(table, message, large));
}

/** Nothing of a message that could not be written stays behind. */
function writeOrClear(table: CompiledDialect, message: Iso8583Message, memory: Memory): number {
  let end = -1;
  try {
    end = write(table, message, memory.bytes, memory.at);
    return end;
  } finally {
    if (end < 0) memory.bytes.fill(0, memory.at);
  }
}

/** At most what a variable field takes; what is longer than its field is refused before it is written. */
function bytesOf(field: CompiledField, value: FieldValue): number {
  const most = field.prefixBytes + 2 * value.length;
  return most < field.bytesMax ? most : field.bytesMax;
}

function variableBytes(table: CompiledDialect, fields: Iso8583Message['fields']): number {
  return table.known.reduce((sum, field) => {
    const value = fields[field.number];
    return field.fixed || value === undefined ? sum : sum + bytesOf(field, value);
  }, 0);
}

/** Answers the end, or -1 when `out` may be too small. */
function write(table: CompiledDialect, message: Iso8583Message, out: Uint8Array, start: number): number {
  const { known, secondary } = table;
  const { fields } = message;
  const bitmapAt = writeMti(table, message.mti, out, start);
  let wide = false;
  for (let i = 0; i < secondary.length && !wide; i += 1) wide = fields[secondary[i]!.number] !== undefined;
  const bitmapBytes = wide ? 16 : 8;
  for (let i = 0; i < bitmapBytes; i += 1) out[bitmapAt + i] = 0;
  if (wide) out[bitmapAt] = 0x80;
  let at = bitmapAt + (table.hexBitmap ? 2 * bitmapBytes : bitmapBytes);
  // Fixed fields always fit behind this; a variable one is looked at.
  const limit = out.length - table.fixedBytesMax;
  for (let i = 0; i < known.length; i += 1) {
    const field = known[i]!;
    const value = fields[field.number];
    if (value === undefined) continue;
    if (!field.fixed && at + bytesOf(field, value) > limit) return -1;
    const byte = bitmapAt + field.bitmapByte;
    out[byte] = out[byte]! | field.bitmapBit;
    at = writeField(field, value, out, at);
  }
  if (table.hexBitmap) spreadBitmap(out, bitmapAt, bitmapBytes);
  return at;
}

/** Bytes of a bitmap, in place, as hex characters; from the end, so that none is overwritten before it is read. */
function spreadBitmap(out: Uint8Array, at: number, bytes: number): void {
  for (let i = bytes - 1; i >= 0; i -= 1) {
    const text = pairs[out[at + i]!]!;
    out[at + 2 * i] = text.charCodeAt(0);
    out[at + 2 * i + 1] = text.charCodeAt(1);
  }
}

function writeMti(table: CompiledDialect, mti: string, out: Uint8Array, start: number): number {
  if (mti.length !== 4) fail('bad-mti', `encode: MTI has ${mti.length} characters, expected 4 digits`);
  for (let i = 0; i < 4; i += 1) {
    const digit = mti.charCodeAt(i) - 0x30;
    if (!(digit >= 0 && digit <= 9)) fail('bad-mti', 'encode: MTI is not 4 digits');
    if (table.mtiBytes === 4) out[start + i] = digit + 0x30;
    else if ((i & 1) === 0) out[start + (i >> 1)] = digit << 4;
    else out[start + (i >> 1)] = out[start + (i >> 1)]! | digit;
  }
  return start + table.mtiBytes;
}

function writeField(field: CompiledField, value: FieldValue, out: Uint8Array, at: number): number {
  if (field.kind === packedDigits) {
    if (typeof value !== 'string') return failType(field);
    return writePacked(field, value, out, at);
  }
  if (field.kind === characters) {
    if (typeof value !== 'string') return failType(field);
    return writeCharacters(field, value, out, at);
  }
  if (!(value instanceof Uint8Array)) return failType(field);
  const start = writeLength(field, value.length, out, at);
  if (field.kind === hexBytes) return writeHex(value, out, start);
  // A call of set costs more than a few bytes.
  if (value.length > 32) out.set(value, start);
  else for (let i = 0; i < value.length; i += 1) out[start + i] = value[i]!;
  return start + value.length;
}

function writePacked(field: CompiledField, value: string, out: Uint8Array, at: number): number {
  const count = value.length;
  const odd = count & 1;
  if (field.countsBytes && !field.fixed && odd === 1) {
    fail('bad-length', `encode field ${field.number}: ${count} digits, expected an even count`, field.number);
  }
  let to = writeLength(field, field.countsBytes && !field.fixed ? count >> 1 : count, out, at, count);
  let i = 0;
  if (odd === 1 && !field.leftJustified) {
    out[to] = (field.padNibble << 4) | nibble(field, value, 0);
    to += 1;
    i = 1;
  }
  for (; i + 1 < count; i += 2) {
    let high = value.charCodeAt(i) - 0x30;
    let low = value.charCodeAt(i + 1) - 0x30;
    // Below zero becomes very large.
    if (high >>> 0 > 9 || low >>> 0 > 9) {
      high = nibble(field, value, i);
      low = nibble(field, value, i + 1);
    }
    out[to] = (high << 4) | low;
    to += 1;
  }
  if (i < count) {
    out[to] = (nibble(field, value, i) << 4) | field.padNibble;
    to += 1;
  }
  return to;
}

function nibble(field: CompiledField, value: string, index: number): number {
  const code = value.charCodeAt(index);
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (field.track) {
    if (code === 0x3d) return 13;
    if (code >= 0x41 && code <= 0x46) return code - 0x37;
  }
  return failCharacter(field, value, index);
}

function writeCharacters(field: CompiledField, value: string, out: Uint8Array, at: number): number {
  const count = value.length;
  // Only text pads itself: short digits would silently become another number.
  const padded = field.fixed && count < field.max && field.padByte === 0x20;
  const start = writeLength(field, padded ? field.max : count, out, at);
  const { low, span } = field;
  for (let i = 0; i < count; i += 1) {
    let code = value.charCodeAt(i);
    if ((code - low) >>> 0 > span) code = trackByte(field, value, i);
    out[start + i] = code;
  }
  if (!padded) return start + count;
  out.fill(field.padByte, start + count, start + field.max);
  return start + field.max;
}

/** The separator is `=` on an ASCII link; inside messages it is `D`. */
function trackByte(field: CompiledField, value: string, index: number): number {
  const code = value.charCodeAt(index);
  if (field.track) {
    if (code === 0x44 || code === 0x3d) return 0x3d;
    if (code >= 0x41 && code <= 0x46) return code;
  }
  return failCharacter(field, value, index);
}

function writeHex(value: Uint8Array, out: Uint8Array, start: number): number {
  let to = start;
  for (let i = 0; i < value.length; i += 1) {
    const text = pairs[value[i]!]!;
    out[to] = text.charCodeAt(0);
    out[to + 1] = text.charCodeAt(1);
    to += 2;
  }
  return to;
}

/** Checks the size (in the unit of `max`) and writes the length digits, if any. */
function writeLength(field: CompiledField, count: number, out: Uint8Array, at: number, size = count): number {
  if (field.fixed) {
    if (size === field.max) return at;
    return fail(
      'bad-length',
      `encode field ${field.number} (${field.spec.en}): length ${size}, expected exactly ${field.max}`,
      field.number,
    );
  }
  if (size > field.max) {
    fail(
      'too-long',
      `encode field ${field.number} (${field.spec.en}): length ${size}, expected at most ${field.max}`,
      field.number,
    );
  }
  const hundreds = (count / 100) | 0;
  const tens = ((count / 10) | 0) % 10;
  const ones = count % 10;
  let to = at;
  if (field.prefixBcd) {
    if (field.prefixDigits === 3) out[to++] = hundreds;
    out[to++] = (tens << 4) | ones;
    return to;
  }
  if (field.prefixDigits === 3) out[to++] = 0x30 + hundreds;
  out[to++] = 0x30 + tens;
  out[to++] = 0x30 + ones;
  return to;
}

function failType(field: CompiledField): never {
  const wanted = field.spec.content === 'b' ? 'bytes' : 'text';
  return fail(
    'bad-value',
    `encode field ${field.number} (${field.spec.en}): expected ${wanted}`,
    field.number,
  );
}

function failCharacter(field: CompiledField, value: string, index: number): never {
  const { content, en, sensitivity } = field.spec;
  const code = content === 'n' || content === 'z' ? 'bad-digit' : 'bad-character';
  const found = sensitivity === 'public' ? `code point ${value.charCodeAt(index)}` : 'an illegal character';
  return fail(
    code,
    `encode field ${field.number} (${en}): ${found} at ${index}, expected ${content}`,
    field.number,
  );
}

function failUnknown(dialect: Dialect, number: number): never {
  return fail('unknown-field', `encode: field ${number} does not exist in dialect ${dialect.id}`, number);
}

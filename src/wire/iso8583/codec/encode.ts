import { fail } from '../error.ts';
import type { Dialect } from '../field.ts';
import type { FieldValue, Iso8583Message } from '../message.ts';
import {
  type CompiledDialect,
  type CompiledField,
  characters,
  compile,
  illegal,
  packedDigits,
} from './compile.ts';

/**
 * A message as bytes, MTI first, without frame. Fixed text shorter than its width is padded; every other
 * fixed field must have exactly its width.
 *
 * @throws Iso8583Error `bad-mti`, `unknown-field`, `missing-value` (present but undefined), `bad-value`
 *   (text where bytes belong or the reverse), `bad-length`, `too-long`, `bad-digit`, `bad-character`.
 */
export function encode(dialect: Dialect, message: Iso8583Message): Uint8Array {
  const table = compile(dialect);
  const { fields } = message;
  const out = table.scratch;
  const bitmapAt = writeMti(table, message.mti);
  // Integer keys come in ascending order by the language's own rule, so the keys are the bitmap's order,
  // and a stray key cannot hide from the walk.
  const numbers = Object.keys(fields);
  const count = numbers.length;
  const wide = count > 0 && table.highest === 128 && Number(numbers[count - 1]) > 64;
  const first = bitmapAt + (wide ? 16 : 8);
  for (let i = bitmapAt; i < first; i += 1) out[i] = 0;
  if (wide) out[bitmapAt] = 0x80;
  let at = first;
  for (let i = 0; i < count; i += 1) {
    const number = Number(numbers[i]);
    const field = table.fields[number];
    if (field === undefined) failUnknown(dialect, numbers[i]!);
    const value = fields[number];
    if (value === undefined)
      fail('missing-value', `encode: field ${number} is present without a value`, number);
    const byte = bitmapAt + ((number - 1) >> 3);
    out[byte] = out[byte]! | (0x80 >> ((number - 1) & 7));
    at = writeField(field, value, out, at);
  }
  const encoded = out.slice(0, at);
  // Tracks and PIN blocks must not outlive their message in a buffer that everything shares.
  out.fill(0, 0, at);
  return encoded;
}

function writeMti(table: CompiledDialect, mti: string): number {
  if (mti.length !== 4) fail('bad-mti', `encode: MTI has ${mti.length} characters, expected 4 digits`);
  for (let i = 0; i < 4; i += 1) {
    const digit = mti.charCodeAt(i) - 0x30;
    if (!(digit >= 0 && digit <= 9)) fail('bad-mti', 'encode: MTI is not 4 digits');
    if (table.mtiBytes === 4) table.scratch[i] = digit + 0x30;
    else if ((i & 1) === 0) table.scratch[i >> 1] = digit << 4;
    else table.scratch[i >> 1] = table.scratch[i >> 1]! | digit;
  }
  return table.mtiBytes;
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
  out.set(value, start);
  return start + value.length;
}

function writePacked(field: CompiledField, value: string, out: Uint8Array, at: number): number {
  const count = value.length;
  const odd = count & 1;
  if (field.countsBytes && !field.fixed && odd === 1) {
    fail('bad-length', `encode field ${field.number}: ${count} digits, expected an even count`, field.number);
  }
  let to = writeLength(field, field.countsBytes && !field.fixed ? count >> 1 : count, out, at, count);
  const { toWire } = field;
  let high = odd === 1 && !field.leftJustified ? field.padNibble : -1;
  for (let i = 0; i < count; i += 1) {
    const code = value.charCodeAt(i);
    const nibble = code < 256 ? toWire[code]! : illegal;
    if (nibble === illegal) failCharacter(field, value, i);
    if (high < 0) high = nibble;
    else {
      out[to] = (high << 4) | nibble;
      to += 1;
      high = -1;
    }
  }
  if (high >= 0) {
    out[to] = (high << 4) | field.padNibble;
    to += 1;
  }
  return to;
}

function writeCharacters(field: CompiledField, value: string, out: Uint8Array, at: number): number {
  const count = value.length;
  // Only text pads itself: short digits would silently become another number.
  const padded = field.fixed && count < field.max && field.padByte === 0x20;
  const start = writeLength(field, padded ? field.max : count, out, at);
  const { toWire } = field;
  for (let i = 0; i < count; i += 1) {
    const code = value.charCodeAt(i);
    const byte = code < 256 ? toWire[code]! : illegal;
    if (byte === illegal) failCharacter(field, value, i);
    out[start + i] = byte;
  }
  if (!padded) return start + count;
  out.fill(field.padByte, start + count, start + field.max);
  return start + field.max;
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

function failUnknown(dialect: Dialect, key: string): never {
  const number = Number(key);
  const field = Number.isInteger(number) ? number : null;
  return fail('unknown-field', `encode: field ${key} does not exist in dialect ${dialect.id}`, field);
}

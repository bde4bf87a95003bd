import { fail } from '../error.ts';
import type { Dialect } from '../field.ts';
import type { FieldValue, Iso8583Message } from '../message.ts';
import { type CompiledDialect, type CompiledField, characters, compile, packedDigits } from './compile.ts';

/** Walks the input; one object per message keeps position and end out of every return value. */
interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

/**
 * Bytes (MTI first, no frame) as a message. Strict, because a host that guesses at a payment is worse
 * than one that refuses it: nothing may be left over, unknown or longer than the dialect allows.
 * Binary fields are views into `bytes`: hand over bytes that nobody writes to afterwards.
 *
 * @throws Iso8583Error `truncated`, `trailing-bytes`, `unknown-field`, `bad-mti`, `bad-bitmap`,
 *   `bad-length`, `too-long`, `bad-digit`, `bad-character`, `bad-padding`; with field and byte offset.
 */
export function decode(dialect: Dialect, bytes: Uint8Array): Iso8583Message {
  const table = compile(dialect);
  const cursor: Cursor = { bytes, at: 0 };
  const mti = readMti(table, cursor);
  const bitmapAt = cursor.at;
  const bitmapBytes = readBitmapSize(table, cursor);
  const fields: Record<number, FieldValue> = {};
  const last = lastField(bytes, bitmapAt, bitmapBytes);
  // Naming the highest field first lets the engine size the object once: a quarter of the decoding time.
  if (last > 1) fields[last] = '';
  for (let byteIndex = 0; byteIndex < bitmapBytes; byteIndex += 1) {
    // The first bit announces the second half of the bitmap; it is no field.
    let bits = bytes[bitmapAt + byteIndex]! & (byteIndex === 0 ? 0x7f : 0xff);
    while (bits !== 0) {
      const bit = Math.clz32(bits) - 24;
      bits &= ~(0x80 >> bit);
      const number = byteIndex * 8 + bit + 1;
      const field = table.fields[number];
      if (field === undefined) {
        fail(
          'unknown-field',
          `decode: bit ${number} is set, dialect ${dialect.id} has no such field`,
          number,
          bitmapAt + byteIndex,
        );
      }
      fields[number] = readField(field, cursor);
    }
  }
  if (cursor.at !== bytes.length) {
    const extra = bytes.length - cursor.at;
    fail('trailing-bytes', `decode: ${extra} bytes follow the last field, expected none`, null, cursor.at);
  }
  return { mti, fields };
}

function readMti(table: CompiledDialect, cursor: Cursor): string {
  const { bytes } = cursor;
  if (bytes.length < table.mtiBytes) {
    fail('truncated', `decode MTI: ${bytes.length} bytes, expected ${table.mtiBytes}`, null, bytes.length);
  }
  let mti = '';
  for (let i = 0; i < 4; i += 1) {
    const packed = bytes[i >> 1]!;
    const digit = table.mtiBytes === 4 ? bytes[i]! - 0x30 : (i & 1) === 0 ? packed >> 4 : packed & 15;
    if (digit < 0 || digit > 9) fail('bad-mti', 'decode MTI: expected 4 digits', null, 0);
    mti += digit;
  }
  cursor.at = table.mtiBytes;
  return mti;
}

function readBitmapSize(table: CompiledDialect, cursor: Cursor): 8 | 16 {
  const { bytes, at } = cursor;
  if (bytes.length < at + 8) {
    fail('truncated', `decode bitmap: ${bytes.length - at} bytes, expected 8`, null, bytes.length);
  }
  if ((bytes[at]! & 0x80) === 0) {
    cursor.at = at + 8;
    return 8;
  }
  if (table.highest === 64) {
    fail(
      'bad-bitmap',
      `decode bitmap: first bit is set, dialect ${table.dialect.id} has one bitmap`,
      null,
      at,
    );
  }
  if (bytes.length < at + 16) {
    fail('truncated', `decode bitmap: ${bytes.length - at} bytes, expected 16`, null, bytes.length);
  }
  cursor.at = at + 16;
  return 16;
}

/** Number of the highest set bit, 0 when none is set. */
function lastField(bytes: Uint8Array, bitmapAt: number, bitmapBytes: number): number {
  for (let i = bitmapBytes - 1; i >= 0; i -= 1) {
    const byte = bytes[bitmapAt + i]!;
    if (byte !== 0) return i * 8 + Math.clz32(byte & -byte) - 23;
  }
  return 0;
}

function readField(field: CompiledField, cursor: Cursor): FieldValue {
  const size = field.fixed ? field.max : readLength(field, cursor);
  if (field.kind === packedDigits) return readPacked(field, cursor, size);
  const start = cursor.at;
  const end = start + size;
  if (end > cursor.bytes.length) failTruncated(field, cursor, size);
  cursor.at = end;
  if (field.kind === characters) return readCharacters(field, cursor.bytes, start, end);
  return cursor.bytes.subarray(start, end);
}

/** Reads the length digits and answers in the unit of `max`. Refuses a length before using it. */
function readLength(field: CompiledField, cursor: Cursor): number {
  const { bytes, at } = cursor;
  if (at + field.prefixBytes > bytes.length) failTruncated(field, cursor, field.prefixBytes);
  let count = 0;
  for (let i = 0; i < field.prefixBytes; i += 1) {
    const byte = bytes[at + i]!;
    const high = field.prefixBcd ? byte >> 4 : 0;
    const low = field.prefixBcd ? byte & 15 : byte - 0x30;
    if (high > 9 || low < 0 || low > 9) {
      fail(
        'bad-length',
        `decode field ${field.number} (${field.spec.en}): length is not decimal`,
        field.number,
        at + i,
      );
    }
    count = count * (field.prefixBcd ? 100 : 10) + high * 10 + low;
  }
  const size = field.kind === packedDigits && field.countsBytes ? count * 2 : count;
  if (size > field.max) {
    fail(
      'too-long',
      `decode field ${field.number} (${field.spec.en}): length ${size}, expected at most ${field.max}`,
      field.number,
      at,
    );
  }
  cursor.at = at + field.prefixBytes;
  return size;
}

function readPacked(field: CompiledField, cursor: Cursor, digits: number): string {
  const { bytes } = cursor;
  const odd = digits & 1;
  let at = cursor.at;
  let end = at + ((digits + 1) >> 1);
  if (end > bytes.length) failTruncated(field, cursor, end - at);
  cursor.at = end;
  let text = '';
  if (odd === 1 && !field.leftJustified) {
    const first = bytes[at]!;
    if (first >> 4 !== field.padNibble) failPadding(field, at);
    text = field.fromWire[first & 15] ?? failDigit(field, at);
    at += 1;
  } else if (odd === 1) end -= 1;
  const { fromPair } = field;
  for (; at < end; at += 1) text += fromPair[bytes[at]!] ?? failDigit(field, at);
  if (odd === 1 && field.leftJustified) {
    const last = bytes[end]!;
    // Tracks are closed with 0 by most terminals and with F by some; both mean nothing.
    const padOk = (last & 15) === field.padNibble || (field.spec.content === 'z' && (last & 15) === 15);
    if (!padOk) failPadding(field, end);
    text += field.fromWire[last >> 4] ?? failDigit(field, end);
  }
  return text;
}

function readCharacters(field: CompiledField, bytes: Uint8Array, start: number, end: number): string {
  const { fromWire } = field;
  let text = '';
  for (let at = start; at < end; at += 1) text += fromWire[bytes[at]!] ?? failDigit(field, at);
  return text;
}

function failTruncated(field: CompiledField, cursor: Cursor, wanted: number): never {
  const left = cursor.bytes.length - cursor.at;
  return fail(
    'truncated',
    `decode field ${field.number} (${field.spec.en}): ${left} bytes left for ${wanted} units`,
    field.number,
    cursor.at,
  );
}

function failDigit(field: CompiledField, at: number): never {
  const { content, en } = field.spec;
  const code = content === 'n' || content === 'z' ? 'bad-digit' : 'bad-character';
  return fail(code, `decode field ${field.number} (${en}): byte is not ${content}`, field.number, at);
}

function failPadding(field: CompiledField, at: number): never {
  const { en, pad } = field.spec;
  return fail(
    'bad-padding',
    `decode field ${field.number} (${en}): pad nibble is not ${pad}`,
    field.number,
    at,
  );
}

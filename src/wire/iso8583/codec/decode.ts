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
import { fourDigits, hexDigit, latin, packedValue, pairs } from './strings.ts';

/** Walks the input; one object per message keeps position and end out of every return value. */
interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

/**
 * Bytes (MTI first, no frame) as a message. Strict, because a host that guesses at a payment is worse
 * than one that refuses it: nothing may be left over, unknown or longer than the dialect allows.
 * Forgiven, because real senders differ in them, and written in one way by `encode`: a packed track closed with F
 * where the dialect has 0, `D` for `=` in a track as text, small letters in hex, a second half of the bitmap without a
 * bit in it. Whoever needs the bytes as they came (a MAC) keeps them.
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
  const bitmap = table.hexBitmap ? unspread(bytes, bitmapAt, bitmapBytes) : bytes;
  const from = table.hexBitmap ? 0 : bitmapAt;
  const fields = emptyFields(bitmap, from, bitmapBytes);
  for (let byteIndex = 0; byteIndex < bitmapBytes; byteIndex += 1) {
    // The first bit announces the second half of the bitmap; it is no field.
    let bits = bitmap[from + byteIndex]! & (byteIndex === 0 ? 0x7f : 0xff);
    while (bits !== 0) {
      const bit = Math.clz32(bits) - 24;
      bits &= ~(0x80 >> bit);
      const number = byteIndex * 8 + bit + 1;
      const field = table.fields[number];
      if (field === undefined) failUnknown(table, number, bitmapAt + byteIndex * (table.hexBitmap ? 2 : 1));
      fields[number] = readField(field, cursor);
    }
  }
  if (cursor.at !== bytes.length) {
    const extra = bytes.length - cursor.at;
    fail('trailing-bytes', `decode: ${extra} bytes follow the last field, expected none`, null, cursor.at);
  }
  return { mti, fields };
}

function failUnknown(table: CompiledDialect, number: number, at: number): never {
  const { id } = table.dialect;
  return fail('unknown-field', `decode: bit ${number} is set, dialect ${id} has no such field`, number, at);
}

function readMti(table: CompiledDialect, cursor: Cursor): string {
  const { bytes } = cursor;
  if (bytes.length < table.mtiBytes) {
    fail('truncated', `decode MTI: ${bytes.length} bytes, expected ${table.mtiBytes}`, null, bytes.length);
  }
  const text = table.mtiBytes === 2 ? digitsOf(bytes, 0) : latin(bytes, 0, 4);
  if (text === undefined || !isDigits(text)) fail('bad-mti', 'decode MTI: expected 4 digits', null, 0);
  cursor.at = table.mtiBytes;
  return text;
}

function isDigits(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if ((text.charCodeAt(i) - 0x30) >>> 0 > 9) return false;
  return true;
}

/** 8 or 16, and the cursor behind the bitmap. */
function readBitmapSize(table: CompiledDialect, cursor: Cursor): 8 | 16 {
  const { bytes, at } = cursor;
  const { hexBitmap, highest } = table;
  const half = hexBitmap ? 16 : 8;
  if (bytes.length < at + half) {
    fail('truncated', `decode bitmap: ${bytes.length - at} bytes, expected ${half}`, null, bytes.length);
  }
  const first = hexBitmap ? hexByte(bytes, at) : bytes[at]!;
  if ((first & 0x80) === 0) {
    cursor.at = at + half;
    return 8;
  }
  if (highest === 64) {
    const { id } = table.dialect;
    fail('bad-bitmap', `decode bitmap: first bit is set, dialect ${id} has one bitmap`, null, at);
  }
  if (bytes.length < at + 2 * half) {
    fail('truncated', `decode bitmap: ${bytes.length - at} bytes, expected ${2 * half}`, null, bytes.length);
  }
  cursor.at = at + 2 * half;
  return 16;
}

function unspread(bytes: Uint8Array, at: number, size: number): Uint8Array {
  const bitmap = new Uint8Array(size);
  for (let i = 0; i < size; i += 1) bitmap[i] = hexByte(bytes, at + 2 * i);
  return bitmap;
}

function hexByte(bytes: Uint8Array, at: number): number {
  const high = hexDigit(bytes[at]!);
  const low = hexDigit(bytes[at + 1]!);
  if (high >= 0 && low >= 0) return (high << 4) | low;
  return fail('bad-bitmap', 'decode bitmap: expected hex characters', null, high < 0 ? at : at + 1);
}

/**
 * An object for the fields, made large enough at once: growing one with the fields takes a third of all decoding.
 * The engine makes an object that is written out, with some fields in it, five times as fast as it enlarges an empty
 * one; every message about money has these five. Each is read before anybody sees it.
 */
function emptyFields(bitmap: Uint8Array, from: number, size: number): Record<number, FieldValue> {
  const usual =
    size === 8 &&
    (bitmap[from + 1]! & 0x20) !== 0 &&
    (bitmap[from + 5]! & 0xc0) === 0xc0 &&
    (bitmap[from + 7]! & 0x11) === 0x11;
  if (usual) return { 11: '', 41: '', 42: '', 60: '', 64: '' };
  const fields: Record<number, FieldValue> = {};
  const last = lastField(bitmap, from, size);
  if (last > 1) fields[last] = '';
  return fields;
}

/** Number of the highest set bit, 0 when none is set. */
function lastField(bitmap: Uint8Array, from: number, size: number): number {
  for (let i = size - 1; i >= 0; i -= 1) {
    const byte = bitmap[from + i]!;
    if (byte !== 0) return i * 8 + Math.clz32(byte & -byte) - 23;
  }
  return 0;
}

function readField(field: CompiledField, cursor: Cursor): FieldValue {
  const size = field.fixed ? field.max : readLength(field, cursor);
  if (field.kind === packedDigits) return readPacked(field, cursor, size);
  const start = cursor.at;
  const end = start + (field.kind === hexBytes ? 2 * size : size);
  if (end > cursor.bytes.length) failTruncated(field, cursor, size);
  cursor.at = end;
  if (field.kind === characters) return readCharacters(field, cursor.bytes, start, end);
  return field.kind === hexBytes
    ? readHex(field, cursor.bytes, start, end)
    : viewOf(cursor.bytes, start, size);
}

function viewOf(bytes: Uint8Array, start: number, size: number): Uint8Array {
  return new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset + start, size);
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
    text = digitOf(field, first & 15, at);
    at += 1;
  } else if (odd === 1) end -= 1;
  for (; at + 1 < end; at += 2) {
    text += digitsOf(bytes, at) ?? pairOf(field, bytes, at) + pairOf(field, bytes, at + 1);
  }
  if (at < end) text += pairOf(field, bytes, at);
  if (odd === 1 && field.leftJustified) {
    const last = bytes[end]!;
    // Tracks are closed with 0 by most terminals and with F by some; both mean nothing.
    const padOk = (last & 15) === field.padNibble || (field.track && (last & 15) === 15);
    if (!padOk) failPadding(field, end);
    text += digitOf(field, last >> 4, end);
  }
  return text;
}

/** Two bytes as four decimal digits; undefined when a nibble is none. */
function digitsOf(bytes: Uint8Array, at: number): string | undefined {
  return fourDigits[packedValue[bytes[at]!]! * 100 + packedValue[bytes[at + 1]!]!];
}

function pairOf(field: CompiledField, bytes: Uint8Array, at: number): string {
  const byte = bytes[at]!;
  return field.track || (byte >> 4 < 10 && (byte & 15) < 10) ? pairs[byte]! : failDigit(field, at);
}

function digitOf(field: CompiledField, nibble: number, at: number): string {
  return field.track || nibble < 10 ? pairs[nibble]!.charAt(1) : failDigit(field, at);
}

function readCharacters(field: CompiledField, bytes: Uint8Array, start: number, end: number): string {
  const { low, span } = field;
  // Every byte is some character of ans.
  if (span === 0xff) return latin(bytes, start, end);
  if (field.track) return readTrack(field, bytes, start, end);
  for (let at = start; at < end; at += 1) if ((bytes[at]! - low) >>> 0 > span) failDigit(field, at);
  return latin(bytes, start, end);
}

/** The separator is `=` on an ASCII link; inside messages it is `D`. */
function readTrack(field: CompiledField, bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at]!;
    const legal = (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || byte === 0x3d;
    if (!legal) failDigit(field, at);
    text += byte === 0x3d ? 'D' : String.fromCharCode(byte);
  }
  return text;
}

function readHex(field: CompiledField, bytes: Uint8Array, start: number, end: number): Uint8Array {
  const value = new Uint8Array((end - start) >> 1);
  for (let i = 0; i < value.length; i += 1) {
    const at = start + 2 * i;
    const high = hexDigit(bytes[at]!);
    const low = hexDigit(bytes[at + 1]!);
    if (high < 0 || low < 0) failDigit(field, high < 0 ? at : at + 1);
    value[i] = (high << 4) | low;
  }
  return value;
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
  return fail(
    code,
    `decode field ${field.number} (${en}): byte is not ${content === 'b' ? 'hex' : content}`,
    field.number,
    at,
  );
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

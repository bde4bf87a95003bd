import { compile } from './codec/compile.ts';
import { networkDialect } from './dialects/network.ts';
import { fail } from './error.ts';
import type { FieldSpec } from './field.ts';
import { type Iso8583Message, textOf } from './message.ts';

const posMacBytes = 8;
const posBodyBytes = 2 + 8 + posMacBytes;

/**
 * The bytes a terminal MAC covers: MTI up to the last field before F64, the bitmap with bit 64 already
 * set. Encode the message with any eight bytes in F64, and this view leaves them out. Padding and keys
 * belong to the security module. Rule: UnionPay POS interface, recomputed on a published sale.
 *
 * @throws Iso8583Error `truncated`, or `missing-value` when bit 64 is not set.
 */
export function macInputPos(encodedBody: Uint8Array): Uint8Array {
  if (encodedBody.length < posBodyBytes) {
    fail('truncated', `MAC input: ${encodedBody.length} bytes, expected at least ${posBodyBytes}`, 64);
  }
  if ((encodedBody[9]! & 1) === 0) fail('missing-value', 'MAC input: bit 64 is not set in the bitmap', 64, 9);
  return encodedBody.subarray(0, encodedBody.length - posMacBytes);
}

const transactionFields = [2, 3, 4, 7, 11, 18, 25, 28, 32, 33, 38, 39, 41, 42, 90, 59] as const;
const keyChangeFields = [7, 11, 39, 53, 70, 100] as const;

/**
 * The text a network MAC covers, as ASCII bytes: MTI and the listed fields that are present, each cleaned
 * and trimmed, joined with one space. Variable fields keep their length digits; F90 counts with its first
 * 20 digits (MTI, trace, transmission time). F59 closes the list in payments by code, where it names the account or
 * the order (decision 0020). Key changes (F70 = 101) cover a list of their own.
 * Rule: two unrelated member programs.
 *
 * @throws Iso8583Error `too-long` when a field holds more than the dialect allows: nothing is left out of a code.
 */
export function macInputNetwork(message: Iso8583Message): Uint8Array {
  const list = textOf(message, 70) === '101' ? keyChangeFields : transactionFields;
  if (message.mti.length > mtiMax)
    fail('bad-mti', `MAC input: an MTI of ${message.mti.length} characters, expected ${mtiMax}`);
  used = 0;
  addPart(message.mti, 0, message.mti.length);
  for (const number of list) {
    const value = textOf(message, number);
    if (value === undefined) continue;
    const spec = specOf(number);
    if (value.length > spec.max)
      fail('too-long', `MAC input: F${number} has ${value.length} characters, at most ${spec.max}`, number);
    if (number === 90) addPart(value, 0, Math.min(value.length, 20));
    else addPart(value, lengthDigitsOf(spec), value.length);
  }
  return text.slice(0, used);
}

const mtiMax = 4;
const specOf = (number: number): FieldSpec => compile(networkDialect).fields[number]!.spec;
/** Of a field of variable length: how many digits tell its length on the wire; of others none. */
const lengthDigitsOf = ({ length }: FieldSpec): number => (length === 'fixed' ? 0 : length.length);
/** A space, the length digits and the content, of each field that a list may name. */
const longest = [...new Set<number>([...transactionFields, ...keyChangeFields])]
  .map(specOf)
  .reduce((sum, spec) => sum + 1 + lengthDigitsOf(spec) + spec.max, mtiMax);

/** Where the text of one message is put together. */
const text = new Uint8Array(longest);
let used = 0;

/**
 * Adds a value as it is on the wire, behind a space where something is before it. Upper case; only A–Z, 0–9, space,
 * comma and full stop survive; runs of spaces become one, and none is first or last. Letters are raised by code point,
 * because toUpperCase would turn one byte of Chinese text (ß) into two letters.
 */
function addPart(value: string, lengthDigits: number, length: number): void {
  const before = used;
  const start = before === 0 ? 0 : before + 1;
  let at = start;
  for (
    let digit = lengthDigits - 1, rest = value.length;
    digit >= 0;
    digit -= 1, rest = Math.floor(rest / 10)
  )
    text[start + digit] = 0x30 + (rest % 10);
  at += lengthDigits;
  let isSpaceDue = false;
  for (let index = 0; index < length; index += 1) {
    const code = value.charCodeAt(index);
    const upper = code >= 0x61 && code <= 0x7a ? code - 0x20 : code;
    const kept =
      (upper >= 0x41 && upper <= 0x5a) || (code >= 0x30 && code <= 0x39) || code === 0x2c || code === 0x2e;
    if (code === 0x20) isSpaceDue = at > start;
    else if (kept) {
      if (isSpaceDue) text[at++] = 0x20;
      isSpaceDue = false;
      text[at++] = upper;
    }
  }
  if (at === start) return;
  if (before > 0) text[before] = 0x20;
  used = at;
}

import type { KeyedMac } from '#adapters/security-module';
import {
  bytesOf,
  decode,
  type Iso8583Message,
  macInputPos,
  posDialect,
  textOf,
  trimmed,
} from '#wire/iso8583';
import { macFits } from './terminal-crypto.ts';
import { meaningOf } from './words.ts';

/** An answer is valid, or it is no answer. `code` is F39, null where the message may lack it. */
export type AnswerVerdict =
  | { readonly state: 'valid'; readonly message: Iso8583Message; readonly code: string | null }
  | { readonly state: 'wrong-mac'; readonly message: Iso8583Message; readonly detail: string }
  | { readonly state: 'malformed'; readonly detail: string }
  | { readonly state: 'mismatch'; readonly detail: string };

/**
 * The checks of a terminal: MTI is the request's plus 10; F3, F11 and F41 are equal; with F39 = success also
 * F42 and F4; the MAC must be there and right on a success and is checked wherever there is one. An A0
 * refusal is exempt from that last check, because it says that the two sides hold different MAC keys.
 *
 * `mac` is null for management messages, which carry none. Never throws.
 */
export function checkAnswer(request: Iso8583Message, body: Uint8Array, mac: KeyedMac | null): AnswerVerdict {
  let message: Iso8583Message;
  try {
    message = decode(posDialect, body);
  } catch (error) {
    return { state: 'malformed', detail: error instanceof Error ? error.message : 'not readable' };
  }
  const wantedMti = String(Number(request.mti) + 10).padStart(4, '0');
  if (message.mti !== wantedMti) {
    return { state: 'mismatch', detail: `MTI ${message.mti}, expected ${wantedMti}` };
  }
  const code = textOf(message, 39) ?? null;
  // Only a settlement is answered by its totals instead of a code.
  if (code === null && request.mti !== '0500') return { state: 'mismatch', detail: 'F39 is missing' };
  const success = code === null || meaningOf(code).result === 'approved';
  const different = firstDifference(request, message, success);
  if (different !== null) return { state: 'mismatch', detail: different };
  if (mac !== null && !macIsGood(body, message, mac, code, success)) {
    return { state: 'wrong-mac', message, detail: 'F64 does not belong to this answer' };
  }
  return { state: 'valid', message, code };
}

function firstDifference(request: Iso8583Message, answer: Iso8583Message, success: boolean): string | null {
  const payment = ['0100', '0200', '0220'].includes(request.mti);
  for (const field of [3, 4, 11, 41, 42]) {
    const sent = textOf(request, field);
    if (sent === undefined) continue;
    const got = textOf(answer, field);
    // A line test is answered with hardly anything, and a refusal need not repeat the amount.
    const optional = request.mti === '0820' || (field === 4 && !(payment && success));
    if (got === undefined && optional) continue;
    if (got === undefined && field !== 42) return `F${field} is missing`;
    if (field === 42 && !success) continue;
    if (got === undefined || trimmed(got) !== trimmed(sent)) {
      return `F${field} is ${got ?? 'missing'}, expected ${sent}`;
    }
  }
  return null;
}

function macIsGood(
  body: Uint8Array,
  message: Iso8583Message,
  mac: KeyedMac,
  code: string | null,
  success: boolean,
): boolean {
  const found = bytesOf(message, 64);
  if (found === undefined) return !success;
  if (code === 'A0') return true;
  return macFits(mac(macInputPos(body)), found);
}

/** Ids of endpoints, messages, notices and texts: they sort by time, and what follows the time cannot be guessed. */
import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 16;

export type Prefix = 'we' | 'msg' | 'ntc' | 'sms';

/** 48 bits of milliseconds and 32 random bits, as 16 characters of Crockford's base 32. */
export function makeId(prefix: Prefix, nowMs: number): string {
  let value = (BigInt(nowMs) << 32n) | BigInt(randomBytes(4).readUInt32BE());
  let text = '';
  for (let index = 0; index < LENGTH; index += 1) {
    text = ALPHABET[Number(value & 31n)] + text;
    value >>= 5n;
  }
  return `${prefix}_${text}`;
}

/** The same within one millisecond in the order of making: the lists that sort by id then tell things in order. */
export class IdMaker {
  #lastMs = 0;
  make(prefix: Prefix, nowMs: number): string {
    this.#lastMs = Math.max(nowMs, this.#lastMs + 1);
    return makeId(prefix, this.#lastMs);
  }
}

export const isId = (prefix: Prefix, text: string): boolean =>
  new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{${LENGTH}}$`).test(text);

/**
 * Names that the engine gives. Ids sort by time and say where their row lives: 48 bits of milliseconds, 8 bits
 * of bucket, 10 bits of node, 14 bits of counter, as 16 characters of Crockford's base 32.
 */
import { calendarDayOf, SHANGHAI, wireTime } from '#domain/calendar';
import type { ClosureId } from '#domain/closure';
import type { LossCaseId } from '#domain/loss';
import type { OrderId } from '#domain/order';
import type { CancellationId, NetworkKey, PaymentId } from '#domain/payment';
import type { RequestId } from '#domain/request';
import type { WalletId, WalletPaymentId } from '#domain/wallet';
import { LIMITS } from './limits.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ID_PATTERN = /^(?:pay|can|req|ord|wal|wpm|los|cls)_[0-9A-HJKMNP-TV-Z]{16}$/;

/** Where a book lives: FNV-1a over its name, modulo the number of buckets. */
export function bucketOfBook(book: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < book.length; index += 1) {
    hash = Math.imul(hash ^ book.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash % LIMITS.bucketCount;
}

/** A number below 2^40 in base 32. */
function eightLetters(value: number): string {
  let text = '';
  for (let rest = value, index = 0; index < 8; index += 1) {
    text = ALPHABET[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

/** What a letter is worth; what is none of them is worth nothing. */
const WORTH = new Uint8Array(128);
for (let worth = 0; worth < ALPHABET.length; worth += 1) WORTH[ALPHABET.charCodeAt(worth)] = worth;
const worthAt = (id: string, index: number): number => WORTH[id.charCodeAt(index)] ?? 0;

export const isPaymentId = (text: string): text is PaymentId =>
  text.startsWith('pay_') && ID_PATTERN.test(text);
export const isCancellationId = (text: string): text is CancellationId =>
  text.startsWith('can_') && ID_PATTERN.test(text);

export const isRequestId = (text: string): text is RequestId =>
  text.startsWith('req_') && ID_PATTERN.test(text);
export const isOrderId = (text: string): text is OrderId => text.startsWith('ord_') && ID_PATTERN.test(text);
export const isWalletId = (text: string): text is WalletId =>
  text.startsWith('wal_') && ID_PATTERN.test(text);
export const isWalletPaymentId = (text: string): text is WalletPaymentId =>
  text.startsWith('wpm_') && ID_PATTERN.test(text);

export const isLossCaseId = (text: string): text is LossCaseId =>
  text.startsWith('los_') && ID_PATTERN.test(text);

export const isClosureId = (text: string): text is ClosureId =>
  text.startsWith('cls_') && ID_PATTERN.test(text);

type Id = PaymentId | CancellationId | RequestId | OrderId | WalletPaymentId | LossCaseId | ClosureId;
/** Its 8 bits are the last two of the 10th letter, the five of the 11th, and the first of the 12th. */
export const bucketOfId = (id: Id): number =>
  ((worthAt(id, 13) & 0b11) << 6) | (worthAt(id, 14) << 1) | (worthAt(id, 15) >> 4);
/** The first 48 bits: nine letters, and three bits of the tenth. */
export function createdMsOfId(id: Id): number {
  let value = 0;
  for (let index = 4; index < 14; index += 1) value = value * 32 + worthAt(id, index);
  return Math.floor(value / 4);
}
/** `2026-11`: the month whose partition holds the row. */
export const monthOfId = (id: PaymentId | CancellationId | RequestId): string =>
  calendarDayOf(createdMsOfId(id), SHANGHAI).slice(0, 7);

export interface IdMaker {
  payment(book: string, nowMs: number): PaymentId;
  cancellation(book: string, nowMs: number): CancellationId;
  request(book: string, nowMs: number): RequestId;
  order(book: string, nowMs: number): OrderId;
  /** A wallet names its own book, so its name says nothing of where it lives: {@link bucketOfBook} does. */
  wallet(nowMs: number): WalletId;
  movement(book: string, nowMs: number): WalletPaymentId;
  closure(book: string, nowMs: number): ClosureId;
  /** The 16 characters of an id that belongs into a wallet. */
  part(book: string, nowMs: number): string;
}

export function createIdMaker(node: number): IdMaker {
  if (!Number.isInteger(node) || node < 1 || node > 1023) {
    throw new RangeError(`Cannot make ids for node ${node}: expected 1 to 1023`);
  }
  let lastMs = 0;
  let counter = 0;
  const make = (prefix: string, book: string, nowMs: number): string => {
    // Never backwards, and never the same twice: a clock that stands or jumps back borrows from the future.
    if (nowMs > lastMs) {
      lastMs = nowMs;
      counter = 0;
    } else {
      counter += 1;
      if (counter === 1 << 14) {
        lastMs += 1;
        counter = 0;
      }
    }
    // Two halves of 40 bits: a number holds each of them exactly.
    const low = (lastMs % 256) * 2 ** 32 + bucketOfBook(book) * 2 ** 24 + node * 2 ** 14 + counter;
    return prefix + eightLetters(Math.floor(lastMs / 256)) + eightLetters(low);
  };
  return {
    payment: (book, nowMs) => make('pay_', book, nowMs) as PaymentId,
    cancellation: (book, nowMs) => make('can_', book, nowMs) as CancellationId,
    request: (book, nowMs) => make('req_', book, nowMs) as RequestId,
    order: (book, nowMs) => make('ord_', book, nowMs) as OrderId,
    wallet: (nowMs) => make('wal_', '', nowMs) as WalletId,
    movement: (book, nowMs) => make('wpm_', book, nowMs) as WalletPaymentId,
    closure: (book, nowMs) => make('cls_', book, nowMs) as ClosureId,
    part: (book, nowMs) => make('', book, nowMs),
  };
}

/** Gives every message to the network its own F7/F11, and every payment its reference number. */
export interface NetworkKeyMaker {
  next(nowMs: number): NetworkKey;
}

export function createNetworkKeyMaker(
  institution: { readonly acquirerId: string; readonly forwarderId: string },
  firstTrace: number,
): NetworkKeyMaker {
  let trace = firstTrace % 1_000_000;
  return {
    next(nowMs) {
      trace = trace >= 999_999 ? 1 : trace + 1;
      const { transmission, year } = wireTime(nowMs, SHANGHAI);
      return { year, transmission, stan: String(trace).padStart(6, '0'), ...institution };
    },
  };
}

/** F37: hhmmss and the trace number, unique per acquirer and day. */
export const rrnOf = (key: NetworkKey): string => key.transmission.slice(4) + key.stan;

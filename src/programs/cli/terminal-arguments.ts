/** What somebody typed after `yuanlu terminal`, as values. Every function throws UsageError. */
import { type CardEntry, chipFile, createVirtualCard } from '#adapters/virtual-terminal';
import { parseYuan } from '#domain/money';
import type { Lang } from '#domain/outcome';
import { readCardsAtHand } from '../phones.ts';
import { chipFileOf, chooseCard, UsageError } from '../terminal-files.ts';

export interface CardOptions {
  readonly card?: string;
  readonly expiry?: string;
  readonly entry?: string;
  /** The chip could not be read: swiped instead. */
  readonly fallback?: boolean;
  /** False for `--no-pin`. */
  readonly pin?: string | boolean;
}

/** Above this a tap asks for the PIN (small-amount rule of QuickPass, 2018). */
const TAP_WITHOUT_PIN_MAX_FEN = 100_000n;

export const entries: readonly CardEntry[] = ['tap', 'chip', 'swipe', 'keyed'];

export function amountOf(yuan: string): bigint {
  const amountFen = parseYuan(yuan);
  if (amountFen === undefined || amountFen === 0n) {
    throw new UsageError('The amount is yuan with at most two decimals and above 0, for example 12.34');
  }
  return amountFen;
}

export function entryOf(text: string): CardEntry {
  const entry = entries.find((candidate) => candidate === text);
  if (entry === undefined) throw new UsageError(`--entry is one of ${entries.join(', ')}`);
  return entry;
}

/** Leading zeros may be left out. */
export function numberOf(name: string, text: string, digits: number): string {
  if (!/^\d+$/.test(text) || text.length > digits)
    throw new UsageError(`The ${name} has up to ${digits} digits`);
  return text.padStart(digits, '0');
}

export async function cardOf(dataFolder: string, options: CardOptions, entry: CardEntry, amountFen: bigint) {
  const card = chooseCard(await readCardsAtHand(dataFolder), options.card, options.expiry);
  const asksPin =
    entry === 'chip' || entry === 'swipe' || (entry === 'tap' && amountFen > TAP_WITHOUT_PIN_MAX_FEN);
  const own = asksPin && options.pin !== false ? (card.pin ?? undefined) : undefined;
  const pin = typeof options.pin === 'string' ? options.pin : own;
  // Another expiry than the card's is no card of its issuer any more.
  const whole = options.expiry === undefined;
  const chip =
    card.chip === null || !whole
      ? undefined
      : createVirtualCard(card.chip, chipFile(chipFileOf(dataFolder, card)));
  const track2 = entry === 'swipe' && whole ? (card.track2 ?? undefined) : undefined;
  return { pan: card.pan, expiry: card.expiry, pin, chip, track2, fallback: options.fallback };
}

/** As the whole program chooses it: what was asked for, else the environment's. */
export function languageOf(asked: string | undefined): Lang {
  const lang = asked ?? (/^zh/i.test(process.env.LC_ALL ?? process.env.LANG ?? '') ? 'zh' : 'en');
  if (lang === 'zh' || lang === 'en') return lang;
  throw new UsageError('--lang is zh or en');
}

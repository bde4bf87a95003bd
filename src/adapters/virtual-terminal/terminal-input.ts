import { AMOUNT_FEN_MAX, isPayableFen } from '#domain/money';
import type { VirtualCard } from './chip/index.ts';
import type { CardEntry } from './journal-state.ts';

/** What somebody typed cannot become a message. The text never quotes a card number or a PIN. */
export class TerminalInputError extends Error {
  override readonly name = 'TerminalInputError';
}

export interface Card {
  /** 12 to 19 digits. */
  readonly pan: string;
  /** YYMM. */
  readonly expiry: string;
  /** Up to three digits; chips carry it. */
  readonly sequence?: string | undefined;
  /** As on the stripe, with `=` or `D`. Made from number and expiry when a swipe brings none. */
  readonly track2?: string | undefined;
  /** Swiped because the chip could not be read. */
  readonly fallback?: boolean | undefined;
  /** 4 to 12 digits. Used for one PIN block and stored nowhere. */
  readonly pin?: string | undefined;
  /** The chip itself, for the entries chip and tap; absent: the reader told number and expiry alone. */
  readonly chip?: VirtualCard | undefined;
}

const entries: readonly CardEntry[] = ['chip', 'tap', 'swipe', 'keyed'];

/** @throws TerminalInputError naming the part and what would be right. */
export function requireCard(card: Card, entry: CardEntry): void {
  if (!entries.includes(entry)) refuse('card entry', entry, 'chip, tap, swipe or keyed');
  if (!/^\d{12,19}$/.test(card.pan))
    refuse('card number', `${card.pan.length} characters`, '12 to 19 digits');
  if (!/^\d{2}(0[1-9]|1[0-2])$/.test(card.expiry)) refuse('expiry', 'another form', 'YYMM, for example 3012');
  if (card.sequence !== undefined) requireDigits('card sequence number', card.sequence, 1, 3);
  if (card.track2 !== undefined && !/^\d{12,19}[=D]\d{7,}$/.test(card.track2)) {
    refuse('track 2', `${card.track2.length} characters`, 'number, separator, expiry, service code');
  }
  if (card.track2 !== undefined && card.track2.length > 37) {
    refuse('track 2', `${card.track2.length} characters`, 'at most 37');
  }
  if (card.pin !== undefined && !/^\d{4,12}$/.test(card.pin)) refuse('PIN', 'another form', '4 to 12 digits');
}

export function requireAmount(amountFen: bigint): void {
  if (isPayableFen(amountFen)) return;
  refuse('amount', `${amountFen} fen`, `1 to ${AMOUNT_FEN_MAX} fen`);
}

export function requireDigits(name: string, text: string, least: number, most = least): void {
  if (new RegExp(`^\\d{${least},${most}}$`).test(text)) return;
  const wanted = least === most ? `${least} digits` : `${least} to ${most} digits`;
  refuse(name, `${text.length} characters`, wanted);
}

export function requireReference(rrn: string): void {
  if (/^[0-9A-Za-z]{12}$/.test(rrn)) return;
  refuse('reference number', `${rrn.length} characters`, '12 letters and digits, as on the slip');
}

export function requireOperator(operator: string): void {
  if (/^[0-9A-Za-z]{1,3}$/.test(operator)) return;
  refuse('operator', `${operator.length} characters`, '1 to 3 letters and digits');
}

function refuse(name: string, found: string, wanted: string): never {
  throw new TerminalInputError(`Cannot use this ${name}: found ${found}, expected ${wanted}`);
}

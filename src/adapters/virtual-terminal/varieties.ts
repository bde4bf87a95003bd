/** Varieties of a sale at this terminal: which row, which F25 and F22, and what stands in F59, 60.7 and F62. */
import {
  buildCodeData,
  buildCodeScheme,
  buildField62Usage,
  buildInstalmentPlan,
  type FieldValue,
  field62Usages,
  latinBytes,
  type PosMessageId,
  posMessages,
  rowOf,
} from '#wire/iso8583';
import { CARD_KINDS, type EntryKind } from './card-kinds.ts';
import type { CardEntry } from './journal-state.ts';
import { type Card, requireCard, requireDigits, TerminalInputError } from './terminal-input.ts';

export const VARIETY_KINDS = ['moto', 'instalment', 'points', 'reservation', 'code', 'own-code'] as const;
export type VarietyKind = (typeof VARIETY_KINDS)[number];

export type TerminalVariety =
  /** `id`: what the payer told to prove who they are, up to 60 characters. */
  | { readonly is: 'moto'; readonly id?: string | undefined }
  | {
      readonly is: 'instalment';
      readonly periods: number;
      readonly programme?: string | undefined;
      readonly fee?: 'at-once' | 'by-period' | undefined;
    }
  /** `account`: 60.7, three digits, 048 for the issuer's own points. */
  | {
      readonly is: 'points';
      readonly account?: string | undefined;
      readonly productCode?: string | undefined;
    }
  /** The payer's telephone number; the card is not told. */
  | { readonly is: 'reservation'; readonly phone: string }
  /** The payer's code as read: the number of {@link Card} is that code. */
  | { readonly is: 'code' }
  /** The same in the acquirer's own messages: never reversed, asked about instead. */
  | { readonly is: 'own-code' };

/** What a message of the variety has beside the plain one's fields. */
export interface VarietyParts {
  readonly row: PosMessageId;
  readonly conditionCode: string;
  /** First two digits of F22 where the variety decides it. */
  readonly entry: string | null;
  readonly accountType: string | null;
  readonly fields: Readonly<Record<number, FieldValue>>;
  /** The message names no card number: none was told, or a code stands for it. */
  readonly withoutCard: boolean;
}

const PLAIN_CONDITION = '00';
/** 60.7 of the issuer's own points. */
const OWN_POINTS = '048';
/** First two digits of F22: a code was read; no card at all. */
const BY_CODE = '03';
const NO_CARD_READ = '92';

/** What stands where a card number would: a reservation names none. */
export const NO_CARD: Card = { pan: '0'.repeat(16), expiry: '0001' };

const has = (id: string): id is PosMessageId => posMessages.rows.some((row) => row.id === id);

/** A refund of a variety without a row of its own is the plain one. */
function rowIdOf(kind: EntryKind | 'balance', variety: VarietyKind | null): PosMessageId {
  if (kind === 'balance') return variety === 'points' ? 'points-query' : 'balance';
  const id = `${variety === 'own-code' ? 'acquirer-code' : variety}-${kind}`;
  return variety !== null && has(id) ? id : CARD_KINDS[kind].row;
}

export function partsOf(
  kind: EntryKind | 'balance',
  variety: TerminalVariety | null,
  card: Card,
): VarietyParts {
  const row = rowIdOf(kind, variety?.is ?? null);
  const plain = {
    ...{ row, entry: null, accountType: null, fields: {}, withoutCard: false },
    conditionCode: rowOf(posMessages, row).conditionCodes?.[0] ?? PLAIN_CONDITION,
  };
  if (variety === null) return plain;
  switch (variety.is) {
    case 'moto':
      return {
        ...plain,
        entry: '01',
        fields: kind === 'sale' ? toldField(field62Usages.moto, variety.id) : {},
      };
    case 'instalment':
      return { ...plain, fields: kind === 'sale' ? planField(variety) : {} };
    case 'points': {
      const product = variety.productCode ?? '';
      const fields = kind === 'sale' && product !== '' ? { 62: latin(product) } : {};
      return { ...plain, accountType: variety.account ?? OWN_POINTS, fields };
    }
    case 'reservation':
      return {
        ...{ ...plain, entry: NO_CARD_READ },
        fields: kind === 'sale' ? toldField(field62Usages.reservation, variety.phone) : {},
      };
    case 'own-code':
      return {
        ...{ ...plain, entry: BY_CODE, withoutCard: true },
        fields: {
          44: buildCodeScheme('unionpay'),
          ...(kind === 'sale' ? { 62: latin(card.pan) } : {}),
        },
      };
    case 'code':
      return {
        ...{ ...plain, entry: BY_CODE, withoutCard: true },
        fields: kind === 'sale' ? { 59: buildCodeData({ payCode: card.pan, orderReference: null }) } : {},
      };
  }
}

function toldField(usage: string, text: string | undefined): Record<number, Uint8Array> {
  return text === undefined ? {} : { 62: buildField62Usage({ usage, text }) };
}

function planField(plan: Extract<TerminalVariety, { is: 'instalment' }>): Record<number, Uint8Array> {
  const { periods, programme = '', fee = 'at-once' } = plan;
  return { 62: latin(buildInstalmentPlan(62, { periods, programme, fee })) };
}

const latin = (text: string): Uint8Array => latinBytes(text) ?? new Uint8Array(0);

/** @throws TerminalInputError naming the part and what would be right. */
export function requireVariety(variety: TerminalVariety | null, card: Card, entry: CardEntry): void {
  if (variety?.is === 'code' || variety?.is === 'own-code') requireDigits('payment code', card.pan, 12, 19);
  else if (variety?.is === 'reservation') requireDigits('telephone number', variety.phone, 5, 20);
  else requireCard(card, entry);
  if (variety?.is === 'instalment') {
    const { periods, programme = '' } = variety;
    if (!Number.isInteger(periods) || periods < 2 || periods > 99)
      throw new TerminalInputError(`Cannot use this number of periods: found ${periods}, expected 2 to 99`);
    requirePrintable('programme', programme, 30);
  }
  if (variety?.is === 'points') {
    requireDigits('points account', variety.account ?? OWN_POINTS, 3);
    requirePrintable('points product', variety.productCode ?? '', 30);
  }
  if (variety?.is === 'moto') {
    requirePrintable('id', variety.id ?? '', 60);
    if (card.pin !== undefined)
      throw new TerminalInputError('Cannot ask for a PIN: an order that is told has none');
  }
}

function requirePrintable(name: string, text: string, most: number): void {
  if (text.length <= most && /^[ -~]*$/.test(text)) return;
  throw new TerminalInputError(
    `Cannot use this ${name}: found ${text.length} characters, expected at most ${most} printable ones`,
  );
}

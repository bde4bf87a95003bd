/** How a terminal's sale differs from the plain one: instalments, points, mail or telephone order, reservation. */
import type { Variety, VarietyName } from '#domain/payment';
import {
  bytesOf,
  field62Usages,
  type Iso8583Message,
  latinText,
  type MessageRow,
  type PosMessageId,
  parseField62Usage,
  parseInstalmentPlan,
  parsePosField60,
} from '#wire/iso8583';
import { malformed, required } from './pos-read.ts';

/** What a payer told has this length at most; a points product too. */
const TOLD_MAX = 60;
/** The card number of a sale whose payer is known by a telephone number. */
export const NO_CARD = '0'.repeat(16);

/** Varieties of a sale, and what undoes them: carried out as the plain row that they are made of. */
const varieties: readonly PosMessageId[] = [
  ...(['instalment-sale', 'instalment-void', 'points-sale', 'points-void'] as const),
  ...(['moto-sale', 'moto-void', 'moto-refund', 'reservation-sale', 'reservation-void'] as const),
  ...(['code-sale', 'code-void', 'code-refund'] as const),
  ...(['moto-pre-auth', 'moto-pre-auth-void', 'moto-completion'] as const),
  ...(['moto-completion-notice', 'moto-completion-void'] as const),
];

/** The id of the plain row; a row of no plain one has its own. */
export const plainId = (row: MessageRow<PosMessageId> | null | undefined): string | null =>
  row == null ? null : varieties.includes(row.id) ? row.base : row.id;

export interface ReadVariety {
  readonly variety: Variety | null;
  /** F62 of an order that was told and of a reservation, as it came. */
  readonly privateText: string | null;
}

const PLAIN: ReadVariety = { variety: null, privateText: null };

/** What the row's product says of the sale. A plain one, and one by code, has no variety. */
export function readVariety(message: Iso8583Message, { product }: MessageRow): ReadVariety {
  switch (product) {
    case 'instalment':
      return { variety: { is: 'instalment', ...readPlan(message) }, privateText: null };
    case 'points': {
      const account = parsePosField60(required(message, 60)).accountType ?? null;
      const productCode = printable(field62(message) ?? '', 'points product');
      return { variety: { is: 'points', account, productCode }, privateText: null };
    }
    case 'moto':
      return { variety: { is: 'moto' }, privateText: readTold(message, field62Usages.moto) };
    case 'reservation': {
      const privateText = readTold(message, field62Usages.reservation);
      if (privateText === null || !/^90\d{5,20}$/.test(privateText))
        malformed('field 62: expected 90 and a telephone number of 5 to 20 digits');
      return { variety: { is: 'reservation' }, privateText };
    }
    default:
      return PLAIN;
  }
}

/** The variety that a void or refund names by its F25; `null` where it says nothing: a code has no F25 of its own. */
export function namedVariety({ product }: MessageRow): VarietyName | 'plain' | null {
  if (product === 'code') return null;
  return product === 'card' ? 'plain' : product;
}

const field62 = (message: Iso8583Message): string | null => {
  const bytes = bytesOf(message, 62);
  return bytes === undefined ? null : latinText(bytes);
};

function readPlan(message: Iso8583Message) {
  return parseInstalmentPlan(62, field62(message) ?? malformed('field 62 is missing: expected a plan'));
}

function readTold(message: Iso8583Message, usage: string): string | null {
  const bytes = bytesOf(message, 62);
  if (bytes === undefined) return null;
  const found = parseField62Usage(bytes);
  if (found.usage !== usage) malformed(`field 62 begins with another usage than ${usage}`);
  return usage + printable(found.text, 'what the payer told');
}

function printable(text: string, what: string): string {
  if (text.length > TOLD_MAX || !/^[ -~]*$/.test(text))
    malformed(`field 62: ${what} has ${text.length} characters: expected at most ${TOLD_MAX} printable ones`);
  return text;
}

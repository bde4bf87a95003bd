import { amountDigits, countDigits, exactDigits, failSubfield, isDigits } from './slices.ts';

/** F48 of a tip: twelve digits of fen. @throws Iso8583Error `bad-subfield`. */
export function parseTip(text: string): bigint {
  return BigInt(exactDigits(48, 'tip', text, 12));
}

/** @throws Iso8583Error `bad-subfield`. */
export function buildTip(fen: bigint): string {
  return amountDigits(48, 'tip', fen, 12);
}

/** F48 at the end of an upload: how many details went up, four digits. @throws Iso8583Error `bad-subfield`. */
export function parseUploadCount(text: string): number {
  return Number(exactDigits(48, 'count', text, 4));
}

/** @throws Iso8583Error `bad-subfield`. */
export function buildUploadCount(count: number): string {
  return countDigits(48, 'count', count, 4);
}

/** One stripe payment of an upload. */
export interface BatchDetail {
  /** Where the card was issued. */
  readonly kind: 'domestic' | 'foreign';
  /** F11 of the payment, 6 digits. */
  readonly stan: string;
  /** 12 to 19 digits; `null` where zeros say that the terminal has none, as of a payment by code. */
  readonly pan: string | null;
  readonly amountFen: bigint;
}

const detailDigits = 40;
const detailsMax = 8;

/** F48 of an upload: a count of two digits, then at most eight details. @throws Iso8583Error `bad-subfield`. */
export function parseBatchDetails(text: string): readonly BatchDetail[] {
  if (text.length < 2 || !isDigits(text)) failSubfield(48, 'content', 'another shape', 'digits');
  const count = Number(text.slice(0, 2));
  if (count > detailsMax) failSubfield(48, 'count', `${count}`, `at most ${detailsMax}`);
  const length = 2 + count * detailDigits;
  if (text.length !== length) failSubfield(48, 'length', `${text.length}`, `${length} for ${count} details`);
  return Array.from({ length: count }, (_, i) => parseDetail(text.slice(2 + i * detailDigits)));
}

/** @throws Iso8583Error `bad-subfield`. */
export function buildBatchDetails(details: readonly BatchDetail[]): string {
  if (details.length > detailsMax) failSubfield(48, 'count', `${details.length}`, `at most ${detailsMax}`);
  return countDigits(48, 'count', details.length, 2) + details.map(buildDetail).join('');
}

function parseDetail(text: string): BatchDetail {
  const kind = text.slice(0, 2);
  if (kind !== '00' && kind !== '01') failSubfield(48, 'kind of card', kind, '00 or 01');
  // The card number stands at the right, led by zeros: no card number begins with one.
  const pan = text.slice(8, 28).replace(/^0+/, '');
  return {
    kind: kind === '00' ? 'domestic' : 'foreign',
    stan: text.slice(2, 8),
    pan: pan === '' ? null : cardNumber(pan),
    amountFen: BigInt(text.slice(28, detailDigits)),
  };
}

function buildDetail({ kind, stan, pan, amountFen }: BatchDetail): string {
  return (
    (kind === 'domestic' ? '00' : '01') +
    exactDigits(48, 'trace', stan, 6) +
    (pan === null ? '' : cardNumber(pan)).padStart(20, '0') +
    amountDigits(48, 'amount', amountFen, 12)
  );
}

function cardNumber(pan: string): string {
  if (/^[1-9]\d{11,18}$/.test(pan)) return pan;
  return failSubfield(48, 'card number', `${pan.length} characters`, '12 to 19 digits, the first not zero');
}

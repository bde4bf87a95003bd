import { exactDigits, failSubfield, isDigits, type Part } from './slices.ts';

/**
 * F60 on the terminal side. The parts end wherever the sender's message set ends, so each part implies
 * the ones before it. Five lengths are in use: 8, 11, 13, 14 and 17 digits.
 */
export interface PosField60 {
  /** 60.1, 2 digits: what kind of transaction. */
  readonly transactionType: string;
  /** 60.2, 6 digits. */
  readonly batch: string;
  /** 60.3, 3 digits: 000 for cards, else a management function. */
  readonly networkCode?: string;
  /** 60.4, 1 digit: 0 unknown, 2 stripe, 5 contact chip, 6 contactless chip. */
  readonly readingCapability?: string;
  /** 60.5, 1 digit: 2 is a swipe after a failed chip read. */
  readonly chipCondition?: string;
  /** 60.6, 1 digit: 1 is partial approval supported. */
  readonly partialApproval?: string;
  /** 60.7, 3 digits: kind of points account. */
  readonly accountType?: string;
}

/** F61 on the terminal side: which earlier transaction is meant. 12, 16, 18 or 29 digits. */
export interface PosField61 {
  /** 61.1, 6 digits. */
  readonly batch: string;
  /** 61.2, 6 digits. */
  readonly trace: string;
  /** 61.3, MMDD; `0000` when the terminal does not know. */
  readonly date?: string;
  /** 61.4: 00 terminal, 01 telephone, 02 stand-in. */
  readonly authorisationMode?: string;
  /** 61.5, 11 digits. */
  readonly authorisingInstitution?: string;
}

const parts60 = [
  ['transactionType', 2],
  ['batch', 6],
  ['networkCode', 3],
  ['readingCapability', 1],
  ['chipCondition', 1],
  ['partialApproval', 1],
  ['accountType', 3],
] as const;

const parts61 = [
  ['batch', 6],
  ['trace', 6],
  ['date', 4],
  ['authorisationMode', 2],
  ['authorisingInstitution', 11],
] as const;

const lengths60 = [8, 11, 13, 14, 17];
const lengths61 = [12, 16, 18, 29];

/** @throws Iso8583Error `bad-subfield` on another length or a character that is no digit. */
export function parsePosField60(text: string): PosField60 {
  const found = cut(60, parts60, lengths60, text);
  return { transactionType: text.slice(0, 2), batch: text.slice(2, 8), ...found };
}

/** @throws Iso8583Error `bad-subfield`; also when a part is given without the one before it. */
export function buildPosField60(parts: PosField60): string {
  return join(60, parts60, lengths60, { ...parts });
}

/** @throws Iso8583Error `bad-subfield` on another length or a character that is no digit. */
export function parsePosField61(text: string): PosField61 {
  const found = cut(61, parts61, lengths61, text);
  return { batch: text.slice(0, 6), trace: text.slice(6, 12), ...found };
}

/** @throws Iso8583Error `bad-subfield`; also when a part is given without the one before it. */
export function buildPosField61(parts: PosField61): string {
  return join(61, parts61, lengths61, { ...parts });
}

function cut(
  field: number,
  layout: readonly Part[],
  lengths: readonly number[],
  text: string,
): Record<string, string> {
  if (!lengths.includes(text.length)) failSubfield(field, 'length', `${text.length}`, lengths.join(', '));
  if (!isDigits(text)) failSubfield(field, 'content', 'other characters', 'digits');
  const found: Record<string, string> = {};
  let at = 0;
  for (const [name, width] of layout) {
    if (at >= text.length) break;
    found[name] = text.slice(at, at + width);
    at += width;
  }
  return found;
}

function join(
  field: number,
  layout: readonly Part[],
  lengths: readonly number[],
  values: Readonly<Record<string, string | undefined>>,
): string {
  let text = '';
  let gap: string | null = null;
  for (const [name, width] of layout) {
    const value = values[name];
    if (value === undefined) {
      gap ??= name;
      continue;
    }
    if (gap !== null) failSubfield(field, gap, 'nothing', `a value, because ${name} follows it`);
    text += exactDigits(field, name, value, width);
  }
  if (!lengths.includes(text.length)) failSubfield(field, 'length', `${text.length}`, lengths.join(', '));
  return text;
}

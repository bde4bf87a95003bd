/** Something in two languages. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** One part of a field, in words. */
export interface ExplainedPart {
  /** `60.1`, `48 #2`, `A3`. */
  readonly name: string;
  readonly title: Bilingual;
  /** As it stands in the field, masked where it could name a card, a person or a key. */
  readonly value: string;
  /** What a coded value says; null for others and for codes that are in no list. */
  readonly says: Bilingual | null;
}

export const both = (zh: string, en: string): Bilingual => ({ zh, en });

export function part(
  name: string,
  title: Bilingual,
  value: string,
  says: Bilingual | null = null,
): ExplainedPart {
  return { name, title, value, says };
}

/** Only the last digits of what could name somebody. */
export function tailOnly(text: string, shown = 4): string {
  return text.length <= 2 * shown
    ? '*'.repeat(text.length)
    : '*'.repeat(text.length - shown) + text.slice(-shown);
}

/** Yuan out of fen, with the fen behind a point. */
export function yuanOf(fen: bigint): string {
  const digits = (fen < 0n ? -fen : fen).toString().padStart(3, '0');
  return `${fen < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

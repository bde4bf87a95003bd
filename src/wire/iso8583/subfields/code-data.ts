import { failSubfield } from './slices.ts';

/**
 * F59 of a payment by code: parts of two characters of tag, three digits of length, and a value. `A3` with the payer's
 * code is what terminals send; `A4` for the order goes the same way.
 */
export interface CodeData {
  /** The number behind the payer's code. */
  readonly payCode: string | null;
  /** What the merchant's code names: the order. */
  readonly orderReference: string | null;
}

const TAGS = { payCode: 'A3', orderReference: 'A4' } as const;
const LENGTH_MAX = 600;

/** @throws Iso8583Error `bad-subfield` for a value of no characters or more than 99 */
export function buildCodeData(data: CodeData): string {
  return (Object.keys(TAGS) as (keyof typeof TAGS)[])
    .map((name) => {
      const value = data[name];
      if (value === null) return '';
      if (value.length < 1 || value.length > 99)
        failSubfield(59, name, `${value.length} characters`, '1 to 99 characters');
      return TAGS[name] + String(value.length).padStart(3, '0') + value;
    })
    .join('');
}

/** Parts with other tags are left out. @throws Iso8583Error `bad-subfield` for what does not divide into parts */
export function parseCodeData(text: string): CodeData {
  if (text.length > LENGTH_MAX) failSubfield(59, 'length', `${text.length}`, `at most ${LENGTH_MAX}`);
  const found = new Map<string, string>();
  for (let at = 0; at < text.length; ) {
    const head = text.slice(at, at + 5);
    if (!/^[0-9A-Za-z]{2}\d{3}$/.test(head))
      failSubfield(59, 'part', `no tag at ${at}`, 'a tag and a length');
    const length = Number(head.slice(2));
    const value = text.slice(at + 5, at + 5 + length);
    if (value.length < length)
      failSubfield(59, head.slice(0, 2), `${value.length} left`, `${length} characters`);
    found.set(head.slice(0, 2), value);
    at += 5 + length;
  }
  return {
    payCode: found.get(TAGS.payCode) ?? null,
    orderReference: found.get(TAGS.orderReference) ?? null,
  };
}

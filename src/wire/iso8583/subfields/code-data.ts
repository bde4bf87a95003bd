import { buildPrivateTags, parsePrivateTags } from './private-tags.ts';
import { failSubfield } from './slices.ts';

/**
 * F59 of a payment by code: parts of two characters of tag, three digits of length, and a value. `A3` with the payer's
 * code is what terminals send; `A4` for the order and `A5` for the merchant's code go the same way.
 */
export interface CodeData {
  /** The number behind the payer's code. */
  readonly payCode: string | null;
  /** What the merchant's code names: the order. */
  readonly orderReference: string | null;
  /** The text of the merchant's code, which a till shows. Absent: none. */
  readonly merchantCode?: string | null;
}

const TAGS = { payCode: 'A3', orderReference: 'A4', merchantCode: 'A5' } as const;
const LENGTH_MAX = 600;
const VALUE_MAX = { payCode: 99, orderReference: 99, merchantCode: 512 } as const;

function bounded(name: keyof typeof TAGS, value: string): string {
  const most = VALUE_MAX[name];
  if (value.length >= 1 && value.length <= most) return value;
  return failSubfield(59, name, `${value.length} characters`, `1 to ${most} characters`);
}

/** @throws Iso8583Error `bad-subfield` for a value of no characters or more than 99 */
export function buildCodeData(data: CodeData): string {
  const parts = (Object.keys(TAGS) as (keyof typeof TAGS)[]).flatMap((name) => {
    const value = data[name] ?? null;
    return value === null ? [] : [{ tag: TAGS[name], value: bounded(name, value) }];
  });
  return buildPrivateTags(59, parts);
}

/**
 * Parts with other tags are left out.
 *
 * @throws Iso8583Error `bad-subfield` for what does not divide into parts, and for a value that cannot be written
 */
export function parseCodeData(text: string): CodeData {
  const parts = parsePrivateTags(59, text, LENGTH_MAX);
  const last = (name: keyof typeof TAGS): string | null => {
    const part = parts.findLast(({ tag }) => tag === TAGS[name]);
    return part === undefined ? null : bounded(name, part.value);
  };
  const merchantCode = last('merchantCode');
  return {
    payCode: last('payCode'),
    orderReference: last('orderReference'),
    ...(merchantCode === null ? {} : { merchantCode }),
  };
}

import { failSubfield } from './slices.ts';

/** One part of a text made of tags: two characters of tag, three digits of length, the value. */
export interface PrivateTag {
  readonly tag: string;
  readonly value: string;
}

const TEXT_MAX = 999;

/** @throws Iso8583Error `bad-subfield` for what does not divide into parts. */
export function parsePrivateTags(field: number, text: string, max = TEXT_MAX): readonly PrivateTag[] {
  if (text.length > max) failSubfield(field, 'length', `${text.length}`, `at most ${max}`);
  const parts: PrivateTag[] = [];
  for (let at = 0; at < text.length; ) {
    const head = text.slice(at, at + 5);
    if (!/^[0-9A-Za-z]{2}\d{3}$/.test(head))
      failSubfield(field, 'part', `no tag at ${at}`, 'a tag and a length');
    const length = Number(head.slice(2));
    const value = text.slice(at + 5, at + 5 + length);
    if (value.length < length)
      failSubfield(field, head.slice(0, 2), `${value.length} left`, `${length} characters`);
    parts.push({ tag: head.slice(0, 2), value });
    at += 5 + length;
  }
  return parts;
}

/** @throws Iso8583Error `bad-subfield` for a tag of another shape, a value or a whole that is too long. */
export function buildPrivateTags(field: number, parts: readonly PrivateTag[]): string {
  const text = parts.map(({ tag, value }) => {
    if (!/^[0-9A-Za-z]{2}$/.test(tag)) failSubfield(field, 'tag', 'another shape', '2 letters or digits');
    return tag + String(value.length).padStart(3, '0') + value;
  });
  const whole = text.join('');
  if (whole.length > TEXT_MAX) failSubfield(field, 'length', `${whole.length}`, `at most ${TEXT_MAX}`);
  return whole;
}

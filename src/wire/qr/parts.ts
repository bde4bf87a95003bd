/** Tag, length and value as EMV codes write them: two digits, two digits, so many characters. */
import { QrError } from './error.ts';

export interface Part {
  readonly tag: string;
  readonly value: string;
}

/** Lengths count characters, not bytes, also in Chinese. */
export function writePart(tag: string, value: string): string {
  const characters = [...value].length;
  if (characters < 1 || characters > 99)
    throw new QrError('not-possible', `Cannot write tag ${tag}: ${characters} characters, expected 1 to 99`);
  return tag + String(characters).padStart(2, '0') + value;
}

/** Parts in order. @throws QrError `malformed` for what does not divide into whole parts, or names a tag twice */
export function partsOf(text: string, where: string): readonly Part[] {
  const characters = [...text];
  const parts: Part[] = [];
  const met = new Set<string>();
  let at = 0;
  while (at < characters.length) {
    const head = characters.slice(at, at + 4).join('');
    if (!/^\d{4}$/.test(head))
      throw new QrError('malformed', `Cannot read ${where} at character ${at}: expected a tag and a length`);
    const tag = head.slice(0, 2);
    const length = Number(head.slice(2));
    const value = characters.slice(at + 4, at + 4 + length);
    if (length === 0 || value.length < length)
      throw new QrError(
        'malformed',
        `Cannot read tag ${tag} of ${where}: ${value.length} characters left, its length says ${length}`,
      );
    if (met.has(tag)) throw new QrError('malformed', `Cannot read ${where}: the tag ${tag} stands twice`);
    met.add(tag);
    parts.push({ tag, value: value.join('') });
    at += 4 + length;
  }
  return parts;
}

/** Parts by tag. @throws QrError `malformed` */
export const readParts = (text: string, where: string): ReadonlyMap<string, string> =>
  byTag(partsOf(text, where));

export const byTag = (parts: readonly Part[]): ReadonlyMap<string, string> =>
  new Map(parts.map(({ tag, value }) => [tag, value]));

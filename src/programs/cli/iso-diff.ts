/** Two messages, field by field. */
import type { Lang } from '#domain/outcome';
import { type Bilingual, type FieldValue, maskedField, toHex } from '#wire/iso8583';
import type { FoundMessage } from './iso-frames.ts';
import { headline, partsOf } from './iso-print.ts';
import { table } from './print.ts';

export interface FieldDifference {
  /** `MTI`, a field number, or a part of a field. */
  readonly name: string;
  readonly title: Bilingual;
  /** Masked; null where the message has no such field. */
  readonly first: string | null;
  readonly second: string | null;
}

const plain = (value: FieldValue | undefined): string | undefined =>
  value === undefined || typeof value === 'string' ? value : toHex(value);

/**
 * What differs. A field whose parts are known is told by the parts that differ; where the masks hide the difference
 * the two look alike, and being listed says that they are not.
 */
export function differences(first: FoundMessage, second: FoundMessage): readonly FieldDifference[] {
  const found: FieldDifference[] = [];
  if (first.message.mti !== second.message.mti)
    found.push({
      name: 'MTI',
      title: { zh: '消息类型', en: 'message type' },
      first: first.message.mti,
      second: second.message.mti,
    });
  const numbers = new Set(
    [...Object.keys(first.message.fields), ...Object.keys(second.message.fields)].map(Number),
  );
  const [firstParts, secondParts] = [partsOf(first), partsOf(second)];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const [a, b] = [first.message.fields[number], second.message.fields[number]];
    if (plain(a) === plain(b)) continue;
    const spec = first.speech.dialect.fields[number] ?? second.speech.dialect.fields[number];
    const shown = (message: FoundMessage, value: FieldValue | undefined): string | null =>
      value === undefined ? null : maskedField(message.speech.dialect, number, value);
    found.push({
      name: String(number),
      title: { zh: spec?.zh ?? '?', en: spec?.en ?? '?' },
      first: shown(first, a),
      second: shown(second, b),
    });
    if (a === undefined || b === undefined) continue;
    const before = new Map((firstParts.get(number) ?? []).map((part) => [part.name, part]));
    const after = new Map((secondParts.get(number) ?? []).map((part) => [part.name, part]));
    for (const name of new Set([...before.keys(), ...after.keys()])) {
      const [was, is] = [before.get(name), after.get(name)];
      if (was?.value === is?.value) continue;
      const title = (was ?? is)!.title;
      found.push({ name: `  ${name}`, title, first: was?.value ?? null, second: is?.value ?? null });
    }
  }
  return found;
}

export function differencesText(first: FoundMessage, second: FoundMessage, lang: Lang | 'both'): string {
  const found = differences(first, second);
  const heads = [`1  ${headline(first, lang)}`, `2  ${headline(second, lang)}`];
  const same = { zh: '两条报文相同', en: 'The two messages are the same' };
  const of = ({ zh, en }: Bilingual): string => (lang === 'both' ? `${zh} ${en}` : lang === 'zh' ? zh : en);
  if (found.length === 0) return [...heads, of(same)].join('\n');
  const rows = found.map(({ name, title, first: a, second: b }) => [
    /^\d+$/.test(name) ? name.padStart(3) : name,
    of(title),
    a ?? '—',
    b ?? '—',
  ]);
  return [...heads, table(rows)].join('\n');
}

/** Messages as people and as programs read them. Nothing here shows a card number, track, PIN or key whole. */
import type { Lang } from '#domain/outcome';
import { describeObjects, EmvError, readTlv } from '#wire/emv';
import {
  type Bilingual,
  bytesOf,
  checkPresence,
  describe,
  type ExplainedPart,
  explainFields,
  identify,
  maskedField,
} from '#wire/iso8583';
import type { FoundMessage } from './iso-frames.ts';
import { cells, pad } from './print.ts';

const issueWords: Readonly<Record<string, Bilingual>> = {
  missing: { zh: '缺少', en: 'is missing' },
  forbidden: { zh: '不应出现', en: 'must not be there' },
  'unexpected-value': { zh: '取值不符', en: 'has a value of another message' },
};

/** The parts of all fields that have some, chip data included. */
export function partsOf(found: FoundMessage): ReadonlyMap<number, readonly ExplainedPart[]> {
  const parts = new Map(explainFields(found.speech.table, found.message));
  const chip = bytesOf(found.message, 55);
  if (chip !== undefined) parts.set(55, chipParts(chip));
  return parts;
}

function chipParts(chip: Uint8Array): ExplainedPart[] {
  try {
    return describeObjects(readTlv(chip)).map(({ tag, depth, name, value, words }) => ({
      name: '  '.repeat(depth) + tag,
      title: name ?? { zh: '未知标签', en: 'unknown tag' },
      value: value ?? '',
      says:
        words.length === 0
          ? null
          : { zh: words.map(({ zh }) => zh).join('；'), en: words.map(({ en }) => en).join('; ') },
    }));
  } catch (error) {
    if (!(error instanceof EmvError)) throw error;
    return [
      { name: '!', title: { zh: '无法拆分', en: 'does not divide' }, value: error.message, says: null },
    ];
  }
}

const of = (pair: Bilingual, lang: Lang | 'both'): string =>
  lang === 'both' ? `${pair.zh} ${pair.en}` : pair[lang];

/** What kind of message it is, in one line. */
export function headline(found: FoundMessage, lang: Lang | 'both'): string {
  const { speech, message, framing, around } = found;
  const identified = identify(speech.table, message);
  const row = identified?.row ?? { zh: '未知报文', en: 'unknown message' };
  const original = identified?.original ?? null;
  const directions = {
    request: { zh: '请求', en: 'request' },
    response: { zh: '应答', en: 'answer' },
  } as const;
  const what = [
    of(row, lang),
    ...(original === null ? [] : [`(${of(original, lang)})`]),
    ...(identified === undefined ? [] : [of(directions[identified.direction], lang)]),
  ].join(' ');
  const frame = Object.entries(around).map(([name, value]) => `${name} ${value}`);
  return [what, speech.name, ...(framing === 'none' ? [] : [framing]), ...frame].join(', ');
}

/** A message in aligned lines, the parts of a field under it, and what its row finds wrong. */
export function messageText(found: FoundMessage, lang: Lang | 'both'): string {
  const { speech, message } = found;
  const [mti = '', ...lines] = describe(speech.dialect, message, { lang }).split('\n');
  const parts = partsOf(found);
  const text = [headline(found, lang), mti];
  const numbers = Object.keys(message.fields).map(Number);
  for (const [i, number] of numbers.entries())
    text.push(lines[i] ?? '', ...partLines(parts.get(number) ?? [], lang));
  for (const { zh, en } of issuesOf(found)) text.push(`  ! ${of({ zh, en }, lang)}`);
  return text.join('\n');
}

function partLines(parts: readonly ExplainedPart[], lang: Lang | 'both'): string[] {
  const names = Math.max(0, ...parts.map(({ name }) => cells(name)));
  const titles = Math.max(0, ...parts.map(({ title }) => cells(of(title, lang))));
  return parts.map(({ name, title, value, says }) => {
    const words = says === null ? '' : `  ${of(says, lang)}`;
    return `       ${pad(name, names)}  ${pad(of(title, lang), titles)}  ${value}${words}`.trimEnd();
  });
}

export function issuesOf(
  found: FoundMessage,
): (Bilingual & { readonly field: number; readonly kind: string })[] {
  const identified = identify(found.speech.table, found.message);
  if (identified === undefined) return [];
  return checkPresence(identified.row, identified.direction, found.message).map(({ field, kind }) => ({
    field,
    kind,
    zh: `域${field}${issueWords[kind]?.zh ?? ''}`,
    en: `field ${field} ${issueWords[kind]?.en ?? ''}`,
  }));
}

export function messageJson(found: FoundMessage): Record<string, unknown> {
  const { speech, message, framing, around } = found;
  const identified = identify(speech.table, message);
  const parts = partsOf(found);
  const fields = Object.entries(message.fields).map(([key, value]) => {
    const number = Number(key);
    const spec = speech.dialect.fields[number];
    const explained = parts.get(number);
    return [
      key,
      {
        zh: spec?.zh ?? '?',
        en: spec?.en ?? '?',
        value: maskedField(speech.dialect, number, value),
        ...(explained === undefined ? {} : { parts: explained }),
      },
    ];
  });
  return {
    dialect: speech.name,
    framing,
    around,
    mti: message.mti,
    message:
      identified === undefined
        ? null
        : {
            id: identified.row.id,
            zh: identified.row.zh,
            en: identified.row.en,
            direction: identified.direction,
            original: identified.original?.id ?? null,
          },
    fields: Object.fromEntries(fields),
    issues: issuesOf(found),
  };
}

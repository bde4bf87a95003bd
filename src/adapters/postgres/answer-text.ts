/**
 * The answer of a way back as JSON text. Three quarters of it are the words of the rules it cites, which are the same
 * in every answer: they become text once.
 */
import type { Answer, Citation } from '#domain/answer';
import { toJson } from '#engine';

type Words = Pick<Citation, 'id' | 'zh' | 'en' | 'source' | 'certainty'>;

interface Known {
  readonly words: Words;
  readonly text: string;
}

/** Of each rule, as it was cited last: editions of the rules follow each other, and one is in force at a time. */
const known = new Map<string, Known>();
/** Ids come out of the rules: there are some hundreds. The bound is for what nobody thought of. */
const KNOWN_MAX = 10_000;

function wordsText({ id, zh, en, source, certainty }: Words): string {
  const found = known.get(id);
  if (
    found !== undefined &&
    found.words.zh === zh &&
    found.words.en === en &&
    found.words.source === source &&
    found.words.certainty === certainty
  )
    return found.text;
  const words = { id, zh, en, source, certainty };
  const text = JSON.stringify(words).slice(0, -1);
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(id, { words, text });
  return text;
}

/** Readings are text, numbers, booleans or null: no amount is among them as a whole number. */
const readings = (list: Citation['facts']): string => (list.length === 0 ? '[]' : JSON.stringify(list));

function citationText({ held, parameters, facts, ...words }: Citation): string {
  return `${wordsText(words)},"held":${held},"parameters":${readings(parameters)},"facts":${readings(facts)}}`;
}

/** The same value as `toJson` would write. */
export function answerText<R extends string>({ rules, ...rest }: Answer<R>): string {
  return `${toJson(rest).slice(0, -1)},"rules":[${rules.map(citationText).join(',')}]}`;
}

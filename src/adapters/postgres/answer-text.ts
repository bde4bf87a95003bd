/**
 * The answer of a way back as it is stored. The words of the rules that it cites are the same in every answer: they
 * stand in a table of their own, under a key that is made of them, and the answer names their keys.
 */
import { createHash } from 'node:crypto';
import type { Answer, Citation } from '#domain/answer';
import { toJson } from '#engine';

/** What every citation of a rule says alike. */
type Words = Pick<Citation, 'id' | 'zh' | 'en' | 'source' | 'certainty'>;
type Rest = Omit<Citation, keyof Words>;

export interface RuleWords {
  /** The first eight bytes of the SHA-256 of the text, as a signed number. */
  readonly key: string;
  readonly text: string;
}

interface Known extends RuleWords {
  readonly words: Words;
}

/** Of each rule, as it was cited last: editions of the rules follow each other, and one is in force at a time. */
const known = new Map<string, Known>();
/** Ids come out of the rules: there are some hundreds. The bound is for what nobody thought of. */
const KNOWN_MAX = 10_000;

function ruleWords({ id, zh, en, source, certainty }: Words): RuleWords {
  const found = known.get(id);
  if (
    found !== undefined &&
    found.words.zh === zh &&
    found.words.en === en &&
    found.words.source === source &&
    found.words.certainty === certainty
  )
    return found;
  const words = { id, zh, en, source, certainty };
  const text = JSON.stringify(words);
  const key = String(createHash('sha256').update(text).digest().readBigInt64BE());
  if (known.size >= KNOWN_MAX) known.clear();
  const made = { key, text, words };
  known.set(id, made);
  return made;
}

export const citedWords = <R extends string>({ rules }: Answer<R>): readonly RuleWords[] =>
  rules.map(ruleWords);

/** Readings are text, numbers, booleans or null: no amount is among them as a whole number. */
const readings = (list: Citation['facts']): string => (list.length === 0 ? '[]' : JSON.stringify(list));

const restText = ({ held, parameters, facts }: Rest): string =>
  `{"held":${held},"parameters":${readings(parameters)},"facts":${readings(facts)}}`;

/** The answer without the words of its rules. */
export function answerText<R extends string>({ rules, ...rest }: Answer<R>): string {
  return `${toJson(rest).slice(0, -1)},"rules":[${rules.map(restText).join(',')}]}`;
}

/** An answer as the database hands it out: what each citation says of its case, and beside it the words of all. */
export interface StoredAnswer<R extends string> extends Omit<Answer<R>, 'rules'> {
  readonly rules: readonly Rest[];
  readonly words: readonly (Words | null)[];
}

/** Shown where the words of a rule are gone: `verify` tells of it, and no journey stops for it. */
const GONE: Words = { id: '?', zh: '?', en: '?', source: '?', certainty: 'P' };

export function wholeAnswer<R extends string>({ words, ...answer }: StoredAnswer<R>): Answer<R> {
  return {
    ...(answer as Omit<Answer<R>, 'rules'>),
    rules: answer.rules.map((rest, at) => ({ ...(words[at] ?? GONE), ...rest })),
  } as Answer<R>;
}

import { describe, expect, it } from 'vitest';
import { fromJson, toJson } from '#engine';
import { everyState, makeShop } from '../../../test/store-rows.ts';
import { answerText, citedWords, type StoredAnswer, wholeAnswer } from './answer-text.ts';

const answers = everyState(makeShop(Date.UTC(2026, 10, 23, 4))).flatMap(({ cancellation }) =>
  cancellation === null ? [] : [cancellation.answer],
);
type Answer = (typeof answers)[number];

/** As the database hands it out. */
const stored = (answer: Answer): StoredAnswer<'VOID' | 'REFUND' | 'REVERSAL'> => ({
  ...fromJson<Omit<StoredAnswer<'VOID'>, 'words'>>(answerText(answer)),
  words: citedWords(answer).map(({ text }) => JSON.parse(text)),
});

describe('the answer of a way back as text', () => {
  it('is with the words of its rules what it was, for every route, in the same order', () => {
    expect(new Set(answers.map(({ route }) => route))).toEqual(new Set(['VOID', 'REFUND', 'REVERSAL']));
    for (const answer of answers) {
      expect(wholeAnswer(stored(answer))).toEqual(answer);
      expect(toJson(wholeAnswer(stored(answer)).rules)).toBe(toJson(answer.rules));
    }
  });

  it('is written without any words of its rules', () => {
    const answer = answers.find(({ rules }) => rules.length > 1)!;
    for (const { id, zh, en, source } of answer.rules)
      for (const words of [`"id":"${id}"`, zh, en, source]) expect(answerText(answer)).not.toContain(words);
  });

  it('tells the words of the edition that answered, whichever was cited before', () => {
    const answer = answers.find(({ rules }) => rules.length > 1)!;
    const changed = (part: 'zh' | 'en' | 'source') => ({
      ...answer,
      rules: answer.rules.map((rule) => ({ ...rule, [part]: `"${rule[part]}\n` })),
    });
    const keys = new Set<string>();
    for (const each of [answer, changed('zh'), changed('en'), changed('source'), answer]) {
      expect(wholeAnswer(stored(each)).rules).toEqual(each.rules);
      for (const { key } of citedWords(each)) keys.add(key);
    }
    expect(keys.size).toBe(4 * answer.rules.length);
  });

  it('cites no rule where none decided', () => {
    const silent = { ...answers[0]!, rules: [] };
    expect(wholeAnswer(stored(silent)).rules).toEqual([]);
  });

  it('says of words that are gone that nobody knows them', () => {
    const answer = answers.find(({ rules }) => rules.length > 1)!;
    const [first] = wholeAnswer({ ...stored(answer), words: [null] }).rules;
    expect(first).toEqual({ ...answer.rules[0], id: '?', zh: '?', en: '?', source: '?', certainty: 'P' });
  });
});

import { describe, expect, it } from 'vitest';
import { fromJson, toJson } from '#engine';
import { everyState, makeShop } from '../../../test/store-rows.ts';
import { answerText } from './answer-text.ts';

const answers = everyState(makeShop(Date.UTC(2026, 10, 23, 4))).flatMap(({ cancellation }) =>
  cancellation === null ? [] : [cancellation.answer],
);

describe('the answer of a way back as text', () => {
  it('is the value that any row would be, for every route', () => {
    expect(new Set(answers.map(({ route }) => route))).toEqual(new Set(['VOID', 'REFUND', 'REVERSAL']));
    for (const answer of answers) {
      expect(fromJson(answerText(answer))).toEqual(fromJson(toJson(answer)));
      expect(fromJson(answerText(answer))).toEqual(answer);
    }
  });

  it('tells the words of the edition that answered, whichever was cited before', () => {
    const answer = answers.find(({ rules }) => rules.length > 1)!;
    const changed = (part: 'zh' | 'en' | 'source') => ({
      ...answer,
      rules: answer.rules.map((rule) => ({ ...rule, [part]: `"${rule[part]}\n` })),
    });
    for (const each of [answer, changed('zh'), changed('en'), changed('source'), answer])
      expect(JSON.parse(answerText(each)).rules).toEqual(each.rules);
  });

  it('cites no rule where none decided', () => {
    expect(JSON.parse(answerText({ ...answers[0]!, rules: [] })).rules).toEqual([]);
  });
});

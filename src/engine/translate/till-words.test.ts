import { describe, expect, test } from 'vitest';
import { OUTCOMES, type Outcome } from '#domain/outcome';
import { decodeGb18030, encodeGb18030 } from '#wire/gb18030';
import { running, TEXT_BYTES_MAX, wordsFor } from './pos-answer-parts.ts';
import { tillWordsOf } from './till-words.ts';

const shown = (text: string): string =>
  decodeGb18030(Uint8Array.from(text, (character) => character.charCodeAt(0)));

describe('words in F63', () => {
  test('every outcome is told whole, in both languages', () => {
    for (const outcome of Object.keys(OUTCOMES) as Outcome[])
      for (const language of ['en', 'zh'] as const) {
        const words = tillWordsOf(outcome, language);
        expect(encodeGb18030(words).length, `${outcome} ${language}`).toBeLessThanOrEqual(TEXT_BYTES_MAX);
        const reply = { outcome, language, nowMs: 0, acquirerId: '48020000' };
        expect(shown(wordsFor(reply)), `${outcome} ${language}`).toBe(`   ${words}`);
      }
  });

  test.each([
    ['short', 'short'],
    [`${'word '.repeat(11)}longer`, 'word '.repeat(11).trimEnd()],
    ['长'.repeat(31), '长'.repeat(30)],
    ['x'.repeat(70), 'x'.repeat(60)],
  ])('«%s» becomes «%s»', (text, becomes) => {
    expect(shown(running(text))).toBe(`   ${becomes}`);
  });

  test('a text of its own goes before the words of the outcome', () => {
    const reply = { outcome: 'busy', nowMs: 0, acquirerId: '1', text: { zh: '稍后', en: 'later' } } as const;
    expect(wordsFor(reply)).toBe('   later');
    expect(shown(wordsFor({ ...reply, language: 'zh' }))).toBe('   稍后');
  });
});

import { expect, test } from 'vitest';
import { Story } from './story.ts';

const told = (kept: (journey: number) => boolean, most?: number): Story => {
  const story = new Story(() => 0, kept, most);
  for (let line = 0; line < 1_000; line += 1) story.tell(line % 10, `line ${line}`);
  return story;
};

test('of many lines the last ones are kept, in order, and all of them are in the digest', () => {
  const story = told(() => true, 100);
  const texts = story.lines.map(({ text }) => text);
  expect(texts.length).toBeGreaterThanOrEqual(100);
  expect(texts.length).toBeLessThanOrEqual(200);
  expect(texts).toEqual(Array.from({ length: texts.length }, (_, at) => `line ${1_000 - texts.length + at}`));
  expect([story.count, story.digest]).toEqual([1_000, told(() => false).digest]);
});

test('lines that nobody asked for push out none that somebody asked for', () => {
  const { lines } = told((journey) => journey === 3, 100);
  expect(lines).toHaveLength(100);
  expect(new Set(lines.map(({ journey }) => journey))).toEqual(new Set([3]));
});

/** Every rule is named by a row for it and a row against it, or a list says why not and who reads it instead. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { askedOf, ROWS } from '../../../test/domain/answer-rows.ts';
import { ruleBook } from '../../../test/domain/samples.ts';
import { ASKERS, DESTINATIONS, PURPOSES } from '../answer/index.ts';
import { CHANNELS, canBeCancelled, KINDS, ROUTES } from './index.ts';
import { ALWAYS_HOLDS, ONLY_AGAINST, READ_BY_NOBODY, READ_ELSEWHERE } from './tables/coverage.ts';

const IDS = [...ruleBook().rules.keys()];
const UNREAD = [...Object.keys(READ_ELSEWHERE), ...Object.keys(READ_BY_NOBODY)];
const BEARING = IDS.filter((id) => !UNREAD.includes(id));
const NAMED = new Set(ROWS.flatMap((row) => row.rules));
/** Rules that some answer cites, whichever way, and those that the terms name. */
const CITED = new Set(
  ROWS.flatMap((row) => {
    const { rules, terms } = canBeCancelled(askedOf(row));
    return [
      ...rules.map(({ id }) => id),
      ...(terms === null ? [] : [terms.arrival.ruleId, terms.fee.ruleId]),
    ];
  }),
);

describe('every rule of the published book has a row for and a row against', () => {
  const both = BEARING.filter((id) => !ALWAYS_HOLDS.includes(id) && !ONLY_AGAINST.includes(id));
  test.each(both)('%s holds for someone and speaks against someone', (id) => {
    expect(NAMED.has(`+${id}`), `+${id}`).toBe(true);
    expect(NAMED.has(`-${id}`), `-${id}`).toBe(true);
  });
  test.each(ALWAYS_HOLDS)(
    '%s cannot refuse: it holds for someone, is silent for someone, against nobody',
    (id) => {
      expect(NAMED.has(`+${id}`), `+${id}`).toBe(true);
      expect(NAMED.has(`~${id}`), `~${id}`).toBe(true);
      expect(NAMED.has(`-${id}`), `-${id}`).toBe(false);
    },
  );
  test.each(ONLY_AGAINST)(
    '%s forbids: it speaks against someone, is silent for someone, for nobody',
    (id) => {
      expect(NAMED.has(`-${id}`), `-${id}`).toBe(true);
      expect(NAMED.has(`~${id}`), `~${id}`).toBe(true);
      expect(NAMED.has(`+${id}`), `+${id}`).toBe(false);
    },
  );
});

describe('what no answer reads is said plainly', () => {
  test.each(UNREAD)('%s is a rule of the book that no answer cites', (id) => {
    expect(IDS).toContain(id);
    expect(CITED.has(id)).toBe(false);
  });
  test.each(Object.entries(READ_ELSEWHERE))('%s is read where the list says', (_id, { by, says }) => {
    const text = readFileSync(new URL(`../../../${by}`, import.meta.url), 'utf8');
    expect(text.includes(says), `${by} says ${says}`).toBe(true);
  });
  test('no rule is in two lists, and every listed one is published', () => {
    const listed = [...ALWAYS_HOLDS, ...ONLY_AGAINST, ...UNREAD];
    expect(listed.filter((id, at) => listed.indexOf(id) !== at)).toEqual([]);
    expect(listed.filter((id) => !IDS.includes(id))).toEqual([]);
  });
});

describe('every kind of question has rows', () => {
  const asked = (word: string): boolean => ROWS.some((row) => row.asks.includes(word));
  test.each([...ROUTES, 'any'])('route %s', (route) => expect(asked(route)).toBe(true));
  test.each(KINDS)('kind %s', (kind) => expect(ROWS.some((row) => row.section[0] === kind)).toBe(true));
  test.each(CHANNELS)('channel %s', (channel) =>
    expect(ROWS.some((row) => row.section[1] === channel)).toBe(true),
  );
  test.each(PURPOSES)('purpose %s', (purpose) => expect(asked(`for:${purpose}`)).toBe(true));
  test.each(DESTINATIONS)('destination %s', (where) => expect(asked(`to:${where}`)).toBe(true));
  test.each(ASKERS)('asker %s', (asker) =>
    expect(ROWS.some((row) => askedOf(row).question.asker === asker)).toBe(true),
  );
});

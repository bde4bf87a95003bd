/** Every rule about wallets is named by a row for it and a row against it, or a list says why not. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CLOSURE_ROWS, closureAskedOf } from '../../../test/domain/closure-rows.ts';
import { ruleBook } from '../../../test/domain/samples.ts';
import { REMEDIES } from './advice.ts';
import { CLOSURE_FACT_TABLE, CLOSURE_ROUTES, CLOSURE_SUBJECTS, canBeClosed, PROVIDERS } from './index.ts';
import { CLOSURE_ALWAYS_HOLDS, CLOSURE_READ_ELSEWHERE, OF_WALLETS } from './tables/coverage.ts';

const IDS = [...ruleBook().rules.keys()].filter((id) => OF_WALLETS.some((form) => form.test(id)));
const NAMED = new Set(CLOSURE_ROWS.flatMap(({ rules }) => rules));
const ELSEWHERE = Object.entries(CLOSURE_READ_ELSEWHERE);

describe('every rule about wallets has a row for and a row against', () => {
  const both = IDS.filter((id) => !CLOSURE_ALWAYS_HOLDS.includes(id) && !(id in CLOSURE_READ_ELSEWHERE));
  test('there are such rules', () => expect(both.length).toBeGreaterThan(20));
  test.each(both)('%s holds for someone and speaks against someone', (id) => {
    expect(NAMED.has(`+${id}`), `+${id}`).toBe(true);
    expect(NAMED.has(`-${id}`), `-${id}`).toBe(true);
  });
  test.each(CLOSURE_ALWAYS_HOLDS)(
    '%s cannot refuse: it holds for someone and is silent for someone',
    (id) => {
      expect(IDS).toContain(id);
      expect(NAMED.has(`+${id}`), `+${id}`).toBe(true);
      expect(NAMED.has(`~${id}`), `~${id}`).toBe(true);
      expect(NAMED.has(`-${id}`), `-${id}`).toBe(false);
    },
  );
  test.each(ELSEWHERE)('%s is shown from both sides where the list says', (id, { by, says }) => {
    expect(IDS).toContain(id);
    const text = readFileSync(new URL(`../../../${by}`, import.meta.url), 'utf8');
    for (const each of says) expect(text).toContain(each);
  });
});

test('every rule that an answer cites is about wallets', () => {
  const cited = new Set(
    CLOSURE_ROWS.flatMap((row) => canBeClosed(closureAskedOf(row)).rules.map(({ id }) => id)),
  );
  expect([...cited].filter((id) => !IDS.includes(id))).toEqual([]);
});

describe('every kind of question has rows', () => {
  test.each(CLOSURE_ROUTES.filter((route) => route !== 'ACCOUNT_CLOSE'))('route %s', (route) =>
    expect(CLOSURE_ROWS.some(({ answer, asks }) => asks[1] === route || answer.includes(` ${route}`))).toBe(
      true,
    ),
  );
  test.each(CLOSURE_SUBJECTS)('subject %s', (kind) =>
    expect(CLOSURE_ROWS.some(({ section }) => section[0] === kind)).toBe(true),
  );
  test.each(PROVIDERS.filter((each) => each !== 'own'))('wallet of %s', (provider) =>
    expect(CLOSURE_ROWS.some(({ section }) => section.includes(`provider:${provider}`))).toBe(true),
  );
  test.each(Object.keys(REMEDIES))('refusal %s', (reason) =>
    expect(CLOSURE_ROWS.some(({ answer }) => answer.split(' ')[1] === reason)).toBe(true),
  );
  test.each(Object.keys(CLOSURE_FACT_TABLE).filter((name) => !['state', 'accountClass'].includes(name)))(
    'fact %s',
    (name) =>
      expect(
        CLOSURE_ROWS.some(({ section, facts }) =>
          [...section, ...facts].some((word) => word.startsWith(`${name}:`)),
        ),
      ).toBe(true),
  );
});

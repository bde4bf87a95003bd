import fc from 'fast-check';
import { expect, describe as suite, test } from 'vitest';
import {
  buildInstalmentPlan,
  buildInstalmentTerms,
  parseInstalmentPlan,
  parseInstalmentTerms,
} from '../index.ts';

const badSubfield = expect.objectContaining({ code: 'bad-subfield' });

suite('a plan of instalments', () => {
  test('comes back as it went', () => {
    const plan = fc.record({
      periods: fc.integer({ min: 2, max: 99 }),
      programme: fc.stringMatching(/^[A-Z0-9]{0,30}$/),
      fee: fc.constantFrom('at-once' as const, 'by-period' as const),
    });
    fc.assert(
      fc.property(plan, (each) => {
        expect(parseInstalmentPlan(62, buildInstalmentPlan(62, each))).toEqual(each);
      }),
      { numRuns: 50 },
    );
  });

  test.each([
    ['one period', `01${' '.repeat(30)}0`],
    ['no number', `xx${' '.repeat(30)}0`],
    ['another fee digit', `12${' '.repeat(30)}2`],
    ['a byte that no programme has', `12${'\u00ff'.padEnd(30)}0`],
    ['too short', '120'],
    ['too long', `12${' '.repeat(31)}0`],
  ])('%s is refused', (_, text) => {
    expect(() => parseInstalmentPlan(62, text)).toThrow(badSubfield);
  });

  test('what cannot be written is refused', () => {
    const plan = { periods: 12, programme: '', fee: 'at-once' } as const;
    for (const bad of [{ periods: 1 }, { periods: 100 }, { periods: 2.5 }, { programme: 'x'.repeat(31) }])
      expect(() => buildInstalmentPlan(62, { ...plan, ...bad })).toThrow(badSubfield);
  });
});

test('the terms of the issuer come back as they went, and nothing else is read as such', () => {
  const terms = { firstFen: 1_234n, feeFen: 720n, firstFeeFen: 60n };
  const text = buildInstalmentTerms(62, terms);
  expect(text).toBe('000000001234000000000720000000000060');
  expect(parseInstalmentTerms(62, text)).toEqual(terms);
  for (const bad of ['', text.slice(1), `${text.slice(1)}x`])
    expect(() => parseInstalmentTerms(62, bad)).toThrow(badSubfield);
});

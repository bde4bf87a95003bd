/** The same value by every way of asking, and one version on each day. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  effective,
  inForce,
  type ParameterValue,
  type RuleBook,
  readRuleFiles,
  resolve,
  type Scope,
} from './index.ts';

const DAYS = ['2025-12-31', '2026-01-01', '2026-02-15', '2026-02-28', '2026-03-01', '2027-01-01'];
const SCOPE: Scope = { channel: 'unionpay.pos', institution: 'i1', issuer: null, merchant: 'm1' };

const bookOf = (content: unknown): RuleBook => {
  const { book, problems } = readRuleFiles([{ name: 'x.json', content }]);
  expect(problems).toEqual([]);
  return book;
};
const rule = (value: ParameterValue, from: string | null, until: string | null, id = 'X-01'): object => ({
  ...{ id, zh: '规则', en: 'a rule', source: 'a page', certainty: 'A', from, until },
  parameters: {
    [`${id === 'X-01' ? 'x' : 'y'}.days`]: { value, unit: 'days', certainty: 'B', zh: '天', en: 'days' },
  },
});
const set = (layer: string, owner: string, value: number, dates: object = {}): object => ({
  layer,
  owner,
  ...dates,
  set: { 'x.days': { value, certainty: 'C', source: 'a contract' } },
});
const VERSIONS = [
  rule(5, null, '2025-12-31'),
  rule(10, '2026-01-01', '2026-02-28'),
  rule(20, '2026-03-01', null),
];

describe('of several versions the one of the day counts', () => {
  const book = bookOf({ rules: VERSIONS });
  test.each([
    ['1999-01-01', 5],
    ['2025-12-31', 5],
    ['2026-01-01', 10],
    ['2026-02-28', 10],
    ['2026-03-01', 20],
    ['2999-12-31', 20],
  ])('%s: %d', (day, value) => {
    expect(effective(book, 'x.days', SCOPE, day).value).toBe(value);
    expect(resolve(book, SCOPE, day).parameter('x.days').value).toBe(value);
    expect(resolve(book, SCOPE, day).rule('X-01')?.parameters['x.days']?.value).toBe(value);
  });
  test('without a day the one that began last', () => {
    expect(effective(book, 'x.days', SCOPE).value).toBe(20);
    expect(book.rules.get('X-01')?.from).toBe('2026-03-01');
  });
  test('before the first version its parameter can be read, and the rule is not in force', () => {
    const late = bookOf({ rules: [rule(7, '2026-01-01', null)] });
    expect(resolve(late, SCOPE, '2025-12-31').parameter('x.days').value).toBe(7);
    expect(resolve(late, SCOPE, '2025-12-31').rule('X-01')).toBeNull();
  });
});

describe('a narrowing holds on its days', () => {
  const overrides = [
    set('merchant', 'm1', 1, { until: '2026-01-31' }),
    set('merchant', 'm1', 2, { from: '2026-02-01', until: '2026-02-28' }),
    set('institution', 'i1', 3, { from: '2026-03-01' }),
    { layer: 'merchant', owner: 'm1', off: ['Y-01'], from: '2026-02-15', until: '2026-02-15' },
  ];
  const book = bookOf({ rules: [rule(9, null, null), rule(1, null, null, 'Y-01')], overrides });
  test.each([
    ['2026-01-31', 1, true],
    ['2026-02-01', 2, true],
    ['2026-02-15', 2, false],
    ['2026-02-28', 2, true],
    ['2026-03-01', 3, true],
  ])('%s: %d, the other rule in force %s', (day, value, other) => {
    expect(resolve(book, SCOPE, day).parameter('x.days').value).toBe(value);
    expect(inForce(book, 'Y-01', day, SCOPE)).toBe(other);
    expect(resolve(book, SCOPE, day).rule('Y-01') !== null).toBe(other);
  });
});

const owner = fc.constantFrom('a', 'b', '*');
const layers = fc.constantFrom('institution', 'issuer', 'merchant');
const scopes = fc.record({
  channel: fc.constant('unionpay.pos'),
  institution: fc.constantFrom('a', 'b', 'c'),
  issuer: fc.constantFrom('a', 'b', null),
  merchant: fc.constantFrom('a', 'b', 'c'),
});
const book = fc
  .uniqueArray(
    fc.record({ layer: layers, owner, value: fc.integer({ min: 0, max: 99 }), off: fc.boolean() }),
    {
      selector: ({ layer, owner: who }) => `${layer}/${who}`,
      maxLength: 9,
    },
  )
  .map((given) =>
    bookOf({
      rules: [...VERSIONS, rule(1, '2026-01-01', null, 'Y-01')],
      overrides: given.map(({ layer, owner: who, value, off }) => ({
        ...set(layer, who, value),
        off: off ? ['Y-01'] : [],
      })),
    }),
  );

describe('resolved and asked one by one, a book says the same', () => {
  test('for any book, any scopes in any order, on any days', () => {
    const asks = fc.array(fc.tuple(scopes, fc.constantFrom(...DAYS)), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(book, asks, (made, asked) => {
        for (const [scope, day] of asked) {
          const resolved = resolve(made, scope, day);
          expect(resolved.day).toBe(day);
          expect(resolved.parameter('x.days')).toEqual(effective(made, 'x.days', scope, day));
          expect(resolved.rule('Y-01') !== null).toBe(inForce(made, 'Y-01', day, scope));
          expect(resolved.rule('X-99')).toBeNull();
        }
      }),
    );
  });
  test('the narrowest layer that names the owner or all of them wins', () => {
    fc.assert(
      fc.property(book, scopes, (made, scope) => {
        const found = effective(made, 'x.days', scope, '2026-04-01');
        const naming = (layer: 'institution' | 'issuer' | 'merchant'): number | undefined => {
          const of = (who: string | null): unknown =>
            made.overrides.find((each) => each.layer === layer && each.owner === who)?.set['x.days']?.value;
          return (of(scope[layer]) ?? of('*')) as number | undefined;
        };
        expect(found.value).toBe(naming('merchant') ?? naming('issuer') ?? naming('institution') ?? 20);
      }),
    );
  });
  test('a parameter that no rule has is a fault of the program', () => {
    expect(() => resolve(bookOf({ rules: VERSIONS }), SCOPE, '2026-01-01').parameter('x.none')).toThrow(
      'x.none',
    );
  });
  test('shops that no narrowing names share what was looked up', () => {
    const made = bookOf({ rules: VERSIONS, overrides: [set('merchant', 'm1', 3)] });
    const of = (merchant: string): unknown => resolve(made, { ...SCOPE, merchant }, '2026-01-01');
    expect(of('m2')).toBe(of('m3'));
    expect(of('m1')).not.toBe(of('m2'));
  });
});

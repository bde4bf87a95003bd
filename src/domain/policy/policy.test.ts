import { describe, expect, test } from 'vitest';
import { ruleContent } from '../../../test/domain/samples.ts';
import {
  effective,
  inForce,
  type ParameterValue,
  type RuleBook,
  readRuleFiles,
  type Scope,
} from './index.ts';

const parameter = { value: 30, unit: 'days', certainty: 'B', zh: '天数', en: 'days' };
const rule = {
  id: 'X-01',
  zh: '规则',
  en: 'a rule',
  source: 'a page',
  certainty: 'A',
  from: null,
  until: null,
  parameters: { 'x.days': parameter },
};
const narrowing = { value: 10, certainty: 'A', source: 'contract' };
const override = { layer: 'merchant', owner: 'm1', set: { 'x.days': narrowing }, off: [] };
const SCOPE: Scope = { channel: 'unionpay.pos', institution: 'i1', issuer: 'bank1', merchant: 'm1' };

const read = (content: unknown): ReturnType<typeof readRuleFiles> =>
  readRuleFiles([{ name: 'x.json', content }]);
const bookOf = (content: unknown): RuleBook => {
  const { book, problems } = read(content);
  expect(problems).toEqual([]);
  return book;
};
const without = (value: object, key: string): object =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));

test('the rules of this repository load without problems', () => {
  const { book, problems } = readRuleFiles([{ name: 'unionpay-pos.json', content: ruleContent() }]);
  expect(problems).toEqual([]);
  for (const id of [
    'UP-01',
    'UP-02',
    'UP-03',
    'UP-04',
    'UP-05',
    'UP-07',
    'UP-08',
    'UP-10',
    'FEE-07',
    'FEE-08',
  ]) {
    expect(book.rules.get(id)?.source).toBeTruthy();
  }
  const refundDays = effective(book, 'unionpay.pos.refundDays', SCOPE);
  expect(refundDays).toMatchObject({ value: 180, certainty: 'P', ruleId: 'UP-07', layer: 'platform' });
});

/** What is wrong, where the loader says it is, and what it says would be right. */
const WRONG: readonly (readonly [what: string, content: unknown, path: string, right: string])[] = [
  ['no object', [], '$', 'an object with "rules" and "overrides"'],
  ['nothing', null, '$', 'found null'],
  ['a misspelt list', { rule: [] }, '$.rule', 'one of rules, overrides'],
  ['rules that are no list', { rules: {} }, '$.rules', 'a list'],
  ['overrides that are no list', { overrides: 'none' }, '$.overrides', 'a list'],
  ['a rule that is no object', { rules: ['UP-01'] }, '$.rules[0]', 'a rule object'],
  ['a rule without id', { rules: [without(rule, 'id')] }, '$.rules[0].id', 'found nothing, expected an id'],
  ['a rule without Chinese', { rules: [{ ...rule, zh: ' ' }] }, '$.rules[0].zh', 'words in Chinese'],
  ['a rule without English', { rules: [{ ...rule, en: 7 }] }, '$.rules[0].en', 'words in English'],
  [
    'a rule without source',
    { rules: [without(rule, 'source')] },
    '$.rules[0].source',
    'where the rule was read',
  ],
  [
    'an unknown certainty',
    { rules: [{ ...rule, certainty: 'D' }] },
    '$.rules[0].certainty',
    'one of A, B+, B, C, P',
  ],
  [
    'a first day that is none',
    { rules: [{ ...rule, from: '1.1.2026' }] },
    '$.rules[0].from',
    'such as "2026-01-01"',
  ],
  [
    'a last day that is none',
    { rules: [{ ...rule, until: '2026-13-01' }] },
    '$.rules[0].until',
    'such as "2026-01-01"',
  ],
  [
    'an end before its start',
    { rules: [{ ...rule, from: '2026-02-01', until: '2026-01-31' }] },
    '$.rules[0].until',
    'a day not before 2026-02-01',
  ],
  [
    'a misspelt date',
    { rules: [{ ...rule, untill: '2026-01-31' }] },
    '$.rules[0].untill',
    'one of id, zh, en',
  ],
  [
    'parameters in a list',
    { rules: [{ ...rule, parameters: [] }] },
    '$.rules[0].parameters',
    'an object of parameters',
  ],
  [
    'a bare parameter',
    { rules: [{ ...rule, parameters: { 'x.days': 30 } }] },
    '$.rules[0].parameters.x.days',
    'an object with value, unit, certainty, zh and en',
  ],
  ...(['value', 'unit', 'certainty', 'zh', 'en'] as const).map(
    (key) =>
      [
        `a parameter without ${key}`,
        { rules: [{ ...rule, parameters: { 'x.days': without(parameter, key) } }] },
        `$.rules[0].parameters.x.days.${key}`,
        'found nothing',
      ] as const,
  ),
  [
    'a value that is no number',
    { rules: [{ ...rule, parameters: { 'x.days': { ...parameter, value: Number.NaN } } }] },
    '$.rules[0].parameters.x.days.value',
    'a text, number or true/false',
  ],
  ['the same id twice', { rules: [rule, { ...rule, parameters: {} }] }, '$.rules[1].id', 'each id once'],
  [
    'a parameter with two owners',
    { rules: [rule, { ...rule, id: 'X-02' }] },
    '$.rules[1].parameters.x.days',
    'that X-01 already has',
  ],
  ['an override that is no object', { overrides: [5] }, '$.overrides[0]', 'an override object'],
  [
    'an unknown layer',
    { rules: [rule], overrides: [{ ...override, layer: 'shop' }] },
    '$.overrides[0].layer',
    'one of platform, channel, institution, issuer, merchant',
  ],
  [
    'an override for nobody',
    { rules: [rule], overrides: [without(override, 'owner')] },
    '$.overrides[0].owner',
    '"*"',
  ],
  [
    'a misspelt override',
    { rules: [rule], overrides: [{ ...override, sets: {} }] },
    '$.overrides[0].sets',
    'set, off',
  ],
  [
    'a set that is no object',
    { rules: [rule], overrides: [{ ...override, set: [] }] },
    '$.overrides[0].set',
    'an object',
  ],
  [
    'an off that is no list',
    { rules: [rule], overrides: [{ ...override, off: 'X-01' }] },
    '$.overrides[0].off',
    'a list',
  ],
  [
    'a bare narrowing',
    { rules: [rule], overrides: [{ ...override, set: { 'x.days': 10 } }] },
    '$.overrides[0].set.x.days',
    'an object with value, certainty and source',
  ],
  [
    'a narrowing without source',
    { rules: [rule], overrides: [{ ...override, set: { 'x.days': without(narrowing, 'source') } }] },
    '$.overrides[0].set.x.days.source',
    'where it was read',
  ],
  [
    'a parameter that no rule has',
    { rules: [rule], overrides: [{ ...override, set: { 'x.hours': narrowing } }] },
    '$.overrides[0].set.x.hours',
    'expected one of x.days',
  ],
  [
    'a narrowing of another type',
    { rules: [rule], overrides: [{ ...override, set: { 'x.days': { ...narrowing, value: '10' } } }] },
    '$.overrides[0].set.x.days',
    'expected a number as in X-01',
  ],
  [
    'two values in one layer',
    { rules: [rule], overrides: [override, { ...override, set: { 'x.days': { ...narrowing, value: 11 } } }] },
    '$.overrides[1].set.x.days',
    'expected one value',
  ],
  [
    'an unknown rule off',
    { rules: [rule], overrides: [{ ...override, off: ['X-99'] }] },
    '$.overrides[0].off[0]',
    'id of a known rule',
  ],
];

describe('a rule file that is wrong is refused with the place and what would be right', () => {
  test.each(WRONG)('%s', (_what, content, path, right) => {
    const { problems } = read(content);
    expect(problems.map((problem) => problem.path)).toContain(path);
    expect(problems.find((problem) => problem.path === path)?.message).toContain(right);
  });

  test('all that is wrong is said at once, each with its file', () => {
    const { problems } = readRuleFiles([
      { name: 'a.json', content: { rules: [{}] } },
      { name: 'b.json', content: 1 },
    ]);
    expect(new Set(problems.map((problem) => problem.file))).toEqual(new Set(['a.json', 'b.json']));
    expect(problems.length).toBeGreaterThan(4);
  });
});

describe('layers narrow each other', () => {
  const set = (layer: string, owner: string, value: ParameterValue): object => ({
    layer,
    owner,
    set: { 'x.days': { value, certainty: 'C', source: `${layer} ${owner}` } },
  });
  test.each<[string, object[], ParameterValue, string]>([
    ['no override: the rule itself', [], 30, 'platform'],
    ['the channel', [set('channel', 'unionpay.pos', 25)], 25, 'channel'],
    ['another channel', [set('channel', 'wechat', 25)], 30, 'platform'],
    [
      'merchant over issuer over institution',
      [set('merchant', 'm1', 7), set('issuer', 'bank1', 8), set('institution', 'i1', 9)],
      7,
      'merchant',
    ],
    ['issuer over institution', [set('issuer', 'bank1', 8), set('institution', 'i1', 9)], 8, 'issuer'],
    ['another merchant', [set('merchant', 'm2', 7), set('institution', 'i1', 9)], 9, 'institution'],
    ['for all of a layer', [set('merchant', '*', 6)], 6, 'merchant'],
    [
      'for one over for all, this way round',
      [set('merchant', '*', 6), set('merchant', 'm1', 5)],
      5,
      'merchant',
    ],
    [
      'for one over for all, that way round',
      [set('merchant', 'm1', 5), set('merchant', '*', 6)],
      5,
      'merchant',
    ],
  ])('%s', (_what, overrides, value, layer) => {
    const found = effective(bookOf({ rules: [rule], overrides }), 'x.days', SCOPE);
    expect(found).toMatchObject({ value, layer, ruleId: 'X-01', unit: 'days' });
    if (layer !== 'platform') expect(found).toMatchObject({ certainty: 'C' });
  });

  test('a parameter that no rule has is asked for by a fault of the program', () => {
    expect(() => effective(bookOf({ rules: [rule] }), 'x.none', SCOPE)).toThrow('x.none');
  });
});

describe('a rule is in force on its days, where it is not switched off', () => {
  const dated = { ...rule, from: '2026-02-01', until: '2026-11-23' };
  test.each([
    ['2026-01-31', false],
    ['2026-02-01', true],
    ['2026-11-23', true],
    ['2026-11-24', false],
  ])('on %s: %s', (day, holds) =>
    expect(inForce(bookOf({ rules: [dated] }), 'X-01', day, SCOPE)).toBe(holds),
  );

  test('dates left out are open ends', () => {
    const open = bookOf({ rules: [without(without(rule, 'from'), 'until')] });
    expect(inForce(open, 'X-01', '1999-01-01', SCOPE)).toBe(true);
    expect(inForce(open, 'X-01', '2999-01-01', SCOPE)).toBe(true);
  });

  test('an unknown rule is not in force', () => {
    expect(inForce(bookOf({ rules: [rule] }), 'X-99', '2026-02-01', SCOPE)).toBe(false);
  });

  test.each([
    ['merchant', 'm1', false],
    ['merchant', 'm2', true],
    ['channel', '*', false],
  ])('switched off in the layer %s for %s: in force %s', (layer, owner, holds) => {
    const book = bookOf({ rules: [rule], overrides: [{ layer, owner, off: ['X-01'] }] });
    expect(inForce(book, 'X-01', '2026-02-01', SCOPE)).toBe(holds);
  });
});

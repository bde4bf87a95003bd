/** Versions of a rule, dated narrowings and the working calendar: what is refused, and what is only told. */
import { describe, expect, test } from 'vitest';
import { readRuleFiles } from './index.ts';

const rule = { id: 'X-01', zh: '规则', en: 'a rule', source: 'a page', certainty: 'A', parameters: {} };
const on = (from: string | null, until: string | null): object => ({ ...rule, from, until });
const days = (value: number, unit = 'days'): object => ({
  'x.days': { value, unit, certainty: 'B', zh: '天', en: 'days' },
});
const read = (...contents: unknown[]): ReturnType<typeof readRuleFiles> =>
  readRuleFiles(contents.map((content, index) => ({ name: `${index}.json`, content })));
const said = (...contents: unknown[]): string[] =>
  read(...contents).problems.map(({ file, path, message }) => `${file} ${path} ${message}`);

describe('versions of one rule', () => {
  test('one after the other without a gap', () => {
    const { problems, warnings } = read({ rules: [on(null, '2025-12-31'), on('2026-01-01', null)] });
    expect([problems, warnings]).toEqual([[], []]);
  });
  test('in any order in the file', () => {
    const { book, problems } = read({ rules: [on('2026-01-01', null), on(null, '2025-12-31')] });
    expect(problems).toEqual([]);
    expect(book.versions.get('X-01')?.map(({ from }) => from)).toEqual([null, '2026-01-01']);
    expect(book.rules.get('X-01')?.from).toBe('2026-01-01');
  });
  test.each([
    ['both open', on(null, null), on(null, null)],
    ['a day in common', on(null, '2026-01-01'), on('2026-01-01', null)],
    ['one within the other', on('2026-01-01', '2026-12-31'), on('2026-02-01', '2026-02-02')],
  ])('that share a day are refused: %s', (_what, first, second) => {
    expect(said({ rules: [first, second] }).join()).toContain('$.rules[1].id found X-01 a second time');
  });
  test('with a gap are told', () => {
    const { problems, warnings } = read({ rules: [on(null, '2025-12-30'), on('2026-01-01', null)] });
    expect(problems).toEqual([]);
    expect(warnings.map(({ path, message }) => `${path} ${message}`)).toEqual([
      '$.rules[1].from no version of X-01 is in force from 2025-12-31 until the day before 2026-01-01',
    ]);
  });
  test('in two files are refused by the name of the other', () => {
    expect(said({ rules: [on(null, '2025-12-31')] }, { rules: [on('2026-01-01', null)] }).join()).toContain(
      '1.json $.rules[0].id found X-01 also in 0.json',
    );
  });
  test('share their parameters, of one type and unit', () => {
    const versions = (second: object): object => ({
      rules: [
        { ...rule, until: '2025-12-31', parameters: days(5) },
        { ...rule, from: '2026-01-01', parameters: second },
      ],
    });
    expect(said(versions(days(10)))).toEqual([]);
    expect(said(versions(days(10, 'weeks'))).join()).toContain('expected "days"');
  });
});

describe('a narrowing with dates', () => {
  const set = (value: number, dates: object = {}): object => ({
    ...{ layer: 'merchant', owner: 'm1', ...dates },
    set: { 'x.days': { value, certainty: 'P', source: 'contract' } },
  });
  const book = (...overrides: object[]): string[] =>
    said({ rules: [{ ...rule, parameters: days(5) }], overrides });
  test('two values on days of their own', () => {
    expect(book(set(1, { until: '2025-12-31' }), set(2, { from: '2026-01-01' }))).toEqual([]);
  });
  test('two values on one day are refused', () => {
    expect(book(set(1, { until: '2026-01-01' }), set(2, { from: '2026-01-01' })).join()).toContain(
      'expected one value',
    );
  });
  test('set on one day and off on the next', () => {
    const off = (dates: object): object => ({ layer: 'merchant', owner: 'm1', off: ['X-01'], ...dates });
    expect(book(set(1, { until: '2025-12-31' }), off({ from: '2026-01-01' }))).toEqual([]);
    expect(book(set(1), off({ from: '2026-01-01' })).join()).toContain(
      '$.overrides[1].off[0] found X-01 both set and off',
    );
    expect(book(off({}), set(1)).join()).toContain('$.overrides[1].set.x.days found X-01 both set and off');
  });
  test('a last day before the first is refused', () => {
    expect(book(set(1, { from: '2026-01-02', until: '2026-01-01' })).join()).toContain(
      '$.overrides[0].until',
    );
  });
});

describe('a range must not be crossed, for anybody on any day', () => {
  const range = (from: number, to: number): object => ({
    ...rule,
    parameters: {
      'x.arrivalFromDays': { value: from, unit: 'days', certainty: 'B', zh: '最早', en: 'earliest' },
      'x.arrivalToDays': { value: to, unit: 'days', certainty: 'B', zh: '最迟', en: 'latest' },
    },
  });
  const set = (layer: string, owner: string, key: string, value: number, dates: object = {}): object => ({
    ...{ layer, owner, ...dates },
    set: { [`x.arrival${key}Days`]: { value, certainty: 'P', source: 'contract' } },
  });
  test.each<[string, object, object[], string | null]>([
    ['as it is', range(1, 5), [], null],
    ['equal ends', range(5, 5), [], null],
    ['crossed in the rule', range(6, 5), [], '$.rules[0].parameters.x.arrivalFromDays.value'],
    [
      'crossed by one layer',
      range(1, 5),
      [set('issuer', 'b', 'To', 0)],
      '$.overrides[0].set.x.arrivalToDays',
    ],
    [
      'crossed by two layers together',
      range(1, 5),
      [set('issuer', 'b', 'To', 3), set('merchant', 'm', 'From', 4)],
      'for issuer b, merchant m',
    ],
    [
      'two owners that never meet',
      range(1, 5),
      [set('issuer', 'b', 'To', 3), set('issuer', 'c', 'From', 4)],
      null,
    ],
    [
      'crossed on some days alone',
      range(1, 5),
      [set('issuer', 'b', 'From', 9, { from: '2026-05-01', until: '2026-05-01' })],
      'for issuer b',
    ],
    [
      'narrowings on days of their own',
      range(1, 5),
      [
        set('issuer', 'b', 'To', 2, { until: '2026-05-01' }),
        set('merchant', 'm', 'From', 3, { from: '2026-05-02' }),
      ],
      null,
    ],
  ])('%s', (_what, first, overrides, right) => {
    const found = said({ rules: [first], overrides });
    if (right === null) expect(found).toEqual([]);
    else expect(found.join()).toContain(right);
  });
});

test('a book that narrows one range for thousands of shops is read soon, and told what was not looked at', () => {
  const parameters = {
    'x.arrivalFromDays': { value: 1, unit: 'days', certainty: 'B', zh: '最早', en: 'earliest' },
    'x.arrivalToDays': { value: 5, unit: 'days', certainty: 'B', zh: '最迟', en: 'latest' },
  };
  const overrides = Array.from({ length: 5_000 }, (_, index) => ({
    layer: 'merchant',
    owner: `m${index}`,
    set: { 'x.arrivalToDays': { value: 4, certainty: 'P', source: 'contract' } },
  }));
  const { problems, warnings } = read({ rules: [{ ...rule, parameters }], overrides });
  expect(problems).toEqual([]);
  expect(warnings.map(({ message }) => message).join()).toContain('the first 4096 mixtures');
});

describe('the working calendar', () => {
  const year = {
    year: 2026,
    source: 'a page',
    certainty: 'C',
    rest: [{ from: '2026-10-01', until: '2026-10-07', zh: '国庆节', en: 'National Day' }],
    work: ['2026-10-10'],
  };
  test('is read into days off and days worked', () => {
    const { book, problems } = read({ calendar: [year] });
    expect(problems).toEqual([]);
    expect([book.holidays.rest.size, [...book.holidays.work]]).toEqual([7, ['2026-10-10']]);
    expect(book.holidays.years.get(2026)).toEqual({ certainty: 'C', source: 'a page' });
  });
  const run = (from: string, until: string): object => ({ from, until, zh: '假', en: 'off' });
  test.each<[string, object, string]>([
    [
      'a day of another year',
      { rest: [run('2025-12-31', '2026-01-01')] },
      'rest[0] found 2025-12-31, expected a day of the year 2026',
    ],
    [
      'runs that overlap',
      { rest: [run('2026-10-01', '2026-10-03'), run('2026-10-03', '2026-10-07')] },
      'rest[1] found 2026-10-03 a second time',
    ],
    [
      'a run that ends before it begins',
      { rest: [run('2026-10-07', '2026-10-01')] },
      'expected a day not before',
    ],
    ['a run of months', { rest: [run('2026-01-01', '2026-12-31')] }, 'at most 31 days'],
    ['a run without Chinese', { rest: [{ ...run('2026-10-01', '2026-10-01'), zh: '' }] }, 'words in Chinese'],
    [
      'a day worked that is a weekday',
      { work: ['2026-10-09'] },
      'work[0] found 2026-10-09, a day from Monday to Friday',
    ],
    ['a day worked that is off', { rest: [run('2026-10-10', '2026-10-10')] }, 'also as a day off'],
    ['a day worked twice', { work: ['2026-10-10', '2026-10-10'] }, 'work[1] found 2026-10-10 a second time'],
    ['a day worked in another year', { work: ['2027-10-09'] }, 'expected a day of the year 2026'],
    ['a day that does not exist', { work: ['2026-02-30'] }, 'a day such as'],
    ['an unknown key', { rests: [] }, 'found an unknown key'],
    ['no source', { source: '' }, 'where it was read'],
    ['no year', { year: '2026' }, 'a year such as 2026'],
  ])('%s is refused', (_what, given, right) => {
    expect(said({ calendar: [{ ...year, ...given }] }).join()).toContain(right);
  });
  test('a year in two files is refused', () => {
    expect(said({ calendar: [year] }, { calendar: [year] }).join()).toContain(
      '1.json $.calendar[0].year found 2026 also in 0.json',
    );
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { changesBetween } from './changes.ts';
import { effective, type NewValue, narrowed, type RuleBook, readRuleFiles, ruleFileText } from './index.ts';

const RULE = {
  id: 'X-01',
  zh: '规则',
  en: 'a rule',
  source: 'a page',
  certainty: 'A',
  parameters: {
    'x.days': { value: 30, unit: 'days', certainty: 'B', zh: '天数', en: 'days' },
    'y.days': { value: 5, unit: 'days', certainty: 'B', zh: '天数', en: 'days' },
  },
};
const said = (value: number) => ({ value, certainty: 'P', source: 'contract' });
const SCOPE = { channel: 'unionpay.pos', institution: 'i1', issuer: 'bank1', merchant: 'm1' };
const GIVEN: NewValue = {
  ...{ key: 'x.days', layer: 'institution', owner: 'i1', from: '2026-12-01' },
  ...{ value: 7, certainty: 'P', source: 'the board' },
};

const bookOf = (files: readonly { readonly name: string; readonly content: unknown }[]): RuleBook => {
  const { book, problems } = readRuleFiles(files);
  expect(problems).toEqual([]);
  return book;
};
/** The files with the changed ones in their places. */
function saying(overrides: readonly object[], given: NewValue = GIVEN) {
  const files = [
    { name: 'rules.json', content: { rules: [RULE, { ...RULE, id: 'Z-01', parameters: {} }], overrides } },
  ];
  const changed = narrowed(files, 'new.json', given);
  const kept = files.filter(({ name }) => !changed.some((each) => each.name === name));
  const [before, now] = [bookOf(files), bookOf([...kept, ...changed])];
  const on = (day: string, key = 'x.days') => effective(now, key, SCOPE, day).value;
  return { changed, on, changes: changesBetween(before, now) };
}

describe('a value from a day on', () => {
  test('stands in a file of its own; the day before it the old one holds', () => {
    const { changed, on, changes } = saying([]);
    expect(changed.map(({ name }) => name)).toEqual(['new.json']);
    expect([on('2026-11-30'), on('2026-12-01')]).toEqual([30, 7]);
    expect(changes).toEqual([
      {
        ...{ kind: 'narrowing', ruleId: 'X-01', key: 'x.days', layer: 'institution', owner: 'i1' },
        ...{ from: '2026-12-01', before: 30, after: 7, members: [] },
      },
    ]);
  });
  test('ends what was said of the same owner, wherever it stands, and nothing else that stands beside it', () => {
    const both = {
      layer: 'institution',
      owner: 'i1',
      set: { 'x.days': said(20), 'y.days': said(2) },
      off: [],
    };
    const { changed, on } = saying([both]);
    expect(changed.map(({ name }) => name)).toEqual(['rules.json', 'new.json']);
    expect([on('2026-11-30'), on('2026-12-01')]).toEqual([20, 7]);
    expect([on('2026-11-30', 'y.days'), on('2026-12-01', 'y.days')]).toEqual([2, 2]);
  });
  test('takes the place of one that would begin later, or that began on the day', () => {
    const later = (from: string) => ({ layer: 'institution', owner: 'i1', from, set: { 'x.days': said(9) } });
    for (const from of ['2026-12-01', '2027-02-01'])
      expect(saying([later(from)]).on('2027-03-01'), from).toBe(7);
  });
  test('leaves one that is over, another owner and another layer alone', () => {
    const over = {
      ...{ layer: 'institution', owner: 'i1', until: '2026-10-31', set: { 'x.days': said(1) } },
    };
    const other = { layer: 'institution', owner: 'i2', set: { 'x.days': said(2) } };
    const { changed, on } = saying([over, other]);
    expect(changed.map(({ name }) => name)).toEqual(['new.json']);
    expect([on('2026-10-31'), on('2026-11-01')]).toEqual([1, 30]);
  });
  test('keeps a rule switched off that stood in the same narrowing', () => {
    const off = { layer: 'institution', owner: 'i1', set: { 'x.days': said(20) }, off: ['Z-01'] };
    const { changed } = saying([off]);
    expect(JSON.stringify(changed)).toContain('"off":["Z-01"]');
  });
});

describe('changes between two books', () => {
  const change = (rule: object) =>
    changesBetween(
      bookOf([{ name: 'a', content: { rules: [RULE] } }]),
      bookOf([{ name: 'b', content: { rules: [{ ...RULE, ...rule }] } }]),
    );
  test('none where both say the same in other files', () => {
    expect(change({})).toEqual([]);
  });
  test('words, and values with what else differs of them', () => {
    expect(change({ zh: '别的', source: 'another page' })).toMatchObject([
      { kind: 'rule', ruleId: 'X-01', before: true, after: true, members: ['zh', 'source'] },
    ]);
    const parameters = {
      ...RULE.parameters,
      'x.days': { ...RULE.parameters['x.days'], value: 31, certainty: 'P' },
    };
    expect(change({ parameters })).toMatchObject([
      { kind: 'value', key: 'x.days', before: 30, after: 31, members: ['certainty'] },
    ]);
  });
  test('a rule that is there no more, a rule switched off, a day off', () => {
    const [before, none] = [
      bookOf([{ name: 'a', content: { rules: [RULE] } }]),
      bookOf([{ name: 'b', content: { rules: [] } }]),
    ];
    expect(changesBetween(before, none)).toMatchObject([
      { kind: 'rule', before: true, after: null },
      { kind: 'value', key: 'x.days', before: 30, after: null },
      { kind: 'value', key: 'y.days', before: 5, after: null },
    ]);
    const overrides = [{ layer: 'platform', owner: '*', off: ['X-01'] }];
    const off = bookOf([{ name: 'b', content: { rules: [RULE], overrides } }]);
    expect(changesBetween(before, off)).toMatchObject([
      { kind: 'off', ruleId: 'X-01', before: null, after: true },
    ]);
    const rest = (day: string) => {
      const run = { from: day, until: day, zh: '假', en: 'a day off' };
      const year = { year: 2026, source: 'a page', certainty: 'A', rest: [run], work: [] };
      return bookOf([{ name: 'c', content: { rules: [RULE], calendar: [year] } }]);
    };
    expect(changesBetween(rest('2026-10-01'), rest('2026-10-02'))).toMatchObject([
      { kind: 'calendar', key: '2026', members: ['rest'] },
    ]);
  });
});

test('a rule file is written as the delivered ones are laid out', () => {
  const folder = new URL('../../../rules/', import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) {
    const text = readFileSync(new URL(name, folder), 'utf8');
    expect(ruleFileText(JSON.parse(text)), name).toBe(text);
  }
});

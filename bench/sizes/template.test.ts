import { describe, expect, test } from 'vitest';
import { columnSql, type Differences, insertSql, linearSql, textSql } from './template.ts';

const differences: Differences = {
  parts: [
    { text: 'pay_A', sql: 's.id' },
    { text: '"stan":"000001"', sql: `'"stan":"' || s.stan || '"'` },
    { text: '"startedMs":1700', sql: `'"startedMs":' || s.at_ms` },
  ],
  whole: [{ text: '000001', sql: 's.stan' }],
  columns: { bucket: 's.bucket' },
  steps: 's.n - 1',
  startedMs: 1_700,
};
const sql = (name: string, type: string, first: string | null, second: string | null = first): string =>
  columnSql({ name, type }, [first, second], differences, new Set());

describe('a text with places that differ', () => {
  test('keeps what is between them, quotes it, and tells which were found', () => {
    const found = new Set<string>();
    const text = `{"id":"pay_A","it's":1,"stan":"000001"}`;
    expect(textSql(text, differences.parts, found)).toBe(
      `'{"id":"' || s.id || '","it''s":1,' || '"stan":"' || s.stan || '"' || '}'`,
    );
    expect(found).toEqual(new Set(['pay_A', '"stan":"000001"']));
  });
  test('takes the longest of two that begin at one place', () => {
    const parts = [...differences.parts, { text: 'pay_A/1', sql: 'longer' }];
    expect(textSql('pay_A/1', parts, new Set())).toBe('longer');
  });
  test('without any is itself', () => expect(textSql('', differences.parts, new Set())).toBe(`''`));
});

describe('a column', () => {
  test.each([
    [sql('bucket', 'smallint', '93'), '(s.bucket)::smallint'],
    [sql('due_ms', 'bigint', null), 'NULL::bigint'],
    [sql('at_ms', 'bigint', '1725'), '(s.at_ms + 25)::bigint'],
    [sql('amount_fen', 'bigint', '10000000'), `'10000000'::bigint`],
    [sql('print', 'text', '000001'), '(s.stan)::text'],
    // The number of the terminal ends like a trace number, and is none.
    [sql('terminal_id', 'text', '10000001'), `('10000001')::text`],
    [sql('body', 'json', '{"startedMs":1700}'), `('{' || '"startedMs":' || s.at_ms || '}')::json`],
    [
      sql('figures', 'bigint[]', '{1,-5,0}', '{3,-5,7}'),
      '(ARRAY[1 + (s.n - 1) * 2, -5, 0 + (s.n - 1) * 7])::bigint[]',
    ],
  ])('%s', (made, wanted) => expect(made).toBe(wanted));
});

test('figures of another count are no series', () =>
  expect(() => linearSql('{1,2}', '{1}', 'n')).toThrow('Cannot go on from {1,2} to {1}'));

test('rows of one payment are written beside each other', () => {
  const row = (no: string) => ({ payment_id: 'pay_A', no });
  const columns = [
    { name: 'payment_id', type: 'text' },
    { name: 'no', type: 'integer' },
  ];
  const pairs = [
    [row('1'), row('1')],
    [row('2'), row('2')],
  ] as const;
  const insert = insertSql('journal', columns, pairs, () => differences, new Set());
  expect(insert).toContain(
    `(VALUES\n    ((s.id)::text, '1'::integer),\n    ((s.id)::text, '2'::integer)) AS v(payment_id, no)`,
  );
  expect(insert).toMatch(
    /^INSERT INTO journal \(payment_id, no\) SELECT v\.\* FROM source s .* ORDER BY s\.g$/s,
  );
});

import { expect, describe as suite, test } from 'vitest';
import {
  checkPresence,
  echoedFields,
  type FieldValue,
  type Iso8583Message,
  identify,
  iso87Messages,
  type MessageTable,
  networkMessages,
  type Presence,
  posMessages,
  rowOf,
} from '../index.ts';

function message(mti: string, fields: Record<number, FieldValue>): Iso8583Message {
  return { mti, fields };
}

suite.each<[string, MessageTable]>([
  ['terminal', posMessages],
  ['network', networkMessages],
  ['plain', iso87Messages],
])('%s table', (_, table) => {
  test('ids are unique, MTIs pair up, fields exist in the dialect and stand in one list only', () => {
    expect(new Set(table.rows.map((row) => row.id)).size).toBe(table.rows.length);
    for (const row of table.rows) {
      expect(Number(row.responseMti) - Number(row.requestMti)).toBe(10);
      for (const presence of [row.request, row.response]) {
        const all = [...presence.mandatory, ...presence.conditional];
        expect(new Set(all).size, row.id).toBe(all.length);
        for (const field of all) expect(table.dialect.fields[field], `${row.id} ${field}`).toBeDefined();
      }
      expect(row.request.mandatory.includes(table.dialect.macField) && !row.mac).toBe(false);
    }
  });

  test('what an answer repeats may stand in the request and in the answer', () => {
    for (const row of table.rows) {
      for (const field of row.echoes) {
        const may = (presence: Presence) => [...presence.mandatory, ...presence.conditional].includes(field);
        if (may(row.request)) expect(may(row.response), `${row.id} ${field}`).toBe(true);
      }
      const request = { mti: row.requestMti, fields: Object.fromEntries(row.echoes.map((n) => [n, '0'])) };
      expect(Object.keys(echoedFields(row, request)).map(Number)).toEqual(
        [...row.echoes].sort((a, b) => a - b),
      );
      expect(echoedFields(row, { mti: row.requestMti, fields: {} })).toEqual({});
    }
  });

  test('only payments are reversible, and refunds never are', () => {
    for (const row of table.rows) if (row.reversible) expect(row.kind).toBe('payment');
    expect(rowOf(table, 'sale').reversible).toBe(true);
    if (table === iso87Messages) return;
    expect(rowOf(table, 'refund').reversible).toBe(false);
    expect(rowOf(table, 'void').reversible).toBe(true);
  });
});

suite('identify on the terminal side', () => {
  const cases: [string, Iso8583Message, string, string | null][] = [
    ['a sale', message('0200', { 3: '000000', 60: '2200000100050' }), 'sale', null],
    [
      'a sale whose F60 has only type and batch',
      message('0200', { 3: '000000', 60: '22000001' }),
      'sale',
      null,
    ],
    ['a sale answer with 60.3 = 000', message('0210', { 3: '000000', 60: '22000001000' }), 'sale', null],
    ['a reversal of a sale', message('0400', { 3: '000000', 60: '22000001000' }), 'reversal', 'sale'],
    ['a reversal of a void', message('0400', { 3: '200000', 60: '23000001000' }), 'reversal', 'void'],
    ['a reversal answer', message('0410', { 3: '200000', 60: '23000001000' }), 'reversal', 'void'],
    ['a reversal of a refund', message('0400', { 3: '200000', 60: '25000001000' }), '-', null],
    ['a reversal of a balance', message('0400', { 3: '310000', 60: '01000001000' }), '-', null],
    ['a refund', message('0220', { 3: '200000', 60: '25000001000' }), 'refund', null],
    ['a sign-in for double keys', message('0800', { 60: '00000001003' }), 'sign-in', null],
    ['a function of no table', message('0800', { 60: '00000001999' }), '-', null],
    ['a message without F60', message('0200', { 3: '000000' }), '-', null],
  ];

  test.each(cases)('%s', (_, given, id, original) => {
    const found = identify(posMessages, given);
    expect(found?.row.id ?? '-').toBe(id);
    expect(found?.original?.id ?? null).toBe(original);
  });

  test('the direction follows from the MTI', () => {
    const fields = { 3: '000000', 60: '22000001000' };
    expect(identify(posMessages, message('0200', fields))?.direction).toBe('request');
    expect(identify(posMessages, message('0210', fields))?.direction).toBe('response');
  });
});

suite('identify on the network side', () => {
  const f90 = (mti: string) => `${mti}7000011123101531${'0'.repeat(22)}`;
  const cases: [string, Iso8583Message, string, string | null][] = [
    ['a sale with an account type', message('0200', { 3: '003000' }), 'sale', null],
    ['a void', message('0200', { 3: '200000' }), 'void', null],
    ['a refund', message('0220', { 3: '200000' }), 'refund', null],
    ['a reversal of a sale', message('0420', { 3: '000000', 90: f90('0200') }), 'reversal', 'sale'],
    ['a reversal of a void', message('0420', { 3: '200000', 90: f90('0200') }), 'reversal', 'void'],
    ['a reversal that names a refund', message('0420', { 3: '200000', 90: f90('0220') }), '-', null],
    ['a cut-over start', message('0820', { 70: '201' }), 'cut-over-start', null],
    ['an echo answer', message('0830', { 70: '301' }), 'echo', null],
    ['another management code', message('0820', { 70: '999' }), '-', null],
    ['a payment with a management code', message('0200', { 3: '000000', 70: '301' }), '-', null],
  ];

  test.each(cases)('%s', (_, given, id, original) => {
    const found = identify(networkMessages, given);
    expect(found?.row.id ?? '-').toBe(id);
    expect(found?.original?.id ?? null).toBe(original);
  });
});

suite('checkPresence', () => {
  const sale = rowOf(posMessages, 'sale');

  test('names what is missing, what is forbidden and a condition code of another transaction', () => {
    const given = message('0200', {
      3: '000000',
      25: '64',
      37: '1',
      41: '1',
      42: '1',
      49: '156',
      60: '22000001',
    });
    expect(checkPresence(sale, 'request', given)).toEqual([
      { field: 4, kind: 'missing' },
      { field: 11, kind: 'missing' },
      { field: 22, kind: 'missing' },
      { field: 25, kind: 'unexpected-value' },
      { field: 37, kind: 'forbidden' },
      { field: 64, kind: 'missing' },
    ]);
  });

  test('a reversal is not refused for lacking its reason or for keeping PIN, tracks and reference', () => {
    const reversal = rowOf(posMessages, 'reversal');
    const least = Object.fromEntries(reversal.request.mandatory.map((field) => [field, '0']));
    expect(checkPresence(reversal, 'request', message('0400', least))).toEqual([]);
    const most = { ...least, 26: '12', 35: '6', 36: '6', 37: '1', 52: '0', 53: '0', 61: '0' };
    expect(checkPresence(reversal, 'request', message('0400', most))).toEqual([]);
  });
});

test('rowOf throws RangeError for an id the table lacks', () => {
  expect(() => rowOf<string>(posMessages as MessageTable, 'e-cash-top-up')).toThrow(RangeError);
});

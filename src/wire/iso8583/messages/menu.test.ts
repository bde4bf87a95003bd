/** The whole menu of a terminal, in the words of its specification: how each message is told, what it may hold. */
import { expect, describe as suite, test } from 'vitest';
import {
  checkPresence,
  type FieldValue,
  type Iso8583Message,
  identify,
  iso87Messages,
  type MessageRow,
  type MessageTable,
  networkMessages,
  type PosMessageId,
  posMessages,
  rowOf,
} from '../index.ts';

function message(mti: string, fields: Record<number, FieldValue>): Iso8583Message {
  return { mti, fields };
}

suite('transactions of the terminal', () => {
  // MTI, F3, F25, 60.1 → the row; whether silence makes the terminal reverse it.
  const menu: [PosMessageId, string, string, string, string, boolean][] = [
    ['balance', '0200', '310000', '00', '01', false],
    ['sale', '0200', '000000', '00', '22', true],
    ['void', '0200', '200000', '00', '23', true],
    ['refund', '0220', '200000', '00', '25', false],
    ['pre-auth', '0100', '030000', '06', '10', true],
    ['pre-auth-increment', '0100', '030000', '60', '10', true],
    ['pre-auth-void', '0100', '200000', '06', '11', true],
    ['completion', '0200', '000000', '06', '20', true],
    ['completion-notice', '0220', '000000', '06', '24', false],
    ['completion-void', '0200', '200000', '06', '21', true],
    ['offline-settlement', '0220', '000000', '00', '30', false],
    ['adjustment', '0220', '000000', '00', '32', false],
    ['tip', '0220', '000000', '00', '34', false],
    ['offline-sale', '0200', '000000', '00', '36', false],
    ['offline-refund', '0220', '200000', '00', '27', false],
    ['instalment-sale', '0200', '000000', '64', '22', true],
    ['instalment-void', '0200', '200000', '64', '23', true],
    ['points-query', '0200', '310000', '65', '03', false],
    ['points-sale', '0200', '000000', '65', '22', true],
    ['points-void', '0200', '200000', '65', '23', true],
    ['moto-sale', '0200', '000000', '08', '22', true],
    ['moto-void', '0200', '200000', '08', '23', true],
    ['moto-refund', '0220', '200000', '08', '25', false],
    ['moto-pre-auth', '0100', '030000', '18', '10', true],
    ['moto-pre-auth-void', '0100', '200000', '18', '11', true],
    ['moto-completion', '0200', '000000', '18', '20', true],
    ['moto-completion-notice', '0220', '000000', '18', '24', false],
    ['moto-completion-void', '0200', '200000', '18', '21', true],
    ['reservation-sale', '0200', '000000', '67', '54', true],
    ['reservation-void', '0200', '200000', '67', '53', true],
    ['acquirer-code-sale', '0200', '700000', '00', '60', false],
    ['acquirer-code-order', '0200', '710000', '00', '60', false],
    ['acquirer-code-void', '0200', '720000', '00', '60', false],
    ['acquirer-code-query', '0200', '730000', '00', '60', false],
    ['acquirer-code-refund', '0200', '740000', '00', '60', false],
  ];

  test.each(menu)('%s', (id, mti, code, condition, type, reversible) => {
    const fields = { 3: code, 22: '021', 25: condition, 60: `${type}000001000` };
    expect(identify(posMessages, message(mti, fields))?.row.id).toBe(id);
    const answer = `${mti.slice(0, 2)}${Number(mti[2]) + 1}0`;
    expect(identify(posMessages, message(answer, fields))).toMatchObject({
      row: { id },
      direction: 'response',
    });
    const reversal = identify(posMessages, message('0400', fields));
    expect(reversal?.original?.id ?? null).toBe(reversible ? id : null);
  });

  test.each<[PosMessageId, string, string, string]>([
    ['code-sale', '0200', '000000', '22'],
    ['code-void', '0200', '200000', '23'],
    ['code-refund', '0220', '200000', '25'],
  ])('%s is told by F22 alone', (id, mti, code, type) => {
    const fields = { 3: code, 22: '032', 25: '00', 60: `${type}000001` };
    expect(identify(posMessages, message(mti, fields))?.row.id).toBe(id);
    const read = { ...fields, 22: '072' };
    expect(identify(posMessages, message(mti, read))?.row.id).toBe(rowOf(posMessages, id).base);
  });

  test('the reversal of a sale by code undoes a sale by code', () => {
    const fields = { 3: '000000', 22: '032', 25: '00', 39: '98', 60: '22000001' };
    expect(identify(posMessages, message('0400', fields))).toMatchObject({
      row: { id: 'reversal' },
      original: { id: 'code-sale' },
    });
  });

  test('a condition code of no row belongs to the plain row, which then refuses it', () => {
    const given = message('0200', { 3: '000000', 22: '051', 25: '99', 60: '22000001000' });
    const found = identify(posMessages, given)!;
    expect(found.row.id).toBe('sale');
    expect(checkPresence(found.row, 'request', given)).toContainEqual({
      field: 25,
      kind: 'unexpected-value',
    });
  });

  test.each(['00', '22', '10'])('a script result notice under 60.1 = %s', (type) => {
    const fields = { 3: '000000', 60: `${type}000001951` };
    expect(identify(posMessages, message('0620', fields))?.row.id).toBe('script-notice');
  });
});

suite('management of the terminal', () => {
  const codes: [PosMessageId, string, readonly string[]][] = [
    ['sign-in', '0800', ['001', '003', '004', '005', '006']],
    ['sign-off', '0820', ['002']],
    ['echo', '0820', ['301']],
    ['parameter-download', '0800', ['360']],
    ['parameter-end', '0800', ['361']],
    ['status-upload', '0820', ['362']],
    ['ca-key-query', '0820', ['372']],
    ['ca-key-download', '0800', ['370', '373']],
    ['ca-key-end', '0800', ['371']],
    ['ic-parameter-query', '0820', ['382']],
    ['ic-parameter-download', '0800', ['380']],
    ['ic-parameter-end', '0800', ['381']],
    ['blacklist-download', '0800', ['390']],
    ['blacklist-end', '0800', ['391']],
    ['contactless-parameter-download', '0800', ['394']],
    ['contactless-parameter-end', '0800', ['395']],
    ['no-pin-list-download', '0800', ['396']],
    ['no-pin-list-end', '0800', ['397']],
    ['no-pin-blacklist-download', '0800', ['398']],
    ['no-pin-blacklist-end', '0800', ['399']],
    ['transport-key-download', '0800', ['352']],
    ['master-key-download', '0800', ['350']],
    ['master-key-enable', '0800', ['351']],
    ['settlement', '0500', ['201']],
    ['upload-stripe', '0320', ['201']],
    ['upload-end', '0320', ['202', '207']],
    ['upload-chip', '0320', ['203', '205']],
    ['upload-chip-failed', '0320', ['204', '206']],
  ];

  test.each(codes)('%s', (id, mti, networkCodes) => {
    for (const code of networkCodes) {
      const given = message(mti, { 41: '1', 42: '1', 60: `00000001${code}` });
      expect(identify(posMessages, given)?.row.id, code).toBe(id);
    }
  });

  test('a code that answers alone carry is no request', () => {
    const fields = { 11: '000001', 60: '00000001011' };
    expect(identify(posMessages, message('0810', fields))?.row.id).toBe('sign-in');
    expect(identify(posMessages, message('0800', fields))).toBeUndefined();
  });

  test.each<[PosMessageId, string, string]>([
    ['upload-offline-settlement', '30', '000000'],
    ['upload-adjustment', '32', '000000'],
    ['upload-tip', '34', '000000'],
    ['upload-offline-sale', '36', '000000'],
    ['upload-offline-refund', '27', '200000'],
    ['upload-refund', '25', '200000'],
    ['upload-completion-notice', '24', '000000'],
  ])('%s keeps the 60.1 of the notice', (id, type, code) => {
    const given = message('0320', { 3: code, 60: `${type}000001000` });
    expect(identify(posMessages, given)?.row.id).toBe(id);
  });
});

/** The table of fields: `!` must be there, `?` may be, nothing of the name must not. */
suite('fields of each transaction', () => {
  const columns: PosMessageId[] = [
    'balance',
    'sale',
    'void',
    'refund',
    'pre-auth',
    'pre-auth-void',
    'completion',
    'completion-notice',
    'completion-void',
    'script-notice',
  ];
  const table: [number, string][] = [
    [2, '?????????!'],
    [3, '!!!!!!!!!!'],
    [4, '.!!!!!!!!?'],
    [11, '!!!!!!!!!!'],
    [14, '?????????.'],
    [22, '!!!!!!!!!!'],
    [23, '??????????'],
    [25, '!!!!!!!!!?'],
    [26, '???????.?.'],
    [32, '.........?'],
    [35, '?????????.'],
    [37, '..!!....!!'],
    [38, '..??.!!!!?'],
    [39, '..........'],
    [41, '!!!!!!!!!!'],
    [42, '!!!!!!!!!!'],
    [48, '..........'],
    [49, '!!!!!!!!!!'],
    [52, '???????.?.'],
    [54, '..........'],
    [60, '!!!!!!!!!!'],
    [61, '..!!.!!!!!'],
    [64, '!!!!!!!!!!'],
  ];

  test.each(table)('F%i', (field, marks) => {
    const found = columns.map((id) => {
      const { mandatory, conditional } = rowOf(posMessages, id).request;
      return mandatory.includes(field) ? '!' : conditional.includes(field) ? '?' : '.';
    });
    expect(found.join('')).toBe(marks);
  });

  test('a told card is named by F2 and by nothing that a reader or a PIN pad gives', () => {
    for (const row of posMessages.rows.filter(({ product }) => product === 'moto')) {
      expect(row.request.mandatory, row.id).toContain(2);
      const allowed = [...row.request.mandatory, ...row.request.conditional];
      for (const field of [23, 26, 35, 36, 52, 55]) expect(allowed, row.id).not.toContain(field);
    }
  });
});

suite('the network', () => {
  const f90 = (mti: string) => `${mti}7000011123101531${'0'.repeat(22)}`;
  test.each([
    ['balance', '0200', '300000', '00'],
    ['balance-by-authorisation', '0100', '300000', '00'],
    ['pre-auth', '0100', '030000', '06'],
    ['pre-auth', '0100', '030000', '18'],
    ['pre-auth-void', '0100', '200000', '06'],
    ['completion', '0200', '000000', '06'],
    ['completion', '0200', '000000', '18'],
    ['completion-notice', '0220', '000000', '06'],
    ['completion-void', '0200', '200000', '06'],
    ['account-verification', '0100', '330000', '00'],
    ['sale', '0200', '000000', '00'],
    ['sale', '0200', '000000', '64'],
    ['void', '0200', '200000', '08'],
    ['payment-notice', '0220', '000000', '00'],
  ])('%s as %s %s under F25 = %s', (id, mti, code, condition) => {
    // Of a payment notice the way of reading tells it from the notice of a member.
    const fields = { 3: code, 25: condition, ...(id === 'payment-notice' ? { 22: '042' } : {}) };
    const row = identify(networkMessages, message(mti, fields))?.row;
    expect(row?.id).toBe(id);
    const reversal = identify(networkMessages, message('0420', { ...fields, 90: f90(mti) }));
    expect(reversal?.original?.id ?? null).toBe(row?.reversible ? id : null);
  });

  test.each([
    ['script-notice', '0620', { 3: '000000', 70: '951' }],
    ['order-enquiry', '0620', { 3: '730000' }],
    ['key-request', '0820', { 70: '101' }],
    ['key-reset', '0800', { 70: '101' }],
  ])('%s', (id, mti, fields) => {
    expect(identify(networkMessages, message(mti, fields as Record<number, string>))?.row.id).toBe(id);
  });
});

/** A message that holds what a row's key says and nothing else. */
function keyOf(table: MessageTable, row: MessageRow): Iso8583Message {
  const fields: Record<number, FieldValue> = {};
  const { processingCode } = row;
  if (processingCode !== null && processingCode !== '*') fields[3] = processingCode.replaceAll('x', '0');
  if (row.conditionCodes !== null) fields[25] = row.conditionCodes[0]!;
  if (row.entryMode !== null) fields[22] = row.entryMode.replaceAll('x', '2');
  if (table.routing === 'network') {
    if (row.networkCodes !== null) fields[70] = row.networkCodes[0]!;
  } else fields[60] = `${row.transactionType ?? '00'}000001${row.networkCodes?.[0] ?? '000'}`;
  return { mti: row.requestMti, fields };
}

test.each<[string, MessageTable]>([
  ['terminal', posMessages],
  ['network', networkMessages],
  ['plain', iso87Messages],
])('no row of the %s table hides another', (_, table) => {
  for (const row of table.rows.filter(({ kind }) => kind !== 'reversal')) {
    expect(identify(table, keyOf(table, row))?.row.id).toBe(row.id);
  }
});

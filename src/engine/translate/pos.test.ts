import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '#domain/outcome';
import {
  decode,
  type FieldValue,
  fromHex,
  type Iso8583Message,
  posDialect,
  posMessages,
} from '#wire/iso8583';
import { type PosCardRequest, printText, readPosRequest } from './pos.ts';
import { MANAGEMENT_ROWS } from './pos-management.ts';
import { PREAUTH_ROWS } from './pos-preauth.ts';

/** 2026-11-23 12:34:56 in Shanghai. */
const NOW_MS = Date.UTC(2026, 10, 23, 4, 34, 56);
const SENDER = { merchantId: '898000000000001', terminalId: '10000001' };
const SALE_CARD = {
  stan: '000123',
  batchNo: '000001',
  processingCode: '000000',
  amountFen: 12_345n,
  currency: 'CNY',
  entryMode: '051',
  conditionCode: '00',
  pan: '6200000000000000005',
  expiry: '3012',
  sequence: '001',
};

function vector(name: string): Iso8583Message {
  const path = new URL(`../../../vectors/iso8583/valid/${name}.json`, import.meta.url);
  const { hex } = JSON.parse(readFileSync(path, 'utf8')) as { hex: string };
  return decode(posDialect, fromHex(hex)!);
}

/** The message with other fields; `undefined` takes a field out. */
function changed(message: Iso8583Message, fields: Record<number, FieldValue | undefined>): Iso8583Message {
  const next: Record<number, FieldValue> = { ...message.fields };
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) delete next[Number(key)];
    else next[Number(key)] = value;
  }
  return { mti: message.mti, fields: next };
}

const read = (message: Iso8583Message) => readPosRequest(message, NOW_MS);

describe('requests', () => {
  test('sale with chip and PIN', () => {
    const message = vector('pos-sale-chip');
    expect(read(message)).toEqual({
      kind: 'sale',
      ...SENDER,
      ...SALE_CARD,
      ...{ variety: null, privateText: null, byCode: false, offline: null },
      track2: '6200000000000000005D30122010000012345',
      pinBlock: message.fields[52],
      chipData: message.fields[55],
    });
  });

  test('sale by stripe alone: card and expiry come from track 2', () => {
    const swiped = changed(vector('pos-sale-chip'), {
      2: undefined,
      14: undefined,
      23: undefined,
      22: '021',
    });
    expect(read(swiped)).toMatchObject({
      kind: 'sale',
      pan: SALE_CARD.pan,
      expiry: '3012',
      sequence: null,
      entryMode: '021',
    });
  });

  test('void, refund', () => {
    const original = { batchNo: '000001', stan: '000123', day: '2026-11-23' };
    expect(read(vector('pos-void'))).toEqual({
      kind: 'void',
      variety: 'plain',
      ...SENDER,
      ...SALE_CARD,
      stan: '000125',
      processingCode: '200000',
      entryMode: '012',
      sequence: null,
      original,
      rrn: '101530000001',
      authCode: 'A1B2C3',
    });
    expect(read(vector('pos-refund'))).toMatchObject({
      kind: 'refund',
      amountFen: 5_000n,
      original,
      rrn: '101530000001',
      authCode: null,
    });
  });

  test.each([
    ['000001000123', null],
    ['0000010001230000', null],
    ['0000010001231231', '2026-12-31'],
    ['0000010001230101', '2027-01-01'],
    ['000001000123112300', '2026-11-23'],
  ])('void whose F61 is %s', (f61, day) => {
    expect(read(changed(vector('pos-void'), { 61: f61 }))).toMatchObject({
      original: { stan: '000123', day },
    });
  });

  test('reversal of a sale, and of a void without a reason', () => {
    expect(read(vector('pos-reversal'))).toMatchObject({
      kind: 'reversal',
      of: 'sale',
      reason: '98',
      pan: SALE_CARD.pan,
      original: { batchNo: '000001', stan: '000123', day: null },
    });
    expect(read(vector('pos-reversal-of-void-without-reason'))).toMatchObject({
      kind: 'reversal',
      of: 'void',
      reason: '98',
      pan: null,
      authCode: 'A1B2C3',
      original: { batchNo: '000001', stan: '000125', day: null },
    });
  });

  test.each([
    ['00', '98'],
    ['  ', '98'],
    ['06', '06'],
    ['A0', 'A0'],
  ])('reversal with reason %j', (given, reason) => {
    expect(read(changed(vector('pos-reversal'), { 39: given }))).toMatchObject({ reason });
  });

  test.each([
    ['names the message itself in an earlier batch', '0000070001230000', '000007'],
    ['names another message', '0000070001000000', '000001'],
    ['is all zeros', '0000000000000000', '000001'],
  ])('reversal whose F61 %s', (_, f61, batchNo) => {
    const message = changed(vector('pos-reversal'), { 61: f61 });
    expect(read(message)).toMatchObject({ original: { batchNo, stan: '000123' } });
  });

  test('a reversal with fields too many is read, a sale is not', () => {
    expect(read(changed(vector('pos-reversal'), { 54: '0' }))).toMatchObject({ kind: 'reversal' });
    expect(read(changed(vector('pos-sale-chip'), { 54: '0' }))).toMatchObject({
      outcome: 'message-malformed',
    });
  });

  test('sign-in, echo, settlement', () => {
    expect(read(vector('pos-sign-in-request'))).toEqual({
      kind: 'sign-in',
      ...SENDER,
      stan: '000001',
      code: '003',
      operator: '01',
    });
    expect(read(vector('pos-echo'))).toEqual({ kind: 'echo', ...SENDER });
    const message = changed(vector('pos-settlement-request'), {
      48: `${'000000012345'}002${'000000005000'}0010${'000000000100'}003${'000000000001'}0040`,
    });
    expect(read(message)).toEqual({
      kind: 'settlement',
      ...SENDER,
      stan: '000200',
      batchNo: '000001',
      totals: {
        ...{ debitFen: 12_445n, debitCount: 5, creditFen: 5_001n, creditCount: 5 },
        foreign: { debitFen: 100n, debitCount: 3, creditFen: 1n, creditCount: 4 },
      },
    });
  });
});

describe('refusals', () => {
  const sale = vector('pos-sale-chip');
  const encrypted = { 35: 'D1234567890ABCDEF0', 53: '2610000000000000' };
  const cases: [string, Iso8583Message, Outcome | 'sale' | 'reversal' | 'sign-in'][] = [
    ['unknown MTI', { mti: '0100', fields: sale.fields }, 'message-not-supported'],
    ['an answer', vector('pos-sale-approved'), 'message-not-supported'],
    ['unknown 60.1', changed(sale, { 60: '99000001000' }), 'message-not-supported'],
    ['a code payment', vector('pos-sale-qr'), 'sale'],
    [
      'a code payment without a code',
      changed(vector('pos-sale-qr'), { 59: 'A2003abc' }),
      'message-malformed',
    ],
    [
      'a code of letters',
      changed(vector('pos-sale-qr'), { 59: 'A3019abcdefghijklmnopqrs' }),
      'message-malformed',
    ],
    [
      'a code of another channel',
      changed(vector('pos-sale-qr'), { 59: 'A3018289999999999999999' }),
      'pay-code-other-channel',
    ],
    ['a trace number of zeros', changed(sale, { 11: '000000' }), 'message-malformed'],
    ['sign-in with a track key', changed(vector('pos-sign-in-request'), { 60: '00000000004' }), 'sign-in'],
    ['a sale that names its time', changed(sale, { 12: '123456', 13: '1123' }), 'sale'],
    ['no amount', changed(sale, { 4: undefined }), 'message-malformed'],
    ['no card', changed(sale, { 2: undefined, 35: undefined }), 'message-malformed'],
    ['a short card number', changed(sale, { 2: '62000000', 35: undefined }), 'message-malformed'],
    ['two card numbers', changed(sale, { 2: '6200000000000000013' }), 'message-malformed'],
    ['an empty terminal id', changed(sale, { 41: '        ' }), 'message-malformed'],
    ['a slash in the merchant id', changed(sale, { 42: '89800000/000001' }), 'message-malformed'],
    ['a zero byte in the merchant id', changed(sale, { 42: '89800000\x000001' }), 'message-malformed'],
    ['F60 of 10 digits', changed(sale, { 60: '2200000100' }), 'message-malformed'],
    ['dollars', changed(sale, { 49: '840' }), 'currency-not-supported'],
    ['F61 with no such date', changed(vector('pos-void'), { 61: '0000010001231340' }), 'message-malformed'],
    ['F61 of 5 digits', changed(vector('pos-void'), { 61: '00000' }), 'message-malformed'],
    [
      'F48 of 12 digits',
      changed(vector('pos-settlement-request'), { 48: '000000000001' }),
      'message-malformed',
    ],
    ['a PIN under SM4', changed(sale, { 53: '2400000000000000' }), 'message-not-supported'],
    ['an encrypted track alone', changed(sale, { 2: undefined, ...encrypted }), 'message-not-supported'],
    ['an encrypted track beside F2', changed(sale, encrypted), 'sale'],
    [
      'a reversal with an encrypted track alone',
      changed(vector('pos-reversal'), { 2: undefined, ...encrypted }),
      'reversal',
    ],
  ];

  test.each(cases)('%s', (_, message, expected) => {
    const found = read(message);
    expect(found.kind === 'refusal' ? found.outcome : found.kind).toBe(expected);
  });

  test('a row of the table that the host does not carry out is refused as unsupported, its reversal too', () => {
    const carriedOut: readonly string[] = [
      ...MANAGEMENT_ROWS,
      ...['balance', 'points-query', 'sale', 'void', 'refund', 'reversal'],
      ...['instalment-sale', 'instalment-void', 'points-sale', 'points-void', 'moto-sale', 'moto-void'],
      ...PREAUTH_ROWS.flatMap((id) => (id === 'pre-auth-increment' ? [id] : [id, `moto-${id}`])),
      ...['moto-refund', 'reservation-sale', 'reservation-void', 'code-sale', 'code-void', 'code-refund'],
      ...['tip', 'adjustment', 'script-notice', 'offline-sale', 'offline-settlement', 'offline-refund'],
    ];
    for (const row of posMessages.rows.filter(({ id }) => !carriedOut.includes(id))) {
      const fields: Record<number, FieldValue> = {
        3: (row.processingCode ?? '').replaceAll('x', '0').replace('*', ''),
        22: row.entryMode === null ? '051' : '032',
        25: row.conditionCodes?.[0] ?? '00',
        60: `${row.transactionType ?? '00'}000001${row.networkCodes?.[0] ?? '000'}`,
      };
      if (fields[3] === '') delete fields[3];
      const refused = { kind: 'refusal', outcome: 'message-not-supported' };
      expect(read({ mti: row.requestMti, fields }), row.id).toMatchObject(refused);
      expect(read({ mti: '0400', fields }), row.id).toMatchObject(refused);
    }
  });

  test('an encrypted track is neither read nor handed on', () => {
    expect(read(changed(sale, encrypted))).toMatchObject({ pan: SALE_CARD.pan, track2: null });
  });

  test('no refusal quotes a card number', () => {
    for (const [, message] of cases) {
      const found = read(message);
      if (found.kind === 'refusal') expect(found.text).not.toMatch(/\d{8}/);
    }
  });
});

describe('fingerprint text', () => {
  const sale = vector('pos-sale-chip');
  const print = (message: Iso8583Message, card: string | null = 'card-1') =>
    printText(read(message) as PosCardRequest, card);

  test('PIN block, cryptogram, track, code and trace number do not matter', () => {
    const again = changed(sale, {
      35: undefined,
      52: new Uint8Array(8).fill(1),
      55: new Uint8Array(4),
      64: new Uint8Array(8),
    });
    expect(print(again)).toBe(print(sale));
    expect(print(sale)).toBe('pos1|sale|000000|00|CNY|12345|card-1');
  });

  test('amount, card, kind and original matter', () => {
    const texts = [
      print(sale),
      print(changed(sale, { 4: '000000012346' })),
      print(sale, 'card-2'),
      print(vector('pos-reversal')),
      print(vector('pos-void')),
      print(vector('pos-refund')),
      print(changed(vector('pos-void'), { 61: '0000010001241123' })),
      print(changed(vector('pos-void'), { 37: '101530000002' })),
    ];
    expect(new Set(texts).size).toBe(texts.length);
  });
});

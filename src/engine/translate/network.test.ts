import { expect, describe as suite, test } from 'vitest';
import { type CancellationId, networkKeyText, type PaymentId } from '#domain/payment';
import {
  checkPresence,
  decode,
  encode,
  type Iso8583Message,
  identify,
  type NetworkMessageId,
  networkDialect,
  networkMessages,
  rowOf,
} from '#wire/iso8583';
import type { NetworkRequest } from '../ports/index.ts';
import {
  clearingDayOf,
  fromNetworkAnswer,
  type ManagementFunction,
  managementAnswer,
  managementFunctionOf,
  managementRequest,
  networkWireKey,
  toNetworkMessage,
} from './index.ts';

const PAN = '6200000000000000005';
const key = (transmission: string, stan: string) => ({
  year: '2026',
  transmission,
  stan,
  acquirerId: '48020000',
  forwarderId: '48020001',
});
const SALE_KEY = key('1123101531', '700001');

const sale: NetworkRequest = {
  message: 'sale',
  paymentKind: 'sale',
  channel: 'unionpay.pos',
  subject: { book: 'm/1', paymentId: 'pay_1' as PaymentId, cancellationId: null, part: 'payment' },
  network: SALE_KEY,
  original: null,
  originalKind: null,
  amountFen: 12345n,
  currencyNumeric: '156',
  card: { index: 'i', cipher: 'c', masked: '620000*********0005', expiry: '3012', sequence: '001' },
  carried: {
    track2: `${PAN}D30122010000012345`,
    pinBlock: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
    chipData: Uint8Array.of(0x9f, 0x36, 2, 0, 0x42),
  },
  rrn: '101531700001',
  authCode: null,
  entryMode: '051',
  conditionCode: '00',
  mcc: '5411',
  merchantId: '898000000000001',
  merchantName: '原路 TEST SHOP',
  terminalId: '10000001',
  reasonCode: null,
  attempt: 1,
  sendBeforeMs: null,
};

const back: NetworkRequest = {
  ...sale,
  message: 'void',
  subject: { ...sale.subject, cancellationId: 'can_1' as CancellationId, part: 'message' },
  network: key('1123102000', '700002'),
  original: { mti: '0200', network: SALE_KEY },
  originalKind: 'payment',
  carried: null,
  rrn: '102000700002',
  authCode: 'A1B2C3',
};

/** What every request of these tests carries, in the shape the codec reads back. */
const common = {
  2: PAN,
  4: '000000012345',
  14: '3012',
  18: '5411',
  22: '051',
  23: '001',
  25: '00',
  32: '48020000',
  33: '48020001',
  41: '10000001',
  42: '898000000000001',
  43: '?? TEST SHOP'.padEnd(40),
  49: '156',
};
const F90_OF_SALE = `0200700001${'1123101531'}${'00048020000'}${'00048020001'}`;
const F60_REST = '05000300000000000';

/** Through the codec and back, checked against the row of the message table. */
function onTheWire(request: NetworkRequest, row: NetworkMessageId): Iso8583Message {
  const message = toNetworkMessage(request, { pan: PAN });
  expect(checkPresence(rowOf(networkMessages, row), 'request', message)).toEqual([]);
  const read = decode(networkDialect, encode(networkDialect, message));
  expect(identify(networkMessages, read)?.row.id).toBe(row);
  return read;
}

const HOLD_F90 = F90_OF_SALE.replace(/^0200/, '0100');
const ofHold = { mti: '0100', network: SALE_KEY } as const;
const family: NetworkRequest = { ...back, conditionCode: '06', originalKind: null };

suite('the pre-authorisation family on the network', () => {
  const rows: readonly (readonly [string, Partial<NetworkRequest>, NetworkMessageId, object])[] = [
    [
      'a hold',
      { message: 'preauth', paymentKind: 'preauthorisation', original: null, authCode: null },
      'pre-auth',
      { mti: '0100', 3: '030000', 25: '06' },
    ],
    [
      'an increment: the code names what it raises',
      { message: 'preauth', paymentKind: 'increment', original: ofHold, conditionCode: '60' },
      'pre-auth',
      { mti: '0100', 3: '030000', 25: '60', 38: 'A1B2C3' },
    ],
    [
      'a completion',
      { message: 'completion', paymentKind: 'completion', original: ofHold },
      'completion',
      { mti: '0200', 3: '000000', 38: 'A1B2C3', 90: HOLD_F90 },
    ],
    [
      'a completion by notice',
      { message: 'completion-notice', paymentKind: 'completion', original: ofHold },
      'completion-notice',
      { mti: '0220', 3: '000000', 38: 'A1B2C3', 90: HOLD_F90 },
    ],
    [
      'a void of a hold',
      { message: 'void', paymentKind: 'preauthorisation', original: ofHold },
      'pre-auth-void',
      { mti: '0100', 3: '200000', 90: HOLD_F90 },
    ],
    [
      'a void of a completion',
      { message: 'void', paymentKind: 'completion' },
      'completion-void',
      { mti: '0200', 3: '200000', 90: F90_OF_SALE },
    ],
    [
      'a reversal of an increment',
      {
        ...{ message: 'reversal', paymentKind: 'increment', original: ofHold, conditionCode: '60' },
        ...{ originalKind: 'payment', reasonCode: '4354' },
      },
      'reversal',
      { mti: '0420', 3: '030000', 25: '60', 90: HOLD_F90 },
    ],
    [
      'a reversal of the void of a hold',
      {
        ...{ message: 'reversal', paymentKind: 'preauthorisation', original: ofHold },
        ...{ originalKind: 'void', reasonCode: '4354' },
      },
      'reversal',
      { mti: '0420', 3: '200000', 25: '06', 90: HOLD_F90 },
    ],
  ];
  test.each(rows)('%s', (_what, given, row, expected) => {
    const { mti, ...fields } = expected as { mti: string };
    expect(onTheWire({ ...family, ...given }, row)).toMatchObject({ mti, fields });
  });
});

suite('requests to the network', () => {
  test('sale: 0200 with what the terminal carried', () => {
    expect(onTheWire(sale, 'sale')).toEqual({
      mti: '0200',
      fields: {
        ...common,
        3: '000000',
        7: '1123101531',
        11: '700001',
        12: '101531',
        13: '1123',
        26: '12',
        35: `${PAN}D30122010000012345`,
        37: '101531700001',
        52: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
        53: '2600000000000000',
        55: Uint8Array.of(0x9f, 0x36, 2, 0, 0x42),
        60: `0000${F60_REST}`,
      },
    });
  });

  test('sale without PIN, chip and track: none of F26, F35, F52, F53, F55; unknown expiry leaves out F14', () => {
    const card = { ...sale.card, expiry: null, sequence: null };
    const { fields } = onTheWire({ ...sale, card, carried: null, entryMode: '012' }, 'sale');
    for (const absent of [14, 23, 26, 35, 38, 52, 53, 55, 90])
      expect(fields).not.toHaveProperty(String(absent));
    expect(fields[60]).toBe('000000000300000000000');
  });

  test('void: 0200 200000 with a name and time of its own, F38 and the sale in F90', () => {
    expect(onTheWire(back, 'void')).toEqual({
      mti: '0200',
      fields: {
        ...common,
        3: '200000',
        7: '1123102000',
        11: '700002',
        12: '102000',
        13: '1123',
        37: '102000700002',
        38: 'A1B2C3',
        60: `0000${F60_REST}`,
        90: F90_OF_SALE,
      },
    });
  });

  test('refund: 0220 200000 with its own amount and the sale in F90', () => {
    const { mti, fields } = onTheWire({ ...back, message: 'refund', amountFen: 5000n }, 'refund');
    expect(mti).toBe('0220');
    expect(fields).toMatchObject({ 3: '200000', 4: '000000005000', 12: '102000', 90: F90_OF_SALE });
  });

  test('reversal of a sale: 0420 000000, F12 and F13 of the sale, reason in F60.1', () => {
    const request = { ...back, message: 'reversal', authCode: null, reasonCode: '4354' } as const;
    expect(onTheWire({ ...request, network: key('1124000501', '700009') }, 'reversal')).toEqual({
      mti: '0420',
      fields: {
        ...common,
        3: '000000',
        7: '1124000501',
        11: '700009',
        12: '101531',
        13: '1123',
        37: '102000700002',
        60: `4354${F60_REST}`,
        90: F90_OF_SALE,
      },
    });
  });

  test('reversal of a void: F3 200000 and the void in F90', () => {
    const original = { mti: '0200', network: back.network, rrn: back.rrn };
    const request = {
      ...back,
      message: 'reversal',
      original,
      originalKind: 'void',
      reasonCode: '4354',
    } as const;
    const { fields } = onTheWire({ ...request, network: key('1123102030', '700003') }, 'reversal');
    expect(fields).toMatchObject({
      3: '200000',
      12: '102000',
      90: expect.stringMatching(/^02007000021123102000/),
    });
  });

  test.each(['void', 'refund', 'reversal'] as const)('a %s without its original is refused', (message) => {
    const request = { ...back, message, original: null };
    expect(() => toNetworkMessage(request, { pan: PAN })).toThrow(`the ${message} 20261123102000/700002`);
  });

  test('an amount that twelve digits cannot hold is refused, not cut', () => {
    expect(() => toNetworkMessage({ ...sale, amountFen: 10n ** 12n }, { pan: PAN })).toThrow(RangeError);
  });
});

const shanghai = (text: string): number => Date.parse(`${text}+08:00`);
const answerFields = { 3: '000000', 7: '1231235958', 11: '000001', 32: '48020000', 33: '48020001', 39: '00' };

suite('answers of the network', () => {
  test('approval: outcome, authorisation code and clearing day', () => {
    const said = { 4: '000000001234', 7: '1123101531', 15: '1124', 38: 'A1B2C3' };
    const message = { mti: '0210', fields: { ...answerFields, ...said } };
    expect(fromNetworkAnswer(message, shanghai('2026-11-23T10:15:32'))).toEqual({
      network: { ...SALE_KEY, stan: '000001' },
      keyText: '20261123101531/000001/48020000/48020001',
      mti: '0210',
      amountFen: 1_234n,
      outcome: 'approved',
      authCode: 'A1B2C3',
      clearingDay: '2026-11-24',
    });
  });

  test.each([
    ['2026-12-31T23:59:59', '2026'],
    ['2027-01-01T00:00:20', '2026'],
    ['2027-12-31T23:59:59', '2027'],
  ])('F7 of 31 December read at %s belongs to %s, and the key is the stored one', (now, year) => {
    const answer = fromNetworkAnswer({ mti: '0430', fields: answerFields }, shanghai(now));
    const stored = { ...key('1231235958', '000001'), year };
    expect(answer?.keyText).toBe(networkKeyText(stored));
    expect(networkWireKey(stored)).toBe('1231235958/000001/48020000/48020001');
  });

  test('the key of a request still known outweighs the guess of the year', () => {
    const sent = { ...key('1231235958', '000001'), year: '2024' };
    const answer = fromNetworkAnswer(
      { mti: '0210', fields: answerFields },
      shanghai('2027-06-01T00:00:00'),
      sent,
    );
    expect(answer?.keyText).toBe('20241231235958/000001/48020000/48020001');
  });

  test('a decline has no code, no day and perhaps no amount; spaces are no authorisation code', () => {
    const message = { mti: '0210', fields: { ...answerFields, 38: '      ', 39: '51' } };
    expect(fromNetworkAnswer(message, shanghai('2026-12-31T23:59:59'))).toMatchObject({
      outcome: 'funds-insufficient',
      amountFen: null,
      authCode: null,
      clearingDay: null,
    });
  });

  test.each([7, 11, 32, 33, 39])('without F%i it is no answer', (field) => {
    const { [field as 7]: _left, ...fields } = answerFields;
    expect(fromNetworkAnswer({ mti: '0210', fields }, 0)).toBeNull();
  });

  test('requests are no answers', () => {
    expect(fromNetworkAnswer({ mti: '0200', fields: answerFields }, 0)).toBeNull();
  });

  test('F15 that is no date is no clearing day', () => {
    expect(
      clearingDayOf({ mti: '0210', fields: { 15: '0231' } }, shanghai('2026-02-01T00:00:00')),
    ).toBeNull();
  });
});

suite('management of the line', () => {
  const names = { transmission: '1123225900', stan: '700010', forwarderId: '48020001' };

  test.each([
    ['sign-on', '001'],
    ['sign-off', '002'],
    ['echo', '301'],
  ] as const)('%s: 0820 with F70 %s', (name, code) => {
    const message = managementRequest(name, names);
    expect(message).toEqual({
      mti: '0820',
      fields: { 7: '1123225900', 11: '700010', 33: '48020001', 70: code },
    });
    expect(checkPresence(rowOf(networkMessages, name), 'request', message)).toEqual([]);
  });

  test.each([
    ['0820', '301', 'echo', '0830'],
    ['0820', '201', 'cut-over-start', '0830'],
    ['0820', '202', 'cut-over-end', '0830'],
    ['0800', '101', null, '0810'],
    ['0820', '777', null, '0830'],
  ] as const)('%s of the centre with F70 %s is %s and answered by %s', (mti, code, name, answerMti) => {
    const request = { mti, fields: { 7: '1123225900', 11: '000009', 15: '1124', 33: '00010000', 70: code } };
    expect(managementFunctionOf(request)).toBe(name);
    const answer = managementAnswer(request, '00');
    const { 15: _day, ...echoed } = request.fields;
    expect(answer).toEqual({ mti: answerMti, fields: { ...echoed, 39: '00' } });
    if (name === null) return;
    const row = rowOf(networkMessages, name satisfies ManagementFunction);
    expect(checkPresence(row, 'response', answer)).toEqual([]);
  });
});

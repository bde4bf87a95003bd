/** Orders in the network dialect: what is asked, what the answers mean, what a notice tells. */
import { describe, expect, test } from 'vitest';
import type { OrderId } from '#domain/order';
import { networkKeyText } from '#domain/payment';
import {
  buildCodeData,
  checkPresence,
  type Iso8583Message,
  identify,
  macInputNetwork,
  networkMessages,
  parseCodeData,
} from '#wire/iso8583';
import {
  fromOrderAnswer,
  fromPaymentNotice,
  isPaymentNotice,
  paymentNoticeAnswer,
  toNetworkMessage,
  toOrderMessage,
} from './index.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 2, 15, 31);
const ORDER = 'ord_01H4S9X2M8K3P7QR' as OrderId;
const REFERENCE = `A4020${ORDER}`;
const KEY = {
  year: '2026',
  transmission: '1123101531',
  stan: '700001',
  acquirerId: '48020000',
  forwarderId: '48020000',
};

const question = (message: 'enquiry' | 'close'): Iso8583Message =>
  toOrderMessage({
    ...{ message, orderId: ORDER, network: KEY, amountFen: 4_590n, currencyNumeric: '156' },
    ...{ merchantId: '898000000000001', terminalId: 'QR000000' },
  });

const withoutMac = { 128: '00000000' };

describe('what is asked', () => {
  test.each(['enquiry', 'close'] as const)('an %s names its order and is what the table says', (message) => {
    const made = question(message);
    expect(made.fields[59]).toBe(REFERENCE);
    const found = identify(networkMessages, made)!;
    expect([found.row.id, found.direction]).toEqual([`order-${message}`, 'request']);
    expect(
      checkPresence(found.row, 'request', { ...made, fields: { ...made.fields, ...withoutMac } }),
    ).toEqual([]);
  });

  test('a sale by the payer’s code carries the code in F59 and no card number', () => {
    const { fields } = toNetworkMessage(
      {
        ...{
          message: 'sale',
          paymentKind: 'sale',
          channel: 'unionpay.qr',
          network: KEY,
          original: null,
          originalKind: null,
        },
        subject: { book: 'b', paymentId: 'pay_1' as never, cancellationId: null, part: 'payment' },
        ...{ amountFen: 4_590n, currencyNumeric: '156', carried: null, rrn: '101531700001', authCode: null },
        card: { index: 'i', cipher: 'c', masked: 'm', expiry: null, sequence: null },
        ...{ entryMode: '032', conditionCode: '00', mcc: '5411', merchantId: '898000000000001' },
        ...{ merchantName: 'SHOP', terminalId: 'QR000000', reasonCode: null, attempt: 1, sendBeforeMs: null },
      },
      { pan: '6212345678901234567' },
    );
    expect(fields[2]).toBeUndefined();
    expect(fields[59]).toBe('A30196212345678901234567');
  });

  test('the order and the code stand under the MAC: a changed one is another message', () => {
    const one = question('close');
    const other = { ...one, fields: { ...one.fields, 59: REFERENCE.replace('QR', 'QS') } };
    expect(macInputNetwork(one)).not.toEqual(macInputNetwork(other));
  });
});

const answer = (
  asked: 'enquiry' | 'close',
  code: string,
  more: Record<number, string> = {},
): Iso8583Message => ({
  mti: '0630',
  fields: { ...question(asked).fields, 39: code, ...more },
});
const PAID = {
  2: '6200000000000000005',
  15: '1123',
  37: '101500700009',
  38: '123456',
  90: `0200${'700009'}${'1123101500'}${'00048020000'}${'00000010000'}`,
};
const FOUND = {
  network: {
    year: '2026',
    transmission: '1123101500',
    stan: '700009',
    acquirerId: '48020000',
    forwarderId: '00010000',
  },
  rrn: '101500700009',
  amountFen: 4_590n,
  currencyNumeric: '156',
  pan: '6200000000000000005',
  expiry: null,
  authCode: '123456',
  clearingDay: '2026-11-23',
  merchantId: '898000000000001',
};

describe('what the answers mean', () => {
  test.each([
    ['enquiry', '25', {}, 'nothing'],
    ['enquiry', '09', {}, 'paying'],
    ['close', '09', {}, 'paying'],
    ['close', '00', {}, 'closed'],
  ] as const)('%s %s → %s', (asked, code, more, found) => {
    expect(fromOrderAnswer(answer(asked, code, more), NOW_MS)).toEqual({ orderId: ORDER, found });
  });

  test.each([
    ['enquiry', '00'],
    ['close', '22'],
  ] as const)('%s %s with a payment in F90 found it', (asked, code) => {
    const told = fromOrderAnswer(answer(asked, code, PAID), NOW_MS);
    expect(told).toMatchObject({ orderId: ORDER, found: FOUND });
  });

  test.each([
    ['an enquiry answered 00 without a payment', answer('enquiry', '00')],
    ['a close answered 25', answer('close', '25')],
    ['another code', answer('enquiry', '96')],
    ['a payment without its amount', answer('enquiry', '00', { ...PAID, 4: 'x' })],
    ['no order', answer('enquiry', '25', { 59: 'A4003ord' })],
    ['noise in F59', answer('enquiry', '25', { 59: '???' })],
  ] as const)('%s decides nothing: it is asked again', (_words, message) => {
    expect(fromOrderAnswer(message, NOW_MS)).toBeNull();
  });
});

describe('a payment notice', () => {
  const notice: Iso8583Message = {
    mti: '0220',
    fields: { ...question('enquiry').fields, 3: '000000', 22: '042', 25: '00', 33: '00010000', ...PAID },
  };

  test('is told from a refund of ours by its processing code', () => {
    expect(isPaymentNotice(notice)).toBe(true);
    expect(isPaymentNotice({ ...notice, fields: { ...notice.fields, 3: '200000' } })).toBe(false);
    expect(identify(networkMessages, notice)?.row.id).toBe('payment-notice');
  });

  test('tells the payment under the network’s own key', () => {
    expect(fromPaymentNotice(notice, NOW_MS)).toMatchObject({
      orderId: ORDER,
      paid: { network: { stan: '700001', forwarderId: '00010000' }, amountFen: 4_590n, pan: PAID[2] },
    });
    const { 2: _pan, ...rest } = notice.fields;
    expect(fromPaymentNotice({ ...notice, fields: rest }, NOW_MS)).toBeNull();
  });

  test('is answered by what names it, and never with the card number', () => {
    const { mti, fields } = paymentNoticeAnswer(notice, '00');
    expect([mti, fields[39], fields[11], fields[59], fields[2]]).toEqual([
      '0230',
      '00',
      '700001',
      REFERENCE,
      undefined,
    ]);
  });
});

test('notice and enquiry name the same payment alike', () => {
  const told = fromOrderAnswer(answer('enquiry', '00', PAID), NOW_MS);
  const same = { 7: '1123101500', 11: '700009', 33: '00010000', 3: '000000', 22: '042', 25: '00' };
  const notice: Iso8583Message = { mti: '0220', fields: { ...question('enquiry').fields, ...PAID, ...same } };
  const found = told?.found;
  expect(typeof found === 'object' && networkKeyText(found.network)).toBe(
    networkKeyText(fromPaymentNotice(notice, NOW_MS)!.paid.network),
  );
});

describe('F59 in parts', () => {
  test.each([
    [{ payCode: '6212345678901234567', orderReference: null }],
    [{ payCode: null, orderReference: ORDER }],
    [{ payCode: '1', orderReference: 'x'.repeat(99) }],
    [{ payCode: null, orderReference: null }],
  ])('%o written and read', (data) => {
    expect(parseCodeData(buildCodeData(data))).toEqual(data);
  });
  test('parts with other tags are left out', () => {
    expect(parseCodeData('A2003abcA4001x')).toEqual({ payCode: null, orderReference: 'x' });
  });
  test.each(['A3', 'A3019', 'A3x19', '??001x', 'A4005abc'])('«%s» is refused by name', (text) => {
    expect(() => parseCodeData(text)).toThrow(expect.objectContaining({ code: 'bad-subfield', field: 59 }));
  });
  test.each(['', 'x'.repeat(100)])('a value of %s characters out of bounds cannot be written', (value) => {
    expect(() => buildCodeData({ payCode: value, orderReference: null })).toThrow('1 to 99');
  });
});

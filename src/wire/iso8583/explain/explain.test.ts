import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, describe as suite, test } from 'vitest';
import {
  decode,
  explainFields,
  fromHex,
  type Iso8583Message,
  iso87Messages,
  latinBytes,
  networkMessages,
  posMessages,
  toHex,
} from '../index.ts';

const says = (
  message: Iso8583Message,
  number: number,
  table = posMessages as typeof networkMessages | typeof posMessages,
) =>
  (explainFields(table as typeof posMessages, message).get(number) ?? []).map(
    ({ name, title, value, says: words }) =>
      `${name} ${title.en}: ${value}${words === null ? '' : ` = ${words.en}`}`,
  );

suite('fields in words', () => {
  test('the type, the way of reading and the security control of a sale', () => {
    const sale = {
      mti: '0200',
      fields: {
        3: '000000',
        4: '000000012345',
        22: '071',
        25: '00',
        53: '2610000000000000',
        60: '2200000100060',
      },
    };
    expect(says(sale, 4)).toEqual(['4 yuan: 123.45']);
    expect(says(sale, 22)).toEqual(['22.1 read by: 07 = contactless chip', '22.2 PIN: 1 = with PIN']);
    expect(says(sale, 25)).toEqual(['25 condition: 00 = normal']);
    expect(says(sale, 53)).toEqual([
      '53.1 PIN format: 2 = with the card number',
      '53.2 algorithm: 6 = double-length 3DES',
      '53.3 tracks: 1 = tracks enciphered',
    ]);
    expect(says(sale, 60)).toEqual([
      '60.1 transaction type: 22',
      '60.2 batch: 000001',
      '60.3 management code: 000',
      '60.4 reading capability: 6 = contactless chip',
      '60.5 chip condition: 0 = chip not used, or last read well',
    ]);
  });

  test('F44 shows the half that is empty too', () => {
    expect(says({ mti: '0210', fields: { 44: `${' '.repeat(11)}48020000   ` } }, 44)).toEqual([
      'issuer issuer:  = (empty)',
      'acquirer acquirer: 48020000',
    ]);
  });

  test('F39 is a reason in a reversal and an answer code in an answer', () => {
    const fields = { 3: '000000', 25: '00', 39: '98', 60: '22000001000' };
    expect(says({ mti: '0400', fields }, 39)).toEqual(['39 reason: 98 = no answer in time']);
    expect(says({ mti: '0410', fields: { ...fields, 39: '25' } }, 39)).toEqual([
      '39 answer code: 25 = original not found',
    ]);
    for (const table of [posMessages, networkMessages])
      expect(says({ mti: '0210', fields: { ...fields, 39: '98' } }, 39, table)[0]).toContain(
        'outcome unknown',
      );
    expect(says({ mti: '0210', fields: { ...fields, 39: '67' } }, 39)).toEqual(['39 answer code: 67']);
  });

  test('F48 by the message: totals, details, count', () => {
    const totals = { 48: `${'000000012345'}001${'000000005000'}0010${'0'.repeat(31)}`, 60: '00000001201' };
    expect(says({ mti: '0500', fields: totals }, 48)[0]).toBe('48.1.1 domestic cards, debit: 123.45 / 1');
    const details = { 48: `01${'00'}000123${'00006200000000000005'}000000012345`, 60: '00000001201' };
    expect(says({ mti: '0320', fields: details }, 48)).toEqual([
      '48 #1 domestic card: 000123 620000******0005 123.45',
    ]);
    expect(says({ mti: '0320', fields: { 48: '0012', 60: '00000001207' } }, 48)).toEqual([
      '48 details sent up: 12',
    ]);
  });

  test('a code, a telephone number and a PIN block are not shown whole', () => {
    const code = { mti: '0200', fields: { 59: 'A30196200000000000000009', 60: '22000001' } };
    expect(says(code, 59)).toEqual(["A3 payer's code: ***************0009"]);
    const reservation = {
      mti: '0200',
      fields: { 3: '000000', 25: '67', 60: '54000001000', 62: latinBytes('9013800001234')! },
    };
    expect(says(reservation, 62)).toEqual(['90 telephone of the reservation: *******1234']);
    const pin = { mti: '0200', fields: { 60: '22000001', 63: `SM016${'x'.repeat(16)}` } };
    expect(says(pin, 63)).toEqual(['SM PIN block under SM4: [16 bytes, masked]']);
  });

  test('a network reversal: reason and original', () => {
    const f90 = `02007000011123101531${'00048020000'}${'00048020000'}`;
    const reversal = { mti: '0420', fields: { 3: '000000', 60: '435405000300', 90: f90 } };
    expect(says(reversal, 60, networkMessages)).toEqual([
      '60.1 reason: 4354 = the acquirer timed out',
      '60.2.2 reading capability: 5 = contact chip',
      '60.2.5 channel: 03 = terminal',
    ]);
    expect(says(reversal, 90, networkMessages)[1]).toBe('90.2 original trace: 700001');
  });

  test('what does not divide is told, and costs nothing else', () => {
    const odd = { mti: '0200', fields: { 4: '000000012345', 60: '2200', 61: '1' } };
    expect(says(odd, 60)[0]).toMatch(/^60 ! does not divide: field 60 length/);
    expect(says(odd, 4)).toEqual(['4 yuan: 123.45']);
  });
});

test('no explanation of any vector shows a card number, a track or a key', () => {
  const root = new URL('../../../../vectors/iso8583/valid/', import.meta.url);
  for (const file of readdirSync(root)) {
    const vector = JSON.parse(readFileSync(new URL(file, root), 'utf8')) as { dialect: string; hex: string };
    const table =
      vector.dialect === 'unionpay-pos'
        ? posMessages
        : vector.dialect === 'unionpay-network'
          ? networkMessages
          : iso87Messages;
    if (vector.dialect.includes('/')) continue;
    const message = decode(table.dialect, fromHex(vector.hex)!);
    const text = JSON.stringify([...explainFields(table, message)]);
    for (const number of [2, 35, 52]) {
      const value = message.fields[number];
      const secret = value === undefined ? null : typeof value === 'string' ? value : toHex(value);
      if (secret !== null) expect(text, file).not.toContain(secret);
    }
  }
});

test('any message is explained without a throw', () => {
  const text = fc.string({ unit: fc.constantFrom(...'0123456789ADCSM '), maxLength: 70 });
  const value = fc.oneof(text, fc.uint8Array({ maxLength: 60 }));
  const numbers = fc.constantFrom(
    '3',
    '4',
    '22',
    '25',
    '39',
    '44',
    '48',
    '53',
    '54',
    '59',
    '60',
    '61',
    '62',
    '63',
    '90',
  );
  const mtis = fc.constantFrom('0200', '0210', '0320', '0400', '0420', '0500', '0800', '0810');
  fc.assert(
    fc.property(mtis, fc.dictionary(numbers, value), (mti, fields) => {
      for (const table of [posMessages, networkMessages, iso87Messages])
        explainFields(table, { mti, fields });
    }),
    { numRuns: 500 },
  );
});

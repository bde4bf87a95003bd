import fc from 'fast-check';
import { expect, describe as suite, test } from 'vitest';
import {
  buildBalances,
  buildField44,
  buildNetworkField60,
  buildNetworkField90,
  buildPosField60,
  buildPosField61,
  buildPosField63,
  buildSettlementTotals,
  buildSignInKeys,
  fromHex,
  Iso8583Error,
  parseBalances,
  parseField44,
  parseNetworkField60,
  parseNetworkField90,
  parsePosField60,
  parsePosField61,
  parsePosField63,
  parseSettlementTotals,
  parseSignInKeys,
  signInKeyLayouts,
} from '../index.ts';

const badSubfield = expect.objectContaining({ code: 'bad-subfield' });

function digits(count: number): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: count, maxLength: count });
}

suite('terminal F60 and F61', () => {
  test('every known length parses into its parts and builds back', () => {
    for (const length of [8, 11, 13, 14, 17]) {
      const law = (text: string) => {
        expect(buildPosField60(parsePosField60(text))).toBe(text);
      };
      fc.assert(fc.property(digits(length), law));
    }
    for (const length of [12, 16, 18, 29]) {
      const law = (text: string) => {
        expect(buildPosField61(parsePosField61(text))).toBe(text);
      };
      fc.assert(fc.property(digits(length), law));
    }
  });

  test('parts have their names', () => {
    expect(parsePosField60('22000001000500048')).toEqual({
      transactionType: '22',
      batch: '000001',
      networkCode: '000',
      readingCapability: '5',
      chipCondition: '0',
      partialApproval: '0',
      accountType: '048',
    });
    expect(parsePosField61('0000011234560628')).toEqual({ batch: '000001', trace: '123456', date: '0628' });
  });

  test('other lengths, letters and gaps between parts are refused', () => {
    for (const text of ['', '2200000', '220000010', '2200000A'])
      expect(() => parsePosField60(text)).toThrow(badSubfield);
    expect(() => parsePosField61('00000112345')).toThrow(badSubfield);
    expect(() => buildPosField60({ transactionType: '22', batch: '000001', readingCapability: '5' })).toThrow(
      badSubfield,
    );
    expect(() => buildPosField60({ transactionType: '22', batch: '1' })).toThrow(badSubfield);
  });
});

suite('settlement totals', () => {
  const group = {
    debitTotal: 12345n,
    debitCount: 2,
    creditTotal: 999_999_999_999n,
    creditCount: 999,
    result: '0',
  };

  test('two groups of 31 digits, amounts in fen', () => {
    const text = buildSettlementTotals({
      domestic: group,
      foreign: { ...group, creditTotal: 0n, creditCount: 0 },
    });
    expect(text).toBe('0000000123450029999999999999990' + '0000000123450020000000000000000');
    expect(parseSettlementTotals(text).domestic).toEqual(group);
  });

  test('an amount or count that does not fit is refused, not cut', () => {
    for (const bad of [
      { debitTotal: 1_000_000_000_000n },
      { debitTotal: -1n },
      { debitCount: 1000 },
      { debitCount: 0.5 },
    ]) {
      expect(() => buildSettlementTotals({ domestic: { ...group, ...bad }, foreign: group })).toThrow(
        badSubfield,
      );
    }
    expect(() => parseSettlementTotals('0'.repeat(61))).toThrow(badSubfield);
  });
});

suite('sign-in keys', () => {
  const single = fromHex('0011223344556677')!;
  const double = fromHex('00112233445566778899AABBCCDDEEFF')!;
  const check = fromHex('900ECCE3')!;

  test('layout 001 is 24 bytes, 003 is 40, 004 is 60', () => {
    const keys8 = { pinKey: single, pinKeyCheck: check, macKey: single, macKeyCheck: check };
    const keys16 = { ...keys8, pinKey: double };
    expect(buildSignInKeys(keys8, signInKeyLayouts['001']).length).toBe(24);
    expect(buildSignInKeys(keys16, signInKeyLayouts['003']).length).toBe(40);
    const withTrack = { ...keys16, trackKey: double, trackKeyCheck: check };
    const bytes = buildSignInKeys(withTrack, signInKeyLayouts['004']);
    expect(bytes.length).toBe(60);
    expect(parseSignInKeys(bytes, signInKeyLayouts['004'])).toEqual(withTrack);
  });

  test('the second half of the MAC slot is zero unless told, and then reads as an 8-byte key', () => {
    const keys = { pinKey: double, pinKeyCheck: check, macKey: double, macKeyCheck: check };
    const halved = buildSignInKeys(keys, signInKeyLayouts['003']);
    expect(parseSignInKeys(halved, signInKeyLayouts['003']).macKey).toEqual(single);
    const whole = buildSignInKeys(keys, signInKeyLayouts['003'], { wholeMacKey: true });
    expect(parseSignInKeys(whole, signInKeyLayouts['003'])).toEqual(keys);
  });

  test('keys that do not fit their slot, and bytes of another size, are refused', () => {
    const keys = { pinKey: double, pinKeyCheck: check, macKey: single, macKeyCheck: check };
    expect(() => buildSignInKeys(keys, signInKeyLayouts['001'])).toThrow(badSubfield);
    expect(() => buildSignInKeys(keys, signInKeyLayouts['004'])).toThrow(badSubfield);
    expect(() => parseSignInKeys(new Uint8Array(39), signInKeyLayouts['003'])).toThrow(badSubfield);
  });
});

suite('texts and ids', () => {
  test('F63 is a code and up to three texts, trailing empty ones left out', () => {
    expect(buildPosField63({ code: 'CUP' })).toBe('CUP');
    const text = buildPosField63({ code: '01', networkText: 'hello' });
    expect(text).toBe(`01 ${' '.repeat(20)}hello${' '.repeat(15)}`);
    expect(parsePosField63(text)).toEqual({
      code: '01',
      issuerText: '',
      networkText: 'hello',
      acquirerText: '',
    });
  });

  test('F44 is issuer and acquirer, 11 characters each', () => {
    const text = buildField44({ issuer: '01020000', acquirer: '48020000' });
    expect(text).toBe('01020000   48020000   ');
    expect(parseField44(text)).toEqual({ issuer: '01020000', acquirer: '48020000' });
    expect(parseField44('01020000')).toEqual({ issuer: '01020000', acquirer: '' });
  });

  test('F90 names the original: MTI, trace, time, ids right-justified with zeros', () => {
    const original = {
      mti: '0200',
      trace: '700001',
      transmissionTime: '1123101531',
      acquirer: '48020000',
      forwarder: '1',
    };
    const text = buildNetworkField90(original);
    expect(text).toBe('0200700001112310153100048020000' + '00000000001');
    expect(parseNetworkField90(text)).toEqual({
      ...original,
      acquirer: '00048020000',
      forwarder: '00000000001',
    });
    expect(() => buildNetworkField90({ ...original, trace: '1' })).toThrow(badSubfield);
    expect(() => parseNetworkField90(text.slice(1))).toThrow(badSubfield);
  });

  test('network F60 is a reason of four digits and the rest', () => {
    expect(parseNetworkField60('435405000')).toEqual({ reason: '4354', rest: '05000' });
    expect(buildNetworkField60({ reason: '4354', rest: '' })).toBe('4354');
    expect(() => parseNetworkField60('43')).toThrow(badSubfield);
  });

  test('F54 is groups of 20, negative for a debit sign', () => {
    const text = '3002156C000004810938' + '3001156D000000000001';
    const balances = parseBalances(text);
    expect(balances.map((balance) => balance.fen)).toEqual([4810938n, -1n]);
    expect(buildBalances(balances)).toBe(text);
    for (const bad of ['', '3002156', '3002156X000004810938', '3002156C00000481093A']) {
      expect(() => parseBalances(bad)).toThrow(badSubfield);
    }
  });
});

test('random text in any parser gives parts or Iso8583Error', () => {
  const parsers = [
    parsePosField60,
    parsePosField61,
    parseSettlementTotals,
    parsePosField63,
    parseField44,
    parseNetworkField60,
    parseNetworkField90,
    parseBalances,
  ];
  const text = fc.oneof(fc.string(), fc.integer({ min: 0, max: 70 }).chain(digits));
  fc.assert(
    fc.property(fc.constantFrom(...parsers), text, (parse, given) => {
      try {
        parse(given);
      } catch (error) {
        expect(error).toBeInstanceOf(Iso8583Error);
      }
    }),
    { numRuns: 2000 },
  );
});

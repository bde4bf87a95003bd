/** Sub-fields that carry private content: F59, F62 of a payment, F63, and F48 and F60 of the network. */
import fc from 'fast-check';
import { expect, describe as suite, test } from 'vitest';
import {
  buildCodeData,
  buildField62Pin,
  buildField62Usage,
  buildNetworkField48,
  buildNetworkField60Parts,
  buildNewKey,
  buildPrivateTags,
  buildSmPin,
  Iso8583Error,
  latinBytes,
  latinText,
  parseCodeData,
  parseField62Pin,
  parseField62Usage,
  parseNetworkField48,
  parseNetworkField60Parts,
  parseNewKey,
  parsePrivateTags,
  parseSmPin,
  parseTerminalSecurity,
  terminalSecurityTag,
} from '../index.ts';

const badSubfield = expect.objectContaining({ code: 'bad-subfield' });

suite('F59', () => {
  const security = {
    deviceType: '02',
    hardwareSerial: 'SN0000000001',
    randomFactor: '000005',
    proof: '0A1B2C3D',
    programVersion: '31000001',
  };

  test('parts of any tags come back as they went', () => {
    const part = fc.record({
      tag: fc.string({ unit: fc.constantFrom(...'A0Z9b'), minLength: 2, maxLength: 2 }),
      value: fc.string({ unit: fc.constantFrom(...'0123456789xyz '), maxLength: 60 }),
    });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        expect(parsePrivateTags(59, buildPrivateTags(59, parts))).toEqual(parts);
      }),
      { numRuns: 100 },
    );
  });

  test('a code and the security data of the terminal stand side by side', () => {
    const text =
      buildCodeData({ payCode: '6200000000000000009', orderReference: null }) +
      buildPrivateTags(59, [terminalSecurityTag(security)]);
    expect(text.startsWith('A30196200000000000000009A2')).toBe(true);
    expect(parseCodeData(text).payCode).toBe('6200000000000000009');
    expect(parseTerminalSecurity(text)).toEqual(security);
    expect(parseTerminalSecurity('A30196200000000000000009')).toBeNull();
  });

  test.each([
    ['a proof of another length', { ...security, proof: '0A1B' }],
    ['a long serial', { ...security, hardwareSerial: 'x'.repeat(51) }],
    ['a factor that is missing', { ...security, randomFactor: '' }],
  ])('%s is refused', (_, given) => {
    expect(() => terminalSecurityTag(given)).toThrow(badSubfield);
  });

  test.each(['A3', 'A3019', 'A3019123', 'A3x191234567890123456789'])('%j does not divide', (text) => {
    expect(() => parsePrivateTags(59, text)).toThrow(badSubfield);
  });
});

suite('a PIN block of sixteen bytes', () => {
  const block = Uint8Array.from({ length: 16 }, (_, i) => i * 17);

  test('in F63 under SM', () => {
    const text = buildSmPin(block);
    expect(text.slice(0, 5)).toBe('SM016');
    expect(parseSmPin(text)).toEqual(block);
    expect(parseSmPin('CUP')).toBeNull();
    for (const bad of ['SM', 'SM008', text.slice(0, 20)]) expect(() => parseSmPin(bad)).toThrow(badSubfield);
  });

  test('in F62 under usage 22', () => {
    expect(latinText(buildField62Pin(block).subarray(0, 7))).toBe('2200016');
    expect(parseField62Pin(buildField62Pin(block))).toEqual(block);
    expect(parseField62Pin(latinBytes('9013800000000')!)).toBeNull();
    expect(() => parseField62Pin(buildField62Pin(block).subarray(0, 20))).toThrow(badSubfield);
    expect(() => buildField62Pin(block.subarray(1))).toThrow(badSubfield);
  });
});

test('F62 of a reservation is 90 and the telephone number, of MOTO 91 and what the payer told', () => {
  const written = buildField62Usage({ usage: '90', text: '13800000000' });
  expect(latinText(written)).toBe('9013800000000');
  expect(parseField62Usage(written)).toEqual({ usage: '90', text: '13800000000' });
  expect(() => parseField62Usage(latinBytes('9')!)).toThrow(badSubfield);
  expect(() => buildField62Usage({ usage: '9', text: '' })).toThrow(badSubfield);
});

suite('F60 of the network', () => {
  const full =
    '4354' +
    '0' +
    '5' +
    '0' +
    '0' +
    '03' +
    '0' +
    '0' +
    '00' +
    '0' +
    '00' +
    '0' +
    '000' +
    '0011' +
    '00' +
    '0' +
    '01';

  test('parts have their names', () => {
    expect(parseNetworkField60Parts(full)).toMatchObject({
      reason: '4354',
      terminalCapability: '5',
      channel: '03',
      electronicCommerce: '00',
      medium: '1',
      cardProduct: '01',
    });
    expect(parseNetworkField60Parts('0000')).toEqual({ reason: '0000' });
  });

  test.each([1, 2] as const)('ends after any part, with an interaction of %i', (width) => {
    const wide = width === 1 ? full : `${full.slice(0, 14)}0${full.slice(14)}`;
    const ends = [4, 5, 6, 7, 8, 10, 11, 12, 14, 14 + width, wide.length];
    for (const end of ends) {
      const text = wide.slice(0, end);
      expect(buildNetworkField60Parts(parseNetworkField60Parts(text, width), width)).toBe(text);
    }
  });

  test.each(['', '43', '435405000', `${full}0`, 'A354'])('%j is refused', (text) => {
    expect(() => parseNetworkField60Parts(text)).toThrow(badSubfield);
  });

  test('a part without the one before it is refused', () => {
    expect(() => buildNetworkField60Parts({ reason: '0000', channel: '03' })).toThrow(badSubfield);
    expect(() => buildNetworkField60Parts({ reason: '0000', accountHolder: '00' })).toThrow(badSubfield);
  });
});

suite('F48 of the network', () => {
  test('two letters and their text', () => {
    expect(parseNetworkField48('AA123')).toEqual({ usage: 'AA', text: '123' });
    expect(buildNetworkField48({ usage: 'IN', text: '03' })).toBe('IN03');
    for (const bad of ['', 'A', '12', 'aa1']) expect(() => parseNetworkField48(bad)).toThrow(badSubfield);
    expect(() => buildNetworkField48({ usage: 'AA', text: 'x'.repeat(511) })).toThrow(badSubfield);
  });

  test('a new key of sixteen bytes or 24 under NK', () => {
    for (const size of [16, 24]) {
      const key = Uint8Array.from({ length: size }, (_, i) => 255 - i);
      expect(parseNewKey(buildNewKey(key))).toEqual(key);
    }
    expect(() => buildNewKey(new Uint8Array(8))).toThrow(badSubfield);
    expect(() => parseNewKey('NK12345678')).toThrow(badSubfield);
    expect(() => parseNewKey(`AA${'0'.repeat(16)}`)).toThrow(badSubfield);
  });
});

test('random text in any reader gives parts or Iso8583Error', () => {
  const readers = [
    (text: string) => parsePrivateTags(59, text),
    parseTerminalSecurity,
    parseSmPin,
    parseNetworkField48,
    parseNewKey,
    (text: string) => parseNetworkField60Parts(text),
    (text: string) => parseField62Pin(latinBytes(text)!),
    (text: string) => parseField62Usage(latinBytes(text)!),
  ];
  const latin = fc.uint8Array({ maxLength: 80 }).map(latinText);
  const likely = fc.tuple(fc.constantFrom('A2', 'A2028', 'SM016', '2200016', 'NK', '4354'), latin);
  fc.assert(
    fc.property(
      fc.constantFrom(...readers),
      fc.oneof(
        latin,
        likely.map((parts) => parts.join('')),
      ),
      (read, text) => {
        try {
          read(text);
        } catch (error) {
          expect(error).toBeInstanceOf(Iso8583Error);
        }
      },
    ),
    { numRuns: 2000 },
  );
});

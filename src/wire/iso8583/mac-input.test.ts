import { expect, describe as suite, test } from 'vitest';
import { encode, Iso8583Error, macInputNetwork, macInputPos, posDialect, toHex } from './index.ts';

function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

suite('terminal MAC input', () => {
  test('is the encoded message without F64, bit 64 still set', () => {
    const body = encode(posDialect, { mti: '0200', fields: { 11: '000123', 64: new Uint8Array(8) } });
    expect(toHex(macInputPos(body))).toBe('0200' + '0020000000000001' + '000123');
  });

  test('a message without F64 has none', () => {
    const body = encode(posDialect, { mti: '0820', fields: { 41: '12345678', 42: '123456789012345' } });
    expect(() => macInputPos(body)).toThrow(expect.objectContaining({ code: 'missing-value', field: 64 }));
    expect(() => macInputPos(new Uint8Array(17))).toThrow(Iso8583Error);
  });
});

suite('network MAC input', () => {
  test('lists the present fields in order, with length digits and the first 20 digits of F90', () => {
    const fields = {
      2: '6200000000000000005',
      3: '000000',
      4: '000000012345',
      7: '1123101531',
      11: '700001',
      12: '101530',
      18: '5411',
      25: '00',
      32: '48020000',
      33: '48020000',
      41: '10000001',
      42: '898000000000001',
      90: `02007000011123101531${'0'.repeat(22)}`,
    };
    expect(textOf(macInputNetwork({ mti: '0420', fields }))).toBe(
      '0420 196200000000000000005 000000 000000012345 1123101531 700001 5411 00 0848020000 0848020000 ' +
        '10000001 898000000000001 02007000011123101531',
    );
  });

  test('raises letters, drops other characters, trims, collapses spaces and skips what is left empty', () => {
    const fields = { 38: '  a-b ', 39: '  ', 41: 'x  y\u00df.,z', 42: '               ' };
    expect(textOf(macInputNetwork({ mti: '0210', fields }))).toBe('0210 AB X Y.,Z');
  });

  test('a field longer than the dialect allows makes no code, rather than one over a part of it', () => {
    const longest = { 59: 'A'.repeat(600), 42: '898000000000001' };
    expect(textOf(macInputNetwork({ mti: '0200', fields: longest }))).toBe(
      `0200 898000000000001 600${'A'.repeat(600)}`,
    );
    for (const [field, value] of [
      [59, 'A'.repeat(601)],
      [59, 'A'.repeat(3_000)],
      [2, '6'.repeat(20)],
      [42, '8'.repeat(3_000)],
    ] as const) {
      expect(() => macInputNetwork({ mti: '0200', fields: { [field]: value } })).toThrow(
        expect.objectContaining({ code: 'too-long', field }),
      );
    }
    expect(() => macInputNetwork({ mti: '0'.repeat(3_000), fields: {} })).toThrow(
      expect.objectContaining({ code: 'bad-mti' }),
    );
  });

  test('a key change covers a list of its own', () => {
    const fields = {
      7: '1123101531',
      11: '000001',
      33: '48020000',
      53: '2600000000000000',
      70: '101',
      100: '48020000',
    };
    expect(textOf(macInputNetwork({ mti: '0800', fields }))).toBe(
      '0800 1123101531 000001 2600000000000000 101 0848020000',
    );
  });
});

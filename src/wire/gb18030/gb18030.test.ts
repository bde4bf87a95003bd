import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../iso8583/index.ts';
import { decodeGb18030, encodeGb18030 } from './index.ts';

const platform = new TextDecoder('gb18030');

describe('GB 18030', () => {
  test.each([
    ['approved', '617070726F766564'],
    ['密码错误', 'C3DCC2EBB4EDCEF3'],
    ['余额不足', 'D3E0B6EEB2BBD7E3'],
    ['é', 'A8A6'],
    ['Ä', '81308732'],
    ['㐂', '8139EF31'],
    ['𠮷', '9534B235'],
  ])('%s is %s', (text, hex) => {
    expect(toHex(encodeGb18030(text))).toBe(hex);
    expect(decodeGb18030(fromHex(hex)!)).toBe(text);
  });

  test('every character of the basic plane reads in the platform as it was written', () => {
    const wrong: string[] = [];
    let written = 0;
    for (let point = 1; point <= 0xffff; point += 1) {
      if (point >= 0xd800 && point <= 0xf8ff) continue;
      const text = String.fromCharCode(point);
      const bytes = encodeGb18030(text);
      if (toHex(bytes) === '3F' && text !== '?') continue;
      written += 1;
      if (platform.decode(bytes) !== text || decodeGb18030(bytes) !== text) wrong.push(point.toString(16));
    }
    expect(wrong).toEqual([]);
    expect(written).toBeGreaterThan(57_000);
  });

  test('any text comes back, and reads in the platform', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decodeGb18030(encodeGb18030(text))).toBe(text);
        expect(platform.decode(encodeGb18030(text)).replace(/^\uFEFF/, '')).toBe(text.replace(/^\uFEFF/, ''));
      }),
    );
  });

  test('any bytes are read, and nothing is cut inside a character', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.string({ unit: 'grapheme' }),
        fc.nat(30),
        (noise, text, max) => {
          expect(decodeGb18030(noise).length).toBeLessThanOrEqual(noise.length);
          const bytes = encodeGb18030(text, max);
          expect(bytes.length).toBeLessThanOrEqual(max);
          expect(text.startsWith(decodeGb18030(bytes))).toBe(true);
        },
      ),
    );
  });

  test('user-defined characters and half a pair are no text', () => {
    expect(encodeGb18030('\uE000\uD800')).toEqual(Uint8Array.of(0x3f, 0x3f));
    expect(decodeGb18030(Uint8Array.of(0xaa, 0xa1, 0x80, 0xff))).toBe('\uFFFD\uFFFD\uFFFD');
  });
});

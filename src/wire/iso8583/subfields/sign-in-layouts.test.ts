import fc from 'fast-check';
import { expect, describe as suite, test } from 'vitest';
import {
  buildSignInKeys,
  type KeyLayoutId,
  keyLayouts,
  parseSignInKeys,
  type SignInKeyLayout,
  type SignInKeys,
  toHex,
} from '../index.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

/** Keys that fill a layout; no half of a MAC key is zero. */
function keysFor(layout: SignInKeyLayout): fc.Arbitrary<SignInKeys> {
  const check = bytes(layout.checkSlot ?? 4);
  const full = { pinKey: bytes(layout.pinKeySlot), pinKeyCheck: check, macKeyCheck: check };
  const macKey = bytes(layout.macKeySlot).map((key) => key.map((byte) => byte | 1));
  const pair = { ...full, macKey };
  if (layout.trackKeySlot === 0) return fc.record(pair);
  return fc.record({ ...pair, trackKey: bytes(layout.trackKeySlot), trackKeyCheck: check });
}

suite.each(Object.entries(keyLayouts) as [KeyLayoutId, SignInKeyLayout][])('key layout %s', (id, layout) => {
  const sizes: Record<KeyLayoutId, number> = {
    single: 24,
    double: 40,
    'double-track': 60,
    triple: 84,
    'sm4-3': 57,
    'sm4-4': 60,
    tagged: 75,
  };

  test('has the size that is seen in the field, and reads what it wrote', () => {
    fc.assert(
      fc.property(keysFor(layout), (keys) => {
        const written = buildSignInKeys(keys, layout, { wholeMacKey: true });
        expect(written.length).toBe(sizes[id]);
        expect(parseSignInKeys(written, layout)).toEqual(keys);
      }),
      { numRuns: 30 },
    );
  });

  test('refuses another size and a check value of another size', () => {
    const [keys] = fc.sample(keysFor(layout), 1);
    const written = buildSignInKeys(keys!, layout, { wholeMacKey: true });
    const bad = expect.objectContaining({ code: 'bad-subfield', field: 62 });
    expect(() => parseSignInKeys(written.subarray(1), layout)).toThrow(bad);
    expect(() => buildSignInKeys({ ...keys!, macKeyCheck: new Uint8Array(5) }, layout)).toThrow(bad);
    expect(() => buildSignInKeys({ ...keys!, pinKey: new Uint8Array(7) }, layout)).toThrow(bad);
  });
});

test('a tagged layout names each key and begins with the MAC key', () => {
  const key = new Uint8Array(16).fill(0xaa);
  const check = new Uint8Array(8).fill(0xcc);
  const written = buildSignInKeys(
    {
      pinKey: key,
      pinKeyCheck: check,
      macKey: key,
      macKeyCheck: check,
      trackKey: key,
      trackKeyCheck: check,
    },
    keyLayouts.tagged,
  );
  expect([written[0], written[25], written[50]]).toEqual([1, 2, 3]);
  expect(toHex(written.subarray(0, 2))).toBe('01AA');
  const renamed = written.slice();
  renamed[25] = 7;
  expect(() => parseSignInKeys(renamed, keyLayouts.tagged)).toThrow(
    expect.objectContaining({ code: 'bad-subfield' }),
  );
});

/** What coded values say, which values can be of a tag, and what a dump shows, against the neutral vectors. */
import { describe, expect, test } from 'vitest';
import { bytesOfHex as bytes, loadVectors } from '../../../test/vector-files.ts';
import {
  describeObjects,
  readTlv,
  readTlvLoose,
  tagSpecs,
  type ValueFault,
  valueFault,
  writeTlv,
} from './index.ts';

interface Coded {
  readonly name: string;
  readonly tag: string;
  readonly hex: string;
}

describe('words', () => {
  test.each(loadVectors<(Coded & { says: string[] })[]>('emv/words'))('$tag: $name', ({ tag, hex, says }) => {
    const [row] = describeObjects([{ tag, value: bytes(hex) }]);
    expect(row!.words.map(({ en }) => en)).toEqual(says);
    for (const { zh } of row!.words) expect(zh).toMatch(/[\u4e00-\u9fff]|^X=/);
  });
  test('a value of a wrong length has a fault and no words', () => {
    const [row] = describeObjects([{ tag: '95', value: bytes('8000') }]);
    expect(row).toMatchObject({ fault: 'bad-length', words: [] });
  });
});

describe('the dictionary', () => {
  test.each(loadVectors<(Coded & { fault: ValueFault | null })[]>('emv/values'))(
    '$tag: $name → $fault',
    ({ tag, hex, fault }) => expect(valueFault(tag, bytes(hex))).toBe(fault),
  );
  test('every row can be written, has bounds in order and names in both languages', () => {
    expect(tagSpecs().length).toBeGreaterThan(150);
    for (const { tag, format, bytesMin, bytesMax, zh, en } of tagSpecs()) {
      const node = format === 'objects' ? { tag, children: [] } : { tag, value: new Uint8Array(bytesMin) };
      expect(readTlv(writeTlv([node]))).toEqual([node]);
      expect(bytesMin).toBeLessThanOrEqual(bytesMax);
      expect(zh).toMatch(/[\u4e00-\u9fff]/);
      expect(en).toMatch(/^[ -~]+$/);
    }
  });
});

describe('a dump', () => {
  const shown = (hex: string): readonly (string | null)[] =>
    describeObjects(readTlvLoose(bytes(hex)).nodes).map(({ value }) => value);

  test('of a card number shows the first six and the last four digits', () => {
    expect(shown('5A0A6200000000000000005F')).toEqual(['620000*********0005']);
    expect(shown('5A0862000000000000FF')).toEqual(['620000****0000']);
    expect(shown('5A066200000000FF')).toEqual(['**********']);
  });

  test.each([
    ['57', '6200000000000000005D3012201'],
    ['9F20', '12345678901'],
    ['9F1F', '3132333435363738393'],
    ['56', '4236323030303030303030'],
    ['9F6B', '6200000000000000005D3012'],
    ['5F20', '5A48414E472F53414E'],
    ['9F0B', '5A48414E472F53414E'],
    ['9F61', '313130313031'],
    ['99', '241234FFFFFFFFFF'],
    ['DF23', '0123456789ABCDEF0123456789ABCDEF'],
    ['86', '8424000010A1B2C3D4'],
    ['DFEF', '6200000000000000005F'],
  ])('of tag %s shows nothing of its value', (tag, digits) => {
    const value = bytes(digits.length % 2 === 0 ? digits : `${digits}F`);
    const [row] = describeObjects([{ tag, value }]);
    expect(row!.value).toBe(`[${value.length} bytes, masked]`);
  });

  test('of an expiry date shows stars, of text both hex and text, of templates what they hold', () => {
    expect(shown('5F2403301231')).toEqual(['******']);
    expect(shown('500450424F43')).toEqual(["50424F43 'PBOC'"]);
    expect(describeObjects(readTlv(bytes('720C9F180400000002860384A1B2')))).toMatchObject([
      { tag: '72', depth: 0, value: null, bytes: null },
      { tag: '9F18', depth: 1, value: '00000002' },
      { tag: '86', depth: 1, value: '[3 bytes, masked]' },
    ]);
  });

  test('of a template that holds no objects shows nothing of it', () =>
    expect(shown('700A6200000000000000005F')).toEqual(['[10 bytes, masked]']));
});

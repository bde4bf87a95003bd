import { describe, expect, test } from 'vitest';
import type { ReceiptLine } from '#domain/receipt';
import { decodeGb18030 } from '../gb18030/index.ts';
import { escposBytes } from './index.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();

const lines: readonly ReceiptLine[] = [
  { is: 'title', text: '签购单' },
  { is: 'mark', text: '商户存根' },
  { is: 'rule' },
  { is: 'row', label: '批次号', value: '000007' },
  { is: 'amount', label: '金额', value: 'RMB 12.34' },
  { is: 'note', text: '免密免签' },
  { is: 'signature', label: '签名' },
  { is: 'code', content: 'ABC', text: '扫码' },
];

test('every kind of line on paper of 58 mm, byte by byte', () => {
  const expected = [
    ['initialise, Chinese on', '1B40 1C26'],
    ['签购单, centred, strong', '1B6101 1B4501 1D2101 1C2108 C7A9B9BAB5A50A 1C2100 1D2100 1B4500 1B6100'],
    ['商户存根', '1B6101 C9CCBBA7B4E6B8F90A 1B6100'],
    ['rule', `${'2D'.repeat(32)}0A`],
    ['批次号', 'C5FAB4CEBAC5 202020202020 303030303037 0A'],
    [
      '金额, strong',
      '1B4501 1D2101 1C2108 BDF0B6EE 2020202020202020 524D422031322E3334 0A 1C2100 1D2100 1B4500',
    ],
    ['免密免签', 'C3E2C3DCC3E2C7A90A'],
    ['签名 and room for it', 'C7A9C3FB3A0A 1B6402'],
    [
      'code: model 2, 6 dots, level M, content, print; words',
      '1B6101 1D286B0400314132 00 1D286B0300314306 1D286B0300314531 1D286B0600315030414243 1D286B0300315130 ' +
        'C9A8C2EB0A 1B6100',
    ],
    ['cut', '1D564200'],
  ].map(([, bytes]) => bytes!.replaceAll(' ', ''));
  expect(hex(escposBytes(lines, 58))).toBe(expected.join(''));
});

test('paper of 80 mm has 48 columns and larger codes', () => {
  const bytes = hex(escposBytes(lines, 80));
  expect(bytes).toContain(`${'2D'.repeat(48)}0A`);
  expect(bytes).toContain('1D286B0300314308');
});

describe('what comes from outside stays text', () => {
  test('a control character in a name is no command', () => {
    const bytes = escposBytes([{ is: 'note', text: 'shop\u001bp\u0000\u001d(k' }], 58);
    const body = bytes.slice(4, -4);
    expect(decodeGb18030(body)).toBe('shop p  (k\n');
  });

  test('a code that is too long is refused and not cut', () => {
    expect(() => escposBytes([{ is: 'code', content: 'x'.repeat(2_049), text: '' }], 58)).toThrow(
      /2049 bytes/,
    );
  });
});

import { expect, test } from 'vitest';
import { buildCodeData, buildCodeScheme, parseCodeData, parseCodeScheme } from '../index.ts';

test.each([
  ['a payer’s code', { payCode: '62123', orderReference: null }, 'A300562123'],
  ['an order', { payCode: null, orderReference: 'ord_1' }, 'A4005ord_1'],
  ['a merchant’s code', { payCode: null, orderReference: null, merchantCode: '000201' }, 'A5006000201'],
] as const)('F59 with %s', (_, data, text) => {
  expect(buildCodeData(data)).toBe(text);
  expect(parseCodeData(text)).toEqual(data);
});

test('a merchant’s code has up to 512 characters, a payer’s up to 99', () => {
  const data = { payCode: null, orderReference: null, merchantCode: 'x'.repeat(512) };
  expect(parseCodeData(buildCodeData(data))).toEqual(data);
  expect(() => buildCodeData({ ...data, merchantCode: 'x'.repeat(513) })).toThrow(/1 to 512/);
  expect(() => buildCodeData({ payCode: 'x'.repeat(100), orderReference: null })).toThrow(/1 to 99/);
});

test.each([
  ['002', 'wechat'],
  ['003', 'alipay'],
  ['004', 'unionpay'],
] as const)('F44 %s is %s', (number, scheme) => {
  expect(parseCodeScheme(number)).toBe(scheme);
  expect(parseCodeScheme(`${number} `)).toBe(scheme);
  expect(buildCodeScheme(scheme)).toBe(number);
});

test.each(['', '001', '4', 'toString', '004004'])('F44 «%s» is no scheme', (text) => {
  expect(() => parseCodeScheme(text)).toThrow(/002, 003 or 004/);
});

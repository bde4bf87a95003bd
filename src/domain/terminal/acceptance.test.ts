import { describe, expect, test } from 'vitest';
import { isoCodeOf } from '../outcome/index.ts';
import {
  type Acceptances,
  acceptanceRefusal,
  isProduct,
  type Product,
  productsOf,
  type Use,
} from './index.ts';

const off = (...products: Product[]): Acceptances =>
  Object.fromEntries(products.map((product) => [product, { state: 'off', version: 1, sinceMs: 5 } as const]));

const use = (text: string): Use => {
  const [service, entryMode, pin] = text.split(' ') as [Use['service'], string, string | undefined];
  return { service, entryMode, pinEntered: pin === 'pin' };
};

test.each([
  ['sale 071 pin', 'sale tap'],
  ['sale 072', 'sale tap no-pin'],
  ['sale 982', 'sale tap no-pin'],
  ['sale 051 pin', 'sale chip'],
  ['sale 952', 'sale chip'],
  ['sale 022', 'sale swipe'],
  ['sale 801', 'sale swipe'],
  ['sale 012', 'sale keyed'],
  ['sale 032', 'sale qr'],
  ['sale 002', 'sale'],
  ['preauth 072', 'preauth tap'],
  ['moto 012', 'moto keyed'],
  ['refund 012', 'refund'],
])('%s uses %s', (text, products) => expect(productsOf(use(text)).join(' ')).toBe(products));

describe('T8: switches that are off refuse with their code', () => {
  test.each([
    ['nothing is switched', {}, 'sale 072', null],
    ['tap off, tapped', off('tap'), 'sale 071 pin', '40'],
    ['tap off, inserted', off('tap'), 'sale 051 pin', null],
    ['no-pin off, tapped without a PIN', off('no-pin'), 'sale 072', '40'],
    ['no-pin off, tapped with a PIN', off('no-pin'), 'sale 071 pin', null],
    ['refund off, sale', off('refund'), 'sale 051 pin', null],
    ['refund off, refund', off('refund'), 'refund 012', '40'],
    ['chip on again', { chip: { state: 'on', version: 2, sinceMs: 9 } } as const, 'sale 051', null],
    ['tap barred', { tap: { state: 'barred', version: 1, sinceMs: 5 } } as const, 'sale 071', '58'],
    [
      'service barred, reading off: the service comes first',
      { ...off('tap'), preauth: { state: 'barred', version: 1, sinceMs: 5 } } as const,
      'preauth 071',
      '58',
    ],
  ] as const)('%s', (_, acceptances: Acceptances, text, code) => {
    const refusal = acceptanceRefusal({ acceptances }, use(text));
    expect(refusal === null ? null : isoCodeOf(refusal)).toBe(code);
  });
});

test('no word of the object itself is a product', () => {
  for (const word of ['constructor', 'toString', '__proto__', '']) expect(isProduct(word)).toBe(false);
  expect(isProduct('tap')).toBe(true);
});

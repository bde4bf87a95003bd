/** Merchant-presented codes in full against the neutral vectors, and the laws of reading and building. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadVectors } from '../../../test/vector-files.ts';
import {
  buildPresentedCode,
  codeKind,
  identifierOf,
  type PresentedCode,
  QrError,
  readMerchantCode,
  readPresentedCode,
  schemeOf,
  type UnionpayAccount,
  unionpayAccount,
} from './index.ts';

interface Row {
  readonly name: string;
  readonly text: string;
}
const vectors = loadVectors<{
  readonly valid: readonly (Row & {
    readonly code: PresentedCode;
    readonly unionpay: UnionpayAccount | null;
    readonly remarks: readonly string[];
  })[];
  readonly invalid: readonly (Row & { readonly error: string })[];
}>('qr/presented-code');

const errorOf = (act: () => unknown): string => {
  try {
    act();
    return 'none';
  } catch (error) {
    if (error instanceof QrError) return error.code;
    throw error;
  }
};

describe('the merchant’s code in full', () => {
  test.each(vectors.valid)('$name: read', ({ text, code, unionpay, remarks }) => {
    expect(readPresentedCode(text)).toEqual({ code, remarks });
    expect(unionpayAccount(code)).toEqual(unionpay);
    expect(codeKind(text)).toBe('merchant');
  });
  test.each(vectors.valid)('$name: built again and read to the same', ({ text, code, remarks }) => {
    const built = buildPresentedCode(code);
    const moved = remarks.includes('out-of-order') || remarks.includes('lower-case-check');
    if (!moved) expect(built).toBe(text);
    expect(readPresentedCode(built).remarks).not.toContain('out-of-order');
    expect(buildPresentedCode(readPresentedCode(built).code)).toBe(built);
  });
  test.each(vectors.invalid)('$name is refused: $error', ({ text, error }) =>
    expect(errorOf(() => readPresentedCode(text))).toBe(error),
  );

  test('the narrow view reads small letters, and no text whose last part is not its check', () => {
    const small = vectors.valid.find(({ remarks }) => remarks.join() === 'lower-case-check')!;
    expect(readMerchantCode(small.text)).toMatchObject({ merchantId: '898310154110001' });
    const posing = vectors.invalid.find(({ name }) => name === 'a value that ends like a check')!;
    expect(errorOf(() => readMerchantCode(posing.text))).toBe('missing');
  });

  test('accounts tell their scheme by tag or by identifier', () => {
    const all = vectors.valid.find(({ name }) => name === 'every part that has a meaning')!;
    expect(all.code.accounts.map((node) => schemeOf(node.tag) ?? identifierOf(node))).toEqual([
      'visa',
      'unionpay',
      'unionpay',
      'com.alipay',
      'com.tenpay',
    ]);
    expect(['05', '10', '12', '14', '17'].map(schemeOf)).toEqual([
      'mastercard',
      'discover',
      'amex',
      'jcb',
      null,
    ]);
  });

  const good = vectors.valid[2]!.code;
  test.each([
    ['no account', { accounts: [] }],
    ['an account under tag 52', { accounts: [{ tag: '52', value: 'x' }] }],
    ['the same account tag twice', { accounts: [good.accounts[0]!, good.accounts[0]!] }],
    ['a part of others under tag 61', { others: [{ tag: '61', value: 'x' }] }],
    ['a part under a tag of three digits', { others: [{ tag: '801', value: 'x' }] }],
    ['a part without a value', { others: [{ tag: '80', value: '' }] }],
    ['a value of 100 characters', { others: [{ tag: '80', value: 'x'.repeat(100) }] }],
    [
      'a template of 100 characters',
      { others: [{ tag: '80', parts: [{ tag: '00', value: 'x'.repeat(96) }] }] },
    ],
    ['an amount in words', { amount: 'ten' }],
    ['a tip of 100 percent', { tip: { kind: 'percent', percent: '100' } }],
    ['a name of 26 characters', { merchantName: 'x'.repeat(26) }],
    ['a postal code of eleven characters', { postalCode: '12345678901' }],
    [
      'more than 512 characters',
      { others: ['65', '66', '67', '68', '69'].map((tag) => ({ tag, value: 'x'.repeat(99) })) },
    ],
  ] as const)('%s cannot be built', (_words, part) => {
    expect(errorOf(() => buildPresentedCode({ ...good, ...part }))).toBe('not-possible');
  });

  test('what is built is read again, whatever accounts, names and labels it has', () => {
    const word = (max: number): fc.Arbitrary<string> =>
      fc.string({ unit: fc.constantFrom(...'AZ09 街角𠮷.*'), minLength: 1, maxLength: max });
    const template = fc.record({ tag: fc.constantFrom('26', '30', '51'), guid: word(20) });
    fc.assert(
      fc.property(
        fc.record({
          merchantName: word(25),
          city: word(15),
          amount: fc.option(fc.constantFrom('0.01', '98.', '9999999999.99')),
          localName: word(20),
          templates: fc.uniqueArray(template, { maxLength: 3, selector: ({ tag }) => tag }),
        }),
        ({ merchantName, city, amount, localName, templates }) => {
          const code: PresentedCode = {
            ...good,
            merchantName,
            city,
            amount,
            accounts: [
              ...good.accounts,
              ...templates
                .map(({ tag, guid }) => ({ tag, parts: [{ tag: '00', value: guid }] }))
                .sort((a, b) => Number(a.tag) - Number(b.tag)),
            ],
            local: { language: 'ZH', merchantName: localName, city: null, others: [] },
          };
          expect(readPresentedCode(buildPresentedCode(code))).toEqual({ code, remarks: [] });
        },
      ),
    );
  });
});

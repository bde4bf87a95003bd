/** Codes against the neutral vectors, and laws of the builder. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  buildMerchantCode,
  crcText,
  type MerchantCode,
  payCodeChannel,
  QrError,
  readMerchantCode,
} from './index.ts';

const load = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../../vectors/qr/${name}.json`, import.meta.url), 'utf8')) as T;

interface Vectors {
  readonly crc: readonly { readonly text: string; readonly crc: string }[];
  readonly valid: readonly {
    readonly name: string;
    readonly text: string;
    readonly code: Omit<MerchantCode, 'amountMinor'> & { readonly amountMinor: string | null };
  }[];
  readonly invalid: readonly { readonly name: string; readonly text: string; readonly error: string }[];
}
const vectors = load<Vectors>('merchant-code');
const codeOf = (code: Vectors['valid'][number]['code']): MerchantCode => ({
  ...code,
  amountMinor: code.amountMinor === null ? null : BigInt(code.amountMinor),
});
const errorOf = (act: () => unknown): string => {
  try {
    act();
    return 'none';
  } catch (error) {
    return error instanceof QrError ? error.code : `not a QrError: ${String(error)}`;
  }
};

describe('the merchant’s code', () => {
  test.each(vectors.crc)('the check of «$text» is $crc', ({ text, crc }) => {
    expect(crcText(text)).toBe(crc);
  });
  test.each(vectors.valid)('$name: read and written', ({ text, code }) => {
    expect(readMerchantCode(text)).toEqual(codeOf(code));
    expect(buildMerchantCode(codeOf(code))).toBe(text);
  });
  test.each(vectors.invalid)('$name is refused: $error', ({ text, error }) => {
    expect(errorOf(() => readMerchantCode(text))).toBe(error);
  });

  const good = codeOf(vectors.valid[0]!.code);
  test.each([
    ['an acquirer of seven digits', { acquirerId: '4802000' }],
    ['a merchant of fourteen characters', { merchantId: '89831015411000' }],
    ['no amount of money', { amountMinor: 0n }],
    ['an amount of fourteen characters', { amountMinor: 1_000_000_000_000n }],
    ['a reference of 26 characters', { reference: 'x'.repeat(26) }],
    ['an empty name', { merchantName: '' }],
    ['a name with a line break', { merchantName: 'A\nB' }],
  ] as const)('%s cannot be written', (_words, part) => {
    expect(errorOf(() => buildMerchantCode({ ...good, ...part }))).toBe('not-possible');
  });

  test('what is written is read again, and one changed character is noticed', () => {
    const name = fc.stringMatching(/^[A-Z街角店 ]{1,25}$/u).filter((text) => text.trim() !== '');
    fc.assert(
      fc.property(
        name,
        fc.bigInt({ min: 1n, max: 999_999_999_999n }),
        fc.nat(),
        (merchantName, fen, where) => {
          const code = { ...good, merchantName, amountMinor: fen };
          const text = buildMerchantCode(code);
          expect(readMerchantCode(text)).toEqual(code);
          const at = where % (text.length - 8);
          const other = text.charAt(at) === '7' ? '8' : '7';
          const changed = text.slice(0, at) + other + text.slice(at + 1);
          expect(errorOf(() => readMerchantCode(changed))).toBe('wrong-check');
        },
      ),
    );
  });

  test('noise never gets further than a named refusal', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 600 }), (text) => {
        expect(['none', 'too-long', 'malformed', 'wrong-check', 'missing']).toContain(
          errorOf(() => readMerchantCode(text)),
        );
      }),
    );
  });
});

describe('the payer’s code by prefix and length (UP-18)', () => {
  test.each(load<{ code: string; channel: string | null }[]>('pay-code'))('«$code» → $channel', (row) => {
    expect(payCodeChannel(row.code)).toBe(row.channel);
  });
});

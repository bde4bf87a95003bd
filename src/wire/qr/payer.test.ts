/** Payers' codes and UnionPay's addresses against the neutral vectors. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOfHex, hexOfBytes, loadVectors } from '../../../test/vector-files.ts';
import { fromBase64, toBase64 } from './base64.ts';
import {
  buildMerchantUrl,
  buildPayerCode,
  codeKind,
  PAY_CODE_SHAPES,
  payCodeShape,
  payerApplications,
  QrError,
  readMerchantUrl,
  readPayerCode,
} from './index.ts';

interface Row {
  readonly name: string;
  readonly text: string;
}
type Refused = Row & { readonly error: string };
const payer = loadVectors<{
  readonly valid: readonly (Row & { readonly objects: unknown; readonly applications: unknown })[];
  readonly invalid: readonly Refused[];
}>('qr/payer-code');
const urls = loadVectors<{
  readonly valid: readonly (Row & { readonly organisation: string; readonly number: string })[];
  readonly invalid: readonly Refused[];
  readonly kinds: readonly { readonly text: string; readonly kind: string | null }[];
}>('qr/merchant-url');

const errorOf = (act: () => unknown): string => {
  try {
    act();
    return 'none';
  } catch (error) {
    if (error instanceof QrError) return error.code;
    throw error;
  }
};
const shown = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, each: unknown) => (each instanceof Uint8Array ? hexOfBytes(each) : each)),
  );

describe('the payer’s code', () => {
  test.each(payer.valid)('$name: read and built', ({ text, objects, applications }) => {
    const code = readPayerCode(text);
    expect(shown(code.objects)).toEqual(objects);
    expect(
      shown(
        payerApplications(code).map(({ chip, ...rest }) => ({
          ...rest,
          cryptogram: chip?.get('9F26') ?? null,
        })),
      ),
    ).toEqual(applications);
    expect(buildPayerCode(code)).toBe(text);
    expect(codeKind(text)).toBe('payer');
  });
  test.each(payer.invalid)('$name is refused: $error', ({ text, error }) =>
    expect(errorOf(() => readPayerCode(text))).toBe(error),
  );
  test('an object that stands twice in an application is refused where it is asked for', () => {
    const id = { tag: '4F', value: bytesOfHex('A000000333010102') };
    const code = readPayerCode(buildPayerCode({ objects: [{ tag: '61', children: [id, id] }] }));
    expect(errorOf(() => payerApplications(code))).toBe('malformed');
  });
  test.each([
    ['no application', { objects: [] }],
    ['a value under a template tag', { objects: [{ tag: '61', value: new Uint8Array(1) }] }],
    [
      'more than 512 characters',
      { objects: [{ tag: '61', children: [{ tag: '9F10', value: new Uint8Array(400) }] }] },
    ],
    ['a tag that is none', { objects: [{ tag: '61', children: [{ tag: '9', value: new Uint8Array(1) }] }] }],
  ] as const)('%s cannot be built', (_words, code) => {
    expect(errorOf(() => buildPayerCode(code))).toBe('not-possible');
  });
  test('no error quotes the card number', () => {
    const cut = toBase64(bytesOfHex('8505435056303161105A0A6200000000000000005F'));
    expect(() => readPayerCode(cut)).toThrow(/^Cannot read the payer's code: (?!.*620000).*$/s);
  });
});

test('Base64 agrees with Node’s own, and one text stands for one sequence of bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      expect(fromBase64(toBase64(bytes))).toEqual(bytes);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'AQgw9/+='), maxLength: 12 }), (text) => {
      const bytes = fromBase64(text);
      if (bytes !== null) expect(toBase64(bytes)).toBe(text);
    }),
    { numRuns: 1_000 },
  );
});

describe('UnionPay’s address', () => {
  test.each(urls.valid)('$name: read and built', ({ text, organisation, number }) => {
    expect(readMerchantUrl(text)).toEqual({ organisation, number });
    expect(buildMerchantUrl({ organisation, number })).toBe(text);
  });
  test.each(urls.invalid)('$name is refused: $error', ({ text, error }) =>
    expect(errorOf(() => readMerchantUrl(text))).toBe(error),
  );
  test.each(urls.kinds)('«$text» is $kind', ({ text, kind }) => expect(codeKind(text)).toBe(kind));
  test('a number that does not fit cannot be built', () =>
    expect(errorOf(() => buildMerchantUrl({ organisation: '1', number: '62' }))).toBe('not-possible'));
});

test('a payment code fits one row', () => {
  for (const shape of PAY_CODE_SHAPES) {
    const code = String(shape.from).padStart(2, '0').padEnd(shape.lengthMin, '0');
    expect(payCodeShape(code)).toBe(shape);
  }
});

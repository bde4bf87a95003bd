import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromJson, revive, toJson } from './index.ts';

/** The same in the words of the language: asked for every value there is, which is what makes it slow. */
const toJsonByReplacer = (value: unknown): string =>
  JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? part.toString() : part));
const fromJsonByReviver = (text: string): unknown =>
  JSON.parse(text, (key, part) => (key.endsWith('Fen') && typeof part === 'string' ? BigInt(part) : part));

const key = fc.oneof(
  fc.constantFrom(
    'amountFen',
    'Fen',
    'fen',
    'Fence',
    'rrn',
    'xFen',
    '7',
    'aFen ',
    '"Fen',
    '__proto__',
    'constructor',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const leaf = fc.oneof(
  fc.bigInt(),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('1', '-5', '\u2028', '"', '\\', '\ud800', '元路', ''),
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
);
/** Records as the domain makes them: plain data, nested, amounts under any key. */
const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 6 }).map((entries) => Object.fromEntries(entries)),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
}));
/** What a row holds: below keys that end in Fen amounts or nothing, elsewhere none. */
const fenKey = fc.string({ unit: 'grapheme-ascii', maxLength: 6 }).map((name) => `${name}Fen`);
const plainKey = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 6 }).map((name) => `${name}_`);
const { row: anyRow } = fc.letrec<{ row: Record<string, unknown>; part: unknown }>((tie) => ({
  row: fc
    .tuple(
      fc.dictionary(fenKey, fc.option(fc.bigInt()), { maxKeys: 3, noNullPrototype: true }),
      fc.dictionary(plainKey, tie('part'), { maxKeys: 4, noNullPrototype: true }),
    )
    .map(([amounts, rest]) => ({ ...amounts, ...rest })),
  part: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('part'), { maxLength: 3 }),
    tie('row'),
  ),
}));

describe('rows as JSON', () => {
  const row = {
    amountFen: 123_456_789_012_345_678_901n,
    capFen: null,
    rrn: '100000999999',
    parts: [{ feeFen: 0n }],
    note: '5',
  };

  it('come back as they went, amounts of any size included', () => {
    expect(fromJson(toJson(row))).toEqual(row);
    expect(revive(JSON.parse(toJson(row)))).toEqual(row);
  });

  it('whatever a row holds comes back', () => {
    fc.assert(
      fc.property(anyRow, (each) => {
        expect(fromJson(toJson(each))).toEqual(each);
      }),
    );
  });

  it('are the bytes that a replacer makes, and what was given is as before', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const before = toJsonByReplacer(value);
        expect(toJson(value)).toBe(before);
        expect(toJsonByReplacer(value)).toBe(before);
      }),
      { numRuns: 500, examples: [[[1n, [2n], { a: [3n] }]], [1n], [undefined]] },
    );
  });

  it('a record that is frozen is written too', () => {
    const frozen = Object.freeze({ amountFen: 1n, parts: Object.freeze([Object.freeze({ feeFen: 2n })]) });
    expect(toJson(frozen)).toBe('{"amountFen":"1","parts":[{"feeFen":"2"}]}');
  });

  it('are the values that a reviver makes', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        // Under such a key other text than a number is no row: both refuse it.
        const text = toJsonByReplacer(value) ?? 'null';
        let wanted: unknown;
        try {
          wanted = fromJsonByReviver(text);
        } catch (error) {
          expect(() => fromJson(text)).toThrow((error as Error).constructor as typeof SyntaxError);
          return;
        }
        expect(fromJson(text)).toEqual(wanted);
      }),
      { numRuns: 500 },
    );
  });

  it('only keys that end in Fen hold amounts', () => {
    expect(fromJson('{"stan":"000001","amountFen":"1"}')).toEqual({ stan: '000001', amountFen: 1n });
    expect(fromJson('{"partsFen":["1",{"aFen":"2"}],"bFen":3}')).toEqual({
      partsFen: ['1', { aFen: 2n }],
      bFen: 3,
    });
    expect(fromJson('"1"')).toBe('1');
  });

  it('what is no JSON is refused', () => {
    expect(() => fromJson('{')).toThrow(SyntaxError);
    expect(() => fromJson('{"amountFen":"one"}')).toThrow(SyntaxError);
  });
});

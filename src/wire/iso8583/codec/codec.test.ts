import fc from 'fast-check';
import { expect, describe as suite, test } from 'vitest';
import {
  type Dialect,
  decode,
  encode,
  type FieldSpec,
  type FieldValue,
  Iso8583Error,
  type Iso8583ErrorCode,
  type Iso8583Message,
  iso87AsciiDialect,
  iso87AsciiDialectOf,
  networkDialect,
  networkDialectOf,
  posDialect,
  toHex,
} from '../index.ts';

function characters(alphabet: string, min: number, max: number): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...alphabet), minLength: min, maxLength: max });
}

const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(0x20 + i)).join('');
const anyByte = Array.from({ length: 256 }, (_, i) => String.fromCharCode(i)).join('');

function anyValueOf(spec: FieldSpec): fc.Arbitrary<FieldValue> {
  const min = spec.length === 'fixed' ? spec.max : 0;
  const { max } = spec;
  if (spec.content === 'b') return fc.uint8Array({ minLength: min, maxLength: max });
  if (spec.content === 'n') return characters('0123456789', min, max);
  if (spec.content === 'z') return characters('0123456789ABCDEF', min, max);
  return characters(spec.content === 'an' ? printable : anyByte, min, max);
}

/** Any subset of a dialect's fields, each with any legal value. */
function messages(dialect: Dialect): fc.Arbitrary<Iso8583Message> {
  const keys = Object.entries(dialect.fields).map(([number, spec]) => [number, anyValueOf(spec)] as const);
  return fc.record({
    mti: characters('0123456789', 4, 4),
    fields: fc.record(Object.fromEntries(keys), { requiredKeys: [] }) as fc.Arbitrary<
      Iso8583Message['fields']
    >,
  });
}

const iso87 = [
  iso87AsciiDialect,
  iso87AsciiDialectOf({ bitmap: 'hex', binaryFields: 'binary' }),
  iso87AsciiDialectOf({ bitmap: 'binary', binaryFields: 'hex' }),
];

/** A private message set made of the options the two built-in dialects leave unused. */
const thirdDialect: Dialect = {
  ...posDialect,
  id: 'third',
  fields: {
    ...posDialect.fields,
    22: { ...posDialect.fields[22]!, justify: 'right' },
    35: { ...posDialect.fields[35]!, pad: 'F' },
    36: { ...posDialect.fields[36]!, lengthDigits: 'ascii' },
    64: { ...networkDialect.fields[128]! },
  },
};

suite.each([posDialect, networkDialect, networkDialectOf('raw'), thirdDialect, ...iso87])(
  'dialect $id',
  (dialect) => {
    test('decoding undoes encoding, for any fields and values', () => {
      fc.assert(
        fc.property(messages(dialect), (message) => {
          expect(decode(dialect, encode(dialect, message))).toEqual(message);
        }),
        { numRuns: 100 },
      );
    });

    test('encoding undoes decoding, for bytes in their canonical form', () => {
      fc.assert(
        fc.property(messages(dialect), (message) => {
          const bytes = encode(dialect, message);
          expect(encode(dialect, decode(dialect, bytes))).toEqual(bytes);
        }),
        { numRuns: 100 },
      );
    });

    test('every single field survives the round trip alone', () => {
      for (const [number, spec] of Object.entries(dialect.fields)) {
        fc.assert(
          fc.property(anyValueOf(spec), (value) => {
            const message = { mti: '0200', fields: { [number]: value } };
            expect(decode(dialect, encode(dialect, message))).toEqual(message);
          }),
          { numRuns: 10 },
        );
      }
    });

    test('random bytes decode or fail with Iso8583Error, and nothing else', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
          onlyIso8583Error(() => decode(dialect, bytes));
        }),
        { numRuns: 1500 },
      );
    });

    test('a damaged valid message decodes or fails with Iso8583Error', () => {
      const damage = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 6 });
      fc.assert(
        fc.property(messages(dialect), damage, (message, changes) => {
          const bytes = encode(dialect, message);
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
          onlyIso8583Error(() => decode(dialect, bytes));
        }),
        { numRuns: 100 },
      );
    });

    test('what decodes can be encoded again and means the same', () => {
      const damage = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 3 });
      fc.assert(
        fc.property(messages(dialect), damage, (message, changes) => {
          const bytes = encode(dialect, message);
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
          const found = onlyIso8583Error(() => decode(dialect, bytes));
          if (found !== undefined) expect(decode(dialect, encode(dialect, found))).toEqual(found);
        }),
        { numRuns: 100 },
      );
    });

    test('any strings and bytes in any field encode or fail with Iso8583Error', () => {
      const value = fc.oneof(fc.string(), fc.uint8Array(), characters('0123456789', 0, 40));
      const fields = fc.dictionary(fc.nat({ max: 140 }).map(String), value);
      fc.assert(
        fc.property(fc.string({ maxLength: 5 }), fields, (mti, given) => {
          onlyIso8583Error(() => encode(dialect, { mti, fields: given }));
        }),
        { numRuns: 300 },
      );
    });
  },
);

function onlyIso8583Error<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch (error) {
    expect(error).toBeInstanceOf(Iso8583Error);
    return undefined;
  }
}

suite('packing rules', () => {
  const body = (number: number, value: FieldValue, dialect = posDialect) =>
    toHex(encode(dialect, { mti: '0200', fields: { [number]: value } })).slice(4 + 16);

  test.each<[number, FieldValue, string, string]>([
    [2, '6200000000000000005', '1962000000000000000050', 'odd card number: length counts digits, pad trails'],
    [22, '021', '0210', 'entry mode touches the left'],
    [23, '001', '0001', 'card sequence touches the right'],
    [25, '00', '00', 'two digits are one byte'],
    [35, '62=31', '0562D310', 'the track separator is nibble D'],
    [36, '123', '00031230', 'LLL is two packed bytes'],
    [39, '98', '3938', 'response code is ASCII'],
    [44, 'AB', '024142', 'LL counts bytes of text'],
    [60, '22000001000', '0011220000010000', 'F60 counts digits'],
    [62, new Uint8Array([1, 2]), '00020102', 'F62 counts bytes'],
  ])('terminal field %i of %j is %s', (number, value, hex) => {
    expect(body(number, value)).toBe(hex);
  });

  test('a track may be closed with F instead of 0', () => {
    const bytes = encode(posDialect, { mti: '0200', fields: { 35: '62D31' } });
    bytes[bytes.length - 1]! |= 0x0f;
    expect(decode(posDialect, bytes).fields[35]).toBe('62D31');
  });

  test('short fixed text is padded with spaces and comes back at full width', () => {
    const bytes = encode(posDialect, { mti: '0210', fields: { 41: 'T1' } });
    expect(decode(posDialect, bytes).fields[41]).toBe('T1      ');
  });

  test('an ASCII link writes the separator as = and reads it back as D', () => {
    const bytes = encode(networkDialect, { mti: '0200', fields: { 35: '62D31' } });
    expect(toHex(bytes).slice(8 + 16)).toBe('303536323D3331');
    expect(decode(networkDialect, bytes).fields[35]).toBe('62D31');
  });

  test('a second bitmap appears exactly when a field above 64 does', () => {
    expect(encode(networkDialect, { mti: '0820', fields: { 7: '1123225900' } }).length).toBe(4 + 8 + 10);
    expect(encode(networkDialect, { mti: '0820', fields: { 70: '301' } }).length).toBe(4 + 16 + 3);
  });
});

suite('encode refuses', () => {
  const cases: [string, Record<string, FieldValue | undefined>, Iso8583ErrorCode, number][] = [
    ['short fixed digits', { 4: '12345' }, 'bad-length', 4],
    ['long fixed text', { 41: '123456789' }, 'bad-length', 41],
    ['a long variable field', { 2: '62000000000000000050' }, 'too-long', 2],
    ['letters among digits', { 11: '00012A' }, 'bad-digit', 11],
    ['a character above one byte', { 42: '商户0000000000000' }, 'bad-character', 42],
    ['control characters in an', { 39: '\n0' }, 'bad-character', 39],
    ['bytes where text belongs', { 39: new Uint8Array(2) }, 'bad-value', 39],
    ['text where bytes belong', { 64: '12345678' }, 'bad-value', 64],
    ['seven bytes of MAC', { 64: new Uint8Array(7) }, 'bad-length', 64],
    ['a field the dialect lacks', { 90: '0' }, 'unknown-field', 90],
    ['a field of another dialect', { 128: '12345678' }, 'unknown-field', 128],
    ['the bitmap itself', { 1: new Uint8Array(8) }, 'unknown-field', 1],
  ];

  test.each(cases)('%s', (_, fields, code, field) => {
    const message = { mti: '0200', fields: fields as Record<number, FieldValue> };
    expect(() => encode(posDialect, message)).toThrow(expect.objectContaining({ code, field }));
  });

  test.each(['', '020', '02000', '02A0', '02 0'])('MTI %j', (mti) => {
    expect(() => encode(posDialect, { mti, fields: {} })).toThrow(
      expect.objectContaining({ code: 'bad-mti' }),
    );
  });
});

suite('memory of encoded messages', () => {
  const long = { mti: '0200', fields: { 46: 'x'.repeat(999), 47: 'y'.repeat(999), 59: 'z'.repeat(999) } };

  test('a later message changes no earlier one, whatever their sizes', () => {
    const size = fc.nat({ max: 999 });
    fc.assert(
      fc.property(fc.array(size, { minLength: 1, maxLength: 60 }), (sizes) => {
        const given = sizes.map((length, i) => ({
          mti: '0200',
          fields: { 11: String(i).padStart(6, '0'), 59: 'x'.repeat(length) },
        }));
        const written = given.map((message) => encode(posDialect, message));
        expect(written.map((bytes) => decode(posDialect, bytes))).toEqual(given);
      }),
      { numRuns: 20 },
    );
  });

  test('a message larger than most is written whole', () => {
    expect(decode(posDialect, encode(posDialect, long))).toEqual(long);
  });

  test('one that is refused leaves nothing behind it', () => {
    const refused = { mti: '0200', fields: { 2: '6200000000000005', 11: '00000x' } };
    expect(() => encode(posDialect, refused)).toThrow(Iso8583Error);
    const next = encode(posDialect, { mti: '0800', fields: { 11: '000001' } });
    const behind = new Uint8Array(next.buffer, next.byteOffset + next.length, 64);
    expect(toHex(behind)).toBe('00'.repeat(64));
  });

  test('a field without value counts as absent', () => {
    const fields = { 11: '000001', 38: undefined } as unknown as Iso8583Message['fields'];
    expect(decode(posDialect, encode(posDialect, { mti: '0200', fields })).fields).toEqual({ 11: '000001' });
  });
});

test('a dialect that contradicts itself is refused when it is first used', () => {
  const fields = { 3: { ...posDialect.fields[3]!, encoding: 'binary' } } as const;
  expect(() => encode({ ...posDialect, fields }, { mti: '0200', fields: {} })).toThrow(TypeError);
  expect(() =>
    encode({ ...posDialect, fields: { 65: posDialect.fields[3]! } }, { mti: '0200', fields: {} }),
  ).toThrow(TypeError);
});

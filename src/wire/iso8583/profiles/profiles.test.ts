import fc from 'fast-check';
import { expect, describe as suite, test } from 'vitest';
import {
  decode,
  defaultProfileId,
  dialectProfile,
  dialectProfiles,
  encode,
  posDialect,
  posDialectOf,
  profileParameters,
  toHex,
} from '../index.ts';

/** Every value of a profile by its path, `mac.form`. */
function leaves(value: object, path = ''): [string, unknown][] {
  return Object.entries(value).flatMap(([key, each]) =>
    typeof each === 'object' && each !== null ? leaves(each, `${path}${key}.`) : [[path + key, each]],
  ) as [string, unknown][];
}

const valuesOf = (id: string) =>
  new Map(leaves(dialectProfile(id)!).filter(([path]) => !['id', 'zh', 'en'].includes(path)));

suite('profiles', () => {
  test('ids are unique and the default is among them', () => {
    expect(new Set(dialectProfiles.map(({ id }) => id)).size).toBe(dialectProfiles.length);
    expect(dialectProfile(defaultProfileId)?.id).toBe(defaultProfileId);
    expect(dialectProfile('nobody')).toBeUndefined();
  });

  test('an own profile of an institution wins over one of the same id', () => {
    const own = { ...dialectProfile('standard')!, field60Digits: 17 } as const;
    expect(dialectProfile('standard', [own])?.field60Digits).toBe(17);
  });

  test('every parameter is listed with its certainty, and nothing else is', () => {
    const paths = [...valuesOf(defaultProfileId).keys()].sort();
    expect(profileParameters.map(({ path }) => path).sort()).toEqual(paths);
  });

  test('what a profile has other than the default is a value that the list of parameters gives', () => {
    const usual = valuesOf(defaultProfileId);
    for (const { id } of dialectProfiles) {
      for (const [path, value] of valuesOf(id)) {
        if (value === usual.get(path)) continue;
        const others = profileParameters.find((each) => each.path === path)!.others.map(([seen]) => seen);
        if (value !== null && path !== 'signIn.answerCode')
          expect(others, `${id} ${path}`).toContain(`${value}`);
      }
    }
  });
});

suite('the dialect of a profile', () => {
  test('is the terminal dialect itself where nothing is packed differently', () => {
    expect(posDialectOf(dialectProfile('standard')!)).toBe(posDialect);
    expect(posDialectOf(dialectProfile('retail-mac')!)).toBe(posDialect);
  });

  test('is made once', () => {
    const profile = dialectProfile('byte-counts')!;
    expect(posDialectOf(profile)).toBe(posDialectOf(profile));
  });

  const usual = dialectProfile('standard')!;
  const body = (profile: typeof usual, number: number, value: string) =>
    toHex(encode(posDialectOf(profile), { mti: '0200', fields: { [number]: value } })).slice(20);

  test.each([
    ['F22 to the right', { ...usual, entryModeJustify: 'right' as const }, 22, '021', '0021'],
    [
      'F23 of four digits',
      { ...usual, cardSequence: { digits: 4 as const, justify: 'right' as const } },
      23,
      '0001',
      '0001',
    ],
    [
      'F23 to the left',
      { ...usual, cardSequence: { digits: 3 as const, justify: 'left' as const } },
      23,
      '001',
      '0010',
    ],
    ['F35 closed with F', { ...usual, trackPad: 'F' as const }, 35, '62D31', '0562D31F'],
    ['F48 in bytes', { ...usual, field48Counts: 'bytes' as const }, 48, '1234', '00021234'],
    [
      'F61 as text',
      { ...usual, field61Encoding: 'ascii' as const },
      61,
      '000001000123',
      `0012${'303030303031303030313233'}`,
    ],
  ])('%s', (_, profile, number, value, hex) => {
    expect(body(profile, number, value)).toBe(hex);
    const bytes = encode(posDialectOf(profile), { mti: '0200', fields: { [number]: value } });
    expect(decode(posDialectOf(profile), bytes).fields[number]).toBe(value);
  });
});

const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });

test.each(dialectProfiles)(
  'messages of the profile $id come back as they went, and as the same bytes',
  (profile) => {
    const dialect = posDialectOf(profile);
    const sequence = dialect.fields[23]!.max;
    const message = fc.record({
      mti: fc.constantFrom('0200', '0210', '0400', '0500'),
      fields: fc.record(
        {
          2: fc.integer({ min: 12, max: 19 }).chain(digits),
          22: digits(3),
          23: digits(sequence),
          35: fc.integer({ min: 1, max: 37 }).chain(digits),
          48: fc.nat({ max: 80 }).chain((pairs) => digits(2 * pairs)),
          60: fc.constantFrom(8, 11, 13, 14, 17).chain(digits),
          61: fc.constantFrom(12, 16, 18, 29).chain(digits),
          62: fc.uint8Array({ maxLength: 60 }),
        },
        { requiredKeys: [] },
      ),
    });
    fc.assert(
      fc.property(message, (given) => {
        const bytes = encode(dialect, given);
        expect(decode(dialect, bytes)).toEqual(given);
        expect(encode(dialect, decode(dialect, bytes))).toEqual(bytes);
      }),
      { numRuns: 50 },
    );
  },
);

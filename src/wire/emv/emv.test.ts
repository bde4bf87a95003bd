/** Chip data against the neutral vectors, and the laws of reading and writing. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOfHex as bytes, hexOfBytes as hex, loadVectors } from '../../../test/vector-files.ts';
import {
  authorisationResponseCode,
  type CryptogramRecipe,
  cryptogramInput,
  EMV_ERRORS,
  EmvError,
  type IssuerAnswer,
  isTemplate,
  readChipData,
  readIad,
  readIssuerAnswer,
  readScriptResults,
  readTlv,
  readTlvLoose,
  recipeOf,
  type ScriptResult,
  TLV_LIMITS,
  type TlvNode,
  writeIad,
  writeIssuerAnswer,
  writeScriptResults,
  writeTlv,
} from './index.ts';

interface Row {
  readonly name: string;
  readonly hex: string;
}
interface Refused extends Row {
  readonly error: string;
  readonly tag?: string | null;
}
/** Bytes as hex all through, so that a value compares with a vector. */
const shown = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_key, each: unknown) => (each instanceof Uint8Array ? hex(each) : each)));

function refusal(act: () => unknown): { error: string; tag: string | null } | 'none' {
  try {
    act();
    return 'none';
  } catch (error) {
    if (error instanceof EmvError) return { error: error.code, tag: error.tag };
    throw error;
  }
}
const expectRefused = (row: Refused, act: () => unknown): void =>
  expect(refusal(act)).toEqual({
    error: row.error,
    tag: row.tag === undefined ? expect.anything() : row.tag,
  });

interface Objects extends Row {
  readonly objects: unknown;
}
const tlv = loadVectors<{
  valid: Objects[];
  invalid: Refused[];
  loose: (Objects & { remarks: unknown })[];
  looseInvalid: Refused[];
}>('emv/tlv');

describe('objects', () => {
  test.each(tlv.valid)('$name: read and written', (row) => {
    const nodes = readTlv(bytes(row.hex));
    expect(shown(nodes)).toEqual(row.objects);
    expect(hex(writeTlv(nodes))).toBe(row.hex);
    expect(readTlvLoose(bytes(row.hex))).toEqual({ nodes, remarks: [] });
  });
  test.each(tlv.invalid)('$name is refused: $error', (row) =>
    expectRefused(row, () => readTlv(bytes(row.hex))),
  );
  test.each(tlv.loose)('$name: read with remarks', (row) => {
    expect(shown(readTlvLoose(bytes(row.hex)))).toEqual({ nodes: row.objects, remarks: row.remarks });
    if ((row.remarks as unknown[]).length > 0)
      expect(refusal(() => readTlv(bytes(row.hex)))).toMatchObject({ error: expect.any(String) });
  });
  test.each(tlv.looseInvalid)('$name: $error', (row) =>
    expectRefused(row, () => readTlvLoose(bytes(row.hex))),
  );

  test('a bound that is given counts: bytes, depth, objects', () => {
    const two = bytes('9A032611239C0100');
    expect(refusal(() => readTlv(two, { bytesMax: 7 }))).toMatchObject({ error: 'too-long' });
    expect(refusal(() => readTlv(two, { countMax: 1 }))).toMatchObject({ error: 'too-many' });
    expect(refusal(() => readTlv(bytes('7000'), { depthMax: 1 }))).toMatchObject({ error: 'too-deep' });
    expect(readTlv(two, { bytesMax: 8, countMax: 2, depthMax: 1 })).toHaveLength(2);
  });

  test.each([
    ['lower-case hex', { tag: '9f26', value: new Uint8Array() }, 'bad-tag'],
    ['half a tag', { tag: '9F', value: new Uint8Array() }, 'bad-tag'],
    ['two tags in one', { tag: '9A9C', value: new Uint8Array() }, 'bad-tag'],
    ['the fill byte as a tag', { tag: '00', value: new Uint8Array() }, 'bad-tag'],
    ['five bytes of tag', { tag: 'DF81818101', value: new Uint8Array() }, 'bad-tag'],
    ['a value under a template tag', { tag: '72', value: new Uint8Array() }, 'not-possible'],
    ['objects under a value tag', { tag: '9A', children: [] }, 'not-possible'],
    ['a value of 65536 bytes', { tag: '9F10', value: new Uint8Array(65_536) }, 'too-long'],
  ] as const)('%s cannot be written', (_words, node, error) => {
    expect(refusal(() => writeTlv([node as TlvNode]))).toMatchObject({ error });
  });

  const leaf = fc.record({
    tag: fc.constantFrom('82', '95', '9A', '9C', '9F26', '9F10', '5F2A', 'DF31', 'DF8129'),
    value: fc.uint8Array({ maxLength: 300 }),
  });
  const { nodes } = fc.letrec<{ node: TlvNode; nodes: TlvNode[] }>((tie) => ({
    node: fc.oneof(
      { maxDepth: TLV_LIMITS.depthMax - 2, withCrossShrink: true },
      leaf,
      fc.record({ tag: fc.constantFrom('70', '71', '72', '77', 'BF0C'), children: tie('nodes') }),
    ),
    nodes: fc.array(tie('node'), { maxLength: 4 }),
  }));

  test('what is written is read again, and what was read strictly is written byte by byte', () => {
    fc.assert(
      fc.property(nodes, (given) => {
        const written = writeTlv(given);
        expect(readTlv(written)).toEqual(given);
      }),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(nodes, fc.nat(), fc.nat(255), (given, where, byte) => {
        const changed = Uint8Array.from(writeTlv(given));
        if (changed.length > 0) changed[where % changed.length] = byte;
        let read: readonly TlvNode[];
        try {
          read = readTlv(changed);
        } catch (error) {
          expect(EMV_ERRORS).toContain((error as EmvError).code);
          return;
        }
        expect(hex(writeTlv(read))).toBe(hex(changed));
      }),
      { numRuns: 500 },
    );
  });

  test('errors name places and lengths, never a value', () => {
    const pan = '6200000000000000005F';
    for (const text of [`5A0B${pan}`, `9F10835A0A${pan}`, `70095A0A${pan}`]) {
      let message = '';
      try {
        readTlv(bytes(text));
      } catch (error) {
        message = (error as EmvError).message;
      }
      expect(message).toMatch(/^read /);
      expect(message).not.toContain('620000');
    }
  });
});

describe('what a cryptogram covers', () => {
  interface Covered extends Row {
    readonly recipe: CryptogramRecipe;
    readonly named: string | null;
    readonly input: string;
  }
  const rows = loadVectors<{ valid: Covered[]; invalid: (Refused & { recipe: CryptogramRecipe })[] }>(
    'emv/cryptogram-input',
  );
  test.each(rows.valid)('$name', (row) => {
    const data = readChipData(bytes(row.hex));
    expect(recipeOf(data)).toBe(row.named);
    expect(hex(cryptogramInput(data, row.recipe))).toBe(row.input);
    const iad = data.need('9F10');
    expect(writeIad(readIad(iad))).toEqual(iad);
  });
  test.each(rows.invalid)('$name is refused', (row) =>
    expectRefused(row, () => cryptogramInput(readChipData(bytes(row.hex)), row.recipe)),
  );
});

describe('what the issuer sends back', () => {
  const rows = loadVectors<{ valid: (Row & { answer: unknown })[]; invalid: Refused[] }>('emv/issuer-answer');
  test.each(rows.valid)('$name: read and written', (row) => {
    const answer = readIssuerAnswer(readChipData(bytes(row.hex)));
    expect(shown(answer)).toEqual(row.answer);
    expect(hex(writeIssuerAnswer(answer))).toBe(row.hex);
  });
  test.each(rows.invalid)('$name is refused', (row) =>
    expectRefused(row, () => readIssuerAnswer(readChipData(bytes(row.hex)))),
  );

  test('a bare command in a script template is a script of one command', () => {
    const data = readChipData(bytes('720F04DA9F790A000000100000A1B2C3D4'), 'loose');
    expect(shown(readIssuerAnswer(data).scripts)).toEqual([
      { moment: 'after', id: null, commands: ['04DA9F790A000000100000A1B2C3D4'] },
    ]);
  });

  test('the answer code stands as two characters', () =>
    expect(hex(authorisationResponseCode('Z3'))).toBe('5A33'));

  const good: IssuerAnswer = {
    authentication: { cryptogram: new Uint8Array(8), extra: authorisationResponseCode('00') },
    scripts: [],
    atc: null,
  };
  const script = { moment: 'after', id: null, commands: [new Uint8Array(10)] } as const;
  test.each([
    [
      'a cryptogram of nine bytes',
      { authentication: { cryptogram: new Uint8Array(9), extra: new Uint8Array() } },
    ],
    ['nine bytes after it', { authentication: { cryptogram: new Uint8Array(8), extra: new Uint8Array(9) } }],
    ['a counter of one byte', { atc: new Uint8Array(1) }],
    ['a script without a command', { scripts: [{ ...script, commands: [] }] }],
    ['an identifier of three bytes', { scripts: [{ ...script, id: new Uint8Array(3) }] }],
    ['scripts of more than 128 bytes', { scripts: [{ ...script, commands: [new Uint8Array(125)] }] }],
  ] as const)('%s cannot be written', (_words, part) => {
    expect(refusal(() => writeIssuerAnswer({ ...good, ...part }))).toMatchObject({ error: 'not-possible' });
  });
  test('an answer code of one character cannot be written', () =>
    expect(refusal(() => authorisationResponseCode('0'))).toMatchObject({ error: 'not-possible' }));
});

describe('what the card says came of its scripts', () => {
  const rows = loadVectors<{ valid: (Row & { results: unknown })[]; invalid: Refused[] }>(
    'emv/script-results',
  );
  test.each(rows.valid)('$name: read and written', (row) => {
    const results = readScriptResults(bytes(row.hex));
    expect(shown(results)).toEqual(row.results);
    expect(hex(writeScriptResults(results))).toBe(row.hex);
  });
  test.each(rows.invalid)('$name is refused', (row) =>
    expect(refusal(() => readScriptResults(bytes(row.hex)))).toMatchObject({ error: row.error }),
  );
  const result: ScriptResult = { outcome: 'done', command: 0, scriptId: new Uint8Array(4) };
  test.each([
    ['none', []],
    ['nine', Array.from({ length: 9 }, () => result)],
    ['a sixteenth command', [{ ...result, command: 16 }]],
    ['an identifier of five bytes', [{ ...result, scriptId: new Uint8Array(5) }]],
  ] as const)('%s cannot be written', (_words, results) => {
    expect(refusal(() => writeScriptResults(results))).toMatchObject({ error: 'not-possible' });
  });
});

test('templates and values are told apart by the tag alone', () => {
  const [template, value] = readTlv(bytes('70009A00'));
  expect([isTemplate(template!), isTemplate(value!)]).toEqual([true, false]);
});

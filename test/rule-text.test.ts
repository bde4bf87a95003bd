/** A rule file that is wrong is refused with line, column and what would be right; all faults at once. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bookOfFiles, faultLine, loadRules, RulesError } from '../src/programs/rules.ts';
import { publishedBook, publishedRuleFiles } from './rule-files.ts';

const told = (name: string, text: string): string[] => bookOfFiles([{ name, text }]).faults.map(faultLine);

const GOOD = `{
  "rules": [
    {
      "id": "X-01",
      "zh": "规则",
      "en": "a rule",
      "source": "a page",
      "certainty": "A",
      "parameters": {
        "x.days": { "value": 30, "unit": "days", "certainty": "B", "zh": "天", "en": "days" }
      }
    }
  ]
}
`;
const YAML = `# an institution's own rules
rules:
  - id: X-01
    zh: 规则
    en: a rule
    source: a page
    certainty: A
    from: 2026-01-01
    parameters:
      x.days: { value: 30, unit: days, certainty: B, zh: 天, en: days }
overrides:
  - layer: merchant
    owner: "898310000000001"
    set:
      x.days: { value: 7, certainty: P, source: contract }
`;

test('JSON and YAML, with tabs and comments where the language has them, are read alike', () => {
  expect(told('a.json', GOOD)).toEqual([]);
  expect(told('a.json', GOOD.replaceAll('  ', '\t'))).toEqual([]);
  expect(told('a.yaml', YAML)).toEqual([]);
  const { book } = bookOfFiles([{ name: 'a.yaml', text: YAML }]);
  expect(book.rules.get('X-01')).toMatchObject({ from: '2026-01-01', until: null });
  expect(book.overrides[0]).toMatchObject({ owner: '898310000000001', set: { 'x.days': { value: 7 } } });
});

/** What is wrong: in which text, what stands in place of what; the line told. */
const WRONG: readonly (readonly [what: string, text: string, from: string, to: string, line: string])[] = [
  [
    'an unknown certainty',
    GOOD,
    '"certainty": "A"',
    '"certainty": "D"',
    '8:7 $.rules[0].certainty: found "D"',
  ],
  [
    'a unit that is empty',
    GOOD,
    '"unit": "days"',
    '"unit": ""',
    '10:34 $.rules[0].parameters.x.days.unit: found ""',
  ],
  [
    'what is missing, where it belongs',
    GOOD,
    '      "source": "a page",\n',
    '',
    '3:5 $.rules[0].source: found nothing',
  ],
  [
    'a negative number of days',
    GOOD,
    '30',
    '-1',
    '10:21 $.rules[0].parameters.x.days.value: found -1, expected whole days',
  ],
  [
    'half a day',
    GOOD,
    '30',
    '1.5',
    '10:21 $.rules[0].parameters.x.days.value: found 1.5, expected whole days',
  ],
  [
    'eleven years of days',
    GOOD,
    '30',
    '4000',
    '10:21 $.rules[0].parameters.x.days.value: found 4000, expected whole',
  ],
  [
    'a key twice',
    GOOD,
    '"en": "a rule",',
    '"en": "a rule", "en": "another",',
    '6:23: found a key a second time',
  ],
  ['a comma too few', GOOD, '"zh": "规则",', '"zh": "规则"', '6:7: Expected'],
  ['a comma too many', GOOD, '"certainty": "A",', '"certainty": "A",,', '8:'],
  ['an unfinished text', GOOD, '  ]\n}\n', '', '1'],
  [
    'a narrowing of nothing',
    YAML,
    'x.days: { value: 7',
    'x.dais: { value: 7',
    '15:7 $.overrides[0].set.x.dais: found a parameter',
  ],
  ['a date that does not exist', YAML, '2026-01-01', '2026-02-30', '8:5 $.rules[0].from: found "2026-02-30"'],
  ['an indentation gone wrong', YAML, '    zh: 规则', '   zh: 规则', '4:'],
  ['an alias', YAML, 'source: a page', 'source: *page', '6:13: found the alias *page'],
];

describe('line and column of what is wrong', () => {
  test.each(WRONG)('%s', (_what, text, from, to, line) => {
    expect(text).toContain(from);
    const name = text === GOOD ? 'a.json' : 'a.yaml';
    const faults = told(name, text.replace(from, to));
    expect(faults.map((fault) => fault.slice(name.length + 1)).join('\n')).toContain(line);
    expect(faults[0]).toMatch(/^a\.(json|yaml):\d+:\d+/);
  });

  test('all faults of all files at once', () => {
    const { faults } = bookOfFiles([
      { name: 'a.json', text: GOOD.replace('"certainty": "A"', '"certainty": "D"').replace('30', '-1') },
      { name: 'b.yaml', text: 'rules: [' },
      { name: 'c.yaml', text: 'overrides: [{ layer: shop, owner: x }]' },
    ]);
    expect(faults.map(({ file }) => file)).toEqual(expect.arrayContaining(['a.json', 'b.yaml', 'c.yaml']));
    expect(faults.length).toBeGreaterThanOrEqual(4);
  });

  test('what stands in a file that cannot be read is not told as missing elsewhere', () => {
    const narrowing = YAML.slice(YAML.indexOf('overrides:'));
    const { faults } = bookOfFiles([
      { name: 'a.json', text: GOOD.slice(0, 40) },
      { name: 'b.yaml', text: narrowing },
    ]);
    expect(faults.map(({ file }) => file)).toEqual(['a.json']);
    expect(bookOfFiles([{ name: 'b.yaml', text: narrowing }]).faults).toHaveLength(1);
  });

  test.each([
    ['nothing', ''],
    ['a text', 'rules'],
    ['a deep nest', '['.repeat(20_000)],
    ['bytes', '\u0000\u0001'],
    ['an own prototype', '{"rules":[],"__proto__":{"a":1}}'],
  ])('%s is refused and breaks nothing', (_what, text) => {
    for (const name of ['a.json', 'a.yaml']) expect(told(name, text).length).toBeGreaterThan(0);
  });
});

describe('whatever is changed in a published file', () => {
  const files = publishedRuleFiles();
  const VALUES = [
    undefined,
    null,
    0,
    -1,
    1.5,
    1e99,
    true,
    '',
    'x',
    '2026-02-30',
    [],
    {},
    [null],
    { value: 1 },
  ];
  interface Inner {
    readonly of: Record<string, unknown>;
    readonly key: string;
  }
  /** Every place of a document in which something else could stand. */
  const placesIn = (value: unknown): Inner[] =>
    typeof value !== 'object' || value === null
      ? []
      : Object.entries(value).flatMap(([key, part]) => [
          { of: value as Record<string, unknown>, key },
          ...placesIn(part),
        ]);

  test('it is read or refused, and every fault stands on a line that exists', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.nat(),
        fc.constantFrom(...VALUES),
        fc.boolean(),
        ({ name, text }, pick, value, asYaml) => {
          const content: unknown = JSON.parse(text);
          const places = placesIn(content);
          const { of, key } = places[pick % places.length]!;
          of[key] = value;
          const changed = JSON.stringify(content, null, 1);
          const given = { name: asYaml ? `${name}.yaml` : name, text: changed };
          const { faults, warnings } = bookOfFiles([given]);
          const lines = changed.split('\n');
          for (const { file, line, column, message } of [...faults, ...warnings]) {
            expect(file).toBe(given.name);
            expect(line).toBeGreaterThanOrEqual(1);
            expect(line).toBeLessThanOrEqual(lines.length);
            expect(column).toBeLessThanOrEqual(lines[line - 1]!.length + 1);
            expect(message).not.toBe('');
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test('any text at all is read or refused', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.constantFrom('a.json', 'a.yaml'),
        (text, name) => {
          expect(bookOfFiles([{ name, text }]).book.rules.size).toBe(0);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('folders', () => {
  const inFolder = async (
    files: Readonly<Record<string, string>>,
    use: (folder: string) => Promise<void>,
  ): Promise<void> => {
    const folder = await mkdtemp(join(tmpdir(), 'yuanlu-rules-'));
    try {
      await mkdir(join(folder, 'calendar'));
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
      await use(folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  };
  test('sub-folders are read, hidden and other files are not', () =>
    inFolder(
      { 'a.json': GOOD, 'calendar/x.yml': 'rules: []', '.a.json': 'no', 'notes.md': 'no' },
      async (folder) => {
        expect([...(await loadRules([folder])).rules.keys()]).toEqual(['X-01']);
      },
    ));
  test('a fault refuses the book with its file and line', () =>
    inFolder({ 'a.json': GOOD.replace('"A"', '"D"') }, async (folder) => {
      const failed = await loadRules([folder]).catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(RulesError);
      expect(String(failed)).toContain(`${join(folder, 'a.json')}:8:7`);
    }));
  test('a folder that is not there is told by name', async () => {
    await expect(loadRules(['/nowhere/rules'])).rejects.toThrow('/nowhere/rules');
  });
});

describe('narrowing the published rules', () => {
  const withOverride = (override: object): string[] =>
    publishedBook([{ name: 'mine.json', text: JSON.stringify({ overrides: [override] }) }]).faults.map(
      faultLine,
    );
  const set = (key: string, value: unknown): object => ({
    [key]: { value, certainty: 'P', source: 'contract' },
  });
  test.each([
    [
      'refunds for 90 days',
      { layer: 'institution', owner: 'i1', set: set('unionpay.pos.refundDays', 90) },
      null,
    ],
    [
      'minus 90 days',
      { layer: 'institution', owner: 'i1', set: set('unionpay.pos.refundDays', -90) },
      'whole days',
    ],
    [
      'a merchant whose fee is kept',
      { layer: 'merchant', owner: 'm1', set: set('fee.return', 'NONE') },
      null,
    ],
    [
      'a fee return by another name',
      { layer: 'merchant', owner: 'm1', set: set('fee.return', 'KEEP') },
      'one of CONTRACT',
    ],
    [
      'cut-over at noon',
      { layer: 'channel', owner: 'unionpay.qr', set: set('unionpay.cutOver', '12:00:00') },
      null,
    ],
    [
      'cut-over at 25',
      { layer: 'platform', owner: '*', set: set('unionpay.cutOver', '25:00:00') },
      'a time such as',
    ],
    ['a platform of somebody', { layer: 'platform', owner: 'i1', off: ['UP-02'] }, 'expected "*"'],
    [
      'a channel that is none',
      { layer: 'channel', owner: 'unionpay', off: ['UP-02'] },
      'unionpay.pos, unionpay.qr',
    ],
    [
      'pauses that shrink',
      { layer: 'platform', owner: '*', set: set('query.delaysSeconds', '4,2') },
      'rising',
    ],
    [
      'an earliest after the latest',
      { layer: 'issuer', owner: 'CCB', set: set('issuer.refundArrivalFromDays', 4) },
      'for issuer CCB',
    ],
    [
      'the same for a bank with longer time',
      { layer: 'issuer', owner: 'ICBC', set: set('issuer.refundArrivalFromDays', 4) },
      null,
    ],
    [
      'set and off',
      { layer: 'merchant', owner: 'm1', set: set('risk.dualApprovalFen', 1), off: ['RSK-08'] },
      'both set and off',
    ],
    ['part of a fen', { layer: 'merchant', owner: 'm1', set: set('risk.dualApprovalFen', 0.5) }, 'whole fen'],
    [
      '1500 percent',
      { layer: 'merchant', owner: 'm1', set: set('risk.refundRatioPercent', 1500) },
      'whole percent',
    ],
    [
      'days the wrong way round',
      { layer: 'merchant', owner: 'm1', from: '2026-02-01', until: '2026-01-01', off: ['RSK-08'] },
      'not before',
    ],
  ])('%s', (_what, override, right) => {
    const faults = withOverride(override);
    if (right === null) expect(faults).toEqual([]);
    else expect(faults.join('\n')).toContain(right);
  });
});

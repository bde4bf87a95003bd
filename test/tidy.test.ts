/** The house rules that no compiler holds. A failure says what to do instead. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  bannedWords,
  deadLinks,
  facesEntangled,
  floatingMoney,
  halfTests,
  impureCalls,
  linesOf,
  longFiles,
  machinePaths,
  overSize,
  ROOMS,
  roomCycles,
  unlistedDecisions,
  unprovenInvariants,
  wideLines,
  wideOf,
  wrongDoors,
  wrongImports,
} from './tidy-rules.ts';
import { isCode, ROOT, roomOf, type SourceFile, sourceTree } from './tidy-tree.ts';

const TREE = sourceTree();
const SIZES_FILE = join(ROOT, 'test/tidy-sizes.json');
interface Sizes {
  /** Lines of the files that are longer than a file should be. */
  readonly lines: Record<string, number>;
  /** How many lines of a file are wider than a line should be. */
  readonly wide: Record<string, number>;
}
const readSizes = (): Sizes =>
  existsSync(SIZES_FILE) ? JSON.parse(readFileSync(SIZES_FILE, 'utf8')) : { lines: {}, wide: {} };

// After a deliberate change of the bounds: TIDY_SIZES=write npx vitest run test/tidy.test.ts
if (process.env.TIDY_SIZES === 'write') {
  const counted = (
    files: readonly SourceFile[],
    count: (file: SourceFile) => number,
  ): Record<string, number> =>
    Object.fromEntries(
      files.map((each) => [each.path, count(each)] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  const wide = TREE.filter((each) => isCode(each.path) && wideOf(each) > 0);
  const sizes: Sizes = { lines: counted(overSize(TREE), linesOf), wide: counted(wide, wideOf) };
  writeFileSync(SIZES_FILE, `${JSON.stringify(sizes, null, 2)}\n`);
}

describe('the house', () => {
  test('imports go down only, and each rule room knows the rooms of its table', () =>
    expect(wrongImports(TREE)).toEqual([]));
  test('rooms are entered by their door', () => expect(wrongDoors(TREE)).toEqual([]));
  test('faces of the pages do not know each other', () => expect(facesEntangled(TREE)).toEqual([]));
  test('no two rooms need each other', () => expect(roomCycles(TREE)).toEqual([]));
  test('every room of the lowest floors is in the table', () => {
    const rooms = TREE.map((file) => roomOf(file.path)).filter((room) => /^(domain|wire)\//.test(room));
    expect([...new Set(rooms)].filter((room) => ROOMS[room] === undefined)).toEqual([]);
  });
  test('no clock, randomness, timer or log below the adapters', () => expect(impureCalls(TREE)).toEqual([]));
  test('money never floats', () => expect(floatingMoney(TREE)).toEqual([]));
  test('no promise instead of work', () => expect(bannedWords(TREE)).toEqual([]));
  test('no path of the machine it was written on', () => expect(machinePaths(TREE)).toEqual([]));
  test('every test runs', () => expect(halfTests(TREE)).toEqual([]));
  test('lines can be read', () => expect(wideLines(TREE, readSizes().wide)).toEqual([]));
  test('files have one subject', () => expect(longFiles(TREE, readSizes().lines)).toEqual([]));
  test('links lead somewhere', () =>
    expect(deadLinks(TREE, (path) => existsSync(join(ROOT, path)))).toEqual([]));
  test('every decision is listed', () => expect(unlistedDecisions(TREE)).toEqual([]));
  test('every invariant is proven, and every proof is of an invariant', () =>
    expect(unprovenInvariants(TREE)).toEqual([]));
});

const file = (path: string, text: string): SourceFile => ({ path, text });
const source = (path: string, text: string): SourceFile[] => [file(path, text)];

describe('each check sees what it is for', () => {
  test.each([
    [
      'a rule that imports the engine',
      'src/domain/money/x.ts',
      "import { a } from '#engine';",
      'imports go down only',
    ],
    [
      'an adapter that imports the simulation',
      'src/adapters/http-api/x.ts',
      "import { a } from '#simulation';",
      'imports go down only',
    ],
    [
      'the simulation that imports an adapter',
      'src/simulation/x.ts',
      "import { a } from '#adapters/postgres';",
      'imports go down only',
    ],
    [
      'somebody who imports a program',
      'src/adapters/http-api/x.ts',
      "import { a } from '../../programs/start.ts';",
      'imports go down only',
    ],
    [
      'a console that imports the engine',
      'web/x.tsx',
      "import { a } from '../src/engine/index.ts';",
      'imports go down only',
    ],
    [
      'the payment that knows its cancellation',
      'src/domain/payment/x.ts',
      "import { a } from '../cancellation/index.ts';",
      'may know money',
    ],
    [
      'a format that knows payments',
      'src/wire/iso8583/x.ts',
      "import type { A } from '#domain/payment';",
      'may know nobody',
    ],
    [
      'a format that knows another one',
      'src/wire/emv/x.ts',
      "import { a } from '#wire/qr';",
      'may know nobody',
    ],
    [
      'a room that nobody announced',
      'src/domain/weather/x.ts',
      "export * from '../money/index.ts';",
      'add it to ROOMS',
    ],
  ])('%s', (_what, path, text, says) => expect(wrongImports(source(path, text)).join()).toContain(says));

  test.each([
    ['web/src/merchant/x.tsx', "import { a } from '../payer/y.tsx';", 'imports the face payer'],
    ['web/src/shared/x.tsx', "import { a } from '../operator/y.tsx';", 'imports the face operator'],
  ])('%s that imports a face', (path, text, says) =>
    expect(facesEntangled(source(path, text)).join()).toContain(says),
  );

  test.each([
    [
      'past the door',
      'src/domain/payment/x.ts',
      "import { a } from '../money/fen.ts';",
      'export it from its index.ts',
    ],
    [
      'across floors',
      'src/engine/x.ts',
      "import { a } from '../domain/money/index.ts';",
      'use its alias, #domain/money',
    ],
  ])('an import %s', (_what, path, text, says) =>
    expect(wrongDoors(source(path, text)).join()).toContain(says),
  );

  test('imports that are right', () => {
    const right = [
      file(
        'src/domain/payment/x.ts',
        "import { a } from '../money/index.ts';\nimport { b } from './state.ts';",
      ),
      file('src/wire/clearing/x.ts', "import { a } from '#domain/calendar';"),
      file('src/wire/qr/x.ts', "import { a } from '#wire/emv';"),
      file(
        'src/programs/cli/x.ts',
        "import { a } from '#adapters/postgres';\nimport { b } from '../seed.ts';",
      ),
      file(
        'src/engine/handlers/x.ts',
        "import { a } from '../commands.ts';\nimport { b } from '../ports/index.ts';",
      ),
    ];
    expect([...wrongImports(right), ...wrongDoors(right), ...roomCycles(right)]).toEqual([]);
  });

  test('rooms that need each other', () => {
    const ring = [
      file('src/adapters/a/x.ts', "import '#adapters/b';"),
      file('src/adapters/b/x.ts', "import '#adapters/c';"),
      file('src/adapters/c/x.ts', "import '#adapters/a';"),
    ];
    expect(roomCycles(ring).join()).toContain('adapters/a → adapters/b → adapters/c → adapters/a');
  });

  test.each([
    'Date.now()',
    'new Date(0)',
    'Math.random()',
    'performance.now()',
    'setTimeout(f, 1)',
    'console.log(1)',
  ])('%s', (text) => {
    expect(impureCalls(source('src/engine/x.ts', text))).toHaveLength(1);
    expect(impureCalls(source('src/adapters/postgres/x.ts', text))).toEqual([]);
  });

  test.each([
    'Number(amountFen)',
    'Number(payment.amountFen)',
    'amountFen * 0.6',
    '0.006 * feeFen',
    'readonly amountFen: number;',
    'parseFloat(text)',
    'amountFen.toFixed(2)',
  ])('%s', (text) =>
    expect(floatingMoney(source('src/adapters/http-api/x.ts', text)).length).toBeGreaterThan(0),
  );

  test('words, paths, tests, widths and sizes', () => {
    expect(bannedWords(source('src/x.ts', `// ${['TO', 'DO'].join('')}: later`))).toHaveLength(1);
    expect(bannedWords(source('README.md', `enough for${' '}now`))).toHaveLength(1);
    expect(bannedWords(source('web/x.tsx', `<input place${'holder'}="1" />`))).toEqual([]);
    expect(machinePaths(source('README.md', `see /wor${'k/main'}`))).toHaveLength(1);
    expect(halfTests(source('test/x.test.ts', `test.on${'ly'}('a', f)`))).toHaveLength(1);
    expect(halfTests(source('test/x.test.ts', `test.each([1]).sk${'ip'}('a', f)`))).toHaveLength(1);
    const wide = source('src/x.ts', `${'a'.repeat(121)}\n`);
    expect(wideLines(wide, {}).join()).toContain('the first is line 1');
    expect(wideLines(wide, { 'src/x.ts': 1 })).toEqual([]);
    expect(wideLines(source('src/x.ts', 'a\n'), { 'src/x.ts': 2 }).join()).toContain('take it out');
    const long = source('src/x.ts', 'a\n'.repeat(301));
    expect(longFiles(long, {}).join()).toContain('301 lines, 300 are allowed');
    expect(longFiles(long, { 'src/x.ts': 301 })).toEqual([]);
    expect(longFiles(source('src/x.ts', 'a\n'), { 'src/x.ts': 301 }).join()).toContain('take it out');
  });

  test('links, decisions and invariants', () => {
    expect(deadLinks(source('docs/a.md', '[b](../b.md#part) [c](https://c)'), () => false)).toHaveLength(1);
    const decisions = [
      file('docs/decisions/README.md', '[one](0001-one.md)'),
      file('docs/decisions/0001-one.md', ''),
      file('docs/decisions/0002-two.md', ''),
    ];
    expect(unlistedDecisions(decisions).join()).toContain('0002-two.md is not listed');
    const spec = '- **P1** a\n- **P2** b\n\n| P1 | title | `x.test.ts` |\n| P2 | other | `x.test.ts` |\n';
    const wrong = unprovenInvariants([
      file('src/domain/payment/SPEC.md', spec),
      file('src/domain/payment/x.test.ts', "test('P1: title', f); test('P3: free', f);"),
      file('src/domain/cancellation/SPEC.md', ''),
      file('src/domain/terminal/SPEC.md', ''),
      file('src/domain/order/SPEC.md', ''),
    ]).join('\n');
    for (const says of ['P2 has no test', 'a test claims P3', '«P2: other» in x.test.ts'])
      expect(wrong).toContain(says);
    expect(wrong.split('\n').filter((line) => line.includes('domain/payment'))).toHaveLength(3);
  });
});

/** A fixed slice of the fuzz, what it found before, and that it would find again. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Iso8583Error } from '#wire/iso8583';
import { allTargets, caseOf, inputOf, inputText } from './cases.ts';
import { randomOf } from './random.ts';
import { runCases } from './run.ts';
import { attempt, Finding, must, type Target } from './target.ts';

const SLICE = 100_000;
const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const fuzz = (...options: readonly string[]) =>
  spawnSync(process.execPath, [MAIN, ...options], { encoding: 'utf8' });

const findings = JSON.parse(readFileSync(new URL('findings.json', import.meta.url), 'utf8')) as readonly {
  readonly target: string;
  readonly input: string;
  readonly was: string;
}[];

describe('the fuzz', () => {
  test(`finds nothing in its first ${SLICE} cases, of which some of every target are accepted`, () => {
    const { status, stdout } = fuzz('--runs', String(SLICE), '--seed', '1');
    expect(stdout).toContain('Nothing found.');
    expect(status).toBe(0);
    for (const { name } of allTargets()) {
      const [, accepted, refused] = new RegExp(`${name} +(\\d+) accepted +(\\d+) refused`).exec(stdout) ?? [];
      expect(Number(accepted), `${name} accepted`).toBeGreaterThan(20);
      // Sub-fields are offered to readers of free text too, which refuse nothing.
      if (name !== 'sub-field') expect(Number(refused), `${name} refused`).toBeGreaterThan(20);
    }
  }, 300_000);

  test.each([
    ['no number of runs', '--runs', 'many'],
    ['a seed below zero', '--seed', '-1'],
    ['an unknown option', '--speed', '2'],
  ])('is told %s, and says what would be right', (_words, ...options) => {
    const { status, stderr } = fuzz(...options);
    expect(status).toBe(2);
    expect(stderr).toContain('Usage: npm run fuzz --');
  });

  test('shows one case by its number', () => {
    const { target, input } = caseOf(allTargets(), 5, 77);
    expect(fuzz('--seed', '5', '--only', '77').stdout).toContain(`${target.name}, ${input.length} long: `);
  });

  test.each(findings)('keeps what it found: $was', ({ target, input }) => {
    const found = allTargets().find(({ name }) => name === target)!;
    expect(['accepted', 'refused']).toContain(found.check(inputOf(target, input)));
  });

  test('makes the same case from the same numbers, and another one from others', () => {
    const of = (seed: number, index: number): string => inputText(caseOf(allTargets(), seed, index).input);
    expect(of(3, 41)).toBe(of(3, 41));
    expect(of(3, 41)).not.toBe(of(3, 42));
    expect(of(3, 41)).not.toBe(of(4, 41));
  });

  test('draws every number, near enough equally often', () => {
    const drawn = new Map<number, number>();
    for (let index = 0; index < 16_000; index += 1) {
      const number = randomOf(9, index).below(16);
      drawn.set(number, (drawn.get(number) ?? 0) + 1);
    }
    for (const times of drawn.values()) expect(Math.abs(times - 1_000)).toBeLessThan(200);
    expect(drawn.size).toBe(16);
  });

  test('takes declared errors for refusals, and everything else for a finding', () => {
    const fails = (error: Error) => () =>
      attempt(Iso8583Error, () => {
        throw error;
      });
    expect(fails(new Iso8583Error('truncated', 'one byte left'))()).toBeNull();
    expect(fails(new RangeError('Invalid array length'))).toThrow(RangeError);
    expect(fails(new Iso8583Error('bad-value', '6200000000000000005 is none'))).toThrow(Finding);
    expect(() => must(false, 'a law')).toThrow('a law');
  });

  test('tells a finding with its case, its input and a stack, and goes on', () => {
    const planted: Target = {
      name: 'planted',
      share: 1,
      make: (random) => Uint8Array.of(random.below(256)),
      check(input) {
        must(input[0] !== 7, 'seven is read as six');
        return 'accepted';
      },
    };
    const heard: number[] = [];
    const watch = { found: ({ index }: { readonly index: number }) => heard.push(index) };
    const { counts, found } = runCases(1, 0, 2_000, watch, [planted]);
    expect(found.length).toBeGreaterThan(1);
    expect(heard).toEqual(found.map(({ index }) => index));
    expect(counts.planted).toEqual({ accepted: 2_000 - found.length, refused: 0 });
    for (const { index, target, error, input } of found) {
      expect({ target, input }).toEqual({ target: 'planted', input: '07' });
      expect(caseOf([planted], 1, index).input).toEqual(Uint8Array.of(7));
      expect(error).toMatch(/^Finding: seven is read as six\n +at /);
    }
  });

  test('tells a finding that does not come again', () => {
    let first = true;
    const forgetful: Target = {
      name: 'forgetful',
      share: 1,
      make: () => 'x',
      check() {
        const was = first;
        first = false;
        must(!was, 'only once');
        return 'accepted';
      },
    };
    expect(runCases(1, 0, 3, {}, [forgetful]).found).toMatchObject([
      { index: 0, error: expect.stringContaining('keeps a state') },
    ]);
  });
});

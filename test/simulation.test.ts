/**
 * A slice of the seeded worlds: every profile, fixed seeds and fresh ones, each twice with the logs compared. The long
 * runs are made with `npm run simulate`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PROFILE_NAMES, storyLineText, type WorldResult } from '#simulation';
import { play, replayOf } from './simulation-world.ts';

const PAYMENTS = 700;
/** Memory depends on what is open: of a world that has ended nothing is left. */
const stillKept = ({ kept }: WorldResult): string[] =>
  Object.entries(kept).flatMap(([where, rows]) => (rows > 0 ? [`${rows} in ${where}`] : []));
const FRESH = Math.floor(Math.random() * 1_000_000);

for (const profile of PROFILE_NAMES) {
  test(`${profile}: the auditor finds nothing, and a seed is the same world twice`, async () => {
    const first = await play(20_261_123, PAYMENTS, profile, { keepLines: true });
    const again = await play(20_261_123, PAYMENTS, profile, { keepLines: true });
    expect(first.violation, replayOf(20_261_123, PAYMENTS, profile)).toBeNull();
    expect(again.lines.map(storyLineText).join('\n')).toBe(first.lines.map(storyLineText).join('\n'));
    expect(again.digest).toBe(first.digest);
    expect(first.figures.journeys).toBe(PAYMENTS);
  });

  test(`${profile}: a fresh seed (${FRESH}), twice`, async () => {
    const first = await play(FRESH, PAYMENTS, profile);
    const again = await play(FRESH, PAYMENTS, profile);
    expect(first.violation, replayOf(FRESH, PAYMENTS, profile)).toBeNull();
    expect(again.digest).toBe(first.digest);
    expect(again.lineCount).toBe(first.lineCount);
    expect(stillKept(first), 'what has ended is forgotten everywhere').toEqual([]);
  });
}

test('a hellish world is really one: crashes, unknown outcomes, ways back of every kind', async () => {
  const { figures, crashes, violation } = await play(1, 1_500, 'hell');
  expect(violation).toBeNull();
  expect(crashes).toBeGreaterThan(5);
  for (const kind of ['unknowns', 'reversals', 'voids', 'refunds', 'settlements'] as const)
    expect(figures[kind], kind).toBeGreaterThan(5);
});

test('people are part of it: requests, and ends that take two persons', async () => {
  const { figures, violation } = await play(9, 2_500, 'hell');
  expect(violation).toBeNull();
  expect(figures.requests).toBeGreaterThan(5);
  expect(figures.endedByPersons).toBeGreaterThan(0);
});

test('an order that a crash kept from being written is forgotten with its journey (seed 826797, hell)', async () => {
  expect(stillKept(await play(826_797, PAYMENTS, 'hell'))).toEqual([]);
});

test('an issuer refuses what was sold offline: the loss is told (seed 2026, journey 312295)', async () => {
  const { figures, violation } = await play(2_026, 1_000_000, 'calm', { only: new Set([312_295]) });
  expect(violation).toBeNull();
  expect(figures.payments).toBe(1);
});

test('the answer to a void comes after that of its reversal (seed 5, journey 4812)', async () => {
  const only = new Set([4_806, 4_807, 4_812]);
  const { violation } = await play(5, 12_000, 'bad-day', { only, harms: new Set(['late']), crashes: false });
  expect(violation).toBeNull();
});

test('a void is undone after its money has left: the holder owes it (seed 2026, journey 263295)', async () => {
  const only = new Set([263_295]);
  const parts = { only, harms: new Set(['corrupt'] as const) };
  const { figures, violation } = await play(2_026, 1_000_000, 'bad-day', parts);
  expect(violation).toBeNull();
  expect([figures.arrears, figures.arrearsFilled]).toEqual([1, 1]);
});

test('who takes at once what a void gives back owes it when the void is undone; not all bring it', async () => {
  const only = new Set([3_936, 7_493, 18_268]);
  const { figures, violation } = await play(1, 20_000, 'calm', { only });
  expect(violation).toBeNull();
  expect(figures.arrears).toBeGreaterThanOrEqual(only.size);
  expect(figures.arrearsFilled).toBeGreaterThan(0);
  expect(figures.arrearsFilled).toBeLessThan(figures.arrears);
});

test('another seed is another world', async () => {
  const [one, two] = [await play(1, 50, 'hell'), await play(2, 50, 'hell')];
  expect(one.digest).not.toBe(two.digest);
});

// Seeds 102, 32 and 7 once found faults. The worlds have grown and those numbers play others now, so what they found is
// told step by step in test/mutation/found.test.ts.

test('the auditor shares no code with the ledger', () => {
  const folder = new URL('../src/simulation/auditor/', import.meta.url);
  const files = readdirSync(folder);
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) {
    const text = readFileSync(new URL(file, folder), 'utf8');
    expect(text, file).not.toMatch(
      /#domain\/(ledger|cancellation\/postings|money)|\bsharesOf\b|\bsharesBack\b/,
    );
  }
});

test('the refund of a top-up comes back, and its holder gets it (seed 6094, journey 2791)', async () => {
  const parts = { only: new Set([2_791, 2_843]), keepLines: true };
  const { lines, violation, ...result } = await play(6_094, 4_800, 'midnight', parts);
  expect(violation).toBeNull();
  expect(lines.filter(({ text }) => text.includes('the refund of the top-up'))).toHaveLength(1);
  expect(stillKept({ lines, violation, ...result })).toEqual([]);
});

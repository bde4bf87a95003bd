/**
 * Repeats that nobody answered say little one by one: a day of them is more than a thousand. The first and the last
 * ones are drawn, those between them as one leg that counts them; a payer sees one leg.
 */
import type { DraftLeg } from './leg-sheet.ts';
import type { Level } from './model.ts';

/** Unanswered sends of one message that are drawn one by one, at the beginning and at the end of a run. */
const KEPT = { payer: [0, 0], cashier: [1, 2], operator: [2, 3] } as const satisfies Record<
  Level,
  readonly [first: number, last: number]
>;
/** More legs than this are not drawn; the oldest beyond it go. A payment has a few dozen. */
export const LEGS_MAX = 200;

export type FoldedLeg = DraftLeg & { readonly repeats: number };

const sameSend = (a: DraftLeg, b: DraftLeg): boolean =>
  a.kind === b.kind && a.wayNo === b.wayNo && a.event.body.id === b.event.body.id;

/** Began as the first of them did, and stands as the last one does. */
const merged = (run: readonly DraftLeg[]): readonly FoldedLeg[] => {
  const [first, newest] = [run[0], run.at(-1)];
  if (first === undefined || newest === undefined) return [];
  return [{ ...newest, id: first.id, sentMs: first.sentMs, repeats: run.length }];
};

function fold(run: readonly DraftLeg[], level: Level): readonly FoldedLeg[] {
  const [first, last] = KEPT[level];
  const single = (leg: DraftLeg): FoldedLeg => ({ ...leg, repeats: 1 });
  if (level !== 'payer' && run.length <= first + last + 1) return run.map(single);
  const end = run.length - last;
  return [
    ...run.slice(0, first).map(single),
    ...merged(run.slice(first, end)),
    ...run.slice(end).map(single),
  ];
}

/** Sends of one message that follow each other, with nothing else between them. */
export function folded(legs: readonly DraftLeg[], level: Level): readonly FoldedLeg[] {
  const result: FoldedLeg[] = [];
  let run: DraftLeg[] = [];
  const close = (): void => {
    result.push(...fold(run, level));
    run = [];
  };
  for (const leg of legs) {
    const isSend = leg.kind !== 'note' && leg.from === 'institution' && leg.line === 'network';
    const before = run.at(-1);
    if (!isSend || (before !== undefined && !(sameSend(before, leg) && before.state === 'lost'))) close();
    if (isSend) run.push(leg);
    else result.push({ ...leg, repeats: 1 });
  }
  close();
  return result.slice(-LEGS_MAX);
}

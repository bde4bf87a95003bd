/** Can this be ended? Every row of the tables beside this file, and what must hold of every answer. */
import { describe, expect, test } from 'vitest';
import { shownTime } from '../../../test/domain/answer-rows.ts';
import { CLOSURE_ROWS, type ClosureRow, closureAskedOf } from '../../../test/domain/closure-rows.ts';
import type { Answer } from '../answer/index.ts';
import { CLOSURE_TERM_WORDS, type ClosureRoute, canBeClosed, closureSentence } from './index.ts';

const CASES = CLOSURE_ROWS.map((row) => [row.text, row] as const);
const ask = (row: ClosureRow): Answer<ClosureRoute> => canBeClosed(closureAskedOf(row));
const isYes = ({ verdict }: Answer<ClosureRoute>): boolean => verdict.startsWith('YES');

/** The answer in the words of the table. */
function told({ verdict, route, reason, deadline, opensAtMs, next }: Answer<ClosureRoute>): string {
  const until = deadline === null ? '' : ` until ${shownTime(deadline.atMs)}`;
  if (verdict === 'YES') return `YES ${route}${until}`;
  if (verdict === 'YES_WITH_REVIEW') return `REVIEW ${route} ${reason}${until}`;
  if (verdict === 'NOT_YET') return `NOT_YET ${reason} from ${shownTime(opensAtMs!)}`;
  return `NO ${reason}${next === 'none' ? '' : ` then ${next.route}`}`;
}

function standing({ rules }: Answer<ClosureRoute>, word: string): string {
  const id = word.slice(1);
  const rule = rules.find((each) => each.id === id);
  return rule === undefined ? `~${id}` : rule.held ? `+${id}` : `-${id}`;
}

function clauseOf({ terms, advice = [] }: Answer<ClosureRoute>, clause: string): string {
  const [name, code] = clause.split(' ');
  switch (name) {
    case 'advice':
      return advice.includes(code!) ? clause : `advice ${advice.join(' ')}`;
    case 'after':
      return terms?.aftercare.includes(code!) ? clause : `after ${terms?.aftercare.join(' ')}`;
    case 'paper':
      return terms?.evidence.items.includes(code!) ? clause : `paper ${terms?.evidence.items.join(' ')}`;
    case 'by':
      return `by ${terms?.evidence.approval}`;
    default:
      throw new Error(`There is no clause "${clause}"`);
  }
}

describe('can this be ended?', () => {
  test.each(CASES)('%s', (_text, row) => {
    const answered = ask(row);
    expect(told(answered)).toBe(row.answer);
    expect(row.rules.map((word) => standing(answered, word))).toEqual(row.rules);
    expect(row.terms.map((clause) => clauseOf(answered, clause))).toEqual(row.terms);
  });
});

describe('what holds of every answer', () => {
  test.each(CASES)('%s', (_text, row) => {
    const asked = closureAskedOf(row);
    const answered = canBeClosed(asked);
    expect(canBeClosed(asked)).toEqual(answered);
    expect(answered.reason === null).toBe(answered.verdict === 'YES');
    expect(answered.terms === null).toBe(!isYes(answered));
    expect(answered.opensAtMs !== null).toBe(answered.verdict === 'NOT_YET');
    const { terms, advice = [] } = answered;
    if (terms !== null) {
      expect([terms.effect, terms.amountFen, terms.fee.keptFen]).toEqual(['no-money-moves', 0n, 0n]);
      expect(terms.evidence.approval === 'none').toBe(answered.verdict === 'YES');
    } else {
      expect(advice).not.toEqual([]);
      expect(answered.rules.some(({ held }) => !held) || answered.reason === 'route-unknown').toBe(true);
    }
    const codes = [...advice, ...(terms?.evidence.items ?? []), ...(terms?.aftercare ?? [])];
    for (const code of codes) expect(Object.hasOwn(CLOSURE_TERM_WORDS, code), code).toBe(true);
    const { zh, en } = closureSentence(answered, { zh: '付款码', en: 'payment code' });
    expect(zh).toMatch(/^(可以|不可以|暂时不可以)。.*。$/);
    expect(en).toMatch(/^(Yes|No|Not yet)\. .*\.$/);
  });
});

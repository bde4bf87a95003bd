/** Can this be cancelled? Every row of the tables beside this file, and what must hold of every answer. */
import { describe, expect, test } from 'vitest';
import { askedOf, ROWS, type Row, shownTime } from '../../../test/domain/answer-rows.ts';
import type { Answer } from '../answer/index.ts';
import { formatFen } from '../money/index.ts';
import { answerSentence, TERM_WORDS } from '../wording/index.ts';
import { canBeCancelled, type Route } from './index.ts';

const ask = (row: Row): Answer<Route> => canBeCancelled(askedOf(row));
const isYes = ({ verdict }: Answer<Route>): boolean => verdict.startsWith('YES');

/** The answer in the words of the table. */
function told(answered: Answer<Route>): string {
  const until = answered.deadline === null ? '' : ` until ${shownTime(answered.deadline.atMs)}`;
  if (answered.verdict === 'YES') return `YES ${answered.route}${until}`;
  if (answered.verdict === 'YES_WITH_REVIEW') return `REVIEW ${answered.route} ${answered.reason}${until}`;
  if (answered.verdict === 'NOT_YET')
    return `NOT_YET ${answered.reason} from ${shownTime(answered.opensAtMs!)}`;
  const next = answered.next === 'none' ? '' : ` then ${answered.next.route}`;
  const opens =
    answered.next === 'none' || answered.next.opensAtMs === null
      ? ''
      : ` ${shownTime(answered.next.opensAtMs)}`;
  return `NO ${answered.reason}${next}${opens}`;
}

/** On YES all rules that held and those of the terms; otherwise those that refused. */
function allCited(answered: Answer<Route>): string[] {
  const ids = answered.rules.filter((rule) => rule.held === isYes(answered)).map((rule) => rule.id);
  const terms = answered.terms === null ? [] : [answered.terms.arrival.ruleId, answered.terms.fee.ruleId];
  return [...new Set([...ids, ...terms])].map((id) => (isYes(answered) ? '+' : '-') + id);
}

/** How an answer stands to one word of the rules cell. */
function standing(answered: Answer<Route>, word: string): string {
  const id = word.slice(1);
  const rule = answered.rules.find((each) => each.id === id);
  const { terms } = answered;
  const inTerms = terms !== null && [terms.arrival.ruleId, terms.fee.ruleId].includes(id);
  if (rule === undefined) return inTerms ? `+${id}` : `~${id}`;
  return rule.held ? `+${id}` : `-${id}`;
}

/** The terms of an answer as clauses, as many as the row names. */
function clauseOf(answered: Answer<Route>, clause: string): string {
  const [name, ...rest] = clause.split(' ');
  const { terms, advice } = answered;
  if (name === 'advice') return (advice ?? []).includes(rest[0]!) ? clause : `advice ${advice?.join(' ')}`;
  if (name === 'until') {
    const next = answered.next === 'none' ? null : answered.next.untilMs;
    return next == null ? 'until never' : `until ${shownTime(next)}`;
  }
  if (terms === null) return 'no terms';
  const yuan = (amountFen: bigint): string => String(Number(formatFen(amountFen)));
  switch (name) {
    case 'back':
      return `back ${yuan(terms.amountFen)}`;
    case 'payer':
      return `payer ${yuan(terms.payerFen ?? terms.amountFen)}`;
    case 'funder': {
      const part = terms.discounts?.find(({ funder }) => funder === rest[0]);
      return `funder ${rest[0]} ${part === undefined ? 'nothing' : yuan(part.amountFen)}`;
    }
    case 'fee':
      return `fee ${yuan(terms.fee.returnedFen)}`;
    case 'kept':
      return `kept ${yuan(terms.fee.keptFen)}`;
    case 'arrives': {
      const { fromDays, toDays, unit } = terms.arrival;
      return unit === 'at-once' ? 'arrives at-once' : `arrives ${fromDays}-${toDays} ${unit}`;
    }
    case 'by':
      return `by ${terms.evidence.approval}`;
    case 'paper':
      return terms.evidence.items.includes(rest[0]!) ? clause : `paper ${terms.evidence.items.join(' ')}`;
    case 'after':
      return terms.aftercare.includes(rest[0]!) ? clause : `after ${terms.aftercare.join(' ')}`;
    case 'right': {
      const { entitlement } = terms;
      if (entitlement == null) return 'right none';
      const until = entitlement.untilMs === null ? '' : ` until ${shownTime(entitlement.untilMs)}`;
      return `right ${entitlement.ruleId}${rest.includes('until') ? until : ''}`;
    }
    case 'due':
      return terms.entitlement?.merchantDueMs == null
        ? 'due never'
        : `due ${shownTime(terms.entitlement.merchantDueMs)}`;
    case 'to':
      return terms.destination.en.includes(rest.join(' ')) ? clause : `to ${terms.destination.en}`;
    default:
      throw new Error(`There is no clause "${clause}"`);
  }
}

/** `until` within `right` belongs to it, not to the next way. */
const joined = (clauses: readonly string[]): string[] =>
  clauses.reduce<string[]>((all, clause) => {
    if (clause.startsWith('until') && all.at(-1)?.startsWith('right')) all[all.length - 1] += ` ${clause}`;
    else all.push(clause);
    return all;
  }, []);

describe('can this be cancelled?', () => {
  test.each(ROWS.map((row) => [row.text, row] as const))('%s', (_text, row) => {
    const answered = ask(row);
    expect(told(answered)).toBe(row.answer);
    if (row.exact) expect(allCited(answered)).toEqual(row.rules);
    else expect(row.rules.map((word) => standing(answered, word))).toEqual(row.rules);
    const terms = joined(row.terms);
    expect(terms.map((clause) => clauseOf(answered, clause))).toEqual(terms);
  });
});

describe('what holds of every answer', () => {
  test.each(ROWS.map((row) => [row.text, row] as const))('%s', (_text, row) => {
    const asked = askedOf(row);
    const answered = canBeCancelled(asked);
    // C3: the same facts in the same second.
    expect(canBeCancelled(asked)).toEqual(answered);
    expect(answered.reason === null).toBe(answered.verdict === 'YES');
    expect(answered.terms === null).toBe(!isYes(answered));
    expect(answered.opensAtMs !== null).toBe(answered.verdict === 'NOT_YET');
    if (answered.opensAtMs !== null) expect(answered.opensAtMs).toBeGreaterThan(answered.atMs);
    if (answered.deadline !== null) expect(answered.deadline.atMs + 1000).toBeGreaterThan(answered.atMs);
    const { terms, advice } = answered;
    if (terms !== null) {
      expect(terms.amountFen).toBeGreaterThan(0n);
      expect(terms.amountFen).toBeLessThanOrEqual(asked.facts.amountFen);
      expect(terms.evidence.items).not.toEqual([]);
      expect(terms.evidence.approval === 'none').toBe(answered.verdict === 'YES');
      expect(terms.fee.returnedFen + asked.facts.feeBackFen).toBeLessThanOrEqual(asked.facts.feeFen);
      if (terms.fee.keptFen > 0n && (terms.effect ?? 'money-back') === 'money-back') {
        expect(answerSentence(answered, 'zh')).toContain('不退');
        expect(answerSentence(answered, 'en')).toContain('is kept');
      }
      const others = (terms.discounts ?? []).reduce((sum, part) => sum + part.amountFen, 0n);
      expect((terms.payerFen ?? terms.amountFen) + others).toBe(terms.amountFen);
    }
    // Every NO has a reason, a rule and a way on, in both languages.
    if (!isYes(answered)) {
      expect(answered.rules.some((rule) => !rule.held)).toBe(true);
      expect(advice).not.toEqual([]);
    }
    const codes = [...(advice ?? []), ...(terms?.evidence.items ?? []), ...(terms?.aftercare ?? [])];
    for (const code of codes) expect(TERM_WORDS[code], code).toBeDefined();
    for (const rule of answered.rules) expect(rule.source).not.toBe('');
    expect(answerSentence(answered, 'zh')).toMatch(/^(可以|不可以|暂时不可以).*。$/s);
    expect(answerSentence(answered, 'en')).toMatch(/^(Yes|No|Not yet).*\.$/s);
  });
});

describe('one second past a deadline the answer is another one', () => {
  const withDeadline = ROWS.filter((row) => {
    const { deadline, atMs } = ask(row);
    return deadline !== null && deadline.atMs > atMs;
  });
  test.each(withDeadline.map((row) => [row.text, row] as const))('%s', (_text, row) => {
    const asked = askedOf(row);
    const first = canBeCancelled(asked);
    const lastMs = first.deadline!.atMs;
    const days = { clearingDayNow: askedOf({ ...row, now: shownTime(lastMs) }).facts.clearingDayNow };
    const later = { clearingDayNow: askedOf({ ...row, now: shownTime(lastMs + 1000) }).facts.clearingDayNow };
    const route = first.route;
    const question = { ...asked.question, route };
    const at = (nowMs: number, day: typeof days): Answer<Route> =>
      canBeCancelled({ ...asked, question, nowMs, facts: { ...asked.facts, ...day } });
    // Until then the way stays open; only a review may fall away, as ten minutes after a payout.
    expect(isYes(at(lastMs, days))).toBe(true);
    expect(at(lastMs + 999, days).verdict).toBe(at(lastMs, days).verdict);
    if (first.verdict === 'YES') expect(at(lastMs, days).verdict).toBe('YES');
    expect(isYes(at(lastMs + 1000, later))).toBe(false);
  });
});

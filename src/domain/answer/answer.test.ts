/** The shape of question and answer, shown on a subject that is no payment: a library book that goes back. */
import { describe, expect, test } from 'vitest';
import { type RuleBook, readRuleFiles, type Scope } from '../policy/index.ts';
import { type Answer, answer, type Finding, type Question, type SubjectPlan, type Terms } from './index.ts';

interface Loan {
  readonly damaged: boolean;
  readonly days: number;
  readonly title: string;
  readonly feeFen: bigint;
  readonly pages: readonly number[];
}
type Way = 'BOX' | 'DESK' | 'POST';

const rule = (id: string, parameters: object = {}): object => ({
  id,
  zh: `规则${id}`,
  en: `rule ${id}`,
  source: 'a page',
  certainty: 'A',
  parameters,
});
const days = { value: 14, unit: 'days', certainty: 'B', zh: '天', en: 'days' };
const bookOf = (overrides: object[] = [], first = rule('L-1')): RuleBook => {
  const { book, problems } = readRuleFiles([
    { name: 'l', content: { rules: [first, rule('L-2', { 'loan.days': days }), rule('L-3')], overrides } },
  ]);
  expect(problems).toEqual([]);
  return book;
};
const SCOPE: Scope = { channel: 'c', institution: 'i', issuer: null, merchant: 'm' };
const NOW = 1_000_000;

const terms: Terms = {
  amountFen: 1n,
  destination: { masked: 'shelf', zh: '书架', en: 'shelf' },
  arrival: { fromDays: 0, toDays: 0, unit: 'at-once', certainty: 'A', ruleId: 'L-1' },
  fee: { returnedFen: 0n, keptFen: 0n, ruleId: 'L-1' },
  evidence: { items: ['card'], approval: 'none' },
  aftercare: [],
};
const when = (good: boolean, otherwise: Finding): Finding => (good ? { held: true } : otherwise);
const refusal = (reason: 'not-allowed' | 'refund-window-over', opensAtMs?: number): Finding =>
  opensAtMs === undefined ? { held: false, reason } : { held: false, reason, opensAtMs };

const PLAN: SubjectPlan<Loan, Way> = {
  routes: [
    {
      route: 'BOX',
      thenRoute: 'DESK',
      checks: [
        {
          ruleId: 'L-1',
          reads: ['damaged'],
          judge: ({ facts }) => when(!facts.damaged, refusal('not-allowed')),
        },
        {
          ruleId: 'L-2',
          reads: ['days', 'feeFen', 'pages'],
          judge: ({ facts, parameter }) => {
            const left = Number(parameter('loan.days').value) - facts.days;
            return left >= 0 ? { held: true, deadlineMs: NOW + left } : refusal('refund-window-over');
          },
        },
        { ruleId: 'L-3', reads: [], judge: () => ({ held: true, deadlineMs: NOW + 5 }) },
      ],
      terms: () => terms,
    },
    {
      route: 'DESK',
      thenRoute: null,
      checks: [
        {
          ruleId: 'L-3',
          reads: ['title'],
          judge: ({ facts }) => when(facts.title !== '', refusal('not-allowed', NOW + 60)),
        },
      ],
      terms: () => terms,
    },
  ],
  lastResort: () => ({ route: 'POST', opensAtMs: null, at: 'issuer' }),
  advice: (_facts, reason) => (reason === 'not-allowed' ? ['ask-the-librarian'] : []),
};

const GOOD: Loan = { damaged: false, days: 10, title: 'Water Margin', feeFen: 5n, pages: [1] };
const ask = (facts: Partial<Loan>, route: Way | null = null, book = bookOf()): Answer<Way> => {
  const question: Question<Way> = {
    subject: { kind: 'loan', id: '1' },
    asker: 'merchant',
    route,
    amountFen: null,
    terminalId: null,
  };
  return answer(PLAN, {
    question,
    facts: { ...GOOD, ...facts },
    book,
    scope: SCOPE,
    day: '2026-11-23',
    nowMs: NOW,
  });
};

describe('the first open route wins', () => {
  test('with the earliest deadline of its checks, and what opens after it', () => {
    expect(ask({})).toMatchObject({
      verdict: 'YES',
      route: 'BOX',
      deadline: { atMs: NOW + 4, thenRoute: 'DESK' },
      next: 'none',
    });
    expect(ask({ days: 0 }).deadline?.atMs).toBe(NOW + 5);
  });
  test('the next one where it is shut', () => {
    expect(ask({ damaged: true })).toMatchObject({ verdict: 'YES', route: 'DESK', deadline: null });
  });
  test('whoever insists on a route gets a verdict on that one, and what is possible instead', () => {
    expect(ask({ damaged: true }, 'BOX')).toMatchObject({
      verdict: 'NO',
      route: 'BOX',
      reason: 'not-allowed',
      next: { route: 'DESK', opensAtMs: null, at: 'here' },
    });
    expect(ask({}, 'DESK').route).toBe('DESK');
  });
});

describe('when no route is open', () => {
  test('one that opens later is the answer: not yet', () => {
    expect(ask({ damaged: true, title: '' })).toMatchObject({
      verdict: 'NOT_YET',
      route: 'DESK',
      opensAtMs: NOW + 60,
    });
  });
  test('it is told as the next step to whoever insists on another', () => {
    const refused = ask({ damaged: true, title: '' }, 'BOX');
    expect(refused).toMatchObject({
      verdict: 'NO',
      next: { route: 'DESK', opensAtMs: NOW + 60, at: 'here' },
    });
  });
  test('a route that nobody has is refused by name', () => {
    expect(ask({}, 'POST')).toMatchObject({ verdict: 'NO', reason: 'route-unknown', next: { route: 'BOX' } });
  });
  test('the last resort', () => {
    const shut: SubjectPlan<Loan, Way> = { ...PLAN, routes: [PLAN.routes[0]!] };
    const question: Question<Way> = {
      subject: { kind: 'loan', id: '1' },
      asker: 'payer',
      route: null,
      amountFen: null,
      terminalId: null,
    };
    const given = {
      question,
      facts: { ...GOOD, damaged: true },
      book: bookOf(),
      scope: SCOPE,
      day: '2026-11-23',
      nowMs: NOW,
    };
    expect(answer(shut, given)).toMatchObject({
      verdict: 'NO',
      route: null,
      next: { route: 'POST', at: 'issuer' },
    });
  });
});

describe('every answer says which rules decided, and from what', () => {
  test('rules in the order asked, with what they read', () => {
    expect(ask({}).rules).toMatchObject([
      { id: 'L-1', held: true, facts: [{ name: 'damaged', value: false }], source: 'a page', zh: '规则L-1' },
      {
        id: 'L-2',
        held: true,
        parameters: [{ name: 'loan.days', value: 14, certainty: 'B' }],
        facts: [
          { name: 'days', value: 10 },
          { name: 'feeFen', value: '5' },
          { name: 'pages', value: '[1]' },
        ],
      },
      { id: 'L-3', held: true },
    ]);
  });
  test('a rule with several checks, or in several routes, is cited once with all that it read', () => {
    const refused = ask({ damaged: true, title: '' });
    expect(refused.rules.map(({ id, held }) => [id, held])).toEqual([
      ['L-1', false],
      ['L-3', false],
    ]);
    const twice = {
      ...PLAN.routes[0]!,
      checks: PLAN.routes[0]!.checks.map((check) => ({ ...check, ruleId: 'L-1' })),
    };
    const question: Question<Way> = {
      subject: { kind: 'loan', id: '1' },
      asker: 'payer',
      route: null,
      amountFen: null,
      terminalId: null,
    };
    const given = {
      question,
      facts: { ...GOOD, days: 99 },
      book: bookOf(),
      scope: SCOPE,
      day: '2026-11-23',
      nowMs: NOW,
    };
    expect(answer({ ...PLAN, routes: [twice] }, given).rules).toMatchObject([
      {
        id: 'L-1',
        held: false,
        facts: [{ name: 'damaged' }, { name: 'days' }, { name: 'feeFen' }, { name: 'pages' }],
      },
    ]);
  });
  test('the first that fails ends the route', () => {
    expect(ask({ damaged: true, days: 99 }, 'BOX').rules.map(({ id, held }) => [id, held])).toEqual([
      ['L-1', false],
    ]);
  });
  test('a rule that is off or not in force yet is not asked', () => {
    const off = [{ layer: 'merchant', owner: 'm', off: ['L-1'] }];
    expect(ask({ damaged: true }, 'BOX', bookOf(off))).toMatchObject({ verdict: 'YES', route: 'BOX' });
    const later = bookOf([], { ...rule('L-1'), from: '2026-11-24' });
    expect(ask({ damaged: true }, 'BOX', later).verdict).toBe('YES');
    const ended = bookOf([], { ...rule('L-1'), until: '2026-11-22' });
    expect(ask({ damaged: true }, 'BOX', ended).verdict).toBe('YES');
  });
  test('a narrower parameter decides, and is shown as read', () => {
    const narrowed = bookOf([
      {
        layer: 'merchant',
        owner: 'm',
        set: { 'loan.days': { value: 7, certainty: 'C', source: 'contract' } },
      },
    ]);
    const refused = ask({}, 'BOX', narrowed);
    expect(refused).toMatchObject({ verdict: 'NO', reason: 'refund-window-over' });
    expect(refused.rules.at(-1)?.parameters).toEqual([{ name: 'loan.days', value: 7, certainty: 'C' }]);
  });
});

test('the same input gives the same answer', () => {
  for (const facts of [{}, { damaged: true }, { damaged: true, title: '' }])
    expect(ask(facts)).toEqual(ask(facts));
});

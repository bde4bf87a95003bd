/** What holds of every answer, over facts that nobody thought of. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ruleBook } from '../../../test/domain/samples.ts';
import { type Answer, ASKERS, DESTINATIONS, PURPOSES } from '../answer/index.ts';
import { answerSentence, TERM_WORDS } from '../wording/index.ts';
import {
  type Asked,
  CHANNELS,
  canBeCancelled,
  FACT_TABLE,
  type FactName,
  KINDS,
  ROUTES,
  type Route,
  readFactDocument,
} from './index.ts';

const BOOK = ruleBook();
const START_MS = Date.parse('2023-11-01T00:00:00+08:00');
const DAY_MS = 86_400_000;
/** Where boundaries lie, in milliseconds after the payment. */
const DISTANCES = [
  0,
  1,
  14_999,
  15_000,
  59_999,
  60_000,
  300_000,
  7_200_000,
  DAY_MS,
  7 * DAY_MS,
  180 * DAY_MS,
];

const instant = (atMs: number): string => new Date(atMs).toISOString();

/** A time after the payment: near a known boundary, or anywhere in 400 days. */
const later = fc.oneof(
  fc.tuple(fc.constantFrom(...DISTANCES), fc.integer({ min: 0, max: 2000 })).map(([a, b]) => a + b),
  fc.integer({ min: 0, max: 400 * DAY_MS }),
);
const fenUpTo = (most: number): fc.Arbitrary<number> =>
  fc.oneof(fc.constantFrom(0, 1, most), fc.integer({ min: 0, max: most }));

/** A value for one fact; the sums that depend on each other are drawn apart. */
function factOf(name: FactName, paidAtMs: number, afterMs: number): fc.Arbitrary<unknown> {
  const { type } = FACT_TABLE[name];
  switch (type.is) {
    case 'choice':
      return fc.constantFrom(...Object.keys(type.values));
    case 'choices':
      return fc.subarray(Object.keys(type.values));
    case 'fen':
      return fenUpTo(10_000_000);
    case 'count':
      return fc.nat({ max: 60 });
    case 'flag':
      return fc.boolean();
    case 'instant':
      // What happened lies before now; only an order may expire later.
      return name === 'expiresAt'
        ? later.map((ms) => instant(paidAtMs + ms))
        : fc
            .oneof(fc.constant(afterMs), fc.nat({ max: Math.max(0, afterMs) }))
            .map((ms) => instant(paidAtMs + ms));
    case 'day':
      return fc
        .integer({ min: 0, max: 1 })
        .map((days) => instant(paidAtMs + 8 * 3_600_000 + days * DAY_MS).slice(0, 10));
    case 'text':
      return fc.constantFrom('00000001', '00000002');
    case 'card':
      return fc.constant('622848******0018');
    case 'discounts':
      return fc.constant([]);
  }
}

const APART: readonly string[] = [
  'amountFen',
  'paidAt',
  'returnedFen',
  'claimedFen',
  'discounts',
  'payerBackFen',
  'feeFen',
  'feeBackFen',
  'feeRatePpm',
  'feeCapFen',
];
const OTHERS = (Object.keys(FACT_TABLE) as FactName[]).filter((name) => !APART.includes(name));

/** Amount, what went back of it, who paid it, and the fee: sums that can be true together. */
const sums = fc
  .record({
    amountFen: fc.oneof(fc.constantFrom(1, 2, 3, 10_000, 5_000_000), fc.integer({ min: 1, max: 9_000_000 })),
    // Of most payments nothing went back yet.
    back: fc.tuple(
      fc.oneof(fc.constant(0), fc.nat({ max: 100 })),
      fc.oneof(fc.constant(0), fc.nat({ max: 100 })),
    ),
    fee: fc.tuple(fc.nat({ max: 10_000 }), fc.nat({ max: 100 })),
    discount: fc.option(fc.tuple(fc.nat({ max: 100 }), fc.nat({ max: 100 }))),
  })
  .map(({ amountFen, back: [first, second], fee: [ppm, feeShare], discount }) => {
    const returnedFen = Math.floor((amountFen * first) / 100);
    const claimedFen = Math.floor(((amountFen - returnedFen) * second) / 100);
    const feeFen = Math.floor((amountFen * ppm) / 1_000_000);
    const parts =
      discount === null
        ? []
        : [
            { funder: 'merchant', amountFen: Math.floor((amountFen * discount[0]) / 200) },
            { funder: 'scheme', amountFen: Math.floor((amountFen * discount[1]) / 200) },
          ];
    const feeBackFen = Math.floor((feeFen * feeShare) / 100);
    return { amountFen, returnedFen, claimedFen, feeFen, feeBackFen, discounts: parts };
  });

const documents = fc
  .record({ paidAtMs: fc.integer({ min: 0, max: 900 * DAY_MS }).map((ms) => START_MS + ms), afterMs: later })
  .chain(({ paidAtMs, afterMs }) =>
    fc.record({
      now: fc.constant(instant(paidAtMs + afterMs)),
      subject: fc.record({ kind: fc.constantFrom(...KINDS), channel: fc.constantFrom(...CHANNELS) }),
      question: fc.record({
        asker: fc.constantFrom(...ASKERS),
        route: fc.option(fc.constantFrom(...ROUTES)),
        amountFen: fc.option(fenUpTo(10_000)),
        terminalId: fc.option(fc.constantFrom('00000001', '00000002')),
        purpose: fc.option(fc.constantFrom(...PURPOSES)),
        destination: fc.constantFrom(...DESTINATIONS, 'original', 'original', 'original'),
      }),
      facts: fc
        .tuple(
          sums,
          fc.record(
            Object.fromEntries(OTHERS.map((name) => [name, factOf(name, paidAtMs, afterMs)])) as Record<
              string,
              fc.Arbitrary<unknown>
            >,
            { requiredKeys: [] },
          ),
          // Most payments are plain ones: without this nearly all answers would be refusals.
          fc.subarray(OTHERS),
          fc.constantFrom('approved', 'approved', 'approved', 'unknown', 'open', 'unpaid'),
          fc.boolean(),
        )
        .map(([money, others, kept, plain, odd]) => ({
          ...Object.fromEntries(
            Object.entries(others).filter(([name]) => odd && kept.includes(name as FactName)),
          ),
          ...money,
          paidAt: instant(paidAtMs),
          outcome: odd ? (others.outcome ?? plain) : plain,
        })),
    }),
  );

const isYes = ({ verdict }: Answer<Route>): boolean => verdict.startsWith('YES');

const GIVES_BACK: readonly string[] = ['sale', 'order', 'completion'];

/** Documents that contradict themselves are told so, and are no questions; most are made true first. */
const questions = documents.map((document) => {
  const { facts, subject } = document;
  const can = facts.outcome === 'approved' && GIVES_BACK.includes(subject.kind);
  const [returnedFen, claimedFen] = can ? [facts.returnedFen, facts.claimedFen] : [0, 0];
  return { ...document, facts: { ...facts, returnedFen, claimedFen } };
});
const asked = (document: unknown): Asked | null => readFactDocument(document, BOOK).asked;

/** The documents are drawn, not the questions: a counter-example shows what a person can read and ask again. */
const holds = (law: (question: Asked, answered: Answer<Route>) => void, numRuns = 400): void => {
  fc.assert(
    fc.property(questions, (document) => {
      const question = asked(document);
      if (question !== null) law(question, canBeCancelled(question));
    }),
    { numRuns },
  );
};

describe('laws of every answer', () => {
  test('any document is read or refused with a place, never with an exception', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const { asked: question, problems } = readFactDocument(document, BOOK);
        expect(question === null).toBe(problems.length > 0);
      }),
      { numRuns: 400 },
    );
  });

  test('the same facts in the same second give the same answer', () => {
    holds((question, answered) => {
      expect(canBeCancelled(question)).toEqual(answered);
    });
  });

  test('what goes back lies between one fen and what is left, and is shared out to the fen', () => {
    holds(({ facts, question }, { terms }) => {
      if (terms === null) return;
      expect(terms.amountFen).toBeGreaterThan(0n);
      expect(terms.amountFen).toBeLessThanOrEqual(facts.amountFen);
      if (question.amountFen !== null) expect(terms.amountFen).toBe(question.amountFen);
      const others = (terms.discounts ?? []).reduce((sum, part) => sum + part.amountFen, 0n);
      expect((terms.payerFen ?? terms.amountFen) + others).toBe(terms.amountFen);
      for (const part of terms.discounts ?? []) expect(part.amountFen).toBeGreaterThanOrEqual(0n);
    });
  });

  test('a refund never exceeds what is left', () => {
    holds(({ facts }, { route, terms }) => {
      if (terms !== null && route === 'REFUND')
        expect(terms.amountFen).toBeLessThanOrEqual(facts.amountFen - facts.returnedFen - facts.claimedFen);
    });
  });

  test('no more of the fee comes back than was taken, and nothing of it is negative', () => {
    holds(({ facts }, { terms }) => {
      if (terms === null) return;
      expect(terms.fee.returnedFen).toBeGreaterThanOrEqual(0n);
      expect(terms.fee.keptFen).toBeGreaterThanOrEqual(0n);
      expect(terms.fee.returnedFen + facts.feeBackFen).toBeLessThanOrEqual(facts.feeFen);
    });
  });

  test('a refusal names a rule that refuses and something to do; words exist in both languages', () => {
    holds((_question, answered) => {
      if (!isYes(answered)) {
        expect(answered.reason).not.toBeNull();
        expect(answered.rules.some(({ held }) => !held)).toBe(true);
        expect(answered.advice).not.toEqual([]);
        expect(answered.terms).toBeNull();
      }
      const { terms, advice } = answered;
      const codes = [...(advice ?? []), ...(terms?.evidence.items ?? []), ...(terms?.aftercare ?? [])];
      for (const code of codes) expect(TERM_WORDS[code], code).toBeDefined();
      expect(answerSentence(answered, 'zh')).toMatch(/。$/);
      expect(answerSentence(answered, 'en')).toMatch(/\.$/);
    });
  });

  test('the way to turn to is not the one that was refused for good, and it is open when it says so', () => {
    holds((question, answered) => {
      const { next } = answered;
      if (next === 'none' || next.at !== 'here') return;
      const there = (nowMs: number): Answer<Route> =>
        canBeCancelled({
          ...question,
          nowMs,
          question: {
            ...question.question,
            route: next.route,
            amountFen: next.amountFen ?? question.question.amountFen,
          },
        });
      if (next.opensAtMs === null) expect(isYes(there(question.nowMs))).toBe(true);
      else expect(next.opensAtMs).toBeGreaterThan(question.nowMs);
    });
  });

  test('past its last second a way is closed; a way that opens later is refused until then', () => {
    holds((question, answered) => {
      const at = (nowMs: number): Answer<Route> =>
        canBeCancelled({ ...question, nowMs, question: { ...question.question, route: answered.route } });
      // Which clearing day it is then is the network's to say: the clock alone moves the other windows.
      const byClock = !answered.rules.some(({ id }) => ['UP-01', 'UP-06'].includes(id));
      if (answered.deadline !== null && answered.deadline.atMs > question.nowMs && byClock) {
        expect(isYes(at(answered.deadline.atMs))).toBe(true);
        expect(isYes(at(answered.deadline.atMs + 1000))).toBe(false);
      }
      if (answered.opensAtMs !== null) {
        expect(answered.verdict).toBe('NOT_YET');
        expect(answered.opensAtMs).toBeGreaterThan(question.nowMs);
        expect(isYes(at(answered.opensAtMs - 1))).toBe(false);
      }
    });
  });

  test('a network that never left its day is looked at again later, not earlier', () => {
    const document = {
      ...{ now: '2023-11-20T12:43:48.128Z', subject: { kind: 'sale', channel: 'unionpay.pos' } },
      question: { asker: 'terminal' },
      facts: {
        ...{ clearingDayNow: '2023-11-01', voidsAtTerminalToday: 10, amountFen: 1 },
        ...{ paidAt: '2023-10-31T16:00:00.004Z', outcome: 'approved' },
      },
    };
    const question = asked(document)!;
    const answered = canBeCancelled(question);
    expect(answered.verdict).toBe('NOT_YET');
    expect(answered.opensAtMs).toBeGreaterThan(question.nowMs);
    expect(answered.opensAtMs! - question.nowMs).toBeLessThanOrEqual(15 * 60_000);
  });

  test('the random cases reach every verdict and every route', () => {
    const seen = new Set<string>();
    for (const document of fc.sample(questions, { numRuns: 3000, seed: 1 })) {
      const question = asked(document);
      if (question === null) continue;
      const { verdict, route } = canBeCancelled(question);
      seen.add(verdict);
      if (isYes(canBeCancelled(question))) seen.add(`YES ${route}`);
    }
    expect([...seen].sort()).toEqual(
      [
        'NO',
        'NOT_YET',
        'YES',
        'YES CLOSE',
        'YES REFUND',
        'YES REVERSAL',
        'YES VOID',
        'YES_WITH_REVIEW',
      ].sort(),
    );
  });
});

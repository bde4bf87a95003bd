/** What holds of every answer about an ending, over wallets that nobody thought of. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arounds, wallets } from '../../../test/domain/wallet-arbitraries.ts';
import { NOW_MS } from '../../../test/domain/wallet-samples.ts';
import { bookFor } from '../../../test/rule-contents.ts';
import { type Answer, ASKERS } from '../answer/index.ts';
import type { Wallet } from '../wallet/index.ts';
import {
  type Around,
  accountSteps,
  CLOSURE_ROUTES,
  CLOSURE_TERM_WORDS,
  type ClosureAsked,
  type ClosureRoute,
  type ClosureSubject,
  canBeClosed,
  closingRouteOf,
  closureAsked,
  type Impact,
  impactWords,
  isProven,
  PROOF_KINDS,
  proofNeeded,
  whatItChanges,
} from './index.ts';

const RULES = {
  book: bookFor('i1'),
  scope: { channel: 'unionpay.pos', institution: 'i1', issuer: null, merchant: 'any' },
  day: '2026-11-29',
  nowMs: NOW_MS,
} as const;

const subjectsOf = ({ id, services, bindings, deviceCards }: Wallet): readonly ClosureSubject[] => [
  ...services.map((each) => ({ kind: 'service' as const, id: each.id })),
  ...bindings.map((each) => ({ kind: 'binding' as const, id: each.id })),
  ...deviceCards.map((each) => ({ kind: 'device-card' as const, id: each.id })),
  { kind: 'account', id },
];

interface Case {
  readonly wallet: Wallet;
  readonly around: Around;
  readonly subject: ClosureSubject;
}
const cases: fc.Arbitrary<Case> = fc
  .tuple(wallets, arounds)
  .chain(([wallet, around]) =>
    fc.constantFrom(...subjectsOf(wallet)).map((subject) => ({ wallet, around, subject })),
  );

function askedOf(
  each: Case,
  more: { readonly route?: ClosureRoute; readonly asker?: Asker } = {},
): ClosureAsked {
  const asked = closureAsked({ ...each, ...RULES, ...more });
  if (asked === null) throw new Error(`no ${each.subject.kind}`);
  return asked;
}
type Asker = (typeof ASKERS)[number];

function impactOf(each: Case): Impact {
  const impact = whatItChanges({ ...each, ...RULES });
  if (impact === null) throw new Error(`no ${each.subject.kind}`);
  return impact;
}
const isYes = ({ verdict }: Answer<ClosureRoute>): boolean => verdict.startsWith('YES');
const hold = (law: (each: Case) => void): void => fc.assert(fc.property(cases, law), { numRuns: 400 });

test('C9: the answer is yes where nothing stands in the way, and only there; its reason is the first blocker', () =>
  hold((each) => {
    const answered = canBeClosed(askedOf(each));
    const { blockers } = impactOf(each);
    expect(isYes(answered)).toBe(blockers.length === 0);
    if (!isYes(answered)) expect(answered.reason).toBe(blockers[0]?.code);
  }));

test('the steps are done where nothing is in their way, and every blocker of the first seven stands in one', () =>
  fc.assert(
    fc.property(wallets, arounds, (wallet, around) => {
      const each = { wallet, around, subject: { kind: 'account', id: wallet.id } } as const;
      const steps = accountSteps(askedOf(each), wallet, around);
      expect(steps.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      for (const { state, blockers } of steps) expect(state === 'open').toBe(blockers.length > 0);
      const inSteps = steps.flatMap(({ blockers }) => blockers.map(({ code }) => code));
      const { blockers } = impactOf(each);
      expect(blockers.map(({ code }) => code)).toEqual(expect.arrayContaining(inSteps));
    }),
    { numRuns: 200 },
  ));

test('C10: a service that is not off in an account that is there is switched off by whoever proves enough', () =>
  hold((each) => {
    if (each.subject.kind !== 'service') return;
    const { state } = askedOf(each).facts;
    const proven = { ...each, around: { ...each.around, proven: ['password'] as const } };
    const answered = canBeClosed(askedOf(proven, { route: 'SERVICE_OFF' }));
    expect(answered.verdict).toBe(state === 'off' || each.wallet.status.state === 'closed' ? 'NO' : 'YES');
  }));

test('C11: whatever the files say, what is enough for on is enough for off', () => {
  const way = fc.subarray([...PROOF_KINDS], { minLength: 1 }).map((kinds) => kinds.join(' + '));
  const need = fc.array(way, { minLength: 1, maxLength: 3 }).map((ways) => ways.join(' | '));
  fc.assert(
    fc.property(need, need, need, fc.subarray([...PROOF_KINDS]), (off, on, device, proven) => {
      const book = bookFor('i1', {
        'wallet.serviceOffProof': off,
        'wallet.serviceOnProof': on,
        'wallet.deviceCardProof': device,
      });
      const enough = (route: ClosureRoute): boolean =>
        isProven(proofNeeded(route, { ...RULES, book }), proven);
      if (enough('SERVICE_ON')) expect([enough('SERVICE_OFF'), enough('TOKEN_REMOVE')]).toEqual([true, true]);
    }),
    { numRuns: 60 },
  );
});

test('C12: shops and terminals end nothing, and nobody opens anything without the holder', () =>
  fc.assert(
    fc.property(
      cases,
      fc.constantFrom(...ASKERS),
      fc.constantFrom(...CLOSURE_ROUTES),
      (each, asker, route) => {
        const { verdict } = canBeClosed(askedOf(each, { asker, route }));
        if (asker === 'merchant' || asker === 'terminal') expect(verdict).toBe('NO');
        const seen = each.around.proven?.includes('staff') === true;
        if (asker === 'operator' && !seen) expect(verdict).not.toBe('YES');
        if (asker === 'deadline' && route !== 'ACCOUNT_CLOSE' && route !== 'ERASE')
          expect(verdict).toBe('NO');
      },
    ),
    { numRuns: 400 },
  ));

test('C13: one more thing in the way never makes a no a yes', () =>
  fc.assert(
    fc.property(
      cases,
      fc.constantFrom(
        'unknown',
        'unfinished',
        'openHolds',
        'refunds',
        'disputes',
        'contracts',
        'cards',
        'points',
      ),
      (each, name) => {
        const asked = askedOf(each);
        const more = { ...asked, facts: { ...asked.facts, [name]: asked.facts[name] + 1 } };
        if (!isYes(canBeClosed(asked))) expect(isYes(canBeClosed(more))).toBe(false);
      },
    ),
    { numRuns: 400 },
  ));

test('C14: the order in which things are listed decides nothing', () =>
  hold((each) => {
    const back = <T>(list: readonly T[]): readonly T[] => list.toReversed();
    const { wallet, around, subject } = each;
    const turned = {
      subject,
      wallet: {
        ...wallet,
        services: back(wallet.services),
        bindings: back(wallet.bindings),
        deviceCards: back(wallet.deviceCards),
        deductions: back(wallet.deductions),
      },
      around: { ...around, movements: back(around.movements), refunds: back(around.refunds) },
    };
    expect(canBeClosed(askedOf(turned))).toEqual(canBeClosed(askedOf(each)));
    const ids = (list: readonly { readonly id: string | null }[]): readonly (string | null)[] =>
      list.map(({ id }) => id).sort();
    const [one, other] = [impactOf(each), impactOf(turned)];
    for (const list of ['stops', 'goesOn', 'refundsUnderWay'] as const)
      expect(ids(other[list])).toEqual(ids(one[list]));
    expect(other.blockers.map(({ code }) => code)).toEqual(one.blockers.map(({ code }) => code));
  }));

test('nothing both stops and goes on as a service, and every code and row has words', () =>
  hold((each) => {
    const impact = impactOf(each);
    const going = impact.goesOn.filter(({ what }) => what === 'service').map(({ id }) => id);
    expect(impact.stops.filter(({ id }) => going.includes(id))).toEqual([]);
    const words = impactWords(impact);
    for (const { zh, en } of Object.values(words).flat()) expect([zh, en]).not.toContain('');
    const { advice = [], terms } = canBeClosed(askedOf(each));
    for (const code of [...advice, ...(terms?.aftercare ?? []), ...(terms?.evidence.items ?? [])])
      expect(Object.hasOwn(CLOSURE_TERM_WORDS, code), code).toBe(true);
    expect(impact.route).toBe(closingRouteOf(each.subject));
  }));

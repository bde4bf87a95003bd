/**
 * Can the account be closed, can a closing be taken back, and can what is kept be erased? The steps are the same for
 * every wallet; which rule asks for them differs: this institution's, or that of the app in which the wallet lives.
 */

import type { Finding } from '../answer/index.ts';
import { addMonths, calendarDayLastSecondMs, calendarDayOf, DAY_MS, SHANGHAI } from '../calendar/index.ts';
import type { Outcome } from '../outcome/index.ts';
import { adviceFor } from './advice.ts';
import { byHolder, byHolderOrClock, notFrozen, notLimited, objection, proven } from './checks.ts';
import type { ClosureFacts, Provider } from './facts.ts';
import {
  type ClosureCheck,
  type ClosureInput,
  type ClosurePlan,
  type ClosureWay,
  check,
  freeOfCharge,
  HELD,
  noting,
  notYet,
  refuse,
  SILENT,
} from './finding.ts';

const HOUR_MS = 3_600_000;

/** Each step by which a wallet is emptied before it closes. */
const blocking =
  (fact: keyof ClosureFacts & string, reason: Outcome, isThere: (facts: ClosureFacts) => boolean) =>
  (ruleId: string): ClosureCheck =>
    check(ruleId, [fact], ({ facts }) => (isThere(facts) ? refuse(reason) : HELD));

const noUnknown = blocking('unknown', 'closing-payment-unknown', ({ unknown }) => unknown > 0);
const noUnfinished = blocking('unfinished', 'closing-payment-unfinished', ({ unfinished }) => unfinished > 0);
const noHold = blocking('openHolds', 'closing-hold-open', ({ openHolds }) => openHolds > 0);
const noRefund = blocking('refunds', 'closing-refund-under-way', ({ refunds }) => refunds > 0);
const noDispute = blocking('disputes', 'closing-dispute-open', ({ disputes }) => disputes > 0);
const noContract = blocking('contracts', 'closing-contract-open', ({ contracts }) => contracts > 0);
const noArrears = blocking('arrearsFen', 'closing-arrears', ({ arrearsFen }) => arrearsFen > 0n);
const noPayout = blocking('payouts', 'closing-payout-under-way', ({ payouts }) => payouts > 0);
const noBalance = blocking('balanceFen', 'closing-balance-left', ({ balanceFen }) => balanceFen > 0n);
const noCard = blocking('cards', 'closing-card-bound', ({ cards }) => cards > 0);

const benefitsGone = (ruleId: string): ClosureCheck =>
  check(ruleId, ['redPacketFen', 'points', 'benefitsGivenUp'], ({ facts }) => {
    if (facts.redPacketFen === 0n && facts.points === 0) return HELD;
    return facts.benefitsGivenUp ? noting('benefits-are-lost') : refuse('closing-benefits-left');
  });

/** A payout that the bank may still send back has to be a day old. */
const payoutSettled =
  (key: string) =>
  (ruleId: string): ClosureCheck =>
    check(ruleId, ['lastPayoutAtMs'], ({ facts: { lastPayoutAtMs }, nowMs, parameter }) => {
      if (lastPayoutAtMs === null) return SILENT;
      const opensAtMs = lastPayoutAtMs + Number(parameter(key).value) * HOUR_MS;
      return nowMs < opensAtMs ? notYet('closing-payout-recent', opensAtMs) : HELD;
    });

const balanceIsTheHolders: ClosureCheck = check('LAW-07', ['balanceFen'], ({ facts }) =>
  facts.balanceFen > 0n ? HELD : SILENT,
);

/** Which rule asks for the steps, and how long it may be taken back. */
const PROVIDER_RULES: Readonly<
  Record<
    Provider,
    { readonly ruleId: string; readonly waiting: string | null; readonly settle: string | null }
  >
> = {
  own: { ruleId: 'WAL-12', waiting: 'wallet.waitingDays', settle: 'wallet.payoutSettleHours' },
  unionpay: { ruleId: 'WAL-01', waiting: null, settle: null },
  alipay: {
    ruleId: 'WAL-06',
    waiting: 'wallet.alipayWaitingDays',
    settle: 'wallet.alipayPayoutSettleHours',
  },
  wechat: { ruleId: 'WAL-07', waiting: null, settle: null },
};

export const waitingKeyOf = (provider: Provider): string | null => PROVIDER_RULES[provider].waiting;

/** The step of the ten (or none) that a check belongs to. */
export interface StepCheck {
  readonly step: StepName;
  readonly check: ClosureCheck;
}
export const STEPS = [
  'unknown-payments',
  'open-holds',
  'refunds',
  'disputes',
  'contracts',
  'money',
  'cards',
  'proof',
  'waiting',
  'locked',
] as const;
export type StepName = (typeof STEPS)[number];

export function stepChecks(provider: Provider): readonly StepCheck[] {
  const { ruleId, settle } = PROVIDER_RULES[provider];
  const of = (step: StepName, ...checks: readonly ((ruleId: string) => ClosureCheck)[]): StepCheck[] =>
    checks.map((make) => ({ step, check: make(ruleId) }));
  return [
    ...of('unknown-payments', noUnknown, noUnfinished),
    ...of('open-holds', noHold),
    ...of('refunds', noRefund),
    ...of('disputes', noDispute),
    ...of('contracts', noContract, noArrears),
    { step: 'money', check: balanceIsTheHolders },
    ...of('money', noPayout, noBalance, benefitsGone),
    ...of('cards', noCard),
    ...(settle === null ? [] : of('money', payoutSettled(settle))),
  ];
}

/** While the waiting time runs the account may not end; before it, this says that it will. */
const waits: ClosureCheck = check(
  'WAL-12',
  ['account', 'closesAtMs'],
  ({ facts: { account, closesAtMs }, nowMs, parameter, question }) => {
    if (account !== 'closing') {
      if (question.asker === 'deadline') return refuse('closing-not-begun');
      parameter('wallet.waitingDays');
      return noting('taken-back-while-it-waits');
    }
    return closesAtMs !== null && nowMs < closesAtMs ? notYet('closing-waits', closesAtMs) : HELD;
  },
);

const notStopped: ClosureCheck = check('WAL-12', ['account'], ({ facts: { account } }) =>
  account === 'stopped' ? refuse('closing-loss-open') : SILENT,
);

const notClosedYet: ClosureCheck = check('WAL-08', ['account'], ({ facts: { account } }) =>
  account === 'closed' ? refuse('closing-closed-already') : noting('signs-in-no-more', 'phone-free-again'),
);

/** What is kept, and why: told with every closing. */
const KEPT: readonly ClosureCheck[] = [
  check('LAW-06', [], () => HELD),
  check('LAW-20', [], ({ parameter }) => {
    parameter('law.retentionYears');
    return noting('kept-and-locked');
  }),
  check('LAW-21', [], () => HELD),
  check('LAW-24', [], () => HELD),
  check('LAW-34', [], () => noting('export-before')),
  check('LAW-40', [], ({ parameter }) => {
    parameter('law.recordsFreeYears');
    return HELD;
  }),
];

const elsewhere: ClosureCheck = check('WAL-13', ['provider'], ({ facts: { provider } }) =>
  provider === 'own' ? SILENT : noting('in-its-own-app'),
);

/** Where staff of the UnionPay app do it, they take some days. */
const byItsStaff: ClosureCheck = check(
  'WAL-01',
  ['provider'],
  ({ facts: { provider }, question, parameter }) => {
    if (provider !== 'unionpay' || question.asker !== 'operator') return SILENT;
    parameter('wallet.unionpayStaffDays');
    return noting('staff-take-some-days');
  },
);

function closeWay(provider: Provider): ClosureWay {
  const own = provider === 'own';
  return {
    route: 'ACCOUNT_CLOSE',
    checks: [
      byHolderOrClock,
      notClosedYet,
      notStopped,
      notFrozen,
      objection,
      notLimited,
      ...stepChecks(provider).map((each) => each.check),
      ...(own ? [waits] : [elsewhere, byItsStaff]),
      ...(own ? proven('ACCOUNT_CLOSE') : []),
      ...KEPT,
    ],
    terms: ({ facts }) =>
      freeOfCharge(PROVIDER_RULES[provider].ruleId, facts.account === 'closing' ? ['locked-now'] : []),
    thenRoute: own ? 'TAKE_BACK' : null,
  };
}

function takeBack({ facts: { account, closesAtMs }, nowMs }: ClosureInput): Finding {
  if (account === 'closed') return refuse('closing-final');
  if (account !== 'closing' || closesAtMs === null) return refuse('closing-not-begun');
  // At the instant itself it closes.
  return nowMs < closesAtMs
    ? { held: true, deadlineMs: Math.ceil(closesAtMs / 1000) * 1000 - 1000 }
    : refuse('closing-final');
}

const TAKE_BACK: ClosureWay = {
  route: 'TAKE_BACK',
  onRequest: true,
  checks: [byHolder, check('WAL-12', ['account', 'closesAtMs'], takeBack), notFrozen, ...proven('TAKE_BACK')],
  terms: () => freeOfCharge('WAL-12', ['services-go-on']),
  thenRoute: null,
};

/** Other apps give nothing back once they closed; what is known of them stands in their rule. */
const takeBackElsewhere = (provider: Provider): ClosureWay => ({
  ...TAKE_BACK,
  checks: [byHolder, check(PROVIDER_RULES[provider].ruleId, ['account', 'closesAtMs'], takeBack)],
});

const inUse = ({ facts: { account } }: ClosureInput): Finding =>
  account === 'closed' ? HELD : refuse('closing-account-in-use');

/** Does the term still run? A rule that only bears it out speaks against erasing and leaves the refusal to LAW-33. */
const running = ({ facts: { keptUntilMs }, nowMs }: ClosureInput): boolean =>
  keptUntilMs !== null && nowMs < keptUntilMs;

const bearsItOut = (input: ClosureInput): Finding => (running(input) ? { held: true, against: true } : HELD);

/** Erased when no law keeps it any more; until then it is locked. */
const ERASE: ClosureWay = {
  route: 'ERASE',
  onRequest: true,
  checks: [
    byHolderOrClock,
    check('WAL-08', ['account'], inUse),
    check('LAW-34', [], () => HELD),
    check('LAW-21', [], () => HELD),
    check('LAW-20', ['keptUntilMs'], (input) => {
      input.parameter('law.retentionYears');
      return bearsItOut(input);
    }),
    check('LAW-31', ['keptUntilMs'], bearsItOut),
    check('LAW-33', ['keptUntilMs'], (input) =>
      running(input)
        ? notYet('closing-kept-by-law', input.facts.keptUntilMs ?? input.nowMs)
        : {
            held: true,
            review: { reason: 'closing-by-institution', approval: 'supervisor', papers: [] },
          },
    ),
  ],
  terms: () => freeOfCharge('LAW-33', []),
  thenRoute: null,
};

const planOf = (provider: Provider): ClosurePlan => ({
  routes: [closeWay(provider), provider === 'own' ? TAKE_BACK : takeBackElsewhere(provider), ERASE],
  lastResort: () => 'none',
  advice: adviceFor,
});

const PLANS: Readonly<Record<Provider, ClosurePlan>> = {
  own: planOf('own'),
  unionpay: planOf('unionpay'),
  alipay: planOf('alipay'),
  wechat: planOf('wechat'),
};

export const accountPlan = ({ provider }: ClosureFacts): ClosurePlan => PLANS[provider];

/** Until when what is kept stays: whole years on, through the last second of the day. */
export function keptUntilMs(closedAtMs: number, years: number): number {
  const day = addMonths(calendarDayOf(closedAtMs, SHANGHAI), years * 12);
  return calendarDayLastSecondMs(day, SHANGHAI);
}

/** End of the waiting time: whole days after the confirmation, to the second. */
export const waitingEndsMs = (confirmedAtMs: number, days: number): number => confirmedAtMs + days * DAY_MS;

/**
 * Can an acceptance be switched off, or on again? The same kind of answer as for a payment: question, facts, rules.
 * Its route is SERVICE_OFF or SERVICE_ON; no money moves.
 */
import {
  type Answer,
  answer,
  type Check,
  type CheckInput,
  type Question,
  type RoutePlan,
  type SubjectPlan,
  type Terms,
} from '../answer/index.ts';
import type { Outcome } from '../outcome/index.ts';
import type { RuleBook, Scope } from '../policy/index.ts';
import type { AcceptanceState, Product } from '../terminal/index.ts';

export const ACCEPTANCE_ROUTES = ['SERVICE_OFF', 'SERVICE_ON'] as const;
export type AcceptanceRoute = (typeof ACCEPTANCE_ROUTES)[number];

/** What is known of the product at the terminal. Counts are of the open batch. */
export interface AcceptanceFacts {
  readonly product: Product;
  readonly state: AcceptanceState;
  /** What is wanted: `off`, `barred` or `on`. */
  readonly wanted: AcceptanceState;
  /** Transactions counted in the open batch, of whatever product. */
  readonly batchCount: number;
  /** Payments of this product in the open batch that stand: they may still be voided, later refunded. */
  readonly standing: number;
  /** Payments of this product that have no outcome yet. */
  readonly withoutOutcome: number;
}

type AcceptanceCheck = Check<AcceptanceFacts, AcceptanceRoute>;
type Input = CheckInput<AcceptanceFacts, AcceptanceRoute>;

const refuse = (reason: Outcome) => ({ held: false, reason }) as const;
const HELD = { held: true } as const;
const SILENT = { held: true, silent: true } as const;
const noting = (...aftercare: string[]) => ({ held: true, aftercare }) as const;

/** Barring what the shop switched off is a change; switching off what is barred is none. */
const offIsNew: AcceptanceCheck = {
  ruleId: 'ACC-01',
  reads: ['product', 'state', 'wanted'],
  judge: ({ facts: { state, wanted } }) =>
    state === wanted || state === 'barred' ? refuse('acceptance-already-off') : HELD,
};

const onIsNew: AcceptanceCheck = {
  ruleId: 'ACC-01',
  reads: ['product', 'state', 'wanted'],
  judge: ({ facts: { state } }) => (state === 'on' ? refuse('acceptance-already-on') : HELD),
};

const byWhom: AcceptanceCheck = {
  ruleId: 'ACC-02',
  reads: ['state', 'wanted'],
  judge: ({ facts: { state, wanted }, question }) => {
    if (question.asker === 'operator') return state === 'barred' || wanted === 'barred' ? HELD : SILENT;
    if (wanted === 'barred') return refuse('not-allowed');
    return state === 'barred' ? refuse('acceptance-barred') : SILENT;
  },
};

const atOnce: AcceptanceCheck = {
  ruleId: 'ACC-03',
  reads: ['standing'],
  judge: ({ facts }) => (facts.standing > 0 ? noting('payments-before-stand') : HELD),
};

const waysBackStay: AcceptanceCheck = {
  ruleId: 'ACC-04',
  reads: ['product'],
  judge: ({ facts }) => noting(facts.product === 'refund' ? 'refund-at-back-office' : 'ways-back-stay-open'),
};

const batchGoesOn: AcceptanceCheck = {
  ruleId: 'ACC-05',
  reads: ['batchCount', 'withoutOutcome'],
  judge: ({ facts }) => {
    const aftercare = [
      ...(facts.batchCount > 0 ? ['settle-as-usual'] : []),
      ...(facts.withoutOutcome > 0 ? ['outcomes-still-come'] : []),
    ];
    return aftercare.length === 0 ? SILENT : noting(...aftercare);
  },
};

const terminalLearns: AcceptanceCheck = {
  ruleId: 'ACC-06',
  reads: [],
  judge: () => noting('terminal-fetches-parameters'),
};

const terms = (_input: Input): Terms => ({
  effect: 'no-money-moves',
  amountFen: 0n,
  destination: { masked: '', zh: '不涉及资金', en: 'no money moves' },
  arrival: { fromDays: 0, toDays: 0, unit: 'at-once', certainty: 'P', ruleId: 'ACC-03' },
  fee: { returnedFen: 0n, keptFen: 0n, ruleId: 'ACC-03' },
  evidence: { items: [], approval: 'none' },
  aftercare: [],
});

const OFF: RoutePlan<AcceptanceFacts, AcceptanceRoute> = {
  route: 'SERVICE_OFF',
  checks: [byWhom, offIsNew, atOnce, waysBackStay, batchGoesOn, terminalLearns],
  terms,
  thenRoute: 'SERVICE_ON',
};

const ON: RoutePlan<AcceptanceFacts, AcceptanceRoute> = {
  route: 'SERVICE_ON',
  onRequest: true,
  checks: [byWhom, onIsNew, terminalLearns],
  terms,
  thenRoute: 'SERVICE_OFF',
};

const ADVICE: Partial<Readonly<Record<Outcome, readonly string[]>>> = {
  'acceptance-already-off': ['switch-on-instead'],
  'acceptance-already-on': ['switch-off-instead'],
  'acceptance-barred': ['ask-institution'],
  'not-allowed': ['ask-institution'],
};

const PLAN: SubjectPlan<AcceptanceFacts, AcceptanceRoute> = {
  routes: [OFF, ON],
  lastResort: () => 'none',
  advice: (_facts, reason) => ADVICE[reason] ?? [],
};

export interface AcceptanceAsked {
  readonly question: Question<AcceptanceRoute>;
  readonly facts: AcceptanceFacts;
  readonly book: RuleBook;
  readonly scope: Scope;
  /** Calendar day on which rules must be in force. */
  readonly day: string;
  readonly nowMs: number;
}

/** Asking and switching use this one function: what it refuses cannot happen by another door. */
export const canBeSwitched = (asked: AcceptanceAsked): Answer<AcceptanceRoute> => answer(PLAN, asked);

export const routeOf = (wanted: AcceptanceState): AcceptanceRoute =>
  wanted === 'on' ? 'SERVICE_ON' : 'SERVICE_OFF';

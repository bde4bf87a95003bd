/**
 * What the rules read about something that is to be ended. Whoever asks fills in what is known; everything else stands
 * at the value that says «nothing special» (`NEUTRAL`). Counts are of what concerns the subject.
 */
import type { Fen } from '../money/index.ts';
import type { AccountClass, ServiceKind, ServicePlace, WalletState } from '../wallet/index.ts';
import type { ProofKind } from './proof.ts';
import type { ClosureSubjectKind } from './subject.ts';

/** Whose wallet it is: this institution's, or one that closes in an app of its own. */
export const PROVIDERS = ['own', 'unionpay', 'alipay', 'wechat'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** `limited`: by the institution, for a risk. `frozen`: by police or court. */
export const STOPS = ['none', 'limited', 'frozen'] as const;
export type Stop = (typeof STOPS)[number];

/** Of a service, a bound card, a device card or an account, in this order. */
export const SUBJECT_STATES = {
  service: ['on', 'off', 'suspended'],
  binding: ['bound', 'lost', 'unbound'],
  'device-card': ['active', 'suspended', 'removed'],
  account: ['open', 'stopped', 'closing', 'closed'],
} as const satisfies Record<ClosureSubjectKind, readonly string[]>;
export type SubjectState = (typeof SUBJECT_STATES)[ClosureSubjectKind][number];

export interface ClosureFacts {
  readonly subject: ClosureSubjectKind;
  readonly provider: Provider;
  readonly state: SubjectState;
  readonly account: WalletState['state'];
  readonly accountClass: AccountClass;
  /** Of a service alone. */
  readonly service: ServiceKind | null;
  readonly place: ServicePlace['kind'] | null;
  /** End of the waiting time of a closing, and of the keeping after it. */
  readonly closesAtMs: number | null;
  readonly keptUntilMs: number | null;

  readonly realName: boolean;
  readonly under14: boolean;
  readonly guardianAgreed: boolean;
  readonly stop: Stop;
  /** The institution wants to know again who it is before anything changes (LAW-51). */
  readonly suspicious: boolean;

  /** Payments that were asked and have no end yet. */
  readonly unfinished: number;
  /** Payments whose outcome nobody knows. */
  readonly unknown: number;
  readonly openHolds: number;
  readonly refunds: number;
  readonly payouts: number;
  readonly lastPayoutAtMs: number | null;
  readonly disputes: number;
  /** Contracts for automatic deduction that still hold. */
  readonly contracts: number;
  readonly arrearsFen: Fen;
  readonly cards: number;
  readonly deviceCards: number;
  readonly balanceFen: Fen;
  readonly redPacketFen: Fen;
  readonly points: number;
  /** The holder said so in words: red packets and points may be lost. */
  readonly benefitsGivenUp: boolean;
  /** Of a service of one source: is the card still bound? */
  readonly sourceThere: boolean;
  /** Ways to pay with this wallet that are left afterwards. */
  readonly otherWays: number;

  /** `null`: the question comes before the proof. */
  readonly proven: readonly ProofKind[] | null;
  readonly faceConsent: boolean;
  /** The institution assessed what looking at faces does to people (LAW-35). */
  readonly faceAssessed: boolean;
}

export const NEUTRAL = {
  provider: 'own',
  account: 'open',
  accountClass: 'III',
  service: null,
  place: null,
  closesAtMs: null,
  keptUntilMs: null,
  realName: true,
  under14: false,
  guardianAgreed: false,
  stop: 'none',
  suspicious: false,
  unfinished: 0,
  unknown: 0,
  openHolds: 0,
  refunds: 0,
  payouts: 0,
  lastPayoutAtMs: null,
  disputes: 0,
  contracts: 0,
  arrearsFen: 0n,
  cards: 0,
  deviceCards: 0,
  balanceFen: 0n,
  redPacketFen: 0n,
  points: 0,
  benefitsGivenUp: false,
  sourceThere: true,
  otherWays: 0,
  proven: null,
  faceConsent: false,
  faceAssessed: true,
} as const satisfies Partial<ClosureFacts>;

export type ToldClosureFacts = Pick<ClosureFacts, 'subject' | 'state'> & Partial<ClosureFacts>;

export const closureFactsWith = (told: ToldClosureFacts): ClosureFacts => ({ ...NEUTRAL, ...told });

/** Closings for the tests of their room: hands, pages, one closing in every situation, and every command. */
import type { Answer } from '#domain/answer';
import {
  type Closure,
  type ClosureBase,
  type ClosureCommand,
  type ClosureId,
  type ClosurePace,
  type ClosureRoute,
  closureBase,
  type Hand,
  type Impact,
  NO_CHOICES,
  openClosure,
  type ProofKind,
  type Shown,
  stepClosure,
} from '#domain/closure';
import type { DeductionId, WalletId } from '#domain/wallet';

export const T0 = Date.UTC(2026, 10, 23, 2);
const MINUTE = 60_000;
export const PACE: ClosurePace = {
  idleMs: 30 * MINUTE,
  wholeMs: 24 * 60 * MINUTE,
  proofsMax: 8,
};

export const PHONE: Hand = { kind: 'holder', session: 'wse_phone', device: 'Phone' };
export const TABLET: Hand = { kind: 'holder', session: 'wse_tablet', device: 'Tablet' };
export const STAFF: Hand = { kind: 'staff', by: 'stf_1', reason: 'called 95516, phone broken' };

const answerOf = (verdict: Answer<ClosureRoute>['verdict']): Answer<ClosureRoute> => ({
  verdict,
  route: 'UNBIND',
  terms: null,
  deadline: null,
  opensAtMs: null,
  reason: verdict === 'YES' ? null : 'payment-in-progress',
  next: 'none',
  rules: [],
  atMs: T0,
});

const IMPACT: Impact = {
  ...{ subject: { kind: 'binding', id: 'bnd_1' }, route: 'UNBIND', stops: [] },
  ...{ name: { zh: '银行卡', en: 'card' }, goesOn: [], refundsUnderWay: [] },
  ...{
    blockers: [],
    money: { balanceFen: 0n, redPacketFen: 0n, points: 0, benefitsLost: false },
    otherWays: [],
    proof: [],
  },
  fees: { feeFen: 0n, ruleId: 'WAL-13', certainty: 'P' },
  kept: { years: 10, certainty: 'A', ruleIds: [], untilMs: null },
  takenBack: { how: 'at-once-again' },
};

export const shown = (print: string, verdict: Answer<ClosureRoute>['verdict'] = 'YES'): Shown => ({
  answer: answerOf(verdict),
  impact: IMPACT,
  print,
  atMs: T0,
});

export const base = (parts: Partial<ClosureBase> = {}): ClosureBase => ({
  id: 'cls_0000000000000001' as ClosureId,
  book: 'wal_0000000000000001',
  walletId: 'wal_0000000000000001' as WalletId,
  subject: { kind: 'binding', id: 'bnd_1' },
  route: 'UNBIND',
  begunAtMs: T0,
  begunBy: PHONE,
  shown: shown('first'),
  needs: [['password', 'sms-code'], ['staff']],
  choices: NO_CHOICES,
  proofs: [],
  version: 0,
  ...parts,
});

export const step = (closure: Closure, command: ClosureCommand): Closure =>
  stepClosure(closure, command, PACE).closure;

const proof = (by: Hand, kind: ProofKind, atMs: number) =>
  ({ type: 'prove', by, kind, provenMs: atMs, untilMs: atMs + 10 * MINUTE, atMs }) as const;
const begun = openClosure(base(), PACE).closure;
const half = step(begun, proof(PHONE, 'password', T0 + MINUTE));
const proved = step(half, proof(PHONE, 'sms-code', T0 + MINUTE));
const ended = { ...closureBase(proved), by: PHONE, endedMs: T0 + 2 * MINUTE };

/** Everything below is told at this instant; proofs of the first minute are fresh. */
export const NOW = T0 + 5 * MINUTE;

export const SITUATIONS = {
  begun,
  'begun, half proven': half,
  proved,
  done: { ...ended, state: 'done', proven: ['password', 'sms-code'], takeBackUntilMs: null },
  'stepped-back': { ...ended, state: 'stepped-back' },
  expired: { ...closureBase(begun), state: 'expired', endedMs: T0 + 2 * MINUTE },
  overtaken: { ...closureBase(begun), state: 'overtaken', wonBy: 'loss', endedMs: T0 + 2 * MINUTE },
  refused: { ...ended, state: 'refused' },
} as const satisfies Record<string, Closure>;
export type Situation = keyof typeof SITUATIONS;

const confirm = { type: 'confirm', by: PHONE, seen: 'first', now: shown('first') } as const;
const later = { takeBackUntilMs: null, atMs: NOW } as const;
const choices = { endDeductions: ['ded_1' as DeductionId], giveUp: null };

export const COMMANDS = {
  resume: { type: 'resume', by: TABLET, now: shown('first'), atMs: NOW },
  choose: { type: 'choose', by: PHONE, choices, now: shown('chosen'), atMs: NOW },
  'prove: by password': proof(PHONE, 'password', NOW),
  'prove: by SMS code': proof(PHONE, 'sms-code', NOW),
  'prove: told before': proof(PHONE, 'password', T0 + MINUTE),
  'prove: on another device': proof(TABLET, 'sms-code', NOW),
  'prove: checked by staff': proof(STAFF, 'staff', NOW),
  confirm: { ...confirm, ...later },
  'confirm: on another device': { ...confirm, by: TABLET, ...later },
  'confirm: proofs grown old': { ...confirm, ...later, atMs: T0 + 20 * MINUTE },
  'confirm: another page': { ...confirm, now: shown('second'), ...later },
  'confirm: the answer is no': { ...confirm, now: shown('first', 'NO'), ...later },
  'confirm: too late': { ...confirm, ...later, atMs: T0 + 40 * MINUTE },
  'step-back': { type: 'step-back', by: PHONE, atMs: NOW },
  'due, too early': { type: 'due', atMs: NOW },
  due: { type: 'due', atMs: T0 + 40 * MINUTE },
  overtake: { type: 'overtake', wonBy: 'loss', atMs: NOW },
} as const satisfies Record<string, ClosureCommand>;
export type CommandName = keyof typeof COMMANDS;

/** `·` the same object; a state; `▸` the wallet's act belongs to it; `!` and a refusal. */
export function cellOf(situation: Situation, name: CommandName): string {
  const before: Closure = SITUATIONS[situation];
  const { closure, carryOut, refusal } = stepClosure(before, COMMANDS[name], PACE);
  const state = closure === before ? '' : closure.state;
  const said = refusal === null ? '' : `!${refusal}`;
  return `${state}${carryOut ? ' ▸' : ''} ${said}`.trim() || '·';
}

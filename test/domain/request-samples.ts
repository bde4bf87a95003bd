/** Requests for the tests of their room: who acts, what an answer asks for, and one request in every situation. */
import type { Answer } from '#domain/answer';
import type { Route } from '#domain/cancellation';
import type { CancellationId, PaymentId } from '#domain/payment';
import {
  type Actor,
  type CancelRequest,
  type CancelRequestBase,
  type Needs,
  openRequest,
  type Paper,
  type RequestCommand,
  type RequestId,
  type RequestPace,
  stepRequest,
} from '#domain/request';

export const T0 = Date.UTC(2026, 10, 23, 2);
const DAY = 86_400_000;
export const PACE: RequestPace = {
  decideDueMs: 3 * DAY,
  papersDueMs: 15 * DAY,
  approvalDueMs: 2 * DAY,
  reviewDueMs: 15 * DAY,
  papersMax: 10,
};

export const PAYER: Actor = { id: 'payer', role: 'payer', supervisor: false };
export const CLERK: Actor = { id: 'key_clerk', role: 'merchant', supervisor: false };
/** Accepts in the samples, and may approve what others accepted. */
export const OWNER: Actor = { id: 'key_owner', role: 'merchant', supervisor: true };
export const SUPERVISOR: Actor = { id: 'key_supervisor', role: 'merchant', supervisor: true };
export const OPERATOR: Actor = { id: 'key_operator', role: 'operator', supervisor: false };

export const OWN = 'can_0000000000000001' as CancellationId;
export const OTHER = 'can_0000000000000002' as CancellationId;

export const NEEDS = {
  none: { papers: [], approval: 'none' },
  papers: { papers: ['invoice', 'id'], approval: 'none' },
  supervisor: { papers: [], approval: 'supervisor' },
  review: { papers: [], approval: 'review' },
} as const satisfies Record<string, Needs>;

/** An answer with these terms; the rest of it is of no matter here. */
export function answerWith(verdict: Answer<Route>['verdict'], needs: Needs): Answer<Route> {
  return {
    verdict,
    route: 'REFUND',
    terms: {
      amountFen: 12_000n,
      destination: { masked: '622202******0005', zh: '付款原卡', en: 'the card that paid' },
      arrival: { fromDays: 1, toDays: 10, unit: 'clearing-day', certainty: 'B+', ruleId: 'UP-10' },
      fee: { returnedFen: 72n, keptFen: 0n, ruleId: 'FEE-08' },
      evidence: { items: ['slip-or-reference', ...needs.papers], approval: needs.approval },
      aftercare: [],
    },
    deadline: null,
    opensAtMs: null,
    reason: null,
    next: 'none',
    rules: [],
    atMs: T0,
  };
}

export function base(parts: Partial<CancelRequestBase> = {}, by: Actor = PAYER): CancelRequestBase {
  return {
    id: 'req_0000000000000001' as RequestId,
    paymentId: 'pay_0000000000000001' as PaymentId,
    book: '898310154110001',
    asked: {
      amountFen: 12_000n,
      route: null,
      whenOpen: true,
      door: by.role,
      by: by.id,
      shopPerson: null,
      reason: 'wrong size',
      contact: null,
      atMs: T0,
    },
    answer: answerWith('YES', NEEDS.none),
    needs: NEEDS.none,
    papers: [],
    acceptedBy: null,
    approvedBy: null,
    reviewedBy: null,
    version: 1,
    ...parts,
  };
}

export const paper = (item: string, sha256: string = item.padEnd(64, '0')): Paper => ({
  sha256,
  kind: 'pdf',
  sizeBytes: 1_000,
  item,
  by: 'payer',
  atMs: T0,
});

export const move = (request: CancelRequest, command: RequestCommand): CancelRequest =>
  stepRequest(request, command, PACE).request;

const asked = openRequest(base(), PACE).request;
const accepted = (needs: Needs): CancelRequest =>
  move(asked, { type: 'accept', by: OWNER, needs, atMs: T0 + 1 });
const waiting = accepted(NEEDS.none);
const carrying = move(waiting, { type: 'carried', cancellationId: OWN, atMs: T0 + 1 });
const arriving = move(carrying, {
  type: 'way-back-done',
  cancellationId: OWN,
  arriveByMs: T0 + 10 * DAY,
  atMs: T0 + 2,
});
const papers = accepted(NEEDS.papers);

/** One request in every situation that a command may meet. */
export const SITUATIONS = {
  asked,
  escalated: move(asked, { type: 'due', atMs: T0 + 3 * DAY }),
  'papers, two missing': papers,
  'papers, one missing': move(papers, { type: 'paper', paper: paper('id'), atMs: T0 + 2 }),
  approval: accepted(NEEDS.supervisor),
  review: accepted(NEEDS.review),
  waiting: move(waiting, {
    type: 'not-carried',
    outcome: 'refund-not-open-yet',
    opensAtMs: T0 + DAY,
    wonBy: null,
    atMs: T0 + 1,
  }),
  carrying,
  arriving,
  finished: move(arriving, { type: 'confirm-arrival', by: PAYER, atMs: T0 + 3 }),
  refused: move(asked, { type: 'refuse', by: OWNER, why: 'worn', atMs: T0 + 1 }),
  withdrawn: move(asked, { type: 'withdraw', by: PAYER, atMs: T0 + 1 }),
  expired: move(papers, { type: 'due', atMs: T0 + 20 * DAY }),
  overtaken: move(asked, { type: 'overtaken', wonBy: OTHER, atMs: T0 + 1 }),
  failed: move(carrying, {
    type: 'way-back-failed',
    cancellationId: OWN,
    outcome: 'card-lost',
    atMs: T0 + 2,
  }),
} as const satisfies Record<string, CancelRequest>;
export type Situation = keyof typeof SITUATIONS;

const LATE = T0 + 60 * DAY;
const person = (
  type: 'accept' | 'refuse' | 'approve' | 'reject' | 'withdraw' | 'confirm-arrival',
  by: Actor,
): RequestCommand => ({ type, by, needs: NEEDS.none, why: 'no', atMs: T0 + 5 }) as RequestCommand;
const notCarried = (opensAtMs: number | null, wonBy: CancellationId | null): RequestCommand => ({
  type: 'not-carried',
  outcome: 'refund-not-open-yet',
  opensAtMs,
  wonBy,
  atMs: T0 + 5,
});

/** Everything that can be told to a request. In the samples the payer asked and the owner accepted. */
export const COMMANDS = {
  'accept: the shop': person('accept', CLERK),
  'accept: an operator': person('accept', OPERATOR),
  'accept: the payer': person('accept', PAYER),
  'refuse: the shop': person('refuse', CLERK),
  'refuse: an operator': person('refuse', OPERATOR),
  'approve: a supervisor': person('approve', SUPERVISOR),
  'approve: who accepted': person('approve', OWNER),
  'approve: no supervisor': person('approve', CLERK),
  'approve: an operator': person('approve', OPERATOR),
  'reject: a supervisor': person('reject', SUPERVISOR),
  'reject: an operator': person('reject', OPERATOR),
  'withdraw: the payer': person('withdraw', PAYER),
  'withdraw: the shop': person('withdraw', OWNER),
  'confirm-arrival': person('confirm-arrival', PAYER),
  'paper: the last one': { type: 'paper', paper: paper('invoice'), atMs: T0 + 5 },
  'paper: the same again': { type: 'paper', paper: paper('id'), atMs: T0 + 5 },
  'due, too early': { type: 'due', atMs: T0 + 2 },
  due: { type: 'due', atMs: LATE },
  carried: { type: 'carried', cancellationId: OWN, atMs: T0 + 5 },
  'more-needed': { type: 'more-needed', needs: NEEDS.review, atMs: T0 + 5 },
  'not-carried: no': notCarried(null, null),
  'not-carried: not yet': notCarried(LATE, null),
  'not-carried: another won': notCarried(null, OTHER),
  overtaken: { type: 'overtaken', wonBy: OTHER, atMs: T0 + 5 },
  'way-back-done': { type: 'way-back-done', cancellationId: OWN, arriveByMs: LATE, atMs: T0 + 5 },
  'way-back-done: of another': {
    type: 'way-back-done',
    cancellationId: OTHER,
    arriveByMs: LATE,
    atMs: T0 + 5,
  },
  'way-back-bounced': { type: 'way-back-bounced', cancellationId: OWN, atMs: T0 + 5 },
  arrived: { type: 'arrived', cancellationId: OWN, atMs: T0 + 5 },
  'way-back-failed': {
    type: 'way-back-failed',
    cancellationId: OWN,
    outcome: 'card-lost',
    atMs: T0 + 5,
  },
} as const satisfies Record<string, RequestCommand>;
export type CommandName = keyof typeof COMMANDS;

/**
 * `·` the same object · the name of a refusal (`moved on`: it is in another state by now) · the state it is in
 * afterwards, with `▸` where the way back is to be opened.
 */
export function cellOf(situation: Situation, name: CommandName): string {
  const before = SITUATIONS[situation];
  const { request, refusal, carryOut, events } = stepRequest(before, COMMANDS[name], PACE);
  if (refusal !== null) {
    if (request !== before || events.length > 0) return 'moved though refused';
    return refusal === 'request-moved-on' ? 'moved on' : refusal;
  }
  if (request === before && !carryOut) return events.length === 0 ? '·' : 'told though unmoved';
  return carryOut ? `${request.state} ▸` : request.state;
}

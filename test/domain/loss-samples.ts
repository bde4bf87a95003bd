/** Reports of loss for the tests of their room: who acts, what is disputed, and one case in every situation. */
import {
  type CoverTerms,
  type DisputedPayment,
  type LossActor,
  type LossBase,
  type LossCase,
  type LossCaseId,
  type LossCommand,
  type LossDecision,
  type LossPace,
  type LossPaper,
  type LossPaperItem,
  openLoss,
  stepLoss,
} from '#domain/loss';
import type { DeviceCardId, WalletPaymentId } from '#domain/wallet';

export const T0 = Date.UTC(2026, 10, 23, 2);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const TERMS: CoverTerms = {
  windowHours: 72,
  perYearFen: 3_000_000n,
  paidFromDays: 3,
  paidToDays: 7,
  fourEyesFen: 500_000n,
  papersDays: 30,
  answerDays: 15,
  objectDays: 15,
};
export const PACE: LossPace = {
  terms: TERMS,
  usedFen: 0n,
  remindMs: 15 * DAY,
  approvalDueMs: 2 * DAY,
  papersMax: 3,
  disputedMax: 5,
};

export const HOLDER: LossActor = { id: 'per_holder', role: 'holder' };
export const ANNA: LossActor = { id: 'stf_anna', role: 'operator' };
export const BEN: LossActor = { id: 'stf_ben', role: 'operator' };
export const COUNTER: LossActor = { id: 'stf_counter', role: 'operator' };

export const paid = (no: number, parts: Partial<DisputedPayment> = {}): DisputedPayment => ({
  movementId: `wmv_${no}` as WalletPaymentId,
  kind: 'tap',
  amountFen: 20_000n,
  returnedFen: 0n,
  atMs: T0 - HOUR,
  nameZh: '渡口茶店',
  nameEn: 'Ferry Tea',
  card: null,
  ...parts,
});

export function base(parts: Partial<LossBase> = {}, report: Partial<LossBase['report']> = {}): LossBase {
  return {
    id: 'los_0000000000000001' as LossCaseId,
    book: 'wal_0000000000000001',
    report: {
      what: 'phone',
      deviceCardIds: ['dev_1' as DeviceCardId],
      bindingIds: [],
      theft: false,
      happenedAtMs: T0 - 2 * HOUR,
      words: 'left on the bus',
      door: 'staff',
      by: COUNTER.id,
      language: 'zh',
      atMs: T0,
      ...report,
    },
    alsoLost: [],
    disputed: [],
    papers: [],
    lifted: null,
    decisions: [],
    objection: null,
    version: 1,
    ...parts,
  };
}

export const paper = (item: LossPaperItem, sha256: string = item.padEnd(64, '0')): LossPaper => ({
  ...{ sha256, kind: 'pdf', sizeBytes: 1_000, item, by: HOLDER.id, atMs: T0 + 1 },
});

export const move = (loss: LossCase, command: LossCommand, pace: LossPace = PACE): LossCase =>
  stepLoss(loss, command, pace).loss;

export const coverBy = (by: LossActor, amounts: Record<string, bigint>, atMs = T0 + 5): LossCommand => ({
  type: 'decide',
  by,
  decision: {
    kind: 'cover',
    shares: Object.entries(amounts).map(([id, amountFen]) => ({
      movementId: id as WalletPaymentId,
      amountFen,
    })),
    words: 'all of it',
  },
  atMs,
});
export const refuseBy = (by: LossActor, atMs = T0 + 5): LossCommand => ({
  type: 'decide',
  by,
  decision: {
    kind: 'refuse',
    why: 'authorised',
    words: 'PIN and receipt are on file',
  } satisfies LossDecision,
  atMs,
});

const claim = openLoss(base({ disputed: [paid(1)] }), PACE).loss;
const big = openLoss(base({ disputed: [paid(1, { amountFen: 600_000n })] }), PACE).loss;
const withPapers = (loss: LossCase): LossCase =>
  move(loss, { type: 'paper', paper: paper('statement'), atMs: T0 + 1 });
const review = withPapers(claim);
const bigReview = withPapers(big);
const noted = openLoss(base(), PACE).loss;
const refused = move(review, refuseBy(ANNA));

/** One case in every situation that a command may meet. */
export const SITUATIONS = {
  noted,
  'papers, two missing': openLoss(base({ disputed: [paid(1)] }, { theft: true }), PACE).loss,
  'papers, one missing': claim,
  review,
  escalated: move(review, { type: 'due', atMs: T0 + 20 * DAY }),
  'objection in review': move(refused, { type: 'object', by: HOLDER, words: 'not my PIN', atMs: T0 + 9 }),
  approval: move(bigReview, coverBy(ANNA, { wmv_1: 600_000n })),
  covered: move(review, coverBy(ANNA, { wmv_1: 20_000n })),
  refused,
  withdrawn: move(review, { type: 'withdraw', by: HOLDER, atMs: T0 + 5 }),
  lapsed: move(claim, { type: 'due', atMs: T0 + 40 * DAY }),
  closed: move(noted, { type: 'lift', by: ANNA, atMs: T0 + 5 }),
} as const satisfies Record<string, LossCase>;
export type Situation = keyof typeof SITUATIONS;

const LATE = T0 + 90 * DAY;
const paper5 = (item: LossPaperItem): LossCommand => ({ type: 'paper', paper: paper(item), atMs: T0 + 6 });

/** Everything that can be told to a case. In the samples COUNTER took the report and ANNA decided. */
export const COMMANDS = {
  'add: a payment': { type: 'add', disputed: [paid(2)], deviceCardIds: [], bindingIds: [], atMs: T0 + 6 },
  'add: what is named already': {
    ...{ type: 'add', disputed: [], deviceCardIds: ['dev_1' as DeviceCardId], bindingIds: [], atMs: T0 + 6 },
  },
  'paper: the statement': paper5('statement'),
  'paper: another one': paper5('other'),
  'withdraw: the holder': { type: 'withdraw', by: HOLDER, atMs: T0 + 6 },
  'withdraw: an operator': { type: 'withdraw', by: ANNA, atMs: T0 + 6 },
  'lift: an operator': { type: 'lift', by: ANNA, atMs: T0 + 6 },
  'lift: the holder': { type: 'lift', by: HOLDER, atMs: T0 + 6 },
  'cover: little': coverBy(BEN, { wmv_1: 20_000n }, T0 + 6),
  'cover: more than was lost': coverBy(BEN, { wmv_1: 700_000n }, T0 + 6),
  'cover: by who took the report': coverBy(COUNTER, { wmv_1: 20_000n }, T0 + 6),
  'cover: by the holder': coverBy(HOLDER, { wmv_1: 20_000n }, T0 + 6),
  'refuse: who did not decide before': refuseBy(BEN, T0 + 6),
  'refuse: who refused before': refuseBy(ANNA, T0 + 6),
  'approve: another': { type: 'approve', by: BEN, atMs: T0 + 6 },
  'approve: who proposed': { type: 'approve', by: ANNA, atMs: T0 + 6 },
  'reject: another': { type: 'reject', by: BEN, words: 'too much', atMs: T0 + 6 },
  'reject: who proposed': { type: 'reject', by: ANNA, words: 'too much', atMs: T0 + 6 },
  'object: in time': { type: 'object', by: HOLDER, words: 'not my PIN', atMs: T0 + DAY },
  'object: too late': { type: 'object', by: HOLDER, words: 'not my PIN', atMs: LATE },
  'object: an operator': { type: 'object', by: ANNA, words: 'not my PIN', atMs: T0 + DAY },
  'due, too early': { type: 'due', atMs: T0 + 2 },
  due: { type: 'due', atMs: LATE },
} as const satisfies Record<string, LossCommand>;
export type CommandName = keyof typeof COMMANDS;

/** `·` the same object · the name of a refusal (`moved on`) · the state afterwards, `▸` where money is paid. */
export function cellOf(situation: Situation, name: CommandName): string {
  const before = SITUATIONS[situation];
  const { loss, refusal, pay, events } = stepLoss(before, COMMANDS[name], PACE);
  if (refusal !== null) {
    if (loss !== before || events.length > 0 || pay.length > 0) return 'moved though refused';
    return refusal === 'loss-moved-on' ? 'moved on' : refusal;
  }
  if (loss === before) return events.length === 0 && pay.length === 0 ? '·' : 'told though unmoved';
  return pay.length > 0 ? `${loss.state} ▸` : loss.state;
}

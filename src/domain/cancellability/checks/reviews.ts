/** Where the way is open and somebody looks first: why, who, and which papers. */
import { type FactCheck, HELD, lookedAt, SILENT, wantedFen } from './finding.ts';
import { numberOf } from './windows.ts';

/** RSK-05: papers for cancellations that are suspicious or cross a border. */
const SUSPICIOUS_PAPERS = [
  'slip-or-order',
  'requester-id',
  'reason-in-words',
  'goods-return-or-delivery-proof',
];
const BORDER_PAPERS = ['slip-or-order', 'requester-id', 'passport-for-foreign-card', 'reason-in-words'];

/** RSK-05 and RSK-06: whoever is held up is told why, what helps and which papers. */
const suspicious: FactCheck = {
  ruleId: 'RSK-05',
  reads: ['suspicious', 'crossBorder'],
  judge: ({ facts, parameter }) => {
    const border = facts.crossBorder && parameter('crossBorder.review').value === true;
    if (facts.suspicious && parameter('risk.reviewSuspicious').value === true)
      return lookedAt('suspicious-review', 'review', [
        ...SUSPICIOUS_PAPERS,
        ...(border ? BORDER_PAPERS : []),
      ]);
    return border ? lookedAt('cross-border-review', 'review', BORDER_PAPERS) : SILENT;
  },
};

/** EXC-05 / PBC-02: the paying account is closed; the holder names another account of their own. */
const closedCard: FactCheck = {
  ruleId: 'EXC-05',
  reads: ['cardState'],
  judge: ({ facts }) => {
    switch (facts.cardState) {
      case 'normal':
      case 'token-removed':
        return SILENT;
      case 'replaced':
        return { held: true, aftercare: ['replaced-card-same-account'] };
      case 'lost':
        return { held: true, aftercare: ['lost-card-same-account'] };
      case 'closed':
        return lookedAt('card-account-closed', 'review', [
          'holder-id',
          'own-other-account',
          'account-closed-proof',
        ]);
    }
  },
};

/** A void never enters clearing: it reaches the paying account itself, whatever became of the card since. */
const cardLivesOn: FactCheck = {
  ...closedCard,
  judge: (input) => (input.facts.cardState === 'closed' ? SILENT : closedCard.judge(input)),
};

/** PBC-02: a closed account is paid by another one of the same person. */
const samePerson: FactCheck = {
  ruleId: 'PBC-02',
  reads: ['cardState'],
  judge: ({ facts, question }) =>
    facts.cardState === 'closed' && question.destination !== 'other-account' ? HELD : SILENT,
};

/** RSK-08: the refunds of a day to one card. */
const manyToOneCard: FactCheck = {
  ruleId: 'RSK-08',
  reads: ['refundsToCardToday'],
  judge: (input) => {
    const { refundsToCardToday } = input.facts;
    if (refundsToCardToday === 0) return SILENT;
    // The refund asked for is one more of the day.
    return refundsToCardToday + 1 < numberOf(input, 'risk.refundsPerCardPerDay')
      ? HELD
      : lookedAt('many-refunds-to-card', 'review', ['slip-or-order']);
  },
};

/** RSK-08: a refund right after the merchant was paid out. */
const soonAfterPayout: FactCheck = {
  ruleId: 'RSK-08',
  reads: ['d0PaidOutAtMs'],
  judge: (input) => {
    const { facts, nowMs } = input;
    if (facts.d0PaidOutAtMs === null) return SILENT;
    const withinMs = numberOf(input, 'risk.afterD0PayoutMinutes') * 60_000;
    return nowMs - facts.d0PaidOutAtMs <= withinMs
      ? lookedAt('refund-after-payout', 'review', ['slip-or-order', 'reason-in-words'])
      : HELD;
  },
};

/** RSK-08: from a sum on two people agree, and an invoice is seen. Parts of a payment count together. */
const largeSum: FactCheck = {
  ruleId: 'RSK-08',
  reads: ['amountFen', 'returnedFen', 'claimedFen'],
  judge: (input) => {
    const sumFen = wantedFen(input) + input.facts.returnedFen + input.facts.claimedFen;
    return sumFen >= BigInt(numberOf(input, 'risk.dualApprovalFen'))
      ? lookedAt('two-people-agree', 'supervisor', ['invoice'])
      : SILENT;
  },
};

/** RSK-04: a merchant that gives back an unusual share of its sales. */
const refundRatio: FactCheck = {
  ruleId: 'RSK-04',
  reads: ['refundRatioPercent'],
  judge: (input) => {
    const { refundRatioPercent } = input.facts;
    if (refundRatioPercent === null) return SILENT;
    return refundRatioPercent > numberOf(input, 'risk.refundRatioPercent')
      ? lookedAt('refund-ratio-high', 'supervisor')
      : { held: true };
  },
};

/** MER-04: the merchant's contract ended; the institution pays out of the deposit or collects from the owner. */
const merchantGone: FactCheck = {
  ruleId: 'MER-04',
  reads: ['merchantActive'],
  judge: ({ facts }) =>
    facts.merchantActive
      ? SILENT
      : lookedAt('merchant-contract-ended', 'review', ['slip-or-order', 'requester-id']),
};

/** LAW-42: money that the holder did not authorise is the provider's loss unless it proves otherwise. */
const unauthorised: FactCheck = {
  ruleId: 'LAW-42',
  reads: [],
  judge: ({ question }) =>
    question.purpose === 'unauthorised'
      ? lookedAt(
          'unauthorised-review',
          'review',
          ['police-record', 'place-proof', 'transaction-notice', 'loss-report'],
          ['report-loss-now'],
        )
      : SILENT,
};

/** EXC-12: the payer asks, the merchant or the institution acts. */
const payerAsks: FactCheck = {
  ruleId: 'EXC-12',
  reads: [],
  judge: ({ question }) => (question.asker === 'payer' ? lookedAt('merchant-decides', 'merchant') : SILENT),
};

/** ISS-08 and the rest are blocks; these close nothing and come last, the strictest of them counts. */
export const REVIEWS: readonly FactCheck[] = [
  payerAsks,
  merchantGone,
  refundRatio,
  manyToOneCard,
  soonAfterPayout,
  largeSum,
  unauthorised,
  suspicious,
  closedCard,
  samePerson,
];

/** A void: RSK-04 and RSK-08 count refunds. What is voided never enters clearing, and voids have their own count. */
export const VOID_REVIEWS: readonly FactCheck[] = [
  payerAsks,
  merchantGone,
  unauthorised,
  suspicious,
  cardLivesOn,
];

/** Of a hold no money moves: no sum to agree to, no invoice, and no other account of the holder is needed. */
export const HOLD_REVIEWS: readonly FactCheck[] = [payerAsks, merchantGone, unauthorised, suspicious];

/** EXC-12 for routes that the payer never takes alone: an unpaid order is closed by whoever opened it. */
export const PAYER_ASKS = payerAsks;

/** The good scenarios of what else a till sells and tells: taps, instalments, codes, tips, sales without the host. */
import type { SealedCard } from '#domain/payment';
import { BEFORE_CUT_OVER_MS, CARD } from '../shop.ts';
import { PAY_CODE } from '../shop-orders.ts';
import type { Scenario } from './scenario.ts';
import { HAND_MS } from './till.ts';
import type { World } from './world.ts';

const AMOUNT_FEN = 10_000n;
const TIP_FEN = 1_200n;
const CUT_OVER_MS = BEFORE_CUT_OVER_MS + 30_000;
const OTHER_CARD: SealedCard = { ...CARD, index: '2f'.repeat(16), masked: '620000******0002' };

const TAP = { entryMode: '072' } as const;
const CODE = { entryMode: '032' } as const;
const INSTALMENTS = {
  conditionCode: '64',
  variety: { is: 'instalment', periods: 12, programme: '', fee: 'at-once' },
} as const;
const POINTS = {
  conditionCode: '65',
  variety: { is: 'points', account: '048', productCode: '' },
} as const;

const aSale = async (w: World) => {
  const sale = await w.t1.sell(AMOUNT_FEN, CARD);
  await w.pause(HAND_MS);
  return sale;
};

/** What a terminal tells after the fact. */
export const ADVICE_SCENARIOS: readonly Scenario[] = [
  {
    title: 'a tip, and the settlement',
    play: async (w) => {
      const sale = await aSale(w);
      await w.advices.tip(w.t1, sale, TIP_FEN);
      await w.pause(HAND_MS);
      await w.t1.settle();
    },
    ends: ['approved none'],
  },
  {
    title: 'a tip, and the void of the sum',
    play: async (w) => {
      const sale = await aSale(w);
      await w.advices.tip(w.t1, sale, TIP_FEN);
      await w.pause(HAND_MS);
      await w.t1.void(sale);
    },
    ends: ['voided VOID done'],
  },
  {
    title: 'a tip, a corrected amount, the settlement, and a refund of all',
    play: async (w) => {
      const sale = await aSale(w);
      await w.advices.tip(w.t1, sale, TIP_FEN);
      await w.pause(HAND_MS);
      await w.advices.corrects(w.t1, sale, 8_000n);
      await w.pause(HAND_MS);
      await w.t1.settle();
      await w.pause(HAND_MS);
      await w.t1.refund(sale, 8_000n);
    },
    ends: ['approved REFUND done'],
  },
  {
    title: 'a tip against a void of the back office',
    misses: true,
    play: async (w) => {
      const sale = await aSale(w);
      await Promise.all([w.advices.tip(w.t1, sale, TIP_FEN), w.office.cancel('key-1', sale)]);
    },
    ends: ['voided VOID done'],
  },
  {
    title: 'a tip that the bank refuses, and the void of the sale',
    misses: true,
    before: (w) => w.shop.network.always('debit-adjustment', { says: 'funds-insufficient' }),
    play: async (w) => {
      const sale = await aSale(w);
      await w.advices.tip(w.t1, sale, TIP_FEN);
      await w.pause(HAND_MS);
      await w.t1.void(sale);
    },
    ends: ['voided VOID done'],
  },
  {
    title: 'a sale before the cut-over, its tip after it',
    startMs: BEFORE_CUT_OVER_MS,
    cutOverMs: CUT_OVER_MS,
    play: async (w) => {
      const sale = await aSale(w);
      await w.pause(40_000);
      await w.advices.tip(w.t1, sale, TIP_FEN);
    },
    ends: ['approved none'],
  },
  {
    title: 'a script result, and the void of its sale',
    play: async (w) => {
      const sale = await aSale(w);
      await w.advices.scriptResult(w.t1, sale);
      await w.pause(HAND_MS);
      await w.t1.void(sale);
    },
    ends: ['voided VOID done'],
  },
  {
    title: 'an offline sale, and the settlement',
    play: async (w) => {
      await w.advices.offlineSale(w.t1, AMOUNT_FEN, CARD);
      await w.pause(HAND_MS);
      await w.t1.settle();
    },
    ends: ['approved none'],
  },
  {
    title: 'an offline sale that its issuer refuses, and the settlement',
    misses: true,
    before: (w) => w.shop.network.always('offline-sale', { says: 'card-number-not-valid' }),
    play: async (w) => {
      await w.advices.offlineSale(w.t1, AMOUNT_FEN, CARD);
      await w.pause(HAND_MS);
      await w.t1.settle();
    },
    ends: ['declined: card-number-not-valid none'],
  },
  {
    title: 'an offline sale, its tip, and the refund after the settlement',
    play: async (w) => {
      const sale = await w.advices.offlineSale(w.t1, AMOUNT_FEN, CARD);
      await w.pause(60_000);
      await w.advices.tip(w.t1, sale, TIP_FEN);
      await w.pause(HAND_MS);
      await w.t1.settle();
      await w.pause(HAND_MS);
      await w.t1.refund(sale, 3_000n);
    },
    ends: ['approved REFUND done'],
  },
  {
    title: 'an offline sale just before the cut-over, beside an online one',
    startMs: BEFORE_CUT_OVER_MS,
    cutOverMs: CUT_OVER_MS,
    play: async (w) => {
      await w.pause(29_000);
      await Promise.all([
        w.advices.offlineSale(w.t1, AMOUNT_FEN, CARD),
        w.t2.sell(7_700n, OTHER_CARD, { once: true }),
      ]);
    },
    ends: ['approved none', 'approved none'],
  },
];

/** Other sales at the till, and their ways back. */
export const VARIETY_SCENARIOS: readonly Scenario[] = [
  {
    title: 'a small tap without PIN, and the settlement',
    play: async (w) => {
      await w.t1.sell(AMOUNT_FEN, CARD, { as: TAP });
      await w.pause(HAND_MS);
      await w.t1.settle();
    },
    ends: ['approved none'],
  },
  {
    title: 'a small tap that its terminal reverses',
    play: (w) => w.t1.sell(AMOUNT_FEN, CARD, { as: TAP, reverses: true, once: true }),
    ends: ['reversed REVERSAL done'],
  },
  {
    title: 'a sale by instalments, and its void',
    play: async (w) => {
      const sale = await w.t1.sell(AMOUNT_FEN, CARD, { as: INSTALMENTS });
      await w.pause(HAND_MS);
      await w.t1.void(sale);
    },
    ends: ['voided VOID done'],
  },
  {
    title: 'a sale by instalments whose void its terminal reverses, and its refund after the settlement',
    play: async (w) => {
      const sale = await w.t1.sell(AMOUNT_FEN, CARD, { as: INSTALMENTS });
      await w.pause(HAND_MS);
      await w.t1.void(sale, { reverses: true });
      await w.pause(HAND_MS);
      await w.t1.settle();
      await w.pause(HAND_MS);
      await w.t1.refund(sale, AMOUNT_FEN);
    },
    ends: ['approved VOID undone, REFUND done'],
  },
  {
    title: 'a sale by points without an answer, reversed by the host',
    misses: true,
    before: (w) => w.shop.network.next('sale', 'answer-lost'),
    play: (w) => w.t1.sell(AMOUNT_FEN, CARD, { as: POINTS, once: true }),
    ends: ['reversed REVERSAL done'],
  },
  {
    title: 'a payer’s code at the till, and its void',
    play: async (w) => {
      const sale = await w.t1.sell(AMOUNT_FEN, PAY_CODE, { as: CODE });
      await w.pause(HAND_MS);
      await w.t1.void(sale);
    },
    ends: ['voided VOID done'],
  },
  {
    title: 'a payer’s code at the till, the settlement, and a refund of a part',
    play: async (w) => {
      const sale = await w.t1.sell(AMOUNT_FEN, PAY_CODE, { as: CODE });
      await w.pause(HAND_MS);
      await w.t1.settle();
      await w.pause(HAND_MS);
      await w.t1.refund(sale, 4_000n);
    },
    ends: ['approved REFUND done'],
  },
];

/** The good scenarios of terminals, API and cancellations, as stories of the people who act in them. */
import type { SealedCard } from '#domain/payment';
import { BEFORE_CUT_OVER_MS, CARD } from '../shop.ts';
import type { Scenario } from './scenario.ts';
import type { World } from './world.ts';

const card = (no: number): SealedCard => ({
  ...CARD,
  index: `${no}f`.repeat(16),
  masked: `620000******000${no}`,
});
const [CARD_1, CARD_2, EMPTY_CARD] = [card(1), card(2), card(3)];
const HAND_MS = 2_000;
const AMOUNT_FEN = 10_000n;
const CUT_OVER_MS = BEFORE_CUT_OVER_MS + 30_000;

const aSale = (w: World) => w.t1.sell(AMOUNT_FEN, CARD_1);

/** Scenarios whose mutations are also paired with every crash. */
export const VOID_AT_THE_TILL: Scenario = {
  title: 'a sale and its void at the terminal',
  play: async (w) => {
    const sale = await aSale(w);
    await w.pause(HAND_MS);
    await w.t1.void(sale);
  },
  ends: ['voided VOID done'],
};

export const REFUND_IN_TWO_PARTS: Scenario = {
  title: 'a sale, the settlement, and its refund in two parts',
  play: async (w) => {
    const sale = await aSale(w);
    await w.pause(HAND_MS);
    await w.t1.settle();
    await w.pause(HAND_MS);
    await w.t1.refund(sale, 4_000n);
    await w.pause(HAND_MS);
    await w.t1.refund(sale, 6_000n);
  },
  ends: ['approved REFUND done, REFUND done'],
};

export const NO_ANSWER: Scenario = {
  title: 'a sale without an answer, reversed by the host',
  misses: true,
  before: (w) => w.shop.network.next('sale', 'answer-lost'),
  play: (w) => w.t1.sell(AMOUNT_FEN, CARD_1, { once: true }),
  ends: ['reversed REVERSAL done'],
};

export const HOST_VOID: Scenario = {
  title: 'a sale and its cancellation by the back office',
  play: async (w) => {
    const sale = await aSale(w);
    await w.pause(HAND_MS);
    await w.office.cancel('key-1', sale);
  },
  ends: ['voided VOID done'],
};

export const SCENARIOS: readonly Scenario[] = [
  { title: 'a sale', play: aSale, ends: ['approved none'] },
  {
    title: 'a sale that the bank declines',
    misses: true,
    before: (w) => w.shop.network.refuses.set(EMPTY_CARD.index, 'funds-insufficient'),
    play: (w) => w.t1.sell(AMOUNT_FEN, EMPTY_CARD),
    ends: ['declined: funds-insufficient none'],
  },
  VOID_AT_THE_TILL,
  REFUND_IN_TWO_PARTS,
  HOST_VOID,
  {
    title: 'a sale, the settlement, and a partial refund by the back office',
    play: async (w) => {
      const sale = await aSale(w);
      await w.pause(HAND_MS);
      await w.t1.settle();
      await w.pause(HAND_MS);
      await w.office.cancel('key-1', sale, { amountFen: 3_000n });
    },
    ends: ['approved REFUND done'],
  },
  NO_ANSWER,
  {
    title: 'an approved sale that its terminal reverses',
    play: (w) => w.t1.sell(AMOUNT_FEN, CARD_1, { reverses: true, once: true }),
    ends: ['reversed REVERSAL done'],
  },
  {
    title: 'a void that its terminal reverses',
    play: async (w) => {
      const sale = await aSale(w);
      await w.pause(HAND_MS);
      await w.t1.void(sale, { reverses: true });
    },
    ends: ['approved VOID undone'],
  },
  {
    title: 'a void that its terminal reverses, and a void once more',
    play: async (w) => {
      const sale = await aSale(w);
      await w.pause(HAND_MS);
      await w.t1.void(sale, { reverses: true });
      await w.pause(HAND_MS);
      await w.t1.void(sale);
    },
    ends: ['voided VOID undone, VOID done'],
  },
  {
    title: 'a sale whose message leaves twice',
    play: (w) => w.t1.sell(AMOUNT_FEN, CARD_1, { twice: true }),
    ends: ['approved none'],
  },
  {
    title: 'a refund repeated under a new trace number',
    play: async (w) => {
      const sale = await aSale(w);
      await w.pause(HAND_MS);
      await w.t1.settle();
      await w.pause(HAND_MS);
      await w.t1.refund(sale, 4_000n, { twice: true });
    },
    ends: ['approved REFUND done'],
  },
  {
    title: 'a settlement in the middle: a refund before it, a void after it',
    play: async (w) => {
      const first = await aSale(w);
      await w.pause(HAND_MS);
      await w.t1.settle();
      await w.pause(HAND_MS);
      const second = await w.t1.sell(7_700n, CARD_2);
      await w.pause(HAND_MS);
      await w.t1.refund(first, AMOUNT_FEN);
      await w.pause(HAND_MS);
      await w.t1.void(second);
      await w.pause(HAND_MS);
      await w.t1.settle();
    },
    ends: ['approved REFUND done', 'voided VOID done'],
  },
  {
    title: 'two terminals at one merchant',
    play: async (w) => {
      const atOne = aSale(w);
      const second = await w.t2.sell(7_700n, CARD_2);
      const first = await atOne;
      const settled = w.t1.settle();
      await w.t2.void(second);
      await settled;
      await w.pause(HAND_MS);
      await w.t2.refund(first, 2_500n);
    },
    ends: ['approved REFUND done', 'voided VOID done'],
  },
  {
    title: 'a void at the terminal against one of the back office',
    misses: true,
    play: async (w) => {
      const sale = await aSale(w);
      await w.pause(HAND_MS);
      await Promise.all([w.t1.void(sale), w.office.cancel('key-1', sale)]);
    },
    ends: ['voided VOID done'],
  },
  {
    title: 'a sale before the cut-over, a refund by the back office after it',
    startMs: BEFORE_CUT_OVER_MS,
    cutOverMs: CUT_OVER_MS,
    play: async (w) => {
      const sale = await aSale(w);
      await w.pause(40_000);
      await w.office.cancel('key-1', sale);
    },
    ends: ['approved REFUND done'],
  },
  {
    title: 'a sale and its void just before the cut-over',
    startMs: BEFORE_CUT_OVER_MS,
    cutOverMs: CUT_OVER_MS,
    play: async (w) => {
      const sale = await aSale(w);
      await w.pause(27_000);
      await w.t1.void(sale);
    },
    ends: ['voided VOID done'],
  },
  {
    title: 'a void that its terminal reverses just before the cut-over',
    startMs: BEFORE_CUT_OVER_MS,
    cutOverMs: CUT_OVER_MS,
    play: async (w) => {
      const sale = await aSale(w);
      await w.pause(29_400);
      await w.t1.void(sale, { reverses: true });
    },
    ends: ['approved VOID undone'],
  },
  {
    title: 'an approved sale that its terminal reverses just before the cut-over',
    startMs: BEFORE_CUT_OVER_MS,
    cutOverMs: CUT_OVER_MS,
    play: async (w) => {
      await w.pause(29_600);
      await w.t1.sell(AMOUNT_FEN, CARD_1, { reverses: true, once: true });
    },
    ends: ['reversed REVERSAL done'],
  },
  {
    title: 'a sale without an answer just before the cut-over',
    startMs: BEFORE_CUT_OVER_MS,
    cutOverMs: CUT_OVER_MS,
    before: (w) => w.shop.network.next('sale', 'answer-lost'),
    play: async (w) => {
      await w.pause(15_000);
      await w.t1.sell(AMOUNT_FEN, CARD_1, { once: true });
    },
    ends: ['approved REVERSAL overruled'],
  },
];

/** The good scenarios of deposits: held, raised, lifted, completed, given back. */
import { BEFORE_CUT_OVER_MS, CARD } from '../shop.ts';
import type { Scenario } from './scenario.ts';
import { HAND_MS } from './till.ts';
import type { World } from './world.ts';

const AMOUNT_FEN = 50_000n;
const CUT_OVER_MS = BEFORE_CUT_OVER_MS + 30_000;
const held = async (w: World) => {
  const told = await w.deposits.hold(w.t1, AMOUNT_FEN, CARD);
  await w.pause(HAND_MS);
  return told;
};

export const DEPOSIT_SCENARIOS: readonly Scenario[] = [
  { title: 'a hold', play: held, ends: ['approved none'] },
  {
    title: 'a hold without an answer, reversed by the host',
    misses: true,
    before: (w) => w.shop.network.next('preauth', 'answer-lost'),
    play: (w) => w.deposits.hold(w.t1, AMOUNT_FEN, CARD, { once: true }),
    ends: ['reversed REVERSAL done'],
  },
  {
    title: 'a hold that its terminal reverses',
    play: (w) => w.deposits.hold(w.t1, AMOUNT_FEN, CARD, { reverses: true, once: true }),
    ends: ['reversed REVERSAL done'],
  },
  {
    title: 'a hold, raised and completed for less',
    play: async (w) => {
      const told = await held(w);
      await w.deposits.raise(w.t1, told, 20_000n);
      await w.pause(HAND_MS);
      await w.deposits.complete(w.t1, told, 63_000n);
      await w.pause(HAND_MS);
      await w.t1.settle();
    },
    ends: ['completed none', 'approved none', 'approved none'],
  },
  {
    title: 'a hold whose increment the terminal reverses, and its completion',
    play: async (w) => {
      const told = await held(w);
      await w.deposits.raise(w.t1, told, 20_000n, { reverses: true, once: true });
      await w.pause(HAND_MS);
      await w.deposits.complete(w.t1, told, 55_000n);
    },
    ends: ['completed none', 'reversed REVERSAL done', 'approved none'],
  },
  {
    title: 'a hold, raised and lifted',
    play: async (w) => {
      const told = await held(w);
      await w.deposits.raise(w.t1, told, 20_000n);
      await w.pause(HAND_MS);
      await w.deposits.lift(w.t1, told);
    },
    ends: ['voided VOID done', 'approved none'],
  },
  {
    title: 'a hold whose void its terminal reverses, and its completion',
    play: async (w) => {
      const told = await held(w);
      await w.deposits.lift(w.t1, told, { reverses: true, once: true });
      await w.pause(HAND_MS);
      await w.deposits.complete(w.t1, told, AMOUNT_FEN);
    },
    ends: ['completed VOID undone', 'approved none'],
  },
  {
    title: 'a completion that its terminal reverses, and another one',
    play: async (w) => {
      const told = await held(w);
      await w.deposits.complete(w.t1, told, AMOUNT_FEN, { reverses: true, once: true });
      await w.pause(HAND_MS);
      await w.deposits.complete(w.t1, told, 40_000n);
    },
    ends: ['completed none', 'reversed REVERSAL done', 'approved none'],
  },
  {
    title: 'a completion, its void, and the void of the hold',
    play: async (w) => {
      const told = await held(w);
      const taken = await w.deposits.complete(w.t1, told, AMOUNT_FEN);
      await w.pause(HAND_MS);
      await w.deposits.giveBack(w.t1, told, taken);
      await w.pause(HAND_MS);
      await w.deposits.lift(w.t1, told);
      await w.pause(HAND_MS);
      await w.t1.settle();
    },
    ends: ['voided VOID done', 'voided VOID done'],
  },
  {
    title: 'a completion whose void its terminal reverses',
    play: async (w) => {
      const told = await held(w);
      const taken = await w.deposits.complete(w.t1, told, AMOUNT_FEN);
      await w.pause(HAND_MS);
      await w.deposits.giveBack(w.t1, told, taken, { reverses: true, once: true });
    },
    ends: ['completed none', 'approved VOID undone'],
  },
  {
    title: 'a completion by notice at another terminal, and its refund after the settlement',
    play: async (w) => {
      const told = await held(w);
      const taken = await w.deposits.notify(w.t2, told, AMOUNT_FEN);
      await w.pause(HAND_MS);
      await w.t2.settle();
      await w.pause(HAND_MS);
      if (taken !== undefined) await w.t2.refund(taken, 10_000n);
    },
    ends: ['completed none', 'approved REFUND done'],
  },
  {
    title: 'a completion by notice against a void of the hold',
    misses: true,
    play: async (w) => {
      const told = await held(w);
      await Promise.all([w.deposits.notify(w.t2, told, AMOUNT_FEN), w.deposits.lift(w.t1, told)]);
    },
    ends: ['completed none', 'approved none'],
  },
  {
    title: 'two completions of one hold at once',
    misses: true,
    play: async (w) => {
      const told = await held(w);
      await Promise.all([
        w.deposits.complete(w.t1, told, AMOUNT_FEN, { once: true }),
        w.deposits.complete(w.t2, told, 40_000n, { once: true }),
      ]);
    },
    ends: ['completed none', 'approved none'],
  },
  {
    title: 'a hold before the cut-over, its completion after it',
    startMs: BEFORE_CUT_OVER_MS,
    cutOverMs: CUT_OVER_MS,
    play: async (w) => {
      const told = await held(w);
      await w.pause(40_000);
      await w.deposits.complete(w.t1, told, AMOUNT_FEN);
    },
    ends: ['completed none', 'approved none'],
  },
  {
    title: 'a hold before the cut-over, its void after it',
    startMs: BEFORE_CUT_OVER_MS,
    cutOverMs: CUT_OVER_MS,
    play: async (w) => {
      const told = await held(w);
      await w.pause(40_000);
      await w.deposits.lift(w.t1, told);
    },
    ends: ['voided VOID done'],
  },
];

/** The good scenarios of requests and of orders by code. */
import { CARD } from '../shop.ts';
import type { Scenario } from './scenario.ts';
import type { World } from './world.ts';

const HAND_MS = 2_000;
const AMOUNT_FEN = 10_000n;
const aSale = (w: World) => w.t1.sell(AMOUNT_FEN, CARD);

async function settledSale(w: World) {
  const sale = await aSale(w);
  await w.pause(HAND_MS);
  await w.t1.settle();
  await w.pause(HAND_MS);
  return sale;
}

/** Whoever does not decide within a minute is passed over. */
const PASSED_OVER_MS = 60_000;

/** Scenarios whose mutations are also paired with every crash. */
export const ASKED_AND_ACCEPTED: Scenario = {
  title: 'a payer asks, the shop accepts, the refund is made',
  play: async (w) => {
    const sale = await settledSale(w);
    await w.people.asks(sale);
    await w.people.says('clerk', 'accept', sale);
    await w.pause(HAND_MS);
    await w.people.says('payer', 'confirm-arrival', sale);
  },
  ends: ['approved REFUND done'],
};

export const PAID_BY_SCAN: Scenario = {
  title: 'an order paid with the merchant’s code',
  play: async (w) => w.counter.scans(await w.counter.open('A-1')),
  ends: ['approved none'],
};

export const EXPIRED_AND_PAID: Scenario = {
  title: 'an order that expires, and is paid too late',
  play: async (w) => {
    const id = await w.counter.open('A-1', PASSED_OVER_MS);
    await w.pause(PASSED_OVER_MS + 10_000);
    await w.counter.scans(id);
  },
  ends: ['approved REFUND done'],
};

export const REQUEST_SCENARIOS: readonly Scenario[] = [
  ASKED_AND_ACCEPTED,
  {
    title: 'a payer asks, the shop never decides: the institution does',
    limits: { requestDecideDueMs: PASSED_OVER_MS },
    play: async (w) => {
      const sale = await settledSale(w);
      await w.people.asks(sale);
      await w.pause(PASSED_OVER_MS + 10_000);
      await w.people.says('operator', 'accept', sale);
    },
    ends: ['approved REFUND done'],
  },
  {
    title: 'a payer asks, the shop never decides, the institution says no',
    limits: { requestDecideDueMs: PASSED_OVER_MS },
    play: async (w) => {
      const sale = await settledSale(w);
      await w.people.asks(sale);
      await w.pause(PASSED_OVER_MS + 10_000);
      await w.people.says('operator', 'refuse', sale);
    },
    ends: ['approved none'],
  },
  {
    title: 'a payer asks for much, no supervisor comes: the institution reviews and approves',
    rules: { 'risk.dualApprovalFen': 5_000 },
    limits: { requestApprovalDueMs: PASSED_OVER_MS },
    play: async (w) => {
      const sale = await settledSale(w);
      await w.people.asks(sale);
      await w.people.says('clerk', 'accept', sale);
      await w.people.handsIn('clerk', 'invoice', sale);
      await w.pause(PASSED_OVER_MS + 10_000);
      await w.people.says('operator', 'approve', sale);
    },
    ends: ['approved REFUND done'],
  },
  {
    title: 'a payer asks for much: the shop accepts, an invoice comes, a supervisor approves',
    rules: { 'risk.dualApprovalFen': 5_000 },
    play: async (w) => {
      const sale = await settledSale(w);
      await w.people.asks(sale);
      await w.people.says('clerk', 'accept', sale);
      await w.people.handsIn('clerk', 'invoice', sale);
      await w.people.says('supervisor', 'approve', sale);
    },
    ends: ['approved REFUND done'],
  },
  {
    title: 'a payer asks and takes it back',
    play: async (w) => {
      const sale = await settledSale(w);
      await w.people.asks(sale);
      await w.people.says('payer', 'withdraw', sale);
    },
    ends: ['approved none'],
  },
  {
    title: 'a payer asks, and the till gives the money back first',
    misses: true,
    play: async (w) => {
      const sale = await settledSale(w);
      await w.people.asks(sale);
      await w.t1.refund(sale, AMOUNT_FEN);
      await w.people.says('clerk', 'accept', sale);
    },
    ends: ['approved REFUND done'],
  },
  {
    title: 'a payer asks, and shop and payer speak at once',
    misses: true,
    play: async (w) => {
      const sale = await settledSale(w);
      await w.people.asks(sale);
      const accepts = w.people.says('clerk', 'accept', sale);
      await w.people.says('payer', 'withdraw', sale);
      await accepts;
    },
    ends: ['approved REFUND done'],
  },
];

export const ORDER_SCENARIOS: readonly Scenario[] = [
  {
    title: 'an order paid with the payer’s code',
    play: async (w) => w.counter.pays(await w.counter.open('A-1'), 'a1'),
    misses: true,
    ends: ['approved none'],
  },
  PAID_BY_SCAN,
  EXPIRED_AND_PAID,
  {
    title: 'an order that nobody pays: it expires',
    play: async (w) => {
      await w.counter.open('A-1', PASSED_OVER_MS);
      await w.pause(PASSED_OVER_MS + 10_000);
    },
    ends: [],
  },
  {
    title: 'an order paid at both codes at once',
    misses: true,
    play: async (w) => {
      const id = await w.counter.open('A-1');
      const pays = w.counter.pays(id, 'a1');
      await w.pause(20);
      await w.counter.scans(id);
      await pays;
    },
    ends: ['approved REFUND done', 'approved none'],
  },
  {
    title: 'an order closed, and paid too late',
    play: async (w) => {
      const id = await w.counter.open('A-1');
      await w.counter.closes(id);
      await w.pause(HAND_MS);
      await w.counter.scans(id);
    },
    ends: ['approved REFUND done'],
  },
  {
    title: 'an order closed while a payer’s code is on its way',
    misses: true,
    play: async (w) => {
      const id = await w.counter.open('A-1');
      const pays = w.counter.pays(id, 'a1');
      await w.pause(70);
      await w.counter.closes(id);
      await pays;
    },
    ends: ['approved none'],
  },
];

/** Rows for the suite of the stores: every state of a payment and of a cancellation, made by the domain itself. */

import { addDays, clearingDay } from '#domain/calendar';
import {
  AFTER_BOUNCE,
  answerForPayment,
  type BackStep,
  type Cancellation,
  type CancellationCommand,
  openCancellation,
  type Pace,
  type SentRoute,
  stepCancellation,
} from '#domain/cancellation';
import {
  type NetworkKey,
  type Payment,
  type PaymentBase,
  refusePayment,
  startPayment,
  stepPayment,
} from '#domain/payment';
import type { Terminal } from '#domain/terminal';
import { type ChangeSet, createIdMaker, createNetworkKeyMaker, LIMITS, type Merchant, rrnOf } from '#engine';
import { bouncedStates } from './domain/bounced-samples.ts';
import {
  CARD,
  CONTRACT,
  FIRST_BATCH,
  publishedRules,
  shopMerchant,
  signedInTerminal,
  T1,
  T2,
} from './shop-fixtures.ts';
import { holdStates } from './store-hold-rows.ts';

/** A payment and, where it has one, its way back; both not stored yet. */
export interface Case {
  readonly name: string;
  readonly payment: Payment;
  readonly cancellation: Cancellation | null;
}

const PACE: Pace = { ...LIMITS, cutOver: '23:00:00' };
const DAY = clearingDay('2026-11-23');
const NEXT_DAY = addDays(DAY, 1);
const RULES = publishedRules();
const INSTITUTION = { acquirerId: '48021000', forwarderId: '48021000' };

let shops = 0;
const ids = createIdMaker(1_000);
const networkKeys = createNetworkKeyMaker(INSTITUTION, 1);

/** A merchant of its own for each test, so that tests do not meet on a shared database. */
export interface SuiteShop {
  readonly merchant: Merchant;
  readonly terminals: readonly [Terminal, Terminal];
  readonly atMs: number;
  stan: number;
}

export function makeShop(atMs: number): SuiteShop {
  shops += 1;
  const merchantId = `8983100${String(shops).padStart(8, '0')}`;
  const merchant = shopMerchant({ merchantId, book: merchantId });
  const at = (terminalId: string): Terminal => signedInTerminal(terminalId, { merchantId, book: merchantId });
  return { merchant, terminals: [at(T1), at(T2)], atMs, stan: 0 };
}

export const freshKey = (atMs: number): NetworkKey => networkKeys.next(atMs);

export function sent(
  shop: SuiteShop,
  parts: { readonly atMs?: number; readonly day?: string; readonly base?: Partial<PaymentBase> } = {},
): Payment {
  const atMs = parts.atMs ?? shop.atMs;
  const network = freshKey(atMs);
  shop.stan += 1;
  const { merchantId, book } = shop.merchant;
  const base = {
    id: ids.payment(book, atMs),
    book,
    kind: 'sale',
    terminal: { merchantId, terminalId: T1, batchNo: FIRST_BATCH, stan: String(shop.stan).padStart(6, '0') },
    network,
    rrn: rrnOf(network),
    amountFen: 12_345_678_901n,
    currency: 'CNY',
    card: { ...CARD, expiry: null },
    entryMode: '051',
    conditionCode: '00',
    contract: { ...CONTRACT, capFen: null },
    mcc: '5411',
    expectedClearingDay: clearingDay(parts.day ?? DAY),
    startedMs: atMs,
    version: 0,
    ...parts.base,
  } as const;
  return startPayment(base, atMs + 20_000).payment;
}

export function approved(shop: SuiteShop, day: string = DAY, base: Partial<PaymentBase> = {}): Payment {
  const payment = sent(shop, { day, base });
  const answered = {
    outcome: 'approved',
    authCode: '654321',
    clearingDay: clearingDay(day),
    atMs: shop.atMs + 100,
  } as const;
  return stepPayment(payment, { type: 'answered', ...answered }).payment;
}

export function opened(
  shop: SuiteShop,
  payment: Payment,
  route: SentRoute,
  amountFen: bigint = payment.amountFen,
): BackStep {
  const atMs = shop.atMs + 1_000;
  const network = freshKey(atMs);
  const question = {
    subject: { kind: 'payment', id: payment.id },
    asker: 'terminal',
    route,
    amountFen,
    terminalId: T1,
  } as const;
  const scope = {
    channel: 'unionpay.pos',
    institution: 'inst-1',
    issuer: null,
    merchant: shop.merchant.merchantId,
  };
  // The answer of the rules is stored with the act, whatever it says: here only its shape matters.
  const answer = answerForPayment(payment, question, {
    book: RULES,
    scope,
    terminal: shop.terminals[0],
    clearingDayNow: DAY,
    nowMs: atMs,
  });
  return openCancellation(
    payment,
    {
      id: ids.cancellation(payment.book, atMs),
      route,
      amountFen,
      door: 'terminal',
      requestedBy: T1,
      reason: '98',
      terminal: { ...payment.terminal, stan: '000900' },
      rrn: rrnOf(network),
      network,
      answer,
      atMs,
    },
    PACE,
  );
}

export const step = (from: BackStep, command: CancellationCommand): BackStep =>
  stepCancellation(from.payment, from.cancellation, command, PACE);

const row = (name: string, from: BackStep): Case => ({
  name,
  payment: from.payment,
  cancellation: from.cancellation,
});

/** One case per state of a payment, and per state of a cancellation. */
export function everyState(shop: SuiteShop): readonly Case[] {
  const atMs = shop.atMs + 2_000;
  const lateMs = atMs + 3_600_000;
  const answered = (
    outcome: 'approved' | 'function-not-supported',
    to: 'message' | 'undo' = 'message',
  ): CancellationCommand => ({
    type: 'answered',
    to,
    outcome,
    clearingDay: DAY,
    atMs,
  });
  const due = (day = DAY, dueMs = lateMs): CancellationCommand => ({
    type: 'due',
    clearingDayNow: day,
    fresh: freshKey(dueMs),
    atMs: dueMs,
  });
  const refunded = (): BackStep => step(opened(shop, approved(shop), 'REFUND', 333n), answered('approved'));
  const reversal = (): BackStep => opened(shop, sent(shop), 'REVERSAL');
  const voiding = (): BackStep => opened(shop, approved(shop), 'VOID');
  const undoing = (): BackStep => step(voiding(), due());
  const awaiting = (): BackStep => step(reversal(), due(NEXT_DAY));
  const declined = stepPayment(sent(shop), {
    type: 'answered',
    outcome: 'pin-wrong',
    authCode: null,
    clearingDay: null,
    atMs,
  }).payment;
  const unknown = reversal();
  const late = stepPayment(unknown.payment, {
    type: 'answered',
    outcome: 'approved',
    authCode: '1',
    clearingDay: DAY,
    atMs,
  }).payment;
  const { state: _state, ...base } = sent(shop);
  const file = {
    type: 'clearing-file',
    paymentIn: true,
    undoneIn: false,
    clearingDay: DAY,
    atMs: lateMs + 1,
  } as const;
  return [
    { name: 'sent', payment: sent(shop), cancellation: null },
    { name: 'approved', payment: approved(shop), cancellation: null },
    { name: 'declined by the network', payment: declined, cancellation: null },
    { name: 'refused here', payment: refusePayment(base, 'merchant-not-valid').payment, cancellation: null },
    row('unknown, its reversal sending', reversal()),
    { name: 'unknown with a late approval', payment: late, cancellation: unknown.cancellation },
    row('reversed', step(reversal(), answered('approved'))),
    row('voided', step(voiding(), answered('approved'))),
    row('void sending', voiding()),
    row('void refused', step(voiding(), answered('function-not-supported'))),
    row('void undoing', undoing()),
    row('void undone', step(undoing(), answered('approved', 'undo'))),
    row('refund sending, part of the amount claimed', opened(shop, approved(shop), 'REFUND', 333n)),
    row('refund done, part of the amount returned', refunded()),
    ...AFTER_BOUNCE.map((state) => row(`refund ${state}`, bouncedStates(refunded(), step)[state])),
    ...holdStates(shop),
    row('reversal awaiting the file', awaiting()),
    row('reversal overruled by the file', step(awaiting(), file)),
    row(
      'reversal handed to a person',
      step(awaiting(), due(NEXT_DAY, lateMs + LIMITS.clearingFileDueMs + 86_400_000)),
    ),
  ];
}

export const NO_CHANGES: ChangeSet = {
  once: [],
  payments: [],
  cancellations: [],
  requests: [],
  terminals: [],
  batches: [],
  acceptances: [],
  orders: [],
  accounts: [],
  journals: [],
  events: [],
};

/** A batch that stores these cases as new rows, without journals. */
export function storing(...cases: readonly Case[]): ChangeSet {
  return {
    ...NO_CHANGES,
    payments: cases.map(({ payment }) => ({
      row: { payment: { ...payment, version: 1 }, journalCount: 0 },
      expectedVersion: 0,
    })),
    cancellations: cases.flatMap(({ cancellation }) =>
      cancellation === null ? [] : [{ cancellation: { ...cancellation, version: 1 }, expectedVersion: 0 }],
    ),
  };
}

/** The engine of the product over PostgreSQL, with a network beside it that answers at once. */
import { createHash } from 'node:crypto';
import { createPostgresStore } from '#adapters/postgres';
import { networkKeyText, type PaymentId, type SealedCard } from '#domain/payment';
import { Engine, LIMITS, type NetworkPort, type NetworkRequest, type Reply } from '#engine';
import { loadRules } from '../../src/programs/rules.ts';
import { BATCH_NO, type BenchDatabase, TERMINAL_ID } from './database.ts';

/** As many cards as a town has: payments of one card would share pages of indexes that those of many do not. */
const CARDS = 200_000;

/** The index is where chance puts it, as a keyed hash does. */
const cardNo = (number: number): SealedCard => ({
  index: createHash('md5').update(String(number)).digest('hex'),
  cipher: 'c2VhbGVk',
  masked: `620000******${String(number % 10_000).padStart(4, '0')}`,
  ...{ expiry: '3012', sequence: null },
});

/** Of messages that are answered otherwise than a sale is. */
const ANSWER_MTI: Partial<Readonly<Record<NetworkRequest['message'], string>>> = {
  ...{ refund: '0230', reversal: '0430', 'offline-sale': '0230' },
};
const clock = { nowMs: () => Date.now() };

export interface BenchEngine extends AsyncDisposable {
  readonly engine: Engine;
  /** One card payment of the next merchant in turn: intent and outcome, two commits. */
  pay(): Promise<Reply>;
  /** One payment that is decided with its intent: one commit. */
  payOffline(): Promise<Reply>;
  /** Gives back in full a payment that {@link pay} made. */
  back(route: 'VOID' | 'REFUND', paid: Paid): Promise<Reply>;
  /** Settles the batch of every terminal: what was paid in it can be refunded from then on. */
  settle(): Promise<void>;
  /** What was paid and not given back yet, oldest first. */
  readonly paid: Paid[];
}

export interface Paid {
  /** Which merchant, in their order. */
  readonly index: number;
  readonly stan: string;
  readonly batchNo: string;
  readonly rrn: string;
  readonly paymentId: PaymentId;
  readonly cardIndex: string;
}

export async function startEngine(database: BenchDatabase): Promise<BenchEngine> {
  const store = createPostgresStore({ url: database.url, laneCount: LIMITS.laneCount, clock });
  const troubles: string[] = [];
  let engine: Engine | null = null;
  const network: NetworkPort = {
    async send({ network: key, subject, amountFen, message }) {
      const mti = ANSWER_MTI[message] ?? '0210';
      const clearingDay = engine!.clearingDayNow();
      const said = { mti, amountFen, outcome: 'approved', authCode: '123456', clearingDay } as const;
      setImmediate(
        () => void engine!.networkAnswered(networkKeyText(key), { network: key, subject, ...said }),
      );
      return 'sent';
    },
    sendOrder: async () => 'not-sent',
    sendInquiry: async () => 'not-sent',
  };
  engine = await Engine.start({
    ...{ store, network, clock, limits: LIMITS, rules: await loadRules() },
    timers: {
      after(delayMs, act) {
        const timer = setTimeout(act, delayMs);
        return () => clearTimeout(timer);
      },
    },
    random: { below: (bound) => Math.floor(Math.random() * bound) },
    telemetry: {
      paymentEnded() {},
      cancellationMoved() {},
      batchApplied() {},
      trouble: ({ where, message }) => void troubles.push(`${where}: ${message}`),
    },
    institution: { id: 'inst-1', acquirerId: '48021000', forwarderId: '48021000' },
    onLeaseLost: (error) => {
      throw error;
    },
  });
  const running = engine;
  const { merchants } = database;
  let turn = 0;
  const traces = new Uint32Array(merchants.length);
  const paid: Paid[] = [];
  const batches = merchants.map(() => BATCH_NO);
  const terminalAt = (index: number) => {
    const merchant = merchants[index]!;
    traces[index]! += 1;
    const stan = String(((traces[index]! - 1) % 999_999) + 1).padStart(6, '0');
    const batchNo = batches[index]!;
    const terminal = { merchantId: merchant.merchantId, terminalId: TERMINAL_ID, batchNo, stan };
    return { index, merchant, terminal, stan };
  };
  const next = () => {
    turn = (turn + 1) % merchants.length;
    return terminalAt(turn);
  };
  const told = { amountFen: 10_000n, currency: 'CNY', conditionCode: '00' } as const;
  let cards = 0;
  const nextCard = (): SealedCard => {
    cards += 1;
    return cardNo(cards % CARDS);
  };
  const carried = { track2: null, pinBlock: null, chipData: null };
  return {
    engine: running,
    paid,
    async pay() {
      const { index, merchant, terminal, stan } = next();
      const card = nextCard();
      const reply = await running.submit({
        ...{ type: 'pay', merchant, terminal, ...told, card, entryMode: '051', print: stan, carried },
      });
      if (reply.payment !== null)
        paid.push({
          index,
          stan,
          batchNo: terminal.batchNo,
          rrn: reply.payment.rrn,
          paymentId: reply.payment.id,
          cardIndex: card.index,
        });
      return reply;
    },
    payOffline() {
      const { merchant, terminal, stan } = next();
      return running.submit({
        ...{ type: 'pay', merchant, terminal, ...told, card: nextCard() },
        ...{ entryMode: '051', print: stan, carried },
        offline: { authCode: null, sealedChip: null },
      });
    },
    back(route, { index, stan: of, batchNo, rrn, cardIndex }) {
      const { merchant, terminal, stan } = terminalAt(index);
      return running.submit({
        ...{ type: 'terminal-cancel', route, merchant, terminal },
        original: { batchNo, stan: of, day: null },
        ...{ rrn, amountFen: 10_000n, cardIndex, print: `back${stan}` },
      });
    },
    async settle() {
      const one = async (index: number): Promise<void> => {
        const { merchant, terminal } = terminalAt(index);
        const known = await running.terminal(merchant.merchantId, TERMINAL_ID, true);
        const { debitCount, debitFen, creditCount, creditFen } = known!.totals;
        const totals = { debitCount, debitFen, creditCount, creditFen };
        const { outcome, terminal: after } = await running.submit({
          type: 'settle',
          merchant,
          terminal,
          totals,
        });
        if (outcome !== 'approved') throw new Error(`Cannot settle at ${merchant.merchantId}: ${outcome}`);
        batches[index] = after!.batchNo;
      };
      await Promise.all(merchants.map((_, index) => one(index)));
    },
    async [Symbol.asyncDispose]() {
      await running.stop();
      await store.close();
      if (troubles.length > 0) process.stderr.write(`troubles: ${troubles.slice(0, 3).join('; ')}\n`);
    },
  };
}

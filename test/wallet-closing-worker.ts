/**
 * A server's engine in a process of its own, on a real database, with wallets in front of the line: a test kills it.
 * It does what it is told and answers; whatever it knows beyond that is on disk.
 */

import { createPostgresStore } from '#adapters/postgres';
import { type ClosureSubject, NOTHING_AROUND } from '#domain/closure';
import type { SealedCard } from '#domain/payment';
import type { WalletAct, WalletId } from '#domain/wallet';
import { Engine, LIMITS, type Merchant, type Reply } from '#engine';
import { createOnUsNetwork, OWN_BIN, PAY_CODE_BIN } from '#engine/on-us';
import { chipOf, modelChip } from './model-chip.ts';
import { FIRST_BATCH, publishedRules } from './shop-fixtures.ts';

export type Order =
  | { readonly do: 'act'; readonly book: WalletId; readonly act: WalletAct; readonly key: string }
  | { readonly do: 'code'; readonly book: WalletId; readonly name: string }
  | {
      readonly do: 'pay';
      readonly merchant: Merchant;
      readonly terminalId: string;
      readonly stan: string;
      readonly with: { readonly code: string } | { readonly counter: number };
    }
  | { readonly do: 'close'; readonly book: WalletId; readonly subject: ClosureSubject };
export interface Asked {
  readonly id: number;
  readonly order: Order;
}
export interface Told {
  readonly id: number;
  readonly outcome: string;
}

export const numberOf = (bin: string, name: string): SealedCard => ({
  ...{ index: `${bin}-${name}`, cipher: 'sealed', masked: `${bin.slice(0, 6)}*********0000` },
  ...{ expiry: '3012', sequence: '001' },
});
export const TOKEN = numberOf(OWN_BIN, '1');

const { balanceFen: _b, movements: _m, benefitsGivenUp: _g, proven: _p, ...around } = NOTHING_AROUND;
const clock = { nowMs: () => Date.now() };
const AMOUNT_FEN = 100n;

async function run(url: string): Promise<void> {
  const limits = { ...LIMITS, replyDueMs: 2_000, terminalWaitMs: 2_500 };
  const store = createPostgresStore({ url, laneCount: LIMITS.laneCount, clock });
  let engine: Engine | null = null;
  const network = createOnUsNetwork({
    // The line is down: nothing of this test is for it.
    next: {
      send: async () => 'not-sent',
      sendOrder: async () => 'not-sent',
      sendInquiry: async () => 'not-sent',
    },
    ...{ store, chip: modelChip, engine: () => engine, telemetry: { trouble: () => {} } },
  });
  engine = await Engine.start({
    ...{ store, clock, network, limits, rules: publishedRules() },
    timers: {
      after(delayMs, act) {
        const timer = setTimeout(act, delayMs);
        return () => clearTimeout(timer);
      },
    },
    // After a restart other trace numbers: keys of the network are never used twice.
    random: { below: (bound) => Date.now() % bound },
    telemetry: { paymentEnded() {}, cancellationMoved() {}, batchApplied() {}, trouble() {} },
    institution: { id: 'inst-1', acquirerId: '48021000', forwarderId: '48021000' },
    onLeaseLost: () => process.exit(3),
  });
  const running = engine;

  async function close(book: WalletId, subject: ClosureSubject): Promise<Reply> {
    const by = { kind: 'holder', session: 'wse_1', device: 'phone' } as const;
    const atMs = clock.nowMs();
    const proofs = [{ kind: 'password', atMs, untilMs: atMs + 60_000 }] as const;
    const begun = await running.submit({ type: 'closure-begin', book, subject, by, proofs, around });
    if (begun.closure === null) return begun;
    const { id: closureId, shown } = begun.closure;
    const move = { kind: 'confirm', seen: shown.print } as const;
    return running.submit({ type: 'closure-move', book, closureId, by, proofs, around, move });
  }

  function perform(order: Order): Promise<Reply> {
    switch (order.do) {
      case 'act':
        return running.submit({
          ...{ type: 'wallet-act', book: order.book, act: order.act, by: 'holder', key: order.key },
        });
      case 'code':
        return running.submit({
          ...{
            type: 'wallet-code',
            book: order.book,
            code: numberOf(PAY_CODE_BIN, order.name),
            source: null,
          },
          expiresMs: clock.nowMs() + 600_000,
        });
      case 'close':
        return close(order.book, order.subject);
      case 'pay': {
        const { merchant, terminalId, stan, with: by } = order;
        const tapped = 'counter' in by;
        return running.submit({
          ...{
            type: 'pay',
            merchant,
            amountFen: AMOUNT_FEN,
            currency: 'CNY',
            conditionCode: '00',
            print: stan,
          },
          terminal: { merchantId: merchant.merchantId, terminalId, batchNo: FIRST_BATCH, stan },
          card: tapped ? TOKEN : numberOf(PAY_CODE_BIN, by.code),
          entryMode: tapped ? '072' : '032',
          carried: {
            ...{ track2: null, pinBlock: null },
            chipData: tapped ? chipOf({ counter: by.counter, verified: true }) : null,
          },
        });
      }
    }
  }

  process.on('message', ({ id, order }: Asked) => {
    perform(order).then(
      ({ outcome }) => process.send?.({ id, outcome } satisfies Told),
      (error: unknown) => process.send?.({ id, outcome: `error: ${String(error)}` } satisfies Told),
    );
  });
  process.send?.({ id: 0, outcome: 'ready' } satisfies Told);
}

if (process.send !== undefined && process.argv[2]?.startsWith('postgres') === true)
  await run(process.argv[2]);

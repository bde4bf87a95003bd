/** The end of a closing: taken back to its last second, delayed by what came meanwhile, locked for ten years. */
import { describe, expect, it } from 'vitest';
import { calendarDayOf, SHANGHAI } from '#domain/calendar';
import { credit, debit, post } from '#domain/ledger';
import type { WalletAct, WalletId } from '#domain/wallet';
import { Shop } from '../../test/shop.ts';
import { createIdMaker, type Reply } from './index.ts';
import { Workspace } from './workspace.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ids = createIdMaker(996);

class Closing {
  readonly shop: Shop;
  readonly book: WalletId;
  #no = 0;
  constructor(shop: Shop) {
    this.shop = shop;
    this.book = shop.engine.wallets.newId();
  }

  /** A wallet without money and cards; looked at once an hour, so that days pass quickly. */
  static async begin(): Promise<Closing & { readonly closesAtMs: number }> {
    const closing = new Closing(await Shop.open({ limits: { duePollMs: HOUR } }));
    await closing.act({
      kind: 'open',
      holder: { name: '*人甲', idNumber: '1****************7', phone: '140****0017' },
      accountClass: 'III',
    });
    const closesAtMs = closing.shop.time.clock.nowMs() + 7 * DAY;
    await closing.act({ kind: 'begin-closing', closesAtMs });
    return Object.assign(closing, { closesAtMs });
  }

  act(act: WalletAct): Promise<Reply> {
    this.#no += 1;
    return this.shop.submit({
      ...{ type: 'wallet-act', book: this.book, act, by: 'holder', key: `act${this.#no}` },
    }).told;
  }

  get wallet() {
    return this.shop.store.wallets().find(({ id }) => id === this.book)!;
  }
  get kinds(): string[] {
    return this.shop.store.events().map(({ kind }) => kind);
  }

  /** Money that arrives while it waits, or that its holder pays out, as it is left in the books. */
  async moves(kind: 'top-up' | 'payout', amountFen: bigint): Promise<void> {
    const { store, time } = this.shop;
    const nowMs = time.clock.nowMs();
    const work = new Workspace(
      await store.load(0, {
        ...{ once: [], oncePrefixes: [], payments: [], rrns: [], holds: [], cancellations: [] },
        ...{ terminals: [], batches: [], orders: [], books: [this.book] },
        wallet: { books: [this.book], movements: [], tokens: [] },
      }),
    );
    const id = ids.movement(this.book, nowMs);
    work.wallets.putMovement({
      ...{ id, book: this.book, kind, amountFen, atMs: nowMs - 2 * DAY, endedAtMs: nowMs, state: 'paid' },
      ...{ source: { kind: 'balance' }, card: null, serviceIds: [], merchant: null, networkKey: null },
      ...{ returnedFen: 0n, reason: null, authCode: null, dueMs: null, version: 0 },
    });
    const sides = [debit('network_clearing', amountFen), credit('wallet_balance', amountFen)];
    const back = [debit('wallet_balance', amountFen), credit('network_clearing', amountFen)];
    work.addMovementJournals(id, [post([], kind === 'top-up' ? sides : back)], nowMs);
    await store.apply(0, work.changes());
  }
}

describe('a closing that waits', () => {
  it('can be taken back a second before its end, and everything is as it was', async () => {
    const closing = await Closing.begin();
    await closing.shop.time.advanceTo(closing.closesAtMs - 1_000);
    expect((await closing.act({ kind: 'take-back' })).outcome).toBe('accepted');
    expect(closing.wallet.status).toEqual({ state: 'open' });
    expect(closing.wallet.services.filter(({ state }) => state === 'on')).toHaveLength(5);
    await closing.shop.wait(DAY);
    expect(closing.wallet.status).toEqual({ state: 'open' });
  });

  it('cannot be taken back at its end, nor a second later, also while the lock is still to come', async () => {
    const closing = await Closing.begin();
    await closing.shop.time.advanceTo(closing.closesAtMs - 1);
    // Between the end and the next look at the deadlines the wallet still says closing.
    await closing.shop.time.advance(1);
    const told = await closing.act({ kind: 'take-back' });
    expect(['closing-final', 'wallet-closed']).toContain(told.outcome);
    await closing.shop.wait(HOUR);
    expect((await closing.act({ kind: 'take-back' })).outcome).toBe('wallet-closed');
  });

  it('is locked at its end for ten years, with everything of it off, and a restart forgets nothing', async () => {
    const closing = await Closing.begin();
    await closing.shop.restart();
    await closing.shop.time.advanceTo(closing.closesAtMs + HOUR);
    const { status } = closing.wallet;
    if (status.state !== 'closed') throw new Error(`it is ${status.state}`);
    expect(calendarDayOf(status.keptUntilMs, SHANGHAI).slice(0, 4)).toBe('2036');
    expect(closing.wallet.services.every(({ state }) => state === 'off')).toBe(true);
    expect(closing.kinds).toContain('wallet-closed');
  });

  it('money that arrives delays it and says why; without the money it closes at the next look', async () => {
    const closing = await Closing.begin();
    await closing.moves('top-up', 4_200n);
    await closing.shop.time.advanceTo(closing.closesAtMs + HOUR);
    expect(closing.wallet.status).toMatchObject({ state: 'closing', delayedBy: 'closing-balance-left' });
    const told = closing.shop.store.events().find(({ kind }) => kind === 'wallet-closing-delayed');
    expect(told?.body).toMatchObject({ why: 'closing-balance-left', again: false });
    await closing.moves('payout', 4_200n);
    await closing.shop.wait(7 * HOUR);
    expect(closing.wallet.status.state).toBe('closed');
  });

  it('a report of loss ends it: what was begun in unknown hands does not go on', async () => {
    const closing = await Closing.begin();
    const { loss } = await closing.shop.submit({
      ...{ type: 'wallet-loss-report', book: closing.book, key: 'k', print: null, movementIds: [] },
      usedElsewhereFen: 0n,
      report: {
        ...{ what: 'phone', deviceCardIds: [], bindingIds: [], theft: true, happenedAtMs: null },
        ...{ words: 'stolen', door: 'app', by: 'per_1', language: 'zh' },
      },
    }).told;
    expect(closing.wallet.status).toMatchObject({ state: 'stopped', caseId: loss!.id });
    const stopped = closing.shop.store.events().find(({ kind }) => kind === 'wallet-stopped');
    expect(stopped?.body).toMatchObject({ endsClosing: true });
    await closing.shop.time.advanceTo(closing.closesAtMs + DAY);
    expect(closing.wallet.status.state).toBe('stopped');
  });
});

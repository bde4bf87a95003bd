/** Reports of loss in the engine: the stop and the case in one commit, claims, cover in the books, the lift. */
import { describe, expect, it } from 'vitest';
import type { LossCase, LossPaper } from '#domain/loss';
import type { DeviceCardId, WalletAct, WalletId, WalletPayment, WalletPaymentId } from '#domain/wallet';
import { CARD, Shop } from '../../test/shop.ts';
import { NO_CHANGES } from '../../test/store-rows.ts';
import type { LossPersonMove, Reply, ReportLoss } from './index.ts';

const HOUR = 3_600_000;
const ANNA = { id: 'stf_anna', role: 'operator' } as const;
const BEN = { id: 'stf_ben', role: 'operator' } as const;
const HOLDER = { id: 'per_1', role: 'holder' } as const;

class Holder {
  readonly shop: Shop;
  readonly book: WalletId;
  #key = 0;
  constructor(shop: Shop) {
    this.shop = shop;
    this.book = shop.engine.wallets.newId();
  }

  static async open(limits: Parameters<typeof Shop.open>[0] = {}): Promise<Holder> {
    const holder = new Holder(await Shop.open(limits));
    await holder.act({
      kind: 'open',
      holder: { name: '*人甲', idNumber: '1101**********0017', phone: '140****0017' },
      accountClass: 'III',
    });
    return holder;
  }

  act(act: WalletAct): Promise<Reply> {
    this.#key += 1;
    return this.shop.submit({
      ...{ type: 'wallet-act', book: this.book, act, by: 'holder', key: `act${this.#key}` },
    }).told;
  }

  async phone(): Promise<DeviceCardId> {
    const token = { ...CARD, index: `token${this.#key}`, masked: '628899*********0001' };
    const { made } = await this.act({
      ...{ kind: 'add-device-card', token, source: { kind: 'balance' } },
      device: { kind: 'phone', name: 'phone' },
    });
    return made as DeviceCardId;
  }

  /** A movement as paying leaves it. */
  async paid(parts: Partial<WalletPayment> = {}): Promise<WalletPaymentId> {
    const { nowMs } = this.shop.time.clock;
    this.#key += 1;
    const id = `wpm_${this.book.slice(4, 14)}${String(this.#key).padStart(6, '0')}` as WalletPaymentId;
    const movement: WalletPayment = {
      ...{ id, book: this.book, kind: 'tap', state: 'paid', source: { kind: 'balance' } },
      ...{ card: null, serviceIds: [], amountFen: 20_000n, returnedFen: 0n, networkKey: null },
      merchant: { merchantId: 'm', nameZh: '渡口茶店', nameEn: 'Ferry Tea', terminalId: '1' },
      ...{
        reason: null,
        authCode: '000001',
        dueMs: null,
        atMs: nowMs() - HOUR,
        endedAtMs: nowMs(),
        version: 1,
      },
      ...parts,
    };
    await this.shop.store.apply(0, {
      ...NO_CHANGES,
      wallet: {
        wallets: [],
        movements: [{ row: { movement, journalCount: 0 }, expectedVersion: 0 }],
        tokens: [],
      },
    });
    return id;
  }

  report(parts: Partial<ReportLoss> = {}, told: Partial<ReportLoss['report']> = {}): Promise<Reply> {
    this.#key += 1;
    return this.shop.submit({
      ...{ type: 'wallet-loss-report', book: this.book, key: `loss${this.#key}`, print: null },
      ...{ movementIds: [], usedElsewhereFen: 0n },
      report: {
        ...{ what: 'phone', deviceCardIds: [], bindingIds: [], theft: false, happenedAtMs: null },
        ...{ words: 'left on the bus', door: 'app', by: HOLDER.id, language: 'zh' },
        ...told,
      },
      ...parts,
    }).told;
  }

  move(loss: LossCase, move: LossPersonMove, usedElsewhereFen = 0n): Promise<Reply> {
    return this.shop.submit({
      ...{ type: 'wallet-loss-move', book: this.book, lossId: loss.id, move, usedElsewhereFen },
      movementIds: loss.disputed.map(({ movementId }) => movementId),
    }).told;
  }

  paper(loss: LossCase, item: LossPaper['item']): Promise<Reply> {
    const paper = { item, kind: 'pdf', sha256: item.padEnd(64, '0'), sizeBytes: 9, by: HOLDER.id } as const;
    return this.shop.submit({ type: 'wallet-loss-paper', book: this.book, lossId: loss.id, paper }).told;
  }

  wallet() {
    return this.shop.store.wallets().find(({ id }) => id === this.book)!;
  }
  loss(): LossCase {
    return this.shop.store.losses()[0]!;
  }
}

const cover = (by: typeof ANNA | typeof BEN, id: WalletPaymentId, amountFen: bigint): LossPersonMove => ({
  type: 'decide',
  by,
  decision: { kind: 'cover', shares: [{ movementId: id, amountFen }], words: 'covered' },
});

describe('a report of loss', () => {
  it('stops everything and opens its case in one commit, and the same key again is the same report', async () => {
    const holder = await Holder.open();
    const device = await holder.phone();
    const told = await holder.report({ key: 'k' }, { deviceCardIds: [device] });
    expect(told.outcome).toBe('accepted');
    expect(told.loss).toMatchObject({ state: 'noted', book: holder.book });
    expect(holder.wallet()).toMatchObject({ status: { state: 'stopped', caseId: told.loss!.id } });
    expect(holder.wallet().deviceCards).toMatchObject([{ state: 'suspended' }]);
    expect(holder.wallet().services.some(({ state }) => state === 'on')).toBe(false);
    const kinds = holder.shop.store.events().map(({ kind }) => kind);
    expect(kinds.slice(-2)).toEqual(['wallet-stopped', 'wallet-loss-reported']);
    expect(await holder.report({ key: 'k' }, { deviceCardIds: [device] })).toMatchObject({ repeated: true });
    expect(holder.shop.store.losses()).toHaveLength(1);
  });

  it('what is told later is added to the open case, and payments of others are none', async () => {
    const holder = await Holder.open();
    await holder.report();
    const id = await holder.paid();
    const more = await holder.report({ movementIds: [id] }, { what: 'payment' });
    expect(more.loss).toMatchObject({ state: 'papers', disputed: [{ movementId: id, amountFen: 20_000n }] });
    const foreign = await holder.report({ movementIds: ['wpm_0000000000000000' as WalletPaymentId] });
    expect(foreign.outcome).toBe('loss-payment-not-named');
  });

  it('a payment under way when it is reported stands, and is not covered before its end is known', async () => {
    const holder = await Holder.open();
    const id = await holder.paid({ state: 'unknown', endedAtMs: null });
    const { loss } = await holder.report({ movementIds: [id] }, { what: 'payment' });
    await holder.paper(loss!, 'statement');
    expect((await holder.move(holder.loss(), cover(ANNA, id, 1n))).outcome).toBe('payment-in-progress');
  });

  it('a lost card stays lost; the wallet goes on when staff saw its holder, without the lost device', async () => {
    const holder = await Holder.open();
    const bind = { issuer: '01020000', bankZh: '工商银行', bankEn: 'ICBC', cardKind: 'debit' } as const;
    const { made } = await holder.act({ kind: 'bind', card: CARD, ...bind });
    const [lost, kept] = [await holder.phone(), await holder.phone()];
    const { loss } = await holder.report({}, { bindingIds: [made as never], deviceCardIds: [lost] });
    expect((await holder.move(loss!, { type: 'lift', by: HOLDER })).outcome).toBe('not-allowed');
    expect((await holder.move(loss!, { type: 'lift', by: ANNA })).loss).toMatchObject({ state: 'closed' });
    expect(holder.wallet()).toMatchObject({
      status: { state: 'open' },
      bindings: [{ id: made, state: 'lost' }],
      deviceCards: [
        { id: lost, state: 'removed' },
        { id: kept, state: 'suspended' },
      ],
    });
  });

  it('a cover is booked once: the institution’s expense, the holder’s balance, the mark on the payment', async () => {
    const holder = await Holder.open();
    const id = await holder.paid();
    const { loss } = await holder.report({ movementIds: [id] }, { what: 'payment' });
    expect((await holder.move(loss!, cover(ANNA, id, 20_000n))).outcome).toBe('loss-papers-missing');
    await holder.paper(loss!, 'statement');
    expect((await holder.move(holder.loss(), cover(ANNA, id, 20_001n))).outcome).toBe('loss-more-than-lost');
    const yes = await holder.move(holder.loss(), cover(ANNA, id, 20_000n));
    expect(yes.loss).toMatchObject({ state: 'covered', amountFen: 20_000n });
    expect((await holder.move(holder.loss(), cover(BEN, id, 20_000n))).outcome).toBe('loss-moved-on');
    const posted = (kind: string) =>
      holder.shop.store.accounts().find(({ key }) => key.book === holder.book && key.kind === kind)?.balance;
    expect(posted('loss_cover')).toMatchObject({ debitPostedFen: 20_000n, version: 1 });
    expect(posted('wallet_balance')).toMatchObject({ creditPostedFen: 20_000n, version: 1 });
    const movements = holder.shop.store.movements();
    expect(movements.find((each) => each.id === id)).toMatchObject({ coveredFen: 20_000n });
    expect(movements.filter(({ kind }) => kind === 'cover')).toMatchObject([
      { state: 'paid', amountFen: 20_000n },
    ]);
  });

  it('what went back between proposal and approval is not covered (LAW-49)', async () => {
    const holder = await Holder.open();
    const id = await holder.paid({ amountFen: 600_000n });
    const { loss } = await holder.report({ movementIds: [id] }, { what: 'payment' });
    await holder.paper(loss!, 'statement');
    expect((await holder.move(holder.loss(), cover(ANNA, id, 600_000n))).loss).toMatchObject({
      state: 'approval',
    });
    const movement = holder.shop.store.movements().find((each) => each.id === id)!;
    await holder.shop.store.apply(0, {
      ...NO_CHANGES,
      wallet: {
        ...{ wallets: [], tokens: [] },
        movements: [
          {
            row: { movement: { ...movement, returnedFen: 100_000n, version: 2 }, journalCount: 0 },
            expectedVersion: 1,
          },
        ],
      },
    });
    const approve = { type: 'approve', by: BEN } as const;
    expect((await holder.move(holder.loss(), approve)).outcome).toBe('loss-more-than-lost');
  });

  it('other wallets of the same person count against the sum of the year', async () => {
    const holder = await Holder.open();
    const id = await holder.paid();
    const { loss } = await holder.report({ movementIds: [id] }, { what: 'payment' });
    await holder.paper(loss!, 'statement');
    const over = await holder.move(holder.loss(), cover(ANNA, id, 20_000n), 2_990_000n);
    expect(over.outcome).toBe('loss-over-year');
    const within = await holder.move(holder.loss(), cover(ANNA, id, 10_000n), 2_990_000n);
    expect(within.loss).toMatchObject({ state: 'covered' });
  });

  it('papers that do not come end the case when its time has come, and a restart forgets nothing', async () => {
    const holder = await Holder.open({ limits: { duePollMs: 24 * HOUR } });
    const id = await holder.paid();
    await holder.report({ movementIds: [id] }, { what: 'payment' });
    await holder.shop.restart();
    await holder.shop.wait(32 * 24 * HOUR);
    expect(holder.loss().state).toBe('lapsed');
    // The stop goes on: nobody saw the holder.
    expect(holder.wallet().status.state).toBe('stopped');
  });
});

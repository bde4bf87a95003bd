/** A refund that came after its wallet was closed, and how it leaves suspense. */
import { describe, expect, it } from 'vitest';
import type { LateAccount, WalletPaymentId } from '#domain/wallet';
import { Holder } from '../../test/holder.ts';
import { type MoveLatePayout, type PayoutRequest, toJson } from './index.ts';

const ACCOUNT: LateAccount = {
  ...{ bank: '工商银行', holder: '持卡人甲' },
  number: { index: 'other', cipher: 'sealed', masked: '622202*********0008' },
};

/** The bank's channel as a test drives it. */
class Channel {
  readonly orders: PayoutRequest[] = [];
  isDown = false;
  async order(request: PayoutRequest): Promise<void> {
    if (this.isDown) throw new Error('the channel is down');
    this.orders.push(request);
  }
}

class Story {
  readonly holder: Holder;
  readonly channel: Channel;
  private constructor(holder: Holder, channel: Channel) {
    this.holder = holder;
    this.channel = channel;
  }

  /** A closed wallet with this much in suspense. */
  static async of(amountFen: bigint): Promise<Story> {
    const channel = new Channel();
    const holder = await Holder.open({ balanceFen: 10_000n, payouts: channel });
    holder.tap('000001');
    await holder.settle();
    await holder.shop.settleAll();
    const closesAtMs = holder.shop.time.clock.nowMs() + 1;
    await holder.does({ kind: 'begin-closing', closesAtMs });
    await holder.shop.wait(10);
    await holder.does({ kind: 'lock', keptUntilMs: closesAtMs * 2 });
    const story = new Story(holder, channel);
    await story.refund('000010', amountFen);
    return story;
  }

  async refund(stan: string, amountFen: bigint): Promise<void> {
    const { holder } = this;
    const refund = holder.shop.refund(stan, '000001', { amountFen });
    await holder.settle();
    expect(refund.result).toBe('approved');
  }
  async name(key = 'one', account = ACCOUNT) {
    const { holder } = this;
    const reply = await holder.shop.submit({
      ...{ type: 'late-payout-name', book: holder.book, account, by: 'ann', check: 'identity card: seen' },
      ...{ key, print: account.number.index },
    }).told;
    await holder.settle();
    return reply;
  }
  async say(movementId: WalletPaymentId, move: MoveLatePayout['move']): Promise<string> {
    const { shop, book } = this.holder;
    const { outcome } = await shop.submit({ type: 'late-payout-move', book, movementId, move }).told;
    await this.holder.settle();
    return outcome;
  }
  /** Named by one, approved by another. */
  async ordered(key = 'one') {
    const { movement } = await this.name(key);
    expect(await this.say(movement!.id, { type: 'approve', by: 'ben' })).toBe('accepted');
    return { id: movement!.id, orderNo: this.channel.orders.at(-1)?.orderNo ?? '' };
  }
  fen(): bigint[] {
    const row = this.holder.shop.store
      .accounts()
      .find(({ key }) => key.book === this.holder.book && key.kind === 'suspense');
    return [this.holder.balanceFen('suspense'), row?.balance.debitPendingFen ?? 0n];
  }
  states(): string[] {
    return this.holder.paid().flatMap(({ kind, state }) => (kind === 'late-payout' ? [state] : []));
  }
}

const bank = (orderNo: string) => ({ orderNo, bankReference: 'B1', bankFeeFen: 0n });

describe('what waits in suspense of a closed wallet', () => {
  it('is named by one person, approved by another, ordered once and paid', async () => {
    const story = await Story.of(4_000n);
    const { movement } = await story.name();
    expect([movement?.amountFen, story.fen(), story.channel.orders]).toEqual([4_000n, [4_000n, 4_000n], []]);
    expect(await story.say(movement!.id, { type: 'approve', by: 'ann' })).toBe('four-eyes');
    expect(await story.say(movement!.id, { type: 'approve', by: 'ben' })).toBe('accepted');
    const [order] = story.channel.orders;
    expect(order).toMatchObject({ amountFen: 4_000n, holder: '持卡人甲', of: { movementId: movement!.id } });
    expect(await story.say(movement!.id, { type: 'approve', by: 'ben' })).toBe('not-in-this-state');
    expect(await story.say(movement!.id, { type: 'reject', by: 'ben' })).toBe('not-in-this-state');
    expect(await story.say(movement!.id, { type: 'paid', ...bank('W0-1') })).toBe('no-such-order');
    expect(await story.say(movement!.id, { type: 'paid', ...bank(order!.orderNo) })).toBe('accepted');
    expect(await story.say(movement!.id, { type: 'paid', ...bank(order!.orderNo) })).toBe('accepted');
    expect([story.fen(), story.states(), story.channel.orders.length]).toEqual([[0n, 0n], ['paid'], 1]);
    expect((await story.name('two')).outcome).toBe('wallet-nothing-waits');
    const kinds = story.holder.shop.store.events().map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind.startsWith('wallet-late-payout'))).toEqual([
      ...['wallet-late-payout-named', 'wallet-late-payout-ordered', 'wallet-late-payout-paid'],
    ]);
    expect(toJson(story.holder.events('wallet-late-payout-named'))).not.toContain('持卡人甲');
  });

  it('pressed twice it is named once; another account under the same key is refused', async () => {
    const story = await Story.of(4_000n);
    const [first, again] = await Promise.all([story.name(), story.name()]);
    expect(again.movement?.id).toBe(first.movement?.id);
    expect([first.repeated, again.repeated]).toEqual([false, true]);
    const other = { ...ACCOUNT, number: { ...ACCOUNT.number, index: 'third' } };
    expect((await story.name('one', other)).outcome).toBe('duplicate-other-content');
    expect((await story.name('two')).outcome).toBe('wallet-nothing-waits');
    expect(story.states()).toEqual(['held']);
  });

  it('sent back by the bank it waits again, is named anew, and goes under another order', async () => {
    const story = await Story.of(4_000n);
    const first = await story.ordered();
    expect(await story.say(first.id, { type: 'returned', ...bank(first.orderNo) })).toBe('accepted');
    expect(story.fen()).toEqual([4_000n, 0n]);
    const second = await story.ordered('two');
    expect(second.orderNo).not.toBe(first.orderNo);
    expect(await story.say(second.id, { type: 'paid', ...bank(second.orderNo) })).toBe('accepted');
    expect(await story.say(second.id, { type: 'returned', ...bank(second.orderNo) })).toBe('accepted');
    expect([story.fen(), story.states()]).toEqual([
      [4_000n, 0n],
      ['bounced', 'bounced'],
    ]);
  });

  it('put back by the second person it is named again; what comes meanwhile is named by itself', async () => {
    const story = await Story.of(4_000n);
    const { movement } = await story.name();
    await story.refund('000011', 1_000n);
    expect((await story.name('rest')).movement?.amountFen).toBe(1_000n);
    expect(await story.say(movement!.id, { type: 'reject', by: 'ben' })).toBe('accepted');
    expect(story.fen()).toEqual([5_000n, 1_000n]);
    expect((await story.name('anew')).movement?.amountFen).toBe(4_000n);
  });

  it('an order that the channel did not take is handed over again by itself', async () => {
    const story = await Story.of(4_000n);
    story.channel.isDown = true;
    const { id } = await story.ordered();
    expect(story.channel.orders).toEqual([]);
    story.channel.isDown = false;
    await story.holder.shop.wait(120_000);
    expect(story.channel.orders.length).toBe(1);
    const { orderNo } = story.channel.orders[0]!;
    expect(await story.say(id, { type: 'paid', ...bank(orderNo) })).toBe('accepted');
  });

  it('a wallet that is open has nothing of the kind', async () => {
    const holder = await Holder.open();
    const { outcome } = await holder.shop.submit({
      ...{ type: 'late-payout-name', book: holder.book, account: ACCOUNT, by: 'ann', check: 'seen' },
      ...{ key: 'k', print: 'p' },
    }).told;
    expect(outcome).toBe('not-in-this-state');
  });
});

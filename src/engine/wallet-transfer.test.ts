/** Top-ups and payouts: with an answer, without one, sent back by the bank, and through restarts. */
import { beforeEach, describe, expect, it } from 'vitest';
import { networkKeyText } from '#domain/payment';
import type { BindingId, TransferKind, WalletId, WalletPayment } from '#domain/wallet';
import { brokenLaws } from '../../test/books-check.ts';
import { Shop } from '../../test/shop.ts';
import { cardOf, WalletIssuers } from '../../test/wallet-issuers.ts';

let shop: Shop;
let line: WalletIssuers;
let book: WalletId;
let keys = 0;

const act = async (more: object): Promise<string | null> => {
  keys += 1;
  const reply = await shop.engine.submit({
    ...{ type: 'wallet-act', book, by: 'test', key: `k${keys}` },
    act: more as never,
  });
  expect(reply.outcome).toBe('accepted');
  return reply.made;
};

const bind = async (cardId: string, cardKind: 'debit' | 'credit' = 'debit'): Promise<BindingId> =>
  (await act({
    ...{
      kind: 'bind',
      card: cardOf(cardId),
      issuer: 'north',
      bankZh: '北方银行',
      bankEn: 'North Bank',
      cardKind,
    },
  })) as BindingId;

function move(kind: TransferKind, bindingId: BindingId, yuan: number, given?: string) {
  keys += 1;
  const key = given ?? `t${keys}`;
  const amountFen = BigInt(yuan * 100);
  return shop.submit({ type: 'wallet-transfer', book, kind, bindingId, amountFen, by: 'holder', key });
}

async function settled(asked: ReturnType<typeof move>, forMs = 0): Promise<string> {
  await shop.time.settle();
  if (forMs > 0) await shop.time.advance(forMs);
  return asked.result;
}

const movements = (): WalletPayment[] => [...shop.store.movements()];
const last = (): WalletPayment => movements().at(-1)!;

/** Accounts of the wallet as a bookkeeper reads them, in yuan; pending in brackets. */
function balances(): string {
  return shop.store
    .accounts()
    .filter(({ key }) => key.book === book)
    .map(({ key, balance }) => {
      const net = balance.creditPostedFen - balance.debitPostedFen;
      const pending = balance.creditPendingFen - balance.debitPendingFen;
      return [key.kind, Number(net) / 100, pending === 0n ? '' : `(${Number(pending) / 100})`]
        .join(' ')
        .trim();
    })
    .filter((text) => !/ 0$/.test(text))
    .sort()
    .join(', ');
}

beforeEach(async () => {
  line = new WalletIssuers();
  shop = await Shop.open({ link: line, limits: { attemptsMax: 6 } });
  line.shop = shop;
  book = shop.engine.wallets.newId();
  await act({
    ...{ kind: 'open', accountClass: 'II' },
    holder: { name: '林**', idNumber: '1101**********0011', phone: '138****0017' },
  });
});

describe('a top-up', () => {
  it('takes from the card what comes onto the balance', async () => {
    const card = await bind('north-low');
    expect(await settled(move('top-up', card, 30))).toBe('accepted');
    expect(last()).toMatchObject({ kind: 'top-up', state: 'paid', amountFen: 3_000n });
    expect(last().authCode).toMatch(/^\d{6}$/);
    expect(balances()).toBe('network_clearing -30, wallet_balance 30');
    expect(line.availableFen('north-low')).toBe(2_000n);
    expect(brokenLaws(shop.store)).toEqual([]);
  });

  it.each([
    ['more than the card has', 'north-low', 60, 'funds-insufficient'],
    ['a card that is frozen', 'north-frozen', 1, 'card-restricted'],
  ])('%s is declined by its bank, and the hold ends', async (_, cardId, yuan, outcome) => {
    const card = await bind(cardId);
    expect(await settled(move('top-up', card, yuan))).toBe(outcome);
    expect(last()).toMatchObject({ state: 'declined', reason: outcome });
    expect(balances()).toBe('');
  });

  it('without an answer is unknown, and is reversed until the bank has agreed: nothing was taken', async () => {
    const card = await bind('north-low');
    line.fates.push('answer-lost', 'lost', 'answer-lost');
    const asked = move('top-up', card, 30);
    expect(await settled(asked)).toBe('waits');
    expect(line.availableFen('north-low')).toBe(2_000n);
    expect(await settled(asked, 20_500)).toBe('outcome-unknown');
    expect(last().state).toBe('unknown');
    expect(balances()).toBe('network_clearing 0 (-30), wallet_balance 0 (30)');
    await shop.time.advance(10_000);
    expect(last()).toMatchObject({ state: 'reversed', reason: 'wallet-top-up-undone', dueMs: null });
    expect(line.sent).toEqual(['0200 000000 08', '0420 000000 08', '0420 000000 08', '0420 000000 08']);
    expect(balances()).toBe('');
    expect(line.availableFen('north-low')).toBe(5_000n);
  });

  it('whose reversal came through on no day has happened, once the file of its day says so', async () => {
    const card = await bind('north-low');
    line.fates.push('answer-lost', ...Array.from({ length: 5 }, () => 'lost' as const));
    await settled(move('top-up', card, 30), 25_000);
    expect(last().state).toBe('unknown');
    const { id: movementId } = last();
    const clearingDay = shop.engine.clearingDayNow();
    await shop.engine.submit({
      ...{ type: 'wallet-transfer-cleared', book, movementId, what: 'in-file', why: '', clearingDay },
    });
    expect(last()).toMatchObject({ state: 'paid', transfer: { clearedOn: clearingDay } });
    expect(balances()).toBe('network_clearing -30, wallet_balance 30');
  });

  it('that never came to the bank ends as well', async () => {
    const card = await bind('north-low');
    line.fates.push('lost');
    await settled(move('top-up', card, 30), 25_000);
    expect(last().state).toBe('reversed');
    expect(line.availableFen('north-low')).toBe(5_000n);
  });

  it('whose bank was said to be away is paid by a copy that is carried out, and reversed without one', async () => {
    const card = await bind('north-low');
    line.fates.push('away-then-copied');
    const asked = move('top-up', card, 30);
    await shop.time.settle();
    line.copyOf(line.last!);
    expect(await settled(asked, 2_000)).toBe('accepted');
    expect(line.availableFen('north-low')).toBe(2_000n);

    line.fates.push('away-then-copied');
    expect(await settled(move('top-up', card, 10), 2_000)).toBe('outcome-unknown');
    expect(last()).toMatchObject({ state: 'reversed', reason: 'wallet-top-up-undone' });
    expect(line.availableFen('north-low')).toBe(2_000n);
    expect(brokenLaws(shop.store)).toEqual([]);
  });

  it.each([
    ['was taken', 30, 2_000n],
    ['was declined', 60, 5_000n],
  ])('that %s on a day that is over ends by a refund, which tells the two apart', async (_, yuan, rest) => {
    const card = await bind('north-low');
    line.fates.push('answer-lost');
    await settled(move('top-up', card, yuan));
    expect(line.availableFen('north-low')).toBe(rest);
    line.cutOver();
    await shop.time.advance(60_000);
    expect(last()).toMatchObject({ state: 'reversed', reason: 'wallet-top-up-undone' });
    expect(line.sent).toEqual(['0200 000000 08', '0420 000000 08', '0220 200000 08']);
    expect(line.availableFen('north-low')).toBe(5_000n);
    expect(balances()).toBe('');
  });

  it('that did not leave this machine is no question at all', async () => {
    const card = await bind('north-low');
    line.fates.push('link-down');
    expect(await settled(move('top-up', card, 30))).toBe('network-unreachable');
    expect(last().state).toBe('declined');
  });

  it.each([
    ['before its intent was written', 'before-apply', 0, ''],
    ['before it was sent', 'before-send', 1, 'reversed'],
    ['after it was sent', 'after-send', 1, 'reversed'],
  ] as const)('goes on after a restart %s', async (_, point, count, state) => {
    const card = await bind('north-low');
    shop.crashAt(point);
    move('top-up', card, 30, 'same');
    await shop.time.settle();
    await shop.restart();
    await shop.time.advance(30_000);
    expect(movements()).toHaveLength(count);
    if (count > 0) expect(last().state).toBe(state);
    const again = await settled(move('top-up', card, 30, 'same'));
    expect(movements()).toHaveLength(1);
    expect(again).toBe(count === 0 ? 'accepted' : 'wallet-top-up-undone, again');
    expect(line.availableFen('north-low')).toBe(count === 0 ? 2_000n : 5_000n);
    expect(brokenLaws(shop.store)).toEqual([]);
  });

  it('with a credit card is refused, and so is one into a wallet that is being closed', async () => {
    const credit = await bind('south-low', 'credit');
    expect(await settled(move('top-up', credit, 1))).toBe('wallet-debit-card-needed');
    const debit = await bind('north-low');
    await act({ kind: 'begin-closing', closesAtMs: shop.time.clock.nowMs() + 86_400_000 });
    expect(await settled(move('top-up', debit, 1))).toBe('wallet-closing');
    expect(line.sent).toEqual([]);
  });
});

describe('a payout', () => {
  let card: BindingId;
  beforeEach(async () => {
    card = await bind('north-low');
    const rich = await bind('north-plenty');
    await settled(move('top-up', rich, 100));
  });

  it('leaves the balance and is on the account', async () => {
    expect(await settled(move('payout', card, 40))).toBe('accepted');
    expect(balances()).toBe('network_clearing -100, payout_in_transit 40, wallet_balance 60');
    expect(line.availableFen('north-low')).toBe(9_000n);
  });

  it('of more than there is, or of what another one holds, is refused', async () => {
    expect(await settled(move('payout', card, 101))).toBe('wallet-balance-short');
    line.fates.push('lost');
    const first = move('payout', card, 60);
    expect(await settled(move('payout', card, 60))).toBe('wallet-balance-short');
    expect(first.result).toBe('waits');
  });

  it('under the same key is one, and under the same key with another sum is none', async () => {
    expect(await settled(move('payout', card, 40, 'one'))).toBe('accepted');
    expect(await settled(move('payout', card, 40, 'one'))).toBe('accepted, again');
    expect(await settled(move('payout', card, 41, 'one'))).toBe('duplicate-other-content');
    expect(line.availableFen('north-low')).toBe(9_000n);
  });

  it('without an answer is asked about under one key until the network says that it was made', async () => {
    line.fates.push('answer-lost', 'lost', 'lost');
    const asked = move('payout', card, 40);
    expect(await settled(asked, 20_500)).toBe('outcome-unknown');
    const { follow } = last().transfer!;
    await shop.time.advance(10_000);
    expect(last()).toMatchObject({ state: 'paid' });
    expect(networkKeyText(last().transfer!.follow!.network)).toBe(networkKeyText(follow!.network));
    expect(line.sent.slice(1)).toEqual([
      '0200 290000 00',
      '0220 290000 68',
      '0220 290000 68',
      '0220 290000 68',
    ]);
    expect(line.availableFen('north-low')).toBe(9_000n);
  });

  it('that a bank turns away for the moment is asked about: a copy may have been carried out', async () => {
    line.fates.push('away-then-copied');
    const asked = move('payout', card, 40);
    await settled(asked);
    line.copyOf(line.last!);
    await shop.time.advance(10_000);
    expect(last().state).toBe('paid');
    expect(line.availableFen('north-low')).toBe(9_000n);
    expect(brokenLaws(shop.store)).toEqual([]);
  });

  it('that the network never saw comes back to the balance, and can never be made any more', async () => {
    line.fates.push('lost');
    await settled(move('payout', card, 40), 25_000);
    expect(last()).toMatchObject({ state: 'declined', reason: 'original-not-found' });
    expect(balances()).toBe('network_clearing -100, wallet_balance 100');
  });

  it('to an account that is closed goes out, and comes back as bounced: once, whoever tells how often', async () => {
    line.close('north-low');
    expect(await settled(move('payout', card, 40))).toBe('accepted');
    const { id: movementId } = last();
    const cleared = (what: 'in-file' | 'returned') =>
      shop.engine.submit({
        ...{ type: 'wallet-transfer-cleared', book, movementId, what, why: 'account-closed' },
        clearingDay: shop.engine.clearingDayNow(),
      });
    await cleared('in-file');
    expect(balances()).toBe('network_clearing -60, wallet_balance 60');
    await cleared('returned');
    await cleared('returned');
    expect(last()).toMatchObject({ state: 'bounced', reason: 'wallet-payout-returned' });
    expect(balances()).toBe('network_clearing -100, wallet_balance 100');
    expect(brokenLaws(shop.store)).toEqual([]);
  });

  it('goes to the holder while the account is being closed, and not while it is stopped', async () => {
    await act({ kind: 'begin-closing', closesAtMs: shop.time.clock.nowMs() + 86_400_000 });
    expect(await settled(move('payout', card, 40))).toBe('accepted');
    await act({ kind: 'stop', caseId: 'los_1' });
    expect(await settled(move('payout', card, 1))).toBe('wallet-stopped');
  });

  it('stays unknown beyond its bound: a person hears of it, and it is asked about now and then', async () => {
    line.fates.push(...Array.from({ length: 9 }, () => 'lost' as const));
    await settled(move('payout', card, 40), 10 * 60_000);
    expect(last()).toMatchObject({ state: 'unknown', transfer: { follow: { isOverdue: true } } });
    const told = shop.store.events().filter(({ kind }) => kind === 'wallet-transfer-overdue');
    expect(told).toHaveLength(1);
    line.fates.length = 0;
    await shop.time.advance(3_600_000);
    expect(last().state).toBe('declined');
  });
});

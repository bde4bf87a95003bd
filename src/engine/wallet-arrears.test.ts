/** A till undoes its void after the money has left: the shop is paid, and the holder owes what is missing. */
import { describe, expect, it } from 'vitest';
import type { WalletId } from '#domain/wallet';
import { bookedOf } from '#domain/wallet';
import { brokenLaws } from '../../test/books-check.ts';
import { Holder } from '../../test/holder.ts';
import { CARD, type ShopOptions } from '../../test/shop.ts';
import type { ClosureSurroundings } from './index.ts';

const PRICE = 10_000n;

let keys = 0;
async function moves(holder: Holder, kind: 'top-up' | 'payout', amountFen: bigint): Promise<string> {
  keys += 1;
  const bindingId = holder.bindingId as never;
  const moved = { book: holder.book, kind, bindingId, amountFen, by: 'holder', key: `t${keys}` } as const;
  const asked = holder.shop.submit({ type: 'wallet-transfer', ...moved });
  await holder.settle();
  return asked.result;
}

/** Paid by tap and voided at the till, which did not hear the answer; meanwhile something happens to the balance. */
async function voided(balanceFen = PRICE, options: ShopOptions = {}): Promise<Holder> {
  const holder = await Holder.open({ ...options, balanceFen });
  holder.tap('000001');
  await holder.settle();
  holder.shop.void('000002', '000001');
  await holder.settle();
  expect([holder.states(), holder.balanceFen()]).toEqual([['reversed'], balanceFen]);
  return holder;
}

async function undone(holder: Holder): Promise<void> {
  const reversed = holder.shop.reverse('000002', 'void');
  await holder.settle();
  expect(reversed.result).toBe('approved');
}

/** Ten thousand fen went to the bank card between the void and its reversal. */
async function inArrears(): Promise<Holder> {
  const holder = await voided();
  expect(await moves(holder, 'payout', PRICE)).toBe('accepted');
  await undone(holder);
  return holder;
}

/** The books hold their laws, each movement has what its state says, and shop and holder say the same. */
function clean(holder: Holder): void {
  const { store, troubles } = holder.shop;
  expect(brokenLaws(store)).toEqual([]);
  expect(troubles).toEqual([]);
  const sums: Record<string, bigint> = {};
  for (const movement of store.movements()) {
    if (movement.transfer === undefined && movement.kind === 'top-up') continue;
    for (const [account, fen] of Object.entries(bookedOf(movement).posted))
      sums[account] = (sums[account] ?? 0n) + fen;
  }
  const funded = store.movements().find(({ kind, transfer }) => kind === 'top-up' && transfer === undefined);
  expect(holder.balanceFen()).toBe((sums.wallet_balance ?? 0n) + (funded?.amountFen ?? 0n));
  expect(holder.balanceFen('suspense')).toBe(sums.suspense ?? 0n);
  expect(holder.shop.find('000001')!.state).toBe('approved');
}

const around = {
  ...{ refunds: [], holds: [], lastPayoutAtMs: null, disputes: [], stop: 'none', suspicious: false },
  person: { realName: true, under14: false, guardianAgreed: false },
  ...{ faceConsent: false, faceAssessed: false },
} as const satisfies ClosureSurroundings;

/** What closing the account is told now. */
async function closes(
  holder: Holder,
): Promise<{ readonly reason: string | null; readonly fen: bigint | null }> {
  const { page } = await holder.shop.submit({
    ...{ type: 'closure-ask', book: holder.book as WalletId, around, asker: 'payer' },
    subject: { kind: 'account', id: holder.book },
  }).told;
  const arrears = page?.impact.blockers.find(({ code }) => code === 'closing-arrears');
  return { reason: page?.answer.reason ?? null, fen: arrears?.items[0]?.amountFen ?? null };
}

describe('a void is undone after its money has left', () => {
  it('the sale stands, the holder owes what is missing, and is told why and by which rule', async () => {
    const holder = await inArrears();
    expect([holder.balanceFen(), holder.balanceFen('on_us_clearing')]).toEqual([-PRICE, PRICE]);
    expect(holder.paid()[0]).toMatchObject({ state: 'paid', uncoveredFen: PRICE });
    expect(holder.events('wallet-payment-stands-again')).toMatchObject([{ amountFen: PRICE }]);
    expect(holder.events('wallet-arrears')).toMatchObject([
      { amountFen: PRICE, arrearsFen: PRICE, movement: 'tap', rule: 'WAL-17' },
    ]);
    // It counts against the bounds of the class and of the service as it did before.
    expect(holder.wallet().spent.everFen).toBe(PRICE);
    expect(holder.service('tap').usedOn.amountFen).toBe(PRICE);
    clean(holder);
  });

  it('what is there is taken, and no more than the rest is owed', async () => {
    const holder = await voided(PRICE + 4_000n);
    await moves(holder, 'payout', PRICE);
    await undone(holder);
    expect([holder.balanceFen(), holder.paid()[0]?.uncoveredFen]).toEqual([-6_000n, 6_000n]);
    expect(holder.events('wallet-arrears')).toMatchObject([{ amountFen: 6_000n, arrearsFen: 6_000n }]);
    clean(holder);
  });

  it('with enough left nothing is owed and nobody is told of arrears', async () => {
    const holder = await voided(PRICE);
    await undone(holder);
    expect(holder.balanceFen()).toBe(0n);
    expect(holder.paid()[0]).not.toHaveProperty('uncoveredFen');
    expect(holder.events('wallet-arrears')).toEqual([]);
    clean(holder);
  });

  it('a payout that is still under way: owed when it has left, and not at all when its bank declines it', async () => {
    for (const declined of [false, true]) {
      const holder = await voided();
      holder.shop.network.next('payout', 'answer-late');
      await moves(holder, 'payout', PRICE);
      await undone(holder);
      expect([holder.balanceFen(), holder.availableFen()]).toEqual([0n, -PRICE]);
      expect(holder.events('wallet-arrears')).toEqual([]);
      if (declined) holder.shop.network.next('payout-confirmation', { says: 'original-not-found' });
      await holder.shop.wait(60_000);
      const payout = holder.shop.store.movements().find(({ kind }) => kind === 'payout')!;
      expect(payout.state).toBe(declined ? 'declined' : 'paid');
      expect(holder.balanceFen()).toBe(declined ? 0n : -PRICE);
      expect(holder.events('wallet-arrears').map(({ arrearsFen }) => arrearsFen)).toEqual(
        declined ? [] : [PRICE],
      );
      clean(holder);
    }
  });

  it('the till voids again: nothing is owed any more, and once more the same way', async () => {
    const holder = await inArrears();
    holder.shop.void('000003', '000001');
    await holder.settle();
    expect([holder.balanceFen(), holder.states()]).toEqual([0n, ['reversed', 'paid']]);
    expect(holder.events('wallet-arrears-filled')).toMatchObject([{ amountFen: PRICE, arrearsFen: 0n }]);
    holder.shop.reverse('000003', 'void');
    await holder.settle();
    expect(holder.balanceFen()).toBe(-PRICE);
    clean(holder);
  });
});

describe('while something is owed', () => {
  it('the balance pays nothing, in and out; a bound card pays as ever, and a code by the card', async () => {
    const holder = await inArrears();
    const short = holder.tap('000004', { amountFen: 1n });
    await holder.settle();
    expect(short.result).toBe('wallet-balance-short');
    expect(await moves(holder, 'payout', 1n)).toBe('wallet-balance-short');
    const byCard = holder.tap('000005', { card: holder.cardToken });
    const byCode = holder.scanned('000006', await holder.showCode('21'));
    await holder.settle();
    expect([byCard.result, byCode.result]).toEqual(['approved', 'approved']);
    expect(holder.shop.network.received.filter(({ request }) => request.message === 'sale')).toHaveLength(2);
    expect(holder.shop.network.received.at(-1)?.request.card).toEqual(CARD);
    expect(holder.balanceFen()).toBe(-PRICE);
    clean(holder);
  });

  it('a top-up fills it first, in parts, each told; then the balance pays again', async () => {
    const holder = await inArrears();
    expect(await moves(holder, 'top-up', 4_000n)).toBe('accepted');
    expect(await moves(holder, 'top-up', 6_500n)).toBe('accepted');
    expect(holder.events('wallet-arrears-filled')).toMatchObject([
      { amountFen: 4_000n, arrearsFen: 6_000n, movement: 'top-up' },
      { amountFen: 6_000n, arrearsFen: 0n, movement: 'top-up' },
    ]);
    const pays = holder.tap('000004', { amountFen: 500n });
    await holder.settle();
    expect([pays.result, holder.balanceFen()]).toEqual(['approved', 0n]);
    clean(holder);
  });

  it('a refund fills it too', async () => {
    const holder = await inArrears();
    await holder.shop.settleAll();
    const refund = holder.shop.refund('000010', '000001', { amountFen: 7_000n });
    await holder.settle();
    expect([refund.result, holder.balanceFen()]).toEqual(['approved', -3_000n]);
    expect(holder.events('wallet-arrears-filled')).toMatchObject([{ amountFen: 7_000n, arrearsFen: 3_000n }]);
    clean(holder);
  });

  it('a report of loss stops the wallet and forgets nothing: found again, it is filled', async () => {
    const holder = await inArrears();
    await holder.does({ kind: 'stop', caseId: 'case' });
    expect(await moves(holder, 'top-up', PRICE)).toBe('wallet-stopped');
    await holder.does({ kind: 'resume' });
    expect(await moves(holder, 'top-up', PRICE)).toBe('accepted');
    expect(holder.balanceFen()).toBe(0n);
    clean(holder);
  });

  it('a void that is undone while the wallet is stopped is taken all the same', async () => {
    const holder = await voided();
    await moves(holder, 'payout', PRICE);
    await holder.does({ kind: 'stop', caseId: 'case' });
    await undone(holder);
    expect(holder.balanceFen()).toBe(-PRICE);
    clean(holder);
  });
});

describe('closing the account', () => {
  const DAY = 86_400_000;

  it('is refused with what is owed, and goes on when it is filled', async () => {
    const holder = await inArrears();
    expect(await closes(holder)).toEqual({ reason: 'closing-arrears', fen: PRICE });
    await moves(holder, 'top-up', PRICE);
    expect((await closes(holder)).fen).toBeNull();
  });

  it('one that waits already does not lock: what is owed can be topped up, and not a fen more', async () => {
    // Looked at once an hour, so that days pass quickly.
    const holder = await voided(PRICE, { limits: { duePollMs: DAY / 24 } });
    await moves(holder, 'payout', PRICE);
    const closesAtMs = holder.shop.time.clock.nowMs() + 2 * DAY;
    await holder.does({ kind: 'begin-closing', closesAtMs });
    expect(await moves(holder, 'top-up', 1n)).toBe('wallet-closing');
    await undone(holder);
    expect(await moves(holder, 'top-up', PRICE + 1n)).toBe('wallet-top-up-over-arrears');
    await holder.shop.time.advanceTo(closesAtMs + DAY / 24);
    expect(holder.wallet().status).toMatchObject({ state: 'closing', delayedBy: 'closing-arrears' });
    expect(await moves(holder, 'top-up', PRICE)).toBe('accepted');
    await holder.does({ kind: 'unbind', bindingId: holder.bindingId as never, alsoEnd: [] });
    await holder.shop.wait(DAY);
    expect([holder.wallet().status.state, holder.balanceFen()]).toEqual(['closed', 0n]);
    clean(holder);
  });

  it('two top-ups at once do not bring more than what is owed', async () => {
    const holder = await inArrears();
    await holder.does({ kind: 'begin-closing', closesAtMs: holder.shop.time.clock.nowMs() + DAY });
    holder.shop.network.next('sale', 'answer-late');
    await moves(holder, 'top-up', 6_000n);
    expect(await moves(holder, 'top-up', 4_001n)).toBe('wallet-top-up-over-arrears');
    expect(await moves(holder, 'top-up', 4_000n)).toBe('accepted');
  });

  it('locked before the void is undone: it stands in suspense as owed, and later refunds fill it', async () => {
    const holder = await voided();
    await moves(holder, 'payout', PRICE);
    const closesAtMs = holder.shop.time.clock.nowMs() + 1;
    await holder.does({ kind: 'begin-closing', closesAtMs });
    await holder.shop.wait(10);
    expect((await holder.does({ kind: 'lock', keptUntilMs: closesAtMs * 2 })).outcome).toBe('accepted');
    await undone(holder);
    expect([holder.balanceFen(), holder.balanceFen('suspense')]).toEqual([0n, -PRICE]);
    expect(holder.events('wallet-arrears')).toMatchObject([{ arrearsFen: PRICE }]);
    await holder.shop.settleAll();
    const name = { bank: 'ICBC', holder: '人甲', number: { index: 'i', cipher: 'c', masked: '6222****' } };
    const named = async (key: string): Promise<string> => {
      const asked = holder.shop.submit({
        ...{ type: 'late-payout-name', book: holder.book, account: name, by: 'ann', check: 'seen', key },
        print: 'p',
      });
      await holder.settle();
      return asked.result;
    };
    expect(await named('n1')).toBe('wallet-nothing-waits');
    holder.shop.refund('000010', '000001', { amountFen: 4_000n });
    await holder.settle();
    expect(holder.balanceFen('suspense')).toBe(-6_000n);
    expect(await named('n2')).toBe('wallet-nothing-waits');
    clean(holder);
  });
});

describe('the program dies while a void is undone', () => {
  const points = ['before-apply', 'after-apply', 'before-send', 'after-send'] as const;
  it.each(points.flatMap((point) => [1, 2, 3].map((times) => [point, times] as const)))(
    '%s, the %d. time: owed once, told once',
    async (point, times) => {
      const holder = await voided();
      await moves(holder, 'payout', PRICE);
      holder.shop.crashAt(point, times);
      holder.shop.reverse('000002', 'void');
      await holder.settle();
      if (holder.shop.died) await holder.shop.restart();
      // A terminal repeats its reversal until it is answered.
      holder.shop.reverse('000002', 'void');
      await holder.shop.wait(120_000);
      expect(holder.balanceFen()).toBe(-PRICE);
      expect(holder.events('wallet-arrears')).toHaveLength(1);
      clean(holder);
    },
  );
});

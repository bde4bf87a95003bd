/** The books of a store chain, and its notices last. */
import { expect, it } from 'vitest';
import { clearingDay } from '#domain/calendar';
import { applyLine, hold, type Journal, post, ZERO_BALANCE } from '#domain/ledger';
import { expectedPostings, type Payment, salePostings, sharesOf } from '#domain/payment';
import {
  type AccountKey,
  type ChangeSet,
  type EntryRow,
  type JournalRow,
  type Loaded,
  StoreClash,
} from '#engine';
import { MORNING_MS } from '../shop-fixtures.ts';
import { approved, sent } from '../store-rows.ts';
import { paymentKey, stored, type Tools } from './tools.ts';

export function books({ newShop, apply, load }: Tools): void {
  /** The batch of one payment's journals, on balances as they stand. */
  function booking(
    payment: Payment,
    version: number,
    journals: readonly Journal[],
    before: Loaded['accounts'],
    firstNo: number,
  ): Partial<ChangeSet> {
    const balances = new Map(before.map(({ key, balance }) => [key.kind, balance]));
    const rowsOfJournals = journals.map(({ kind, lines }, index): JournalRow => {
      const entries = lines.map((line): EntryRow => {
        const after = applyLine(balances.get(line.account) ?? ZERO_BALANCE, line);
        balances.set(line.account, after);
        return { ...line, after };
      });
      const { book, id: paymentId } = payment;
      return {
        book,
        paymentId,
        no: firstNo + index,
        kind,
        cancellationId: null,
        mirrorsNo: null,
        atMs: MORNING_MS,
        entries,
      };
    });
    return {
      payments: [
        {
          row: { payment: stored(payment, version), journalCount: firstNo + journals.length - 1 },
          expectedVersion: version - 1,
        },
      ],
      journals: rowsOfJournals,
      accounts: [...balances].map(([kind, balance]) => ({
        key: { book: payment.book, kind } satisfies AccountKey,
        balance,
        expectedVersion: before.find(({ key }) => key.kind === kind)?.balance.version ?? 0,
      })),
    };
  }

  it('chains the books: each journal takes up the balances where the last one left them', async () => {
    const shop = await newShop();
    const payment = approved(shop);
    const { book } = shop.merchant;
    const expected = expectedPostings(payment.amountFen);
    const sale = salePostings(payment.amountFen, sharesOf(payment.amountFen, payment.contract));
    await apply(shop, booking(payment, 1, [hold(expected)], [], 1));
    const held = await load(shop, { books: [book], payments: [paymentKey(payment)] });
    expect(held.payments[0]?.journalCount).toBe(1);
    expect(held.accounts.map(({ balance }) => balance.version)).toEqual(held.accounts.map(() => 1));

    const posting = booking(payment, 2, [post(expected, sale)], held.accounts, 2);
    await apply(shop, posting);
    const posted = await load(shop, { books: [book], payments: [paymentKey(payment)] });
    expect(posted.payments[0]?.journalCount).toBe(2);
    const clearing = posted.accounts.find(({ key }) => key.kind === 'network_clearing')?.balance;
    expect(clearing).toMatchObject({ debitPendingFen: 0n, debitPostedFen: payment.amountFen, version: 2 });
    expect(posted.accounts.find(({ key }) => key.kind === 'fee_income')?.balance.version).toBe(1);

    // The same batch again meets what it wrote itself.
    await expect(apply(shop, posting)).rejects.toThrow(StoreClash);
    expect(await load(shop, { books: [book], payments: [paymentKey(payment)] })).toEqual(posted);
  });

  it('refuses a journal under a number that exists', async () => {
    const shop = await newShop();
    const payment = sent(shop);
    const { book } = shop.merchant;
    await apply(shop, booking(payment, 1, [hold(expectedPostings(payment.amountFen))], [], 1));
    const { accounts } = await load(shop, { books: [book] });
    const twice = booking(payment, 2, [hold(expectedPostings(payment.amountFen))], accounts, 1);
    await expect(apply(shop, twice)).rejects.toThrow(StoreClash);
    expect((await load(shop, { books: [book] })).accounts).toEqual(accounts);
  });

  it('keeps the books of two merchants apart', async () => {
    const [one, other] = [await newShop(), await newShop()];
    const payment = sent(one);
    await apply(one, booking(payment, 1, [hold(expectedPostings(payment.amountFen))], [], 1));
    expect((await load(other, { books: [other.merchant.book] })).accounts).toEqual([]);
    const both = await load(one, { books: [one.merchant.book, other.merchant.book] });
    expect(new Set(both.accounts.map(({ key }) => key.book))).toEqual(new Set([one.merchant.book]));
  });
}

export function notices({ store }: Tools): void {
  it('remembers what the network said last about its day', async () => {
    const first = { clearingDay: clearingDay('2026-11-23'), atMs: MORNING_MS };
    const second = { clearingDay: clearingDay('2026-11-24'), atMs: MORNING_MS + 1 };
    await store().saveCutOverNotice(first);
    expect(await store().cutOverNotice()).toEqual(first);
    await store().saveCutOverNotice(second);
    expect(await store().cutOverNotice()).toEqual(second);
    await store().saveCutOverNotice(first);
    expect(await store().cutOverNotice()).toEqual(second);
  });
}

/** The laws of the books, checked on what a store holds: independent of the code that wrote it. */
import { ACCOUNT_KINDS, type AccountKind, isBalanced, postedBalanceFen, ZERO_BALANCE } from '#domain/ledger';
import type { Payment } from '#domain/payment';
import type { JournalRow } from '#engine';
import type { MemoryStore } from '#simulation';

/** Posted balances by account, fees and all; `{}` where nothing stands. Fen. */
export function balancesOf(store: MemoryStore): Partial<Record<AccountKind, bigint>> {
  const sums: Partial<Record<AccountKind, bigint>> = {};
  for (const { key, balance } of store.accounts()) {
    const sum = (sums[key.kind] ?? 0n) + postedBalanceFen(key.kind, balance);
    if (sum !== 0n) sums[key.kind] = sum;
    else delete sums[key.kind];
  }
  return sums;
}

/** What the books say the payer has paid: what the merchant is owed and the fee, less what others owe it for them. */
export function bookedFen(journals: readonly JournalRow[], payment: Payment): bigint {
  let sum = 0n;
  for (const { paymentId, entries } of journals) {
    if (paymentId !== payment.id) continue;
    for (const entry of entries) {
      const { account } = entry;
      const counts =
        account === 'merchant_payable' || account === 'fee_income' || account.startsWith('discount_');
      if (counts) sum += entry.creditPostedFen - entry.debitPostedFen;
    }
  }
  return sum;
}

/** Every broken law as a sentence; none is the only good answer. */
export function brokenLaws(store: MemoryStore): string[] {
  return [...brokenJournals(store), ...brokenChains(store), ...brokenNumbers(store)];
}

function brokenJournals(store: MemoryStore): string[] {
  return store
    .journals()
    .filter(({ entries }) => !isBalanced({ kind: 'post', lines: entries }))
    .map(({ paymentId, no }) => `journal ${no} of ${paymentId} is not balanced`);
}

function brokenChains(store: MemoryStore): string[] {
  const broken: string[] = [];
  const running = new Map<string, typeof ZERO_BALANCE>();
  for (const { book, entries } of store.journals()) {
    for (const entry of entries) {
      const key = `${book} ${entry.account}`;
      const before = running.get(key) ?? ZERO_BALANCE;
      const after = {
        debitPendingFen: before.debitPendingFen + entry.debitPendingFen,
        debitPostedFen: before.debitPostedFen + entry.debitPostedFen,
        creditPendingFen: before.creditPendingFen + entry.creditPendingFen,
        creditPostedFen: before.creditPostedFen + entry.creditPostedFen,
        version: before.version + 1,
      };
      for (const column of Object.keys(after) as (keyof typeof after)[]) {
        if (after[column] !== entry.after[column])
          broken.push(`${key}: ${column} is ${entry.after[column]}, recomputed ${after[column]}`);
      }
      running.set(key, after);
    }
  }
  for (const { key, balance } of store.accounts()) {
    const known = running.get(`${key.book} ${key.kind}`);
    if (known?.version !== balance.version)
      broken.push(
        `${key.book} ${key.kind} ends at version ${balance.version}, its entries at ${known?.version}`,
      );
    if (!ACCOUNT_KINDS.includes(key.kind)) broken.push(`${key.kind} is no account of the chart`);
  }
  return broken;
}

function brokenNumbers(store: MemoryStore): string[] {
  const broken: string[] = [];
  const journals = new Map<string, number>();
  for (const { paymentId, no } of store.journals()) {
    const expected = (journals.get(paymentId) ?? 0) + 1;
    if (no !== expected) broken.push(`journal ${no} of ${paymentId} stands where ${expected} should`);
    journals.set(paymentId, no);
  }
  const events = new Map<number, number>();
  for (const { bucket, seq } of store.events()) {
    const expected = (events.get(bucket) ?? 0) + 1;
    if (seq !== expected) broken.push(`event ${seq} of bucket ${bucket} stands where ${expected} should`);
    events.set(bucket, seq);
  }
  return broken;
}

/** Amounts that still wait for an end. */
export function pendingFen(store: MemoryStore): bigint {
  return store
    .accounts()
    .reduce((sum, { balance }) => sum + balance.debitPendingFen + balance.creditPendingFen, 0n);
}

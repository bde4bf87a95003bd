import { describe, expect, it } from 'vitest';
import {
  type BindingId,
  coveringServices,
  decidePay,
  decideWallet,
  type Instead,
  type PayAsk,
  type PayLimits,
  type Source,
  sourcesInOrder,
  usedFenOn,
  type Wallet,
  type WalletAct,
  type WalletId,
  withoutUse,
  withUse,
} from './index.ts';

const NOW_MS = 1_000;
let made = 0;
function does(wallet: Wallet | null, act: WalletAct): Wallet {
  const newId = (): string => {
    made += 1;
    return String(made).padStart(16, '0');
  };
  const step = decideWallet(wallet, act, { atMs: NOW_MS, walletId: 'wal_1' as WalletId, newId });
  if ('refused' in step) throw new Error(step.refused);
  return step.wallet;
}
const card = (index: string) => ({
  ...{ index, cipher: 'c', masked: '621234******0001', expiry: null, sequence: null },
});

const LIMITS: PayLimits = {
  classFen: { I: 100_000n, II: 10_000_000n, III: 20_000_000n },
  noPinOf: () => ({ onceFen: 100_000n, dayFen: 300_000n }),
  codeDayFen: 500_000n,
};
const RICH = { availableFen: 10n ** 9n };

function holder(accountClass: 'I' | 'II' | 'III' = 'III'): Wallet {
  const opened = does(null, {
    ...{ kind: 'open', accountClass },
    holder: { name: '*明', idNumber: '1101**********1234', phone: '138****0001' },
  });
  const bound = does(opened, {
    ...{ kind: 'bind', card: card('c1'), issuer: '01', bankZh: '银行', bankEn: 'bank', cardKind: 'debit' },
  });
  return does(bound, {
    ...{ kind: 'add-device-card', token: card('t1'), source: { kind: 'balance' } },
    device: { kind: 'phone', name: 'p' },
  });
}

const asks = (wallet: Wallet, more: Partial<PayAsk> = {}): PayAsk => ({
  ...{ way: 'tap', amountFen: 1_000n, merchantId: 'm1', terminalId: 't1', source: { kind: 'balance' } },
  ...{ verified: true, deviceCard: wallet.deviceCards[0]!, deduction: null },
  ...{ day: '2026-11-23', year: 2026 },
  ...more,
});
const reason = (wallet: Wallet, ask: PayAsk, standing = RICH): string => {
  const answer = decidePay(wallet, ask, LIMITS, standing);
  return answer.may ? 'may' : answer.reason;
};

const PLACES = [
  { kind: 'merchant', merchantId: 'm1', nameZh: '店', nameEn: 'shop' },
  { kind: 'terminal', merchantId: 'm1', terminalId: 't1', nameZh: '店', nameEn: 'shop' },
  { kind: 'source', source: { kind: 'balance' } },
] as const;

describe('which services cover a payment', () => {
  it('W11: one service that covers it and is off, suspended or full stops it', () => {
    for (const place of PLACES) {
      const on = does(holder(), { kind: 'add-service', service: 'tap', place, to: 'on' });
      const { id: serviceId } = on.services.at(-1)!;
      expect(reason(on, asks(on))).toBe('may');
      expect(coveringServices(on, asks(on)).map(({ id }) => id)).toHaveLength(2);
      const off = does(on, { kind: 'switch-service', serviceId, to: 'off' });
      expect(reason(off, asks(off))).toBe('wallet-service-off');
      const suspended = {
        ...on,
        services: on.services.map((each) => ({
          ...each,
          state: each.id === serviceId ? ('suspended' as const) : each.state,
        })),
      };
      expect(reason(suspended, asks(on))).toBe('wallet-service-off');
      const limits = { perPaymentFen: 999n, perDayFen: null };
      const small = does(on, { kind: 'limit-service', serviceId, limits });
      expect(reason(small, asks(small))).toBe('wallet-service-limit');
    }
  });

  it('W11: elsewhere, and from another source, what is set for one place says nothing', () => {
    for (const place of PLACES) {
      const wallet = does(holder(), { kind: 'add-service', service: 'tap', place, to: 'off' });
      const elsewhere = { merchantId: 'm2', terminalId: 't2', source: sourcesInOrder(wallet)[1]! };
      expect(reason(wallet, asks(wallet, elsewhere))).toBe('may');
    }
  });

  it('W11: the day has its own sum, and a new day begins at nothing', () => {
    const first = holder();
    const { id: serviceId } = first.services.find(({ kind }) => kind === 'tap')!;
    const limits = { perPaymentFen: null, perDayFen: 1_500n };
    const wallet = does(first, { kind: 'limit-service', serviceId, limits });
    const used = withUse(wallet, usedOf(wallet, 1_000n));
    expect(reason(used, asks(used))).toBe('wallet-service-limit');
    expect(reason(used, asks(used, { amountFen: 500n }))).toBe('may');
    expect(reason(used, asks(used, { day: '2026-11-24' }))).toBe('may');
  });

  it('the state of the wallet, of its device card and of its source comes before everything else', () => {
    const wallet = holder();
    const stopped = does(wallet, { kind: 'stop', caseId: '1' });
    expect(reason(stopped, asks(stopped))).toBe('wallet-stopped');
    const closing = does(wallet, { kind: 'begin-closing', closesAtMs: 9_999 });
    expect(reason(closing, asks(closing))).toBe('wallet-closing');
    const removed = does(wallet, { kind: 'remove-device-card', deviceCardId: wallet.deviceCards[0]!.id });
    expect(reason(removed, asks(removed))).toBe('wallet-device-card-off');
    const source: Source = { kind: 'card', bindingId: wallet.bindings[0]!.id };
    const unbound = does(wallet, { kind: 'unbind', bindingId: wallet.bindings[0]!.id, alsoEnd: [] });
    expect(reason(unbound, asks(unbound, { source }))).toBe('wallet-source-gone');
    expect(reason(wallet, asks(wallet), { availableFen: 999n })).toBe('wallet-balance-short');
  });
});

const usedOf = (wallet: Wallet, amountFen: bigint, source: Source = { kind: 'balance' }) => ({
  ...{ kind: 'tap' as const, source, amountFen, day: '2026-11-23', year: 2026, atMs: NOW_MS },
  services: coveringServices(wallet, asks(wallet, { source })).map(({ id }) => id),
  ...{ deviceCardId: null, deductionId: null, counter: null },
});

describe('bounds of the rules', () => {
  it.each([
    ['I', 100_000n],
    ['II', 10_000_000n],
    ['III', 20_000_000n],
  ] as const)('W11: class %s pays %d fen from the balance, and not one more', (accountClass, mostFen) => {
    const wallet = holder(accountClass);
    expect(reason(wallet, asks(wallet, { amountFen: mostFen }))).toBe('may');
    expect(reason(wallet, asks(wallet, { amountFen: mostFen + 1n }))).toBe('wallet-account-limit');
    const used = withUse(wallet, usedOf(wallet, mostFen));
    expect(reason(used, asks(used, { amountFen: 1n }))).toBe('wallet-account-limit');
    // A bound of a year begins anew with the year; that of class I never does.
    const nextYear = { amountFen: 1n, day: '2027-01-01', year: 2027 };
    expect(reason(used, asks(used, nextYear))).toBe(accountClass === 'I' ? 'wallet-account-limit' : 'may');
    const source: Source = { kind: 'card', bindingId: wallet.bindings[0]!.id };
    expect(reason(used, asks(used, { source }))).toBe('may');
  });

  it('W11: a tap that nobody verified is small, and wants its own service', () => {
    const wallet = holder();
    const unverified = { verified: false };
    expect(reason(wallet, asks(wallet, { ...unverified, amountFen: 100_000n }))).toBe('may');
    expect(reason(wallet, asks(wallet, { ...unverified, amountFen: 100_001n }))).toBe(
      'wallet-verification-needed',
    );
    const { id: serviceId } = wallet.services.find(({ kind }) => kind === 'no-pin')!;
    const off = does(wallet, { kind: 'switch-service', serviceId, to: 'off' });
    expect(reason(off, asks(off, unverified))).toBe('wallet-service-off');
    expect(reason(off, asks(off))).toBe('may');
  });

  it('W11: codes that are shown and codes that are scanned share one sum of the day', () => {
    const wallet = holder();
    const scan = coveringServices(wallet, asks(wallet, { way: 'scan' })).map(({ id }) => id);
    const used = withUse(wallet, { ...usedOf(wallet, 499_999n), kind: 'scan', services: scan });
    const shown = { way: 'pay-code', deviceCard: null } as const;
    expect(reason(used, asks(used, { ...shown, amountFen: 1n }))).toBe('may');
    expect(reason(used, asks(used, { ...shown, amountFen: 2n }))).toBe('wallet-code-day-limit');
  });
});

describe('what is declined', () => {
  it('W12: whatever is named instead would pass', () => {
    const wallet = holder();
    const poor = { availableFen: 1n };
    const refused = decidePay(wallet, asks(wallet), LIMITS, poor);
    if (refused.may) throw new Error('it may');
    expect(refused.instead.map((each: Instead) => each.kind)).toEqual(['source', 'service', 'service']);
    for (const each of refused.instead) {
      const other: Partial<PayAsk> =
        each.kind === 'source'
          ? { source: each.source, deviceCard: null }
          : { way: each.service as PayAsk['way'], deviceCard: null, source: sourcesInOrder(wallet)[1]! };
      expect(reason(wallet, asks(wallet, other), poor)).toBe('may');
    }
    const stopped = does(wallet, { kind: 'stop', caseId: '1' });
    const nothing = decidePay(stopped, asks(stopped), LIMITS, RICH);
    expect(nothing.may ? null : nothing.instead).toEqual([]);
  });
});

describe('what a payment takes of the bounds', () => {
  it('W13: undone whole, the bounds are as before; a refund leaves them taken', () => {
    const wallet = holder('I');
    const used = usedOf(wallet, 60_000n);
    const after = withUse(wallet, used);
    expect(after.spent).toEqual({ year: 2026, inYearFen: 60_000n, everFen: 60_000n });
    const service = after.services.find(({ id }) => id === used.services[0])!;
    expect([usedFenOn(service, used.day), service.usedCount, service.lastUsedMs]).toEqual([
      60_000n,
      1,
      NOW_MS,
    ]);
    const undone = withoutUse(after, used);
    expect(undone.spent.everFen).toBe(0n);
    expect(reason(undone, asks(undone, { amountFen: 100_000n }))).toBe('may');
    // Undone on another day, the day of now has lost nothing.
    const later = withoutUse(after, { ...used, day: '2026-11-24' });
    expect(usedFenOn(later.services.find(({ id }) => id === used.services[0])!, used.day)).toBe(60_000n);
  });

  it('a bound card takes nothing of the account class, and knows when it was used', () => {
    const wallet = holder('I');
    const source: Source = { kind: 'card', bindingId: wallet.bindings[0]!.id as BindingId };
    const after = withUse(wallet, usedOf(wallet, 500_000n, source));
    expect(after.spent.everFen).toBe(0n);
    expect(after.bindings[0]!.lastUsedMs).toBe(NOW_MS);
  });
});

/** What an impact names comes true: the wallet's own decisions after the act are asked, way by way. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SOURCES, wallets } from '../../../test/domain/wallet-arbitraries.ts';
import { NOW_MS } from '../../../test/domain/wallet-samples.ts';
import { bookFor } from '../../../test/rule-contents.ts';
import {
  type BindingId,
  type DeviceCardId,
  decidePay,
  decideWallet,
  type PayAsk,
  type PayLimits,
  type ServiceId,
  type Source,
  type Wallet,
  type WalletAct,
} from '../wallet/index.ts';
import {
  type ClosureSubject,
  canBeClosed,
  closureAsked,
  type Impact,
  NOTHING_AROUND,
  type OtherWay,
  type Stops,
  whatItChanges,
} from './index.ts';

const RULES = {
  book: bookFor('i1'),
  scope: { channel: 'unionpay.pos', institution: 'i1', issuer: null, merchant: 'any' },
  day: '2026-11-29',
  nowMs: NOW_MS,
} as const;
/** Nothing but services and parts may stop a payment here. */
const WIDE = 10n ** 15n;
const LIMITS: PayLimits = {
  classFen: { I: WIDE, II: WIDE, III: WIDE },
  noPinOf: () => ({ onceFen: WIDE, dayFen: WIDE }),
  codeDayFen: WIDE,
};
const pays = (wallet: Wallet, ask: PayAsk): boolean =>
  decidePay(wallet, ask, LIMITS, { availableFen: WIDE }).may;

function actOf({ kind, id }: ClosureSubject): WalletAct {
  switch (kind) {
    case 'service':
      return { kind: 'switch-service', serviceId: id as ServiceId, to: 'off' };
    case 'binding':
      return { kind: 'unbind', bindingId: id as BindingId, alsoEnd: [] };
    case 'device-card':
      return { kind: 'remove-device-card', deviceCardId: id as DeviceCardId };
    case 'account':
      return { kind: 'begin-closing', closesAtMs: NOW_MS + 1 };
  }
}

const PLAIN: PayAsk = {
  ...{ way: 'tap', amountFen: 100n, merchantId: 'elsewhere', terminalId: null, verified: true },
  ...{ source: { kind: 'balance' }, deviceCard: null, deduction: null, day: '2026-11-29', year: 2026 },
};
const WAYS = ['tap', 'pay-code', 'scan', 'deduction', 'transit'] as const;

/** The payments that a row speaks of, as they are asked of the wallet as it is then. */
function asksOf(wallet: Wallet, { what, id }: Stops): readonly PayAsk[] {
  const from = (source: Source): PayAsk[] =>
    WAYS.flatMap((way) => [true, false].map((verified) => ({ ...PLAIN, way, source, verified })));
  switch (what) {
    case 'account':
      return SOURCES.flatMap(from);
    case 'card':
      return from({ kind: 'card', bindingId: id as BindingId });
    case 'device-card':
      return wallet.deviceCards
        .filter((each) => each.id === id)
        .flatMap((deviceCard) =>
          (['tap', 'transit'] as const).map((way) => ({
            ...PLAIN,
            way,
            source: deviceCard.source,
            deviceCard,
          })),
        );
    case 'deduction':
      return wallet.deductions
        .filter((each) => each.id === id)
        .map((deduction) => ({ ...PLAIN, way: 'deduction', source: deduction.source, deduction }));
    case 'service':
      return wallet.services
        .filter((each) => each.id === id)
        .flatMap(({ kind, place }) => {
          const at =
            place.kind === 'terminal'
              ? { merchantId: place.merchantId, terminalId: place.terminalId }
              : place.kind === 'merchant'
                ? { merchantId: place.merchantId }
                : {};
          const sources = place.kind === 'source' ? [place.source] : SOURCES;
          const how =
            kind === 'no-pin' ? ({ way: 'tap', verified: false } as const) : { way: kind, verified: true };
          return sources.map((source) => ({ ...PLAIN, ...at, ...how, source }));
        });
  }
}

function asksOfWay(wallet: Wallet, { how, id }: OtherWay): readonly PayAsk[] {
  if (how === 'bank-card') return [];
  if (how !== 'tap') return SOURCES.map((source) => ({ ...PLAIN, way: how, source }));
  return wallet.deviceCards
    .filter((each) => each.id === id)
    .map((deviceCard) => ({ ...PLAIN, source: deviceCard.source, deviceCard }));
}

interface Done {
  readonly before: Wallet;
  readonly after: Wallet;
  readonly impact: Impact;
}

/** Every part of the wallet whose ending is answered with yes, with the wallet after its act. */
function endings(wallet: Wallet): readonly Done[] {
  const { id, services, bindings, deviceCards } = wallet;
  const subjects: readonly ClosureSubject[] = [
    ...services.map((each) => ({ kind: 'service' as const, id: each.id })),
    ...bindings.map((each) => ({ kind: 'binding' as const, id: each.id })),
    ...deviceCards.map((each) => ({ kind: 'device-card' as const, id: each.id })),
    { kind: 'account', id },
  ];
  return subjects.flatMap((subject) => {
    const around = { ...NOTHING_AROUND, balanceFen: subject.kind === 'account' ? 0n : 5_000n };
    const each = { wallet, subject, around, ...RULES };
    const asked = closureAsked(each);
    const impact = whatItChanges(each);
    if (asked === null || impact === null) throw new Error(`no ${subject.kind}`);
    if (canBeClosed(asked).verdict !== 'YES') return [];
    const step = decideWallet(wallet, actOf(subject), {
      ...{ atMs: NOW_MS, newId: () => 'new0000000000000', walletId: id },
    });
    // What the answer allows the wallet does.
    if ('refused' in step) throw new Error(`${subject.kind} ${subject.id}: ${step.refused}`);
    return [{ before: wallet, after: step.wallet, impact }];
  });
}
const hold = (law: (done: Done) => void): void =>
  fc.assert(
    fc.property(wallets, (wallet) => endings(wallet).forEach(law)),
    { numRuns: 200 },
  );

test('C15: what is named as stopping paid before, and is declined after', () =>
  hold(({ before, after, impact: { stops } }) => {
    for (const each of stops) {
      expect(
        asksOf(after, each).filter((ask) => pays(after, ask)),
        each.id,
      ).toEqual([]);
      // Deductions may have waited for a card, cards and accounts for a service.
      if (each.what !== 'service' && each.what !== 'device-card') continue;
      expect(
        asksOf(before, each).some((ask) => pays(before, ask)),
        each.id,
      ).toBe(true);
    }
  }));

test('C16: what is named as going on, or as another way to pay, pays', () =>
  hold(({ before, after, impact: { goesOn, otherWays } }) => {
    for (const { what, id } of goesOn) {
      if (what === 'contract') expect(after.deductions.find((each) => each.id === id)?.state).toBe('active');
      else {
        const ask = asksOf(after, { ...NO_ROW, what: 'service', id });
        expect(
          ask.some((each) => pays(after, each)),
          id,
        ).toBe(true);
      }
    }
    for (const way of otherWays) {
      if (way.how === 'bank-card') expect(before.bindings.some(({ id }) => id === way.id)).toBe(true);
      else
        expect(
          asksOfWay(after, way).some((ask) => pays(after, ask)),
          way.how,
        ).toBe(true);
    }
  }));

test('C17: whatever paid and pays no more is named', () =>
  hold(({ before, after, impact: { stops } }) => {
    const named = new Set(stops.map(({ id }) => id));
    const rows = [
      ...before.services.map(({ id }): Stops => ({ ...NO_ROW, what: 'service', id })),
      ...before.deviceCards.map(({ id }): Stops => ({ ...NO_ROW, what: 'device-card', id })),
    ];
    for (const row of rows) {
      const paid = asksOf(before, row).some((ask) => pays(before, ask));
      const still = asksOf(after, row).some((ask) => pays(after, ask));
      if (paid && !still) expect(named, row.id).toContain(row.id);
    }
  }));

const NO_ROW: Stops = {
  ...{ what: 'service', id: '', name: { zh: '', en: '' }, service: null, ruleId: 'WAL-14' },
  ...{ lastUsedMs: null, usedCount: null },
};

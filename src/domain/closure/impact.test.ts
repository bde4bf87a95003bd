import { describe, expect, test } from 'vitest';
import {
  BALANCE,
  DAY_MS,
  deviceCard,
  fromCard,
  movement,
  NOW_MS,
  richWallet,
} from '../../../test/domain/wallet-samples.ts';
import { bookFor } from '../../../test/rule-contents.ts';
import type { Wallet } from '../wallet/index.ts';
import {
  type Around,
  accountSteps,
  type ClosureSubject,
  closureAsked,
  type Impact,
  impactWords,
  NOTHING_AROUND,
  whatItChanges,
} from './index.ts';

const RULES = {
  book: bookFor('i1'),
  scope: { channel: 'unionpay.pos', institution: 'i1', issuer: null, merchant: 'any' },
  day: '2026-11-29',
  nowMs: NOW_MS,
} as const;

function impactOf(
  subject: ClosureSubject,
  wallet: Wallet = richWallet(),
  more: Partial<Around> = {},
): Impact {
  const impact = whatItChanges({ wallet, subject, around: { ...NOTHING_AROUND, ...more }, ...RULES });
  if (impact === null) throw new Error(`The wallet has no ${subject.kind} ${subject.id}`);
  return impact;
}
const ids = (list: readonly { readonly id: string | null }[]): readonly (string | null)[] =>
  list.map(({ id }) => id);
const account = (wallet: Wallet): ClosureSubject => ({ kind: 'account', id: wallet.id });

describe('payments that stop', () => {
  test('tap takes single shops, small amounts without PIN and, without transit, the phone with it', () => {
    const { stops, goesOn } = impactOf({ kind: 'service', id: 'svc_tap' });
    expect(ids(stops)).toEqual(['svc_tap', 'svc_tap-merchant', 'svc_no-pin', 'svc_no-pin-source', 'dvc_1']);
    expect(ids(goesOn)).toEqual(['svc_pay-code', 'svc_scan', 'svc_deduction']);
    expect(stops[0]).toMatchObject({ usedCount: 12, lastUsedMs: NOW_MS - 3 * DAY_MS });
  });
  test('where no tap is left, small amounts pass with no PIN either', () => {
    const said = (id: string) => impactWords(impactOf({ kind: 'service', id })).stops.map(({ en }) => en);
    expect(said('svc_tap').join()).not.toContain('the PIN is asked');
    expect(said('svc_no-pin').join()).toContain('the PIN is asked');
  });
  test('the tap at one shop stops there alone', () => {
    const { stops, otherWays } = impactOf({ kind: 'service', id: 'svc_tap-merchant' });
    expect(ids(stops)).toEqual(['svc_tap-merchant']);
    expect(otherWays.map(({ how }) => how)).toContain('tap');
  });
  test('a card takes its device cards and its own services with it', () => {
    const { stops } = impactOf({ kind: 'binding', id: 'bnd_0005' });
    expect(ids(stops)).toEqual(['svc_no-pin-source', 'bnd_0005', 'dvc_1']);
  });
  test('what is off or suspended stops nothing', () => {
    const wallet = richWallet({
      deviceCards: [deviceCard('dvc_1', fromCard('bnd_0005'), { state: 'suspended' })],
    });
    expect(impactOf({ kind: 'device-card', id: 'dvc_1' }, wallet).stops).toEqual([]);
  });
});

describe('contracts', () => {
  test('unbinding ends none: it says so and offers it, with or without another card', () => {
    const first = impactOf({ kind: 'binding', id: 'bnd_0005' });
    expect(first.goesOn[0]).toMatchObject({
      ...{ what: 'contract', id: 'ded_1', mayEnd: true, otherSource: true, ruleId: 'WAL-03' },
    });
    const { bindings } = richWallet();
    const alone = impactOf(
      { kind: 'binding', id: 'bnd_0005' },
      richWallet({ bindings: bindings.slice(0, 1) }),
    );
    expect(alone.goesOn[0]).toMatchObject({ otherSource: false });
    expect(impactWords(alone).goesOn[0]?.en).toContain('no other card can pay for it');
    // Nothing moves a contract to another card: the page must not say that one only has to let it pay.
    expect(impactWords(first).goesOn[0]?.en).toContain('its charges are declined');
  });
  test('the service off leaves them standing and declines them', () => {
    const { stops, goesOn } = impactOf({ kind: 'service', id: 'svc_deduction' });
    expect(ids(stops)).toEqual(['svc_deduction', 'ded_1']);
    expect(goesOn[0]).toMatchObject({ what: 'contract', id: 'ded_1', otherSource: null });
  });
});

describe('money', () => {
  const refund = {
    ...{ id: 'ref_1', amountFen: 1_234n, merchant: null, state: 'under-way' as const },
  };
  test('a refund goes back to the card, to the balance, or is kept for the holder of a closed account', () => {
    const card = { ...refund, source: fromCard('bnd_0005'), masked: '621700******0005' };
    const balance = { ...refund, id: 'ref_2', source: BALANCE, masked: null };
    const more = { refunds: [card, balance] };
    expect(impactOf({ kind: 'service', id: 'svc_tap' }, richWallet(), more).refundsUnderWay).toMatchObject([
      { to: 'card', masked: '621700******0005', ruleId: 'WAL-05', certainty: 'C' },
      { to: 'balance', masked: null },
    ]);
    const wallet = richWallet();
    expect(impactOf(account(wallet), wallet, more).refundsUnderWay.map(({ to }) => to)).toEqual([
      'card',
      'suspense',
    ]);
    expect(impactOf({ kind: 'binding', id: 'bnd_0013' }, wallet, more).refundsUnderWay).toEqual([]);
  });
  test('nothing costs anything', () => {
    expect(impactOf({ kind: 'binding', id: 'bnd_0005' }).fees).toEqual({
      ...{ feeFen: 0n, ruleId: 'WAL-13', certainty: 'P' },
    });
  });
});

describe('whether it can be taken back, and what is kept', () => {
  test('a service at once, an account within its waiting time, a closed one never', () => {
    expect(impactOf({ kind: 'service', id: 'svc_tap' }).takenBack).toEqual({ how: 'at-once-again' });
    const wallet = richWallet();
    expect(impactOf(account(wallet)).takenBack).toEqual({
      ...{ how: 'until', untilMs: NOW_MS + 7 * DAY_MS, certainty: 'P' },
    });
    const keptUntilMs = Date.parse('2036-11-29T23:59:59+08:00');
    const closed = richWallet({ status: { state: 'closed', atMs: NOW_MS, keptUntilMs } });
    expect(impactOf(account(closed), closed).takenBack).toEqual({ how: 'never' });
  });
  test('ten years, by law, to the last second of the day', () => {
    const { kept } = impactOf(account(richWallet()));
    expect(kept).toEqual({
      ...{ years: 10, certainty: 'A', ruleIds: ['LAW-20', 'LAW-21', 'LAW-33'] },
      untilMs: Date.parse('2036-11-29T23:59:59+08:00'),
    });
  });
});

describe('the ten steps', () => {
  const states = (wallet: Wallet, more: Partial<Around>): readonly string[] => {
    const around = { ...NOTHING_AROUND, ...more };
    const asked = closureAsked({ wallet, subject: account(wallet), around, ...RULES });
    if (asked === null) throw new Error('no account');
    return accountSteps(asked, wallet, around).map(({ number, state }) => `${number} ${state}`);
  };
  test('each blocker stands in its step, all at once, by name', () => {
    const wallet = richWallet({ redPacketFen: 500n, points: 3 });
    const around = {
      ...NOTHING_AROUND,
      balanceFen: 10_000n,
      movements: [movement('wpm_1', { state: 'unknown' })],
    };
    const { blockers } = impactOf(account(wallet), wallet, around);
    expect(blockers.map(({ code }) => code)).toEqual([
      'closing-payment-unknown',
      'closing-contract-open',
      'closing-balance-left',
      'closing-benefits-left',
      'closing-card-bound',
    ]);
    expect(blockers[0]?.items).toMatchObject([{ what: 'payment', id: 'wpm_1', name: { zh: '路口小店' } }]);
    expect(states(wallet, around)).toEqual([
      ...['1 open', '2 done', '3 done', '4 done', '5 open', '6 open', '7 open'],
      ...['8 ahead', '9 ahead', '10 ahead'],
    ]);
  });
  test('an empty wallet is proven, waits and is locked', () => {
    const empty = richWallet({ bindings: [], deviceCards: [], deductions: [] });
    const tail = (wallet: Wallet, more: Partial<Around> = {}): readonly string[] =>
      states(wallet, more).slice(7);
    expect(tail(empty)).toEqual(['8 next', '9 ahead', '10 ahead']);
    expect(tail(empty, { proven: ['password', 'sms-code', 'passkey'] })).toEqual([
      ...['8 done', '9 next', '10 ahead'],
    ]);
    const closing = { state: 'closing', sinceMs: NOW_MS, closesAtMs: NOW_MS + DAY_MS } as const;
    expect(tail({ ...empty, status: closing })).toEqual(['8 done', '9 waits', '10 ahead']);
    const closed = { state: 'closed', atMs: NOW_MS, keptUntilMs: NOW_MS } as const;
    expect(tail({ ...empty, status: closed })).toEqual(['8 done', '9 done', '10 done']);
  });
});

test('every row of every list has a sentence in both languages', () => {
  const wallet = richWallet({ redPacketFen: 500n, points: 3 });
  const subjects: readonly ClosureSubject[] = [
    ...wallet.services.map(({ id }) => ({ kind: 'service' as const, id })),
    ...wallet.bindings.map(({ id }) => ({ kind: 'binding' as const, id })),
    ...wallet.deviceCards.map(({ id }) => ({ kind: 'device-card' as const, id })),
    account(wallet),
  ];
  for (const subject of subjects) {
    const impact = impactOf(subject, wallet, { balanceFen: 700n, movements: [movement('wpm_1')] });
    const words = impactWords(impact);
    for (const list of ['stops', 'goesOn', 'refundsUnderWay', 'blockers', 'otherWays'] as const)
      expect(words[list]).toHaveLength(impact[list].length);
    for (const { zh, en } of Object.values(words).flat()) {
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(en.replaceAll('月费', '')).not.toMatch(/\p{Script=Han}/u);
    }
  }
});

import { describe, expect, it } from 'vitest';
import type { Outcome } from '../outcome/index.ts';
import {
  ACT_IN,
  type ActSetting,
  decideWallet,
  refusalInState,
  type Source,
  type Wallet,
  type WalletAct,
  type WalletActKind,
  type WalletId,
  type WalletState,
  type WalletStep,
} from './index.ts';

const NOW_MS = 1_000_000;
let made = 0;
const setting = (atMs = NOW_MS): ActSetting => ({
  atMs,
  walletId: 'wal_0000000000000001' as WalletId,
  newId: () => {
    made += 1;
    return String(made).padStart(16, '0');
  },
});
const card = (last: string) => ({
  ...{ index: `index-${last}`, cipher: 'c', masked: `621234******${last}`, expiry: null, sequence: null },
});
const HOLDER = { name: '*明', idNumber: '1101**********1234', phone: '138****0001' };

function does(wallet: Wallet | null, act: WalletAct, atMs = NOW_MS): WalletStep {
  const step = decideWallet(wallet, act, setting(atMs));
  if ('refused' in step) throw new Error(`refused: ${step.refused}`);
  return step;
}
function refused(wallet: Wallet | null, act: WalletAct, atMs = NOW_MS): Outcome | null {
  const step = decideWallet(wallet, act, setting(atMs));
  return 'refused' in step ? step.refused : null;
}
const opened = (): Wallet =>
  does(null, { kind: 'open', holder: HOLDER, accountClass: 'II', redPacketFen: 500n, points: 3 }).wallet;
const bindAct = (last: string): WalletAct => ({
  ...{
    kind: 'bind',
    card: card(last),
    issuer: '01020000',
    bankZh: '工商银行',
    bankEn: 'ICBC',
    cardKind: 'debit',
  },
});

/** A wallet with one card, a token of it, a service of it alone and a contract that takes from it. */
function full(): { readonly wallet: Wallet; readonly source: Source & { kind: 'card' } } {
  const bound = does(opened(), bindAct('0001'));
  const source = { kind: 'card', bindingId: bound.made } as Source & { kind: 'card' };
  let { wallet } = does(bound.wallet, {
    ...{ kind: 'add-device-card', token: card('9999'), source, device: { kind: 'phone', name: 'P' } },
  });
  wallet = does(wallet, {
    ...{ kind: 'add-service', service: 'no-pin', place: { kind: 'source', source }, to: 'on' },
  }).wallet;
  wallet = does(wallet, {
    ...{ kind: 'sign-deduction', merchantId: 'm', nameZh: '水务', nameEn: 'Water', subject: '水费' },
    ...{ perPaymentFen: 10_000n, source },
  }).wallet;
  return { wallet, source };
}

const inState = (state: WalletState['state']): Wallet => {
  const { wallet } = full();
  const closesAtMs = NOW_MS + 10;
  switch (state) {
    case 'open':
      return wallet;
    case 'stopped':
      return does(wallet, { kind: 'stop', caseId: 'case' }).wallet;
    case 'closing':
      return does(wallet, { kind: 'begin-closing', closesAtMs }).wallet;
    case 'closed': {
      const closing = does(wallet, { kind: 'begin-closing', closesAtMs }).wallet;
      return does(closing, { kind: 'lock', keptUntilMs: NOW_MS * 2 }, closesAtMs).wallet;
    }
  }
};

const sampleActs = (wallet: Wallet): Readonly<Record<WalletActKind, WalletAct>> => {
  const bindingId = wallet.bindings[0]!.id;
  const deviceCardId = wallet.deviceCards[0]!.id;
  const serviceId = wallet.services[0]!.id;
  const deductionId = wallet.deductions[0]!.id;
  return {
    open: { kind: 'open', holder: HOLDER, accountClass: 'I' },
    bind: bindAct('0002'),
    unbind: { kind: 'unbind', bindingId, alsoEnd: [] },
    'lose-card': { kind: 'lose-card', bindingId },
    'add-device-card': {
      ...{ kind: 'add-device-card', token: card('8888'), source: { kind: 'balance' } },
      device: { kind: 'watch', name: 'W' },
    },
    'suspend-device-card': { kind: 'suspend-device-card', deviceCardId },
    'resume-device-card': { kind: 'resume-device-card', deviceCardId },
    'remove-device-card': { kind: 'remove-device-card', deviceCardId },
    'switch-service': { kind: 'switch-service', serviceId, to: 'off' },
    'add-service': {
      ...{ kind: 'add-service', service: 'tap', to: 'off' },
      place: { kind: 'merchant', merchantId: 'm', nameZh: '店', nameEn: 'shop' },
    },
    'limit-service': {
      ...{ kind: 'limit-service', serviceId, limits: { perPaymentFen: 1_000n, perDayFen: null } },
    },
    'sign-deduction': {
      ...{ kind: 'sign-deduction', merchantId: 'n', nameZh: '电', nameEn: 'Power', subject: '电费' },
      ...{ perPaymentFen: 1n, source: { kind: 'balance' } },
    },
    'end-deduction': { kind: 'end-deduction', deductionId },
    'order-sources': { kind: 'order-sources', order: [{ kind: 'balance' }] },
    stop: { kind: 'stop', caseId: 'case' },
    resume: { kind: 'resume' },
    'begin-closing': { kind: 'begin-closing', closesAtMs: NOW_MS + 10 },
    'delay-closing': {
      ...{ kind: 'delay-closing', closesAtMs: NOW_MS + 20, why: 'closing-balance-left' },
    },
    'take-back': { kind: 'take-back' },
    lock: { kind: 'lock', keptUntilMs: NOW_MS * 2 },
    'give-up-benefits': { kind: 'give-up-benefits' },
  };
};

describe('which act in which state', () => {
  const kinds = Object.keys(ACT_IN) as WalletActKind[];
  const states = ['open', 'stopped', 'closing', 'closed'] as const;
  it.each(states.flatMap((state) => kinds.map((kind) => [kind, state] as const)))(
    'W1: %s in a wallet that is %s',
    (kind, state) => {
      const wallet = inState(state);
      const act = sampleActs(wallet)[kind];
      const late = kind === 'lock' ? NOW_MS + 10 : NOW_MS;
      expect(refused(wallet, act, late) === null).toBe(ACT_IN[kind].includes(state));
    },
  );

  it('W1: a wallet that is not there can only be opened', () => {
    const acts = Object.values(sampleActs(full().wallet));
    expect(acts.filter((act) => refused(null, act) === null).map(({ kind }) => kind)).toEqual(['open']);
    expect(refusalInState('none', { kind: 'stop', caseId: '1' })).toBe('wallet-not-found');
  });

  it('W2: what lessens a risk is refused in no state in which its opposite is allowed', () => {
    const pairs = [
      ['unbind', 'bind'],
      ['lose-card', 'bind'],
      ['suspend-device-card', 'resume-device-card'],
      ['remove-device-card', 'add-device-card'],
      ['end-deduction', 'sign-deduction'],
      ['stop', 'resume'],
    ] as const;
    for (const [less, more] of pairs)
      expect(ACT_IN[more].every((state) => ACT_IN[less].includes(state))).toBe(true);
    for (const state of ['stopped', 'closing'] as const) {
      const wallet = inState(state);
      const serviceId = wallet.services.find((each) => each.kind === 'transit')!.id;
      expect(refused(wallet, { kind: 'switch-service', serviceId, to: 'on' })).toBe(`wallet-${state}`);
      const limited = wallet.services[0]!;
      const tight = { perPaymentFen: 1n, perDayFen: 1n };
      const step = does(wallet, { kind: 'limit-service', serviceId: limited.id, limits: tight });
      const loose = { perPaymentFen: 2n, perDayFen: 1n };
      expect(refused(step.wallet, { kind: 'limit-service', serviceId: limited.id, limits: loose })).toBe(
        `wallet-${state}`,
      );
    }
  });
});

describe('what an act does', () => {
  it('W3: the same wish twice changes nothing the second time and tells nothing', () => {
    const { wallet } = full();
    const acts = sampleActs(wallet);
    for (const kind of ['switch-service', 'remove-device-card', 'end-deduction', 'limit-service'] as const) {
      const once = does(wallet, acts[kind]);
      expect(once.events).toHaveLength(1);
      expect(does(once.wallet, acts[kind])).toEqual({ wallet: once.wallet, made: null, events: [] });
    }
  });

  it('W4: unbinding takes tokens and own services of the card, and leaves contracts that were not named', () => {
    const { wallet, source } = full();
    const { bindingId } = source;
    const step = does(wallet, { kind: 'unbind', bindingId, alsoEnd: [] });
    expect(step.wallet.bindings[0]).toMatchObject({ state: 'unbound', endedAtMs: NOW_MS });
    expect(step.wallet.deviceCards[0]!.state).toBe('removed');
    expect(step.wallet.services.at(-1)).toMatchObject({ kind: 'no-pin', state: 'off' });
    expect(step.wallet.deductions[0]!.state).toBe('active');
    expect(step.wallet.sourceOrder).toEqual([{ kind: 'balance' }]);
    const { id } = wallet.deductions[0]!;
    const both = does(wallet, { kind: 'unbind', bindingId, alsoEnd: [id] });
    expect(both.wallet.deductions[0]).toMatchObject({ state: 'ended', endedAtMs: NOW_MS });
    const unknown = wallet.bindings[0]!.id as unknown as typeof id;
    expect(refused(wallet, { kind: 'unbind', bindingId, alsoEnd: [unknown] })).toBe('wallet-part-not-found');
  });

  it('W5: a stop suspends what is on; services go on when the holder is proven, device cards one by one', () => {
    const stopped = inState('stopped');
    expect(stopped.services.map(({ state }) => state)).not.toContain('on');
    expect(stopped.deviceCards[0]!.state).toBe('suspended');
    const off = stopped.services.find((each) => each.kind === 'tap')!;
    const { wallet } = does(stopped, { kind: 'switch-service', serviceId: off.id, to: 'off' });
    const again = does(wallet, { kind: 'resume' }).wallet;
    expect(again.services.find((each) => each.kind === 'tap')!.state).toBe('off');
    expect(again.services.find((each) => each.kind === 'scan')!.state).toBe('on');
    expect(again.services.find((each) => each.kind === 'transit')!.state).toBe('off');
    expect(again.deviceCards[0]!.state).toBe('suspended');
    const { id: deviceCardId } = again.deviceCards[0]!;
    const active = does(again, { kind: 'resume-device-card', deviceCardId }).wallet;
    expect(active.deviceCards[0]!.state).toBe('active');
  });

  it('W6: a closing can be taken back until its time is over, and locks only then', () => {
    const closing = inState('closing');
    const lock: WalletAct = { kind: 'lock', keptUntilMs: NOW_MS * 2 };
    expect(refused(closing, lock, NOW_MS + 9)).toBe('wallet-closing-waits');
    expect(does(closing, { kind: 'take-back' }).wallet.status).toEqual({ state: 'open' });
    const closed = does(closing, lock, NOW_MS + 10).wallet;
    expect(closed.bindings.every(({ state }) => state === 'unbound')).toBe(true);
    expect(closed.services.every(({ state }) => state === 'off')).toBe(true);
    expect(closed.deviceCards.every(({ state }) => state === 'removed')).toBe(true);
    expect(closed.deductions.every(({ state }) => state === 'ended')).toBe(true);
    expect([closed.redPacketFen, closed.points]).toEqual([0n, 0]);
  });

  it('a lost card is bound anew in place of its earlier binding; a bound one is not bound twice', () => {
    const { wallet, source } = full();
    expect(refused(wallet, bindAct('0001'))).toBe('wallet-card-bound-already');
    const lost = does(wallet, { kind: 'lose-card', bindingId: source.bindingId }).wallet;
    expect(lost.deviceCards[0]!.state).toBe('suspended');
    const { deviceCards } = lost;
    const resume: WalletAct = { kind: 'resume-device-card', deviceCardId: deviceCards[0]!.id };
    expect(refused(lost, resume)).toBe('wallet-source-gone');
    const anew = does(lost, bindAct('0001')).wallet;
    expect(anew.bindings.map(({ state }) => state)).toEqual(['unbound', 'bound']);
  });

  it('sources keep their place unless they are named; an unknown or doubled one is refused', () => {
    const { wallet, source } = full();
    const step = does(wallet, { kind: 'order-sources', order: [source] });
    expect(step.wallet.sourceOrder).toEqual([source, { kind: 'balance' }]);
    expect(refused(wallet, { kind: 'order-sources', order: [source, source] })).toBe('wallet-part-not-found');
  });

  it('limits below zero and beyond every amount are refused, and a second service of one place', () => {
    const { wallet } = full();
    const { id: serviceId } = wallet.services[0]!;
    const limit = (perPaymentFen: bigint): WalletAct => ({
      ...{ kind: 'limit-service', serviceId, limits: { perPaymentFen, perDayFen: null } },
    });
    expect(refused(wallet, limit(-1n))).toBe('wallet-limit-not-valid');
    expect(refused(wallet, limit(10n ** 15n))).toBe('wallet-limit-not-valid');
    const place = { kind: 'everywhere' } as const;
    expect(refused(wallet, { kind: 'add-service', service: 'tap', place, to: 'off' })).toBe(
      'wallet-service-there-already',
    );
  });
});

/** Closings in the engine: the flow, and the wallet that changes with it. */
import { describe, expect, it } from 'vitest';
import { NO_CHOICES } from '#domain/closure';
import type { DeductionId } from '#domain/wallet';
import { around, HolderInShop, PHONE, STAFF, TABLET } from '../../test/closing.ts';

const MINUTE = 60_000;
const serviceOf = (holder: HolderInShop, kind: Parameters<HolderInShop['service']>[0]) =>
  ({ kind: 'service', id: holder.service(kind).id }) as const;

async function withContract(): Promise<{ holder: HolderInShop; card: string; contract: DeductionId }> {
  const holder = await HolderInShop.open();
  const card = await holder.bind();
  const { made } = await holder.does({
    ...{ kind: 'sign-deduction', merchantId: 'm', nameZh: '视频会员', nameEn: 'Video', subject: '包月' },
    ...{ perPaymentFen: 1_500n, source: { kind: 'card', bindingId: card as never } },
  });
  return { holder, card, contract: made as DeductionId };
}

describe('a service is closed', () => {
  it('from the page over the proof to the last page; the wallet changes in the same commit', async () => {
    const holder = await HolderInShop.open();
    const subject = serviceOf(holder, 'pay-code');
    const begun = await holder.begin(subject);
    expect(begun).toMatchObject({ outcome: 'closure-begun', repeated: false, closure: { state: 'begun' } });
    const { id, shown } = begun.closure!;
    const early = await holder.move({ id }, { kind: 'confirm', seen: shown.print });
    expect(early.outcome).toBe('closure-proof-missing');
    expect(holder.service('pay-code').state).toBe('on');
    const before = holder.wallet.version;
    const done = await holder.move(
      ...([{ id }, { kind: 'confirm', seen: shown.print }, PHONE, holder.proofs('password')] as const),
    );
    expect(done).toMatchObject({ outcome: 'closure-done', closure: { state: 'done', proven: ['password'] } });
    expect([holder.service('pay-code').state, holder.wallet.version]).toEqual(['off', before + 1]);
    expect(holder.kinds().slice(-3)).toEqual(['closure-proved', 'closure-done', 'wallet-service-closed']);
  });

  it('pressed twice is one, and the second device is told the same result', async () => {
    const holder = await HolderInShop.open();
    const { id, shown } = (await holder.begin(serviceOf(holder, 'scan'))).closure!;
    const again = await holder.begin(serviceOf(holder, 'scan'), TABLET);
    expect(again).toMatchObject({ repeated: true, closure: { id } });
    const confirm = { kind: 'confirm', seen: shown.print } as const;
    const [one, two] = await Promise.all([
      holder.move({ id }, confirm, PHONE, holder.proofs('password')),
      holder.move({ id }, confirm, TABLET, holder.proofs('password')),
    ]);
    expect([one.outcome, two.outcome]).toEqual(['closure-done', 'closure-done']);
    expect([one.repeated, two.repeated].sort()).toEqual([false, true]);
    expect(holder.kinds().filter((kind) => kind === 'wallet-service-closed')).toHaveLength(1);
  });

  it('what one device proved does not let another confirm', async () => {
    const holder = await HolderInShop.open();
    const { id, shown } = (await holder.begin(serviceOf(holder, 'tap'), PHONE, holder.proofs('password')))
      .closure!;
    const other = await holder.move({ id }, { kind: 'confirm', seen: shown.print }, TABLET);
    expect(other.outcome).toBe('closure-proof-missing');
    expect(holder.service('tap').state).toBe('on');
  });

  it('is on again by one act with its proof', async () => {
    const holder = await HolderInShop.open();
    const { id: serviceId } = holder.service('scan');
    await holder.does({ kind: 'switch-service', serviceId, to: 'off' });
    const on = (key: string, kinds: readonly ('password' | 'sms-code')[]) =>
      holder.shop.submit({
        ...{ type: 'service-on', book: holder.book, serviceId, by: PHONE, around, key },
        proofs: holder.proofs(...kinds),
      }).told;
    expect((await on('1', [])).outcome).toBe('closure-proof-missing');
    expect((await on('2', ['password'])).outcome).toBe('accepted');
    expect((await on('2', ['password'])).repeated).toBe(true);
    expect((await on('3', ['password'])).outcome).toBe('closing-on-already');
    expect(holder.service('scan').state).toBe('on');
  });
});

describe('what a person saw is what is closed', () => {
  it('a page that changed is shown anew, and nothing is closed by the old one', async () => {
    const { holder, card } = await withContract();
    const subject = { kind: 'binding', id: card } as const;
    const { id, shown } = (await holder.begin(subject)).closure!;
    await holder.does({
      ...{ kind: 'sign-deduction', merchantId: 'n', nameZh: '停车', nameEn: 'Parking', subject: '停车费' },
      ...{ perPaymentFen: 2_000n, source: { kind: 'card', bindingId: card as never } },
    });
    const proofs = holder.proofs('password', 'sms-code');
    const stale = await holder.move({ id }, { kind: 'confirm', seen: shown.print }, PHONE, proofs);
    expect(stale.outcome).toBe('closure-changed');
    expect(holder.wallet.bindings[0]!.state).toBe('bound');
    expect(stale.page!.impact.goesOn.filter(({ what }) => what === 'contract')).toHaveLength(2);
    const fresh = await holder.move({ id }, { kind: 'confirm', seen: stale.page!.print }, PHONE, proofs);
    expect(fresh.outcome).toBe('closure-done');
    expect(holder.wallet.bindings[0]!.state).toBe('unbound');
  });

  it('contracts end only by choice, and the choice is part of the page', async () => {
    const { holder, card, contract } = await withContract();
    const { id, shown } = (await holder.begin({ kind: 'binding', id: card })).closure!;
    const choices = { endDeductions: [contract], giveUp: null };
    const chosen = await holder.move({ id }, { kind: 'choose', choices });
    expect(chosen.page!.print).not.toBe(shown.print);
    const proofs = holder.proofs('password', 'sms-code');
    const old = await holder.move({ id }, { kind: 'confirm', seen: shown.print }, PHONE, proofs);
    expect(old.outcome).toBe('closure-changed');
    await holder.move({ id }, { kind: 'confirm', seen: chosen.page!.print }, PHONE, proofs);
    expect(holder.wallet.deductions[0]!.state).toBe('ended');
  });

  it('what is no offer of the page cannot be chosen', async () => {
    const { holder, card } = await withContract();
    const { id } = (await holder.begin({ kind: 'binding', id: card })).closure!;
    const choices = { endDeductions: ['ddn_other' as DeductionId], giveUp: null };
    expect((await holder.move({ id }, { kind: 'choose', choices })).outcome).toBe('closure-choice-unknown');
    const gifts = { endDeductions: [], giveUp: { redPacketFen: 501n, points: 0 } };
    expect((await holder.move({ id }, { kind: 'choose', choices: gifts })).outcome).toBe(
      'closure-choice-unknown',
    );
  });
});

describe('time, other hands and other acts', () => {
  it('left alone it expires by its row, after a restart too, and a new one can begin', async () => {
    const holder = await HolderInShop.open();
    const subject = serviceOf(holder, 'tap');
    const { id } = (await holder.begin(subject)).closure!;
    await holder.shop.restart();
    await holder.shop.time.advance(31 * MINUTE);
    expect(holder.closure(id).state).toBe('expired');
    const next = await holder.begin(subject);
    expect(next).toMatchObject({ outcome: 'closure-begun', repeated: false });
    expect(next.closure!.id).not.toBe(id);
  });

  it('whoever comes back has the idle time anew', async () => {
    const holder = await HolderInShop.open();
    const subject = serviceOf(holder, 'tap');
    const { id } = (await holder.begin(subject)).closure!;
    await holder.shop.time.advance(20 * MINUTE);
    await holder.begin(subject, TABLET);
    await holder.shop.time.advance(20 * MINUTE);
    expect(holder.closure(id).state).toBe('begun');
  });

  it('a report of loss ends every closing', async () => {
    const holder = await HolderInShop.open();
    const { id, shown } = (await holder.begin(serviceOf(holder, 'tap'))).closure!;
    await holder.does({ kind: 'stop', caseId: 'los_1' });
    expect(holder.closure(id)).toMatchObject({ state: 'overtaken', wonBy: 'los_1' });
    const late = await holder.move(
      { id },
      { kind: 'confirm', seen: shown.print },
      PHONE,
      holder.proofs('password'),
    );
    expect(late.outcome).toBe('closure-ended');
  });

  it('what ended by an act of its own needs no closing any more, and others stay', async () => {
    const holder = await HolderInShop.open();
    const { id } = (await holder.begin(serviceOf(holder, 'tap'))).closure!;
    const other = (await holder.begin(serviceOf(holder, 'scan'))).closure!;
    await holder.does({ kind: 'switch-service', serviceId: holder.service('tap').id, to: 'off' });
    expect([holder.closure(id).state, holder.closure(other.id).state]).toEqual(['overtaken', 'begun']);
  });

  it('stepping back wants no proof and changes nothing', async () => {
    const holder = await HolderInShop.open();
    const { id } = (await holder.begin(serviceOf(holder, 'tap'))).closure!;
    const { version } = holder.wallet;
    expect((await holder.move({ id }, { kind: 'step-back' })).closure!.state).toBe('stepped-back');
    expect([holder.wallet.version, holder.service('tap').state]).toEqual([version, 'on']);
  });

  it('of somebody else’s closing nothing is told', async () => {
    const holder = await HolderInShop.open();
    const { id } = (await holder.begin(serviceOf(holder, 'tap'))).closure!;
    const other = new HolderInShop(holder.shop);
    await other.does({
      ...{ kind: 'open', accountClass: 'II', holder: { name: '*乙', idNumber: '1', phone: '140' } },
    });
    const told = await other.move({ id }, { kind: 'step-back' });
    expect([told.outcome, told.closure]).toEqual(['not-found', null]);
  });
});

describe('answers and staff', () => {
  it('where the answer is no, nothing begins and the page tells what stands in the way', async () => {
    const { holder } = await withContract();
    const told = await holder.begin({ kind: 'account', id: holder.book });
    expect(told.outcome).toMatch(/^closing-/);
    expect([told.closure, holder.shop.store.closures()]).toEqual([null, []]);
    expect(told.page!.impact.blockers.length).toBeGreaterThan(0);
  });

  it('an answer that became no ends the closing, and the wallet stays', async () => {
    const { holder, card } = await withContract();
    const { id, shown } = (await holder.begin({ kind: 'binding', id: card })).closure!;
    const hold = {
      ...{ id: 'pay_1', amountFen: 100n, merchant: null, expiresAtMs: null },
      source: { kind: 'card', bindingId: card as never },
    } as const;
    const proofs = holder.proofs('password', 'sms-code');
    const told = await holder.move({ id }, { kind: 'confirm', seen: shown.print }, PHONE, proofs, {
      holds: [hold],
    });
    expect(told.outcome).toBe('closing-hold-open');
    expect([holder.closure(id).state, holder.wallet.bindings[0]!.state]).toEqual(['refused', 'bound']);
  });

  it('staff closes for a holder who heard what it changes, once', async () => {
    const holder = await HolderInShop.open();
    const subject = serviceOf(holder, 'tap');
    const asked = await holder.shop.submit({
      ...{ type: 'closure-ask', book: holder.book, subject, asker: 'operator', around },
    }).told;
    expect((await holder.byStaff(subject, 'another page')).outcome).toBe('closure-changed');
    expect(holder.shop.store.closures()).toEqual([]);
    const done = await holder.byStaff(subject, asked.page!.print);
    expect(done).toMatchObject({ outcome: 'closure-done', closure: { state: 'done', by: STAFF } });
    const again = await holder.byStaff(subject, asked.page!.print);
    expect(again).toMatchObject({
      outcome: 'closure-done',
      repeated: true,
      closure: { id: done.closure!.id },
    });
    expect(holder.service('tap').state).toBe('off');
  });

  it('an account begins to close after its gifts were let go, and can be taken back until it ends', async () => {
    const holder = await HolderInShop.open();
    const subject = { kind: 'account', id: holder.book } as const;
    expect((await holder.begin(subject)).outcome).toBe('closing-benefits-left');
    await holder.does({ kind: 'give-up-benefits' });
    const { id, shown } = (await holder.begin(subject)).closure!;
    expect(holder.closure(id).choices).toEqual(NO_CHOICES);
    const proofs = holder.proofs('password', 'sms-code', 'passkey');
    const done = await holder.move({ id }, { kind: 'confirm', seen: shown.print }, PHONE, proofs);
    expect(done.outcome).toBe('closure-done');
    expect(holder.wallet.status).toMatchObject({ state: 'closing' });
    expect(done.closure).toMatchObject({
      takeBackUntilMs: (holder.wallet.status as { closesAtMs: number }).closesAtMs,
    });
  });
});

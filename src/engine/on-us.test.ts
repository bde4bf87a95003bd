import { describe, expect, it } from 'vitest';
import type { Cancellation } from '#domain/cancellation';
import { networkKeyText } from '#domain/payment';
import { brokenLaws, pendingFen } from '../../test/books-check.ts';
import { chipOf, Holder } from '../../test/holder.ts';
import { BEFORE_CUT_OVER_MS, CARD } from '../../test/shop.ts';

/** Whatever was played: the books hold their laws, nothing waits, and holder and merchants say the same. */
function clean(holder: Holder): void {
  const { store, troubles } = holder.shop;
  expect(brokenLaws(store)).toEqual([]);
  expect(pendingFen(store)).toBe(0n);
  expect(troubles).toEqual([]);
  for (const movement of holder.paid()) {
    const payment = store.payments().find(({ network }) => networkKeyText(network) === movement.networkKey);
    const state = { approved: 'paid', voided: 'reversed' } as Readonly<Record<string, string>>;
    expect(movement.state).toBe(state[payment!.state] ?? payment!.state);
    if (payment!.state === 'approved') expect(movement.returnedFen).toBe(payment!.back.returnedFen);
  }
}

describe('paying from the balance at a terminal', () => {
  it('a tap is decided by the wallet, and no message leaves for the network', async () => {
    const holder = await Holder.open();
    const sale = holder.tap('000001');
    await holder.settle();
    expect(sale.result).toBe('approved');
    expect(holder.shop.network.received).toEqual([]);
    expect(holder.states()).toEqual(['paid']);
    expect([holder.balanceFen(), holder.balanceFen('on_us_clearing')]).toEqual([990_000n, 10_000n]);
    const [movement] = holder.paid();
    const payment = holder.shop.find('000001')!;
    expect(payment.state === 'approved' && payment.approval.authCode).toBe(movement!.authCode);
    clean(holder);
  });

  it('what is short, off, limited or stopped is declined, and the holder is told what pays instead', async () => {
    const holder = await Holder.open({ balanceFen: 5_000n });
    const short = holder.tap('000001');
    await holder.settle();
    expect(short.result).toBe('wallet-balance-short');
    expect(holder.events('wallet-payment-declined')[0]).toMatchObject({
      outcome: 'wallet-balance-short',
      instead: [
        { kind: 'source' },
        { kind: 'service', service: 'pay-code' },
        { kind: 'service', service: 'scan' },
      ],
    });
    await holder.off('tap');
    const off = holder.tap('000002', { amountFen: 100n });
    await holder.settle();
    expect(off.result).toBe('wallet-service-off');
    await holder.on('tap');
    const limits = { perPaymentFen: 99n, perDayFen: null };
    await holder.does({ kind: 'limit-service', serviceId: holder.service('tap').id, limits });
    const limited = holder.tap('000003', { amountFen: 100n });
    await holder.settle();
    expect(limited.result).toBe('wallet-service-limit');
    await holder.does({ kind: 'stop', caseId: 'case' });
    const stopped = holder.tap('000004', { amountFen: 1n });
    await holder.settle();
    expect(stopped.result).toBe('wallet-stopped');
    expect(holder.balanceFen()).toBe(5_000n);
    clean(holder);
  });

  it('a service of one shop stands beside that of everywhere: off there, on elsewhere', async () => {
    const holder = await Holder.open();
    const { merchantId } = holder.shop.merchant;
    const place = {
      kind: 'terminal',
      merchantId,
      terminalId: 'T9999999',
      nameZh: '店',
      nameEn: 'shop',
    } as const;
    await holder.does({ kind: 'add-service', service: 'tap', place, to: 'off' });
    const other = holder.tap('000001');
    await holder.settle();
    const here = { ...place, kind: 'merchant' } as const;
    await holder.does({ kind: 'add-service', service: 'tap', place: here, to: 'off' });
    const barred = holder.tap('000002');
    await holder.settle();
    expect([other.result, barred.result]).toEqual(['approved', 'wallet-service-off']);
    clean(holder);
  });

  it('without a finger on the phone small amounts pass by the no-PIN service alone, no large ones', async () => {
    const holder = await Holder.open();
    const small = holder.tap('000001', { verified: false, amountFen: 100_000n });
    await holder.settle();
    await holder.off('no-pin');
    const off = holder.tap('000002', { verified: false, amountFen: 100n });
    const verified = holder.tap('000003', { amountFen: 150_000n });
    await holder.settle();
    expect([small.result, off.result, verified.result]).toEqual([
      'approved',
      'wallet-service-off',
      'approved',
    ]);
    // The terminal's own host asks for a PIN before a message is made.
    const large = holder.tap('000004', { verified: false, amountFen: 100_001n });
    await holder.settle();
    expect(large.result).toBe('pin-needed');
    clean(holder);
  });

  it('what passes without PIN in a day is bounded', async () => {
    const holder = await Holder.open();
    const results: string[] = [];
    for (const stan of ['000001', '000002', '000003', '000004']) {
      const sale = holder.tap(stan, { verified: false, amountFen: 100_000n });
      await holder.settle();
      results.push(sale.result);
    }
    expect(results).toEqual(['approved', 'approved', 'approved', 'wallet-verification-needed']);
  });

  it('class I pays its sum once and for ever, however much is on the balance', async () => {
    const holder = await Holder.open({ accountClass: 'I' });
    const first = holder.tap('000001', { amountFen: 100_000n });
    await holder.settle();
    const second = holder.tap('000002', { amountFen: 1n });
    await holder.settle();
    expect([first.result, second.result]).toEqual(['approved', 'wallet-account-limit']);
  });
});

describe('the chip of a device card', () => {
  it('a wrong cryptogram, a counter that was seen, and a number that is typed are declined', async () => {
    const holder = await Holder.open();
    const wrong = holder.tap('000001', { counter: 5, wrong: true });
    await holder.settle();
    const right = holder.tap('000002', { counter: 5 });
    await holder.settle();
    const again = holder.tap('000003', { counter: 5 });
    const back = holder.tap('000004', { counter: 4 });
    const typed = holder.shop.sale('000005', { card: holder.token, entryMode: '012' });
    await holder.settle();
    expect([wrong, right, again, back, typed].map(({ result }) => result)).toEqual([
      ...['card-check-failed', 'approved', 'card-check-failed', 'card-check-failed'],
      'not-permitted-to-cardholder',
    ]);
    expect(holder.wallet().deviceCards[0]!.counter).toBe(5);
    clean(holder);
  });

  it('a cryptogram that was declined is used up: it does not pay later', async () => {
    const holder = await Holder.open();
    await holder.off('tap');
    holder.tap('000001', { counter: 9 });
    await holder.settle();
    await holder.on('tap');
    const replay = holder.tap('000002', { counter: 9 });
    await holder.settle();
    expect(replay.result).toBe('card-check-failed');
  });

  it('a removed token pays nothing, and a number of ours that nobody has is no card', async () => {
    const holder = await Holder.open();
    const { id: deviceCardId } = holder.wallet().deviceCards[0]!;
    await holder.does({ kind: 'remove-device-card', deviceCardId });
    const removed = holder.tap('000001');
    const unknown = holder.tap('000002', { card: { ...holder.token, index: 'nobody' } });
    await holder.settle();
    expect([removed.result, unknown.result]).toEqual(['wallet-device-card-off', 'card-number-not-valid']);
  });
});

describe('a payment code', () => {
  it('pays once, from the first source that has the money', async () => {
    const holder = await Holder.open();
    const code = await holder.showCode('11');
    const first = holder.scanned('000001', code);
    await holder.settle();
    const second = holder.scanned('000002', code);
    await holder.settle();
    expect([first.result, second.result]).toEqual(['approved', 'wallet-code-used']);
    expect(holder.paid()[0]).toMatchObject({ kind: 'pay-code', source: { kind: 'balance' } });
    clean(holder);
  });

  it('has its time', async () => {
    const holder = await Holder.open();
    const code = await holder.showCode('12');
    await holder.shop.wait(60_001);
    const late = holder.scanned('000001', code);
    await holder.settle();
    expect(late.result).toBe('wallet-code-expired');
  });

  it('the sum of a day is bounded (PBC-20)', async () => {
    const holder = await Holder.open();
    const first = holder.scanned('000001', await holder.showCode('13'), 500_000n);
    await holder.settle();
    const second = holder.scanned('000002', await holder.showCode('14'), 1n);
    await holder.settle();
    expect([first.result, second.result]).toEqual(['approved', 'wallet-code-day-limit']);
  });

  it('with too little on the balance the bound card pays', async () => {
    const holder = await Holder.open({ balanceFen: 1n });
    const sale = holder.scanned('000001', await holder.showCode('15'));
    await holder.settle();
    expect(sale.result).toBe('approved');
    expect(holder.shop.network.received[0]!.request).toMatchObject({
      ...{ card: CARD, entryMode: '012', channel: 'unionpay.pos' },
    });
    expect(holder.paid()[0]).toMatchObject({ state: 'paid', card: CARD });
    clean(holder);
  });
});

describe('the way back of what the balance paid', () => {
  it('a void gives all of it back, and frees what it took of the bounds', async () => {
    const holder = await Holder.open({ accountClass: 'I' });
    holder.tap('000001', { amountFen: 100_000n });
    await holder.settle();
    const voided = holder.shop.void('000002', '000001');
    await holder.settle();
    expect(voided.result).toBe('approved');
    expect(holder.states()).toEqual(['reversed']);
    expect(holder.balanceFen()).toBe(1_000_000n);
    const again = holder.tap('000003', { amountFen: 100_000n });
    await holder.settle();
    expect(again.result).toBe('approved');
    clean(holder);
  });

  it('refunds come back in parts, each told, and never more than was paid', async () => {
    const holder = await Holder.open();
    holder.tap('000001');
    await holder.settle();
    await holder.shop.settleAll();
    const one = holder.shop.refund('000010', '000001', { amountFen: 3_000n });
    await holder.settle();
    const two = holder.shop.refund('000011', '000001', { amountFen: 7_000n });
    await holder.settle();
    expect([one.result, two.result]).toEqual(['approved', 'approved']);
    expect(holder.balanceFen()).toBe(1_000_000n);
    expect(holder.events('wallet-refund-arrived')).toMatchObject([
      { amountFen: 3_000n, to: 'balance' },
      { amountFen: 7_000n, to: 'balance' },
    ]);
    clean(holder);
  });

  it('a refund reaches the balance also when the token is gone and the service is off', async () => {
    const holder = await Holder.open();
    holder.tap('000001');
    await holder.settle();
    await holder.shop.settleAll();
    await holder.does({ kind: 'remove-device-card', deviceCardId: holder.wallet().deviceCards[0]!.id });
    await holder.off('tap');
    const refund = holder.shop.refund('000010', '000001');
    await holder.settle();
    expect([refund.result, holder.balanceFen()]).toEqual(['approved', 1_000_000n]);
    clean(holder);
  });

  it('after the account was closed a refund waits in suspense of the holder', async () => {
    const holder = await Holder.open({ balanceFen: 10_000n });
    holder.tap('000001');
    await holder.settle();
    await holder.shop.settleAll();
    const closesAtMs = holder.shop.time.clock.nowMs() + 1;
    await holder.does({ kind: 'begin-closing', closesAtMs });
    await holder.shop.wait(10);
    const locked = await holder.does({ kind: 'lock', keptUntilMs: closesAtMs * 2 });
    expect(locked.outcome).toBe('accepted');
    const refund = holder.shop.refund('000010', '000001', { amountFen: 4_000n });
    await holder.settle();
    expect(refund.result).toBe('approved');
    expect([holder.balanceFen(), holder.balanceFen('suspense')]).toEqual([0n, 4_000n]);
    expect(holder.events('wallet-refund-arrived')).toMatchObject([{ to: 'suspense' }]);
    clean(holder);
  });

  it('a terminal that heard nothing reverses: the balance has its money again', async () => {
    const holder = await Holder.open();
    holder.tap('000001');
    await holder.settle();
    const reversed = holder.shop.reverse('000001', 'sale', { card: holder.token });
    await holder.settle();
    expect(reversed.result).toBe('approved');
    expect([holder.states(), holder.balanceFen()]).toEqual([['reversed'], 1_000_000n]);
    clean(holder);
  });
});

describe('a payment with a bound card behind the token', () => {
  const tapCard = (holder: Holder, stan: string) => holder.tap(stan, { card: holder.cardToken });

  it('goes to the card with its own number, and its answer ends the movement', async () => {
    const holder = await Holder.open({ balanceFen: 0n });
    const sale = tapCard(holder, '000001');
    await holder.settle();
    expect(sale.result).toBe('approved');
    const request = holder.shop.network.received[0]?.request;
    expect(request?.card).toEqual(CARD);
    expect(request?.carried).toEqual({ track2: null, pinBlock: null, chipData: null });
    expect(holder.states()).toEqual(['paid']);
    expect(holder.balanceFen('on_us_clearing')).toBe(0n);
    clean(holder);
  });

  it('its bank declines: the holder is told, and the bounds are free again', async () => {
    const holder = await Holder.open({ balanceFen: 0n });
    holder.shop.network.next('sale', { says: 'funds-insufficient' });
    const sale = tapCard(holder, '000001');
    await holder.settle();
    expect(sale.result).toBe('funds-insufficient');
    expect(holder.states()).toEqual(['declined: funds-insufficient']);
    expect(holder.service('tap').usedOn.amountFen).toBe(0n);
    clean(holder);
  });

  it('the line is down: nothing left, nothing is held', async () => {
    const holder = await Holder.open({ balanceFen: 0n });
    holder.shop.network.next('sale', 'link-down');
    const sale = tapCard(holder, '000001');
    await holder.settle();
    expect(sale.result).toBe('network-unreachable');
    expect(holder.states()).toEqual(['declined: network-unreachable']);
    clean(holder);
  });

  it('no answer: the reversal follows to the card, and ends the movement', async () => {
    const holder = await Holder.open({ balanceFen: 0n });
    holder.shop.network.next('sale', 'answer-lost');
    tapCard(holder, '000001');
    await holder.shop.wait(30_000);
    expect(holder.shop.network.count('reversal')).toBe('1 under 1 keys');
    expect(holder.states()).toEqual(['reversed']);
    clean(holder);
  });

  it('a way back that the clearing file ends reaches the holder too', async () => {
    const holder = await Holder.open({ balanceFen: 0n, startMs: BEFORE_CUT_OVER_MS });
    const { shop } = holder;
    tapCard(holder, '000001');
    await shop.wait(20_000);
    shop.network.next('void', 'answer-lost');
    shop.void('000002', '000001');
    await shop.wait(60_000);
    expect([shop.back('000001'), ...holder.states()]).toEqual(['VOID awaiting-file', 'paid']);
    shop.clearingFile('000001');
    await shop.wait(125_000);
    expect([shop.state('000001'), ...holder.states()]).toEqual(['voided', 'reversed']);
    clean(holder);
  });

  it('a refund whose answers are lost is known to the holder once, whoever tells how often', async () => {
    const holder = await Holder.open({ balanceFen: 0n });
    const { shop } = holder;
    tapCard(holder, '000001');
    await holder.settle();
    await shop.settleAll();
    shop.network.next('refund', 'answer-late');
    shop.refund('000010', '000001', { amountFen: 2_500n });
    await holder.settle();
    await shop.restart();
    await shop.wait(130_000);
    expect(holder.paid()[0]).toMatchObject({ state: 'paid', returnedFen: 2_500n, dueMs: null });
    shop.network.releaseAnswers();
    await shop.wait(130_000);
    expect(holder.paid()[0]?.returnedFen).toBe(2_500n);
    clean(holder);
  });

  it('void and refund go to the card, also after it was unbound', async () => {
    const holder = await Holder.open({ balanceFen: 0n });
    tapCard(holder, '000001');
    tapCard(holder, '000002');
    await holder.settle();
    const voided = holder.shop.void('000003', '000001');
    await holder.settle();
    await holder.does({ kind: 'unbind', bindingId: holder.bindingId as never, alsoEnd: [] });
    await holder.shop.settleAll();
    const refund = holder.shop.refund('000010', '000002', { amountFen: 2_500n });
    await holder.settle();
    expect([voided.result, refund.result]).toEqual(['approved', 'approved']);
    expect(holder.paid().map(({ state, returnedFen }) => [state, returnedFen])).toEqual([
      ['reversed', 0n],
      ['paid', 2_500n],
    ]);
    const refused = tapCard(holder, '000012');
    await holder.settle();
    expect(refused.result).toBe('wallet-device-card-off');
    clean(holder);
  });

  it('an answer that comes after a restart finds its movement by the payment', async () => {
    const holder = await Holder.open({ balanceFen: 0n });
    holder.shop.network.next('sale', 'answer-late');
    tapCard(holder, '000001');
    await holder.settle();
    await holder.shop.restart();
    holder.shop.network.releaseAnswers();
    await holder.settle();
    expect(holder.states()).toEqual(['paid']);
    expect(holder.shop.find('000001')!.state).toBe('approved');
  });
});

describe('who was first, closing or paying', () => {
  it('what was decided before the instant stands, what comes after is declined', async () => {
    const holder = await Holder.open();
    const before = holder.tap('000001');
    await holder.settle();
    const off = holder.off('tap');
    const after = holder.tap('000002');
    await off;
    await holder.settle();
    expect([before.result, after.result]).toEqual(['approved', 'wallet-service-off']);
    clean(holder);
  });

  it('no order of closing and paying lets a payment through after the closing was told', async () => {
    for (const act of ['off', 'stop', 'close'] as const) {
      const holder = await Holder.open();
      const asks = Array.from({ length: 8 }, (_, at) => holder.tap(String(at + 1).padStart(6, '0')));
      const closing =
        act === 'off'
          ? holder.off('tap')
          : holder.does(
              act === 'stop'
                ? { kind: 'stop', caseId: 'case' }
                : { kind: 'begin-closing', closesAtMs: holder.shop.time.clock.nowMs() + 1_000 },
            );
      await closing;
      const told = holder.paid().length;
      await holder.settle();
      const late = holder.paid().slice(told);
      expect(late.every(({ state }) => state === 'declined')).toBe(true);
      expect(asks.every(({ result }) => result !== 'waits')).toBe(true);
      expect(holder.balanceFen()).toBe(
        1_000_000n - 10_000n * BigInt(holder.paid().filter(({ state }) => state === 'paid').length),
      );
      clean(holder);
    }
  });
});

describe('a way back that outlived its clearing day', () => {
  it('is ended by the wallet, which no file speaks of: undone, or never come', async () => {
    const holder = await Holder.open();
    holder.tap('000001');
    await holder.settle();
    const { engine, store } = holder.shop;
    const payment = holder.shop.find('000001')!;
    const open = { route: 'REVERSAL', state: 'awaiting-file' } as Cancellation;
    expect(await engine.wallets.wordOf(payment, [open])).toMatchObject({ paymentIn: true, reversalIn: true });
    expect([holder.states(), holder.balanceFen()]).toEqual([['reversed'], 1_000_000n]);
    const never = { ...payment, network: { ...payment.network, stan: '999999' } };
    expect(await engine.wallets.wordOf(never, [open])).toMatchObject({ paymentIn: false, reversalIn: false });
    // Of a card of the network, and of a refund, the file and the repetition have the word.
    expect(await engine.wallets.wordOf({ ...payment, card: CARD }, [open])).toBeNull();
    expect(await engine.wallets.wordOf(payment, [{ ...open, route: 'REFUND' } as Cancellation])).toBeNull();
    expect(brokenLaws(store)).toEqual([]);
  });
});

describe('the program dies', () => {
  const points = ['before-apply', 'after-apply', 'before-send', 'after-send'] as const;
  it.each(points.flatMap((point) => [1, 2, 3].map((times) => [point, times] as const)))(
    '%s, the %d. time: holder and merchant say the same in the end',
    async (point, times) => {
      const holder = await Holder.open();
      holder.shop.crashAt(point, times);
      holder.tap('000001');
      await holder.settle();
      if (holder.shop.died) await holder.shop.restart();
      await holder.shop.wait(120_000);
      expect(['approved', 'reversed', 'declined', undefined]).toContain(holder.shop.find('000001')?.state);
      const paid = holder.paid().filter(({ state }) => state === 'paid').length;
      expect(holder.balanceFen()).toBe(1_000_000n - 10_000n * BigInt(paid));
      clean(holder);
    },
  );

  it.each(points.flatMap((point) => [1, 2, 3, 4].map((times) => [point, times] as const)))(
    '%s, the %d. time, with a bound card behind the token: the same',
    async (point, times) => {
      const holder = await Holder.open({ balanceFen: 0n });
      holder.shop.crashAt(point, times);
      holder.tap('000001', { card: holder.cardToken });
      await holder.settle();
      if (holder.shop.died) await holder.shop.restart();
      await holder.shop.wait(200_000);
      expect(['approved', 'reversed', 'declined', undefined]).toContain(holder.shop.find('000001')?.state);
      clean(holder);
    },
  );
});

describe('what a wallet does not do for a shop', () => {
  it('holds nothing, and takes in nothing that was made offline', async () => {
    const holder = await Holder.open();
    const { shop, token } = holder;
    const carried = { track2: null, pinBlock: null, chipData: chipOf({ counter: 9, verified: true }) };
    const hold = shop.submit({
      ...{ type: 'hold', kind: 'preauthorisation', isNotice: false, merchant: shop.merchant, carried },
      ...{ terminal: shop.keyOf('000001'), amountFen: 10_000n, currency: 'CNY', card: token },
      ...{ entryMode: '072', conditionCode: '06', print: 'hold', names: null },
    });
    const offline = { authCode: 'V12345', sealedChip: null };
    shop.sale('000002', { card: token, entryMode: '072', offline });
    await holder.settle();
    expect(hold.result).toBe('function-not-supported');
    await shop.wait(60_000);
    expect(shop.find('000002')!.state).toBe('declined');
    expect(holder.paid()).toEqual([]);
    expect(holder.balanceFen()).toBe(1_000_000n);
  });
});

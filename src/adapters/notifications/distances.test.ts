/** When a message is sent again, what becomes a message at all, and how much one round takes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EVENT_KINDS, HOLDER_EVENT_KINDS } from '#domain/wording';
import { LIMITS, WEBHOOK_RETRY_MS } from '#engine';
import { retryAfterMs } from './deliverer.ts';
import { NOTICE_KINDS, noticeWords, PATTERN, tellingOf, wanted } from './index.ts';
import { bounded } from './reader.ts';
import { dialled, maskNumber, TEXT_KINDS, textOf } from './texts.ts';

describe('distances between attempts', () => {
  test('grow, never come early, and end after three days', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (chance) => {
        const below = (bound: number): number => Math.floor(chance * bound);
        const distances = WEBHOOK_RETRY_MS.map((_, index) => retryAfterMs(index + 1, 20, below)!);
        for (const [index, distanceMs] of distances.entries()) {
          expect(distanceMs).toBeGreaterThanOrEqual(WEBHOOK_RETRY_MS[index]!);
          expect(distanceMs).toBeLessThanOrEqual(WEBHOOK_RETRY_MS[index]! * 1.2);
          if (index > 0) expect(distanceMs).toBeGreaterThan(distances[index - 1]!);
        }
        expect(retryAfterMs(WEBHOOK_RETRY_MS.length + 1, 20, below)).toBeNull();
      }),
    );
    const sumMs = WEBHOOK_RETRY_MS.reduce((sum, each) => sum + each, 0);
    expect(sumMs).toBeGreaterThan(3 * 86_400_000);
    // A message has failed before its endpoint is given up, so that each one had all its attempts.
    expect(sumMs * 1.2).toBeLessThan(LIMITS.webhookFailingMs);
  });
});

describe('what one round takes', () => {
  test('stays within the bound, leaves no hole, and always goes on', () => {
    const stretch = fc.record({
      bucket: fc.nat(255),
      after: fc.bigInt(0n, 1_000n),
      count: fc.bigInt(1n, 5_000n),
    });
    fc.assert(
      fc.property(fc.array(stretch, { minLength: 1, maxLength: 64 }), (given) => {
        const lagging = given.map(({ bucket, after, count }) => ({ bucket, after, upTo: after + count }));
        const taken = bounded(lagging, 2_000);
        let sum = 0n;
        for (const [index, { after, upTo }] of taken.entries()) {
          expect(after).toBe(lagging[index]!.after);
          expect(upTo).toBeGreaterThan(after);
          expect(upTo).toBeLessThanOrEqual(lagging[index]!.upTo);
          sum += upTo - after;
        }
        expect(sum).toBeLessThanOrEqual(2_000n);
      }),
    );
  });
});

describe('events and their messages', () => {
  const event = (kind: string, given: Record<string, unknown> = {}) =>
    tellingOf({ kind, paymentId: 'pay_1', cancellationId: 'can_1', body: {}, ...given } as never);

  test.each([
    ['payment-approved', 'payment.approved', 'pay_1'],
    ['cancellation-done', 'cancellation.done', 'can_1'],
    ['money-returned', 'payment.returned', 'pay_1'],
    ['handed-to-person', 'cancellation.handed', 'can_1'],
    ['void-unanswered', 'cancellation.undoing', 'can_1'],
    ['payment-noted', 'payment.noted', 'pay_1'],
    ['dispute-meets-refund', 'cancellation.disputed', 'can_1'],
  ])('%s is told as %s about %s', (kind, type, subject) => {
    expect(event(kind)).toMatchObject({ type, subject });
  });

  test.each(['back-sent', 'back-answered', 'end-proposed', 'payout-handed-over'])(
    '%s is told to nobody',
    (kind) => expect(event(kind)).toMatchObject({ type: null, subject: 'can_1' }),
  );

  test('of a suspicion, and of what operators propose among themselves, no merchant is told', () => {
    expect(event('payment-noted', { body: { suspicious: true } })?.type).toBeNull();
    expect(event('payment-noted', { body: { suspicious: false } })?.type).toBeNull();
    expect(event('payment-noted', { body: { frozen: true } })?.type).toBe('payment.noted');
    expect(event('payment-release-proposed', { body: { frozen: false } })?.type).toBeNull();
  });

  test('what belongs to no payment is told to nobody', () => {
    for (const kind of ['terminal-signed-in', 'batch-settled'])
      expect(event(kind, { paymentId: null, cancellationId: null })).toBeNull();
  });

  test('what is about an order or a request is told about that, whatever payment it belongs to', () => {
    expect(event('order-paid', { orderId: 'ord_1' })).toEqual({
      type: 'order.paid',
      noun: 'order',
      subject: 'ord_1',
    });
    expect(event('request-papers-wanted', { body: { requestId: 'req_1' } })).toMatchObject({
      type: 'request.papers-wanted',
      subject: 'req_1',
    });
  });

  test('every type is one that an endpoint can ask for', () => {
    const types = EVENT_KINDS.flatMap((kind) => event(kind)?.type ?? []);
    expect(types.length).toBeGreaterThan(30);
    for (const type of types) {
      expect(type).toMatch(PATTERN);
      for (const want of ['*', type, `${type.split('.')[0]}.*`]) expect(wanted([want], type)).toBe(true);
      expect(wanted(['nothing.*', 'payment.nothing'], type)).toBe(false);
    }
  });
});

describe('notices and texts', () => {
  test('every kind exists, and is said in both languages', () => {
    for (const kind of [...Object.keys(NOTICE_KINDS), ...TEXT_KINDS])
      expect([...EVENT_KINDS, ...HOLDER_EVENT_KINDS]).toContain(kind);
    for (const kind of Object.keys(NOTICE_KINDS)) {
      const { zh, en } = noticeWords({ kind, body: { route: 'REFUND', amountFen: '1200' } });
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(en).not.toMatch(/\p{Script=Han}|undefined/u);
    }
    for (const why of ['gone', 'failing'])
      expect(noticeWords({ kind: 'endpoint-disabled', body: { why } }).zh).toMatch(/停用/);
  });

  const VIEW = {
    data: {},
    route: 'REFUND',
    amountFen: 12_000n,
    sentence: { zh: '银联已确认。', en: 'Confirmed by the network.' },
    merchant: { zh: '一家店', en: 'A SHOP' },
    trackingUrl: 'https://pay.example/v1/track/x',
  };
  const DONE = { kind: 'cancellation-done', body: {} };
  test('a text says who, how much, where it is, and carries the link', () => {
    expect(textOf(VIEW, DONE, 'zh')).toBe(
      '【原路】一家店 退货 ¥120.00：银联已确认。进度：https://pay.example/v1/track/x',
    );
    expect(textOf(VIEW, DONE, 'en')).toBe(
      '[Yuanlu] A SHOP, refund of ¥120.00: Confirmed by the network. https://pay.example/v1/track/x',
    );
    expect(textOf({ ...VIEW, trackingUrl: null }, DONE, 'en')).toBeNull();
  });

  test('a text about a request says why, and names no key of the shop', () => {
    const view = { ...VIEW, route: null, sentence: null, trackingUrl: null };
    const body = { by: 'key_demo_shop', why: '商品已使用' };
    expect(textOf(view, { kind: 'request-refused', body }, 'zh')).toBe(
      '【原路】一家店 取消申请 ¥120.00：您的取消申请未获同意：商品已使用。',
    );
    for (const kind of TEXT_KINDS.filter((each) => each.startsWith('request-')))
      for (const lang of ['zh', 'en'] as const)
        expect(textOf(view, { kind, body }, lang)).not.toMatch(/key_|null|undefined/);
  });

  test.each([
    ['138 0013 8000', '13800138000', '138****8000'],
    ['+86 (138) 0013-8000', '+8613800138000', '861****8000'],
    ['95516', '95516', '****16'],
    ['not a number', null, null],
    ['123', null, null],
    ['1'.repeat(16), null, null],
  ])('the number %s is dialled as %s and shown as %s', (number, dial, mask) => {
    const found = dialled({ number, lang: 'zh' });
    expect(found).toBe(dial);
    if (found !== null) expect(maskNumber(found)).toBe(mask);
  });
});

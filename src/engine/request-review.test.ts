/** What a yes asks for beside it: papers, a second pair of eyes, a review. From every door that is no terminal. */
import { describe, expect, test } from 'vitest';
import { isoCodeOf } from '#domain/outcome';
import { type Asked, play, Shop, type ShopOptions, type Step } from '../../test/shop.ts';
import { DAY_MS, handsIn, moves, payerAsks, requests, requestsOf } from '../../test/shop-requests.ts';

/** Two people from ¥50.00 on, with an invoice (RSK-08). Deadlines are looked at once a minute. */
const TWO_PEOPLE: ShopOptions = {
  rules: { 'risk.dualApprovalFen': 5_000 },
  limits: { duePollMs: 60_000 },
};

const settled: readonly Step[] = [
  ['a sale of ¥100.00', (shop) => shop.sale('000001'), 'approved'],
  ['the batch is settled', (shop) => shop.settleAll(), 'balanced'],
];
/** The back office of the shop asks under the key `shop-key`. */
const office = (shop: Shop, key: string): Asked => shop.hostCancel(key, '000001');

const wanted: readonly Step[] = [
  ...settled,
  ['the office asks for ¥100.00', (shop) => office(shop, 'k1'), 'request-opened'],
  ['an invoice is wanted', (shop) => requests(shop, '000001'), 'papers'],
  ['nothing was sent', (shop) => shop.back('000001'), 'none'],
];
const approval: readonly Step[] = [
  ...wanted,
  ['the invoice comes', (shop) => handsIn(shop, 'clerk', 'invoice', '000001'), 'accepted'],
  ['', (shop) => requests(shop, '000001'), 'approval'],
];

const STORIES: readonly (readonly [title: string, steps: readonly Step[]])[] = [
  [
    'below the limit nothing is asked',
    [
      ...settled,
      ['¥40.00', (shop) => shop.hostCancel('k1', '000001', { amountFen: 4_000n }), 'accepted'],
      ['', (shop) => shop.back('000001'), 'REFUND done'],
      ['', (shop) => requests(shop, '000001'), 'none'],
    ],
  ],
  [
    'cut into parts, each below the limit: the part that reaches it is asked about',
    [
      ...settled,
      ['¥40.00', (shop) => shop.hostCancel('k1', '000001', { amountFen: 4_000n }), 'accepted'],
      ['¥9.99', (shop) => shop.hostCancel('k2', '000001', { amountFen: 999n }), 'accepted'],
      ['¥0.01', (shop) => shop.hostCancel('k3', '000001', { amountFen: 1n }), 'request-opened'],
      ['', (shop) => requests(shop, '000001'), 'papers'],
    ],
  ],
  [
    'papers, then another key approves: carried out',
    [
      ...approval,
      ['a clerk may not', (shop) => moves(shop, 'clerk', 'approve', '000001'), 'supervisor-needed'],
      ['a supervisor may', (shop) => moves(shop, 'supervisor', 'approve', '000001'), 'accepted'],
      ['', (shop) => shop.back('000001'), 'REFUND done'],
      ['', (shop) => requests(shop, '000001'), 'arriving'],
      ['approved once', (shop) => moves(shop, 'operator', 'approve', '000001'), 'request-moved-on'],
    ],
  ],
  [
    'another paper does not do',
    [
      ...wanted,
      ['an id', (shop) => handsIn(shop, 'clerk', 'requester-id', '000001'), 'accepted'],
      ['', (shop) => requests(shop, '000001'), 'papers'],
    ],
  ],
  [
    'asked again under the same key: the same request; the same key for another sum: refused',
    [
      ...wanted,
      ['again', (shop) => office(shop, 'k1'), 'request-opened, again'],
      [
        'other content',
        (shop) => shop.hostCancel('k1', '000001', { amountFen: 6_000n }),
        'duplicate-other-content',
      ],
      ['one request', (shop) => requests(shop, '000001'), 'papers'],
    ],
  ],
  [
    'papers that do not come: expired, and nothing went back',
    [
      ...wanted,
      ['fourteen days', (shop) => shop.wait(14 * DAY_MS)],
      ['', (shop) => requests(shop, '000001'), 'papers'],
      ['one more', (shop) => shop.wait(DAY_MS + 3_600_000)],
      ['', (shop) => requests(shop, '000001'), 'expired'],
      ['too late', (shop) => handsIn(shop, 'clerk', 'invoice', '000001'), 'request-moved-on'],
      ['', (shop) => shop.back('000001'), 'none'],
    ],
  ],
  [
    'no supervisor in two days: the institution reviews, and the shop no longer approves',
    [
      ...approval,
      ['two days', (shop) => shop.wait(2 * DAY_MS + 3_600_000)],
      ['', (shop) => requests(shop, '000001'), 'review'],
      [
        'the supervisor is late',
        (shop) => moves(shop, 'supervisor', 'approve', '000001'),
        'review-by-institution',
      ],
      ['the institution rejects', (shop) => moves(shop, 'operator', 'reject', '000001'), 'accepted'],
      ['', (shop) => requests(shop, '000001'), 'refused'],
      ['', (shop) => shop.back('000001'), 'none'],
    ],
  ],
  [
    'a payer’s request above the limit: the shop that accepted may not approve it',
    [
      ...settled,
      ['the payer asks', (shop) => payerAsks(shop, '000001'), 'request-opened'],
      [
        'papers may come before the decision',
        (shop) => handsIn(shop, 'payer', 'invoice', '000001'),
        'accepted',
      ],
      ['the owner accepts', (shop) => moves(shop, 'owner', 'accept', '000001'), 'accepted'],
      ['', (shop) => requests(shop, '000001'), 'approval'],
      ['the owner approves too', (shop) => moves(shop, 'owner', 'approve', '000001'), 'four-eyes'],
      ['an operator approves', (shop) => moves(shop, 'operator', 'approve', '000001'), 'accepted'],
      ['', (shop) => shop.back('000001'), 'REFUND done'],
    ],
  ],
  [
    'the till refunds while a supervisor thinks: the request is overtaken',
    [
      ...approval,
      ['a part at the till', (shop) => shop.refund('000101', '000001', { amountFen: 1_000n }), 'approved'],
      ['', (shop) => moves(shop, 'supervisor', 'approve', '000001'), 'accepted'],
      ['', (shop) => requests(shop, '000001'), 'overtaken'],
      ['', (shop) => shop.back('000001'), 'REFUND done'],
    ],
  ],
];

describe('what a yes asks for beside it', () => {
  test.each(STORIES)('%s', async (_title, steps) => {
    const shop = await Shop.open(TWO_PEOPLE);
    await play(shop, steps);
    await shop.check({ open: true });
  });

  test('a refund at the till, which cannot wait for it, is a no by name: nothing is sent or claimed', async () => {
    const shop = await Shop.open(TWO_PEOPLE);
    const act = (at: Shop) => at.refund('000101', '000001');
    await play(shop, [
      ...settled,
      ['', act, 'review-at-office'],
      ['again', act, 'review-at-office, again'],
      ['nothing went back', (at) => at.back('000001'), 'none'],
      ['', (at) => at.state('000001'), 'approved'],
      ['no request was made of it', (at) => requests(at, '000001'), 'none'],
    ]);
    expect(isoCodeOf('review-at-office')).toBe('58');
    await shop.check();
  });

  test('a void at the till takes no second person: the sum that asks for one is a refund (RSK-08)', async () => {
    const shop = await Shop.open(TWO_PEOPLE);
    await play(shop, [
      ...settled.slice(0, 1),
      ['', (at) => at.void('000101', '000001'), 'approved'],
      ['', (at) => at.back('000001'), 'VOID done'],
    ]);
    await shop.check();
  });

  test('what opens later is asked about again then: papers wanted by that answer are waited for', async () => {
    const shop = await Shop.open(TWO_PEOPLE);
    const wish = { amountFen: 6_000n, whenOpen: true };
    await play(shop, [
      ['a sale of ¥100.00', (at) => at.sale('000001'), 'approved'],
      ['a part before settlement', (at) => payerAsks(at, '000001', wish), 'request-opened'],
      ['the shop accepts', (at) => moves(at, 'clerk', 'accept', '000001'), 'accepted'],
      ['', (at) => requests(at, '000001'), 'waiting'],
      ['after the cut-over', (at) => at.wait(14 * 3_600_000)],
      ['', (at) => requests(at, '000001'), 'papers'],
      ['', (at) => at.back('000001'), 'none'],
      ['', (at) => handsIn(at, 'payer', 'invoice', '000001'), 'accepted'],
      ['', (at) => moves(at, 'supervisor', 'approve', '000001'), 'accepted'],
      ['', (at) => at.back('000001'), 'REFUND done'],
    ]);
    const [request] = requestsOf(shop, '000001');
    expect(request).toMatchObject({ acceptedBy: 'key_clerk', approvedBy: 'key_supervisor' });
    expect(shop.backOf('000001')[0]?.amountFen).toBe(6_000n);
  });

  test('the office may wait for what opens later', async () => {
    const shop = await Shop.open({ limits: { duePollMs: 60_000 } });
    await play(shop, [['a sale of ¥100.00', (at) => at.sale('000001'), 'approved']]);
    const { book, id: paymentId } = shop.find('000001')!;
    const asked = shop.submit({
      type: 'host-cancel',
      merchant: { ...shop.merchant, book },
      paymentId,
      route: null,
      amountFen: 1_000n,
      key: 'later',
      print: 'later',
      door: 'api',
      requestedBy: 'key_clerk',
      reason: 'one of three returned',
      shopPerson: 'Li at till 2',
      whenOpen: true,
    });
    await shop.time.settle();
    expect([asked.result, requests(shop, '000001')]).toEqual(['request-opened', 'waiting']);
    await shop.wait(14 * 3_600_000);
    expect([shop.back('000001'), requests(shop, '000001')]).toEqual(['REFUND done', 'arriving']);
    expect(shop.backOf('000001')[0]).toMatchObject({ shopPerson: 'Li at till 2', requestedBy: 'key_clerk' });
  });
});

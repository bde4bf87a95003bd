/** A payer asks, the shop decides, the money goes back by the same decision as from every other door. */
import { describe, expect, test } from 'vitest';
import { LIMITS } from '#engine';
import { play, Shop, type Step } from '../../test/shop.ts';
import { DAY_MS, moves, payerAsks, requests, requestsOf } from '../../test/shop-requests.ts';

/** Looked at once a minute: these stories last for days. */
const opened = async (): Promise<Shop> => Shop.open({ limits: { duePollMs: 60_000 } });

const bought: readonly Step[] = [['a sale of ¥100.00', (shop) => shop.sale('000001'), 'approved']];
const settled: readonly Step[] = [
  ...bought,
  ['the batch is settled', (shop) => shop.settleAll(), 'balanced'],
];
const asked: readonly Step[] = [
  ...settled,
  ['the payer asks', (shop) => payerAsks(shop, '000001'), 'request-opened'],
  ['nothing is claimed yet', (shop) => shop.back('000001'), 'none'],
  ['it is for the shop to decide', (shop) => requests(shop, '000001'), 'asked'],
];

interface Story {
  readonly title: string;
  readonly steps: readonly Step[];
}

const DECIDED: readonly Story[] = [
  {
    title: 'accepted: the refund is made, the arrival expected and confirmed',
    steps: [
      ...asked,
      ['the shop accepts', (shop) => moves(shop, 'clerk', 'accept', '000001'), 'accepted'],
      ['the network refunds', (shop) => shop.back('000001'), 'REFUND done'],
      ['the money is on its way', (shop) => requests(shop, '000001'), 'arriving'],
      ['the payer has it', (shop) => moves(shop, 'payer', 'confirm-arrival', '000001'), 'accepted'],
      ['', (shop) => requests(shop, '000001'), 'finished'],
      ['a second time', (shop) => moves(shop, 'payer', 'confirm-arrival', '000001'), 'request-moved-on'],
    ],
  },
  {
    title: 'accepted and never confirmed: finished when the latest day of arrival is over',
    steps: [
      ...asked,
      ['the shop accepts', (shop) => moves(shop, 'clerk', 'accept', '000001'), 'accepted'],
      ['ten days later', (shop) => shop.wait(10 * DAY_MS)],
      ['still expected', (shop) => requests(shop, '000001'), 'arriving'],
      ['after the latest day', (shop) => shop.wait(2 * DAY_MS)],
      ['', (shop) => requests(shop, '000001'), 'finished'],
      [
        'nobody confirmed it',
        (shop) => (requestsOf(shop, '000001')[0] as { arrival?: string }).arrival,
        'not-confirmed',
      ],
    ],
  },
  {
    title: 'in the open batch the same request becomes a void',
    steps: [
      ...bought,
      ['the payer asks', (shop) => payerAsks(shop, '000001'), 'request-opened'],
      ['the shop accepts', (shop) => moves(shop, 'clerk', 'accept', '000001'), 'accepted'],
      ['', (shop) => shop.back('000001'), 'VOID done'],
      ['', (shop) => requests(shop, '000001'), 'arriving'],
    ],
  },
  {
    title: 'refused with a reason: an end',
    steps: [
      ...asked,
      ['the shop refuses', (shop) => moves(shop, 'clerk', 'refuse', '000001'), 'accepted'],
      ['', (shop) => requests(shop, '000001'), 'refused'],
      ['too late to accept', (shop) => moves(shop, 'clerk', 'accept', '000001'), 'request-moved-on'],
      ['nothing went back', (shop) => shop.back('000001'), 'none'],
      ['the payer may ask again', (shop) => payerAsks(shop, '000001'), 'request-opened'],
      ['', (shop) => requests(shop, '000001'), 'refused, asked'],
    ],
  },
  {
    title: 'no decision in three days: the institution decides, and the shop no longer does',
    steps: [
      ...asked,
      ['a moment before', (shop) => shop.wait(3 * DAY_MS - 3_600_000)],
      ['', (shop) => requests(shop, '000001'), 'asked'],
      ['three days', (shop) => shop.wait(7_200_000)],
      ['', (shop) => requests(shop, '000001'), 'escalated'],
      ['the shop accepts now', (shop) => moves(shop, 'clerk', 'accept', '000001'), 'not-allowed'],
      ['an operator accepts', (shop) => moves(shop, 'operator', 'accept', '000001'), 'accepted'],
      ['', (shop) => shop.back('000001'), 'REFUND done'],
    ],
  },
  {
    title: 'withdrawn while nothing was sent; not afterwards',
    steps: [
      ...asked,
      ['the shop cannot take it back', (shop) => moves(shop, 'clerk', 'withdraw', '000001'), 'not-allowed'],
      ['the payer can', (shop) => moves(shop, 'payer', 'withdraw', '000001'), 'accepted'],
      ['', (shop) => requests(shop, '000001'), 'withdrawn'],
      ['asked again', (shop) => payerAsks(shop, '000001'), 'request-opened'],
      ['accepted', (shop) => moves(shop, 'clerk', 'accept', '000001'), 'accepted'],
      ['too late', (shop) => moves(shop, 'payer', 'withdraw', '000001'), 'request-moved-on'],
    ],
  },
  {
    title: 'asked twice is one request',
    steps: [
      ...asked,
      ['again', (shop) => payerAsks(shop, '000001'), 'request-opened, again'],
      ['', (shop) => requests(shop, '000001'), 'asked'],
    ],
  },
];

const RACES: readonly Story[] = [
  {
    title: 'the till refunds the whole first: the request is told which way back won',
    steps: [
      ...asked,
      ['the till refunds', (shop) => shop.refund('000101', '000001'), 'approved'],
      ['', (shop) => requests(shop, '000001'), 'overtaken'],
      [
        'by that refund',
        (shop) =>
          (requestsOf(shop, '000001')[0] as { wonBy?: string }).wonBy === shop.backOf('000001')[0]?.id
            ? 'yes'
            : 'no',
        'yes',
      ],
      ['the shop accepts too late', (shop) => moves(shop, 'clerk', 'accept', '000001'), 'request-moved-on'],
    ],
  },
  {
    title: 'the till refunds a part: what was asked for is no longer there',
    steps: [
      ...asked,
      [
        'the till refunds ¥30.00',
        (shop) => shop.refund('000101', '000001', { amountFen: 3_000n }),
        'approved',
      ],
      ['the request stands', (shop) => requests(shop, '000001'), 'asked'],
      ['the shop accepts the ¥100.00', (shop) => moves(shop, 'clerk', 'accept', '000001'), 'accepted'],
      ['more than is left', (shop) => requests(shop, '000001'), 'overtaken'],
      ['only the part went back', (shop) => shop.back('000001'), 'REFUND done'],
    ],
  },
  {
    title: 'a refund under way at the till when the shop accepts',
    steps: [
      ...asked,
      ['the network is silent', (shop) => shop.network.next('refund', 'lost')],
      ['the till refunds', (shop) => shop.refund('000101', '000001'), 'waits'],
      ['the shop accepts', (shop) => moves(shop, 'clerk', 'accept', '000001'), 'accepted'],
      ['', (shop) => requests(shop, '000001'), 'overtaken'],
      ['once', (shop) => String(shop.backOf('000001').length), '1'],
    ],
  },
  {
    title: 'the bank refuses the refund: the payment stands, the request tells why',
    steps: [
      ...asked,
      ['', (shop) => shop.network.next('refund', { says: 'card-lost' })],
      ['the shop accepts', (shop) => moves(shop, 'clerk', 'accept', '000001'), 'accepted'],
      ['', (shop) => shop.back('000001'), 'REFUND refused'],
      ['', (shop) => requests(shop, '000001'), 'failed: card-lost'],
      ['the payment stands', (shop) => shop.state('000001'), 'approved'],
    ],
  },
];

const PART = { amountFen: 4_000n };
const NOT_YET: readonly Story[] = [
  {
    title: 'a part before settlement, not waited for: refused with the instant from which it opens',
    steps: [...bought, ['a part', (shop) => payerAsks(shop, '000001', PART), 'refund-not-open-yet']],
  },
  {
    title: 'a part before settlement, waited for: carried out by itself when it opens',
    steps: [
      ...bought,
      ['a part', (shop) => payerAsks(shop, '000001', { ...PART, whenOpen: true }), 'request-opened'],
      ['the shop accepts', (shop) => moves(shop, 'clerk', 'accept', '000001'), 'accepted'],
      ['it waits', (shop) => requests(shop, '000001'), 'waiting'],
      ['nothing was sent', (shop) => shop.back('000001'), 'none'],
      ['after the cut-over and its grace', (shop) => shop.wait(14 * 3_600_000)],
      ['', (shop) => shop.back('000001'), 'REFUND done'],
      ['', (shop) => requests(shop, '000001'), 'arriving'],
    ],
  },
  {
    title: 'what waits is overtaken too',
    steps: [
      ...bought,
      ['a part', (shop) => payerAsks(shop, '000001', { ...PART, whenOpen: true }), 'request-opened'],
      ['the shop accepts', (shop) => moves(shop, 'clerk', 'accept', '000001'), 'accepted'],
      ['the till voids the sale', (shop) => shop.void('000101', '000001'), 'approved'],
      ['', (shop) => requests(shop, '000001'), 'overtaken'],
    ],
  },
  {
    title: 'a sale whose outcome is unknown: its reversal is under way, the shop has nothing to decide',
    steps: [
      ['', (shop) => shop.network.next('sale', 'lost')],
      ['', (shop) => shop.network.next('reversal', 'lost')],
      ['no answer', (shop) => shop.sale('000001'), 'waits'],
      ['', (shop) => shop.wait(61_000)],
      ['the payer asks', (shop) => payerAsks(shop, '000001'), 'reversal-in-progress'],
    ],
  },
];

describe.each([
  ['the shop decides', DECIDED],
  ['another door wins', RACES],
  ['a route that is not open yet', NOT_YET],
] as const)('%s', (_what, stories) => {
  test.each(stories.map(({ title, steps }) => [title, steps] as const))('%s', async (_title, steps) => {
    const shop = await opened();
    await play(shop, steps);
    await shop.check({ open: true });
  });
});

test('a restart forgets no request and no time limit', async () => {
  const shop = await opened();
  await play(shop, asked);
  await shop.restart();
  await shop.wait(3 * DAY_MS + 3_600_000);
  expect(requests(shop, '000001')).toBe('escalated');
});

test.each([
  ['before the commit: nothing happened, and the shop may accept again', 'before-apply', 'asked', 'none'],
  ['after the commit: the refund goes out when it is due', 'after-apply', 'arriving', 'REFUND done'],
  ['after the message left: the answer ends it', 'after-send', 'arriving', 'REFUND done'],
] as const)('the program dies %s', async (_what, point, state, back) => {
  const shop = await Shop.open();
  await play(shop, asked);
  shop.crashAt(point);
  // Only what was committed is told: the message leaves afterwards.
  const told = point === 'after-send' ? 'accepted' : 'waits';
  await play(shop, [['the shop accepts', (at) => moves(at, 'clerk', 'accept', '000001'), told]]);
  expect(shop.died).toBe(true);
  await shop.restart();
  await shop.wait(120_000);
  expect([requests(shop, '000001'), shop.back('000001')]).toEqual([state, back]);
  if (point === 'before-apply')
    await play(shop, [['again', (at) => moves(at, 'clerk', 'accept', '000001'), 'accepted']]);
  expect(shop.back('000001')).toBe('REFUND done');
  await shop.check();
});

test('the way back names the request and the reason; the journey tells every step, and no contact', async () => {
  const shop = await opened();
  await play(shop, asked);
  await play(shop, [['', () => moves(shop, 'clerk', 'accept', '000001'), 'accepted']]);
  const [request] = requestsOf(shop, '000001');
  expect(shop.backOf('000001')[0]).toMatchObject({
    door: 'payer',
    requestedBy: 'payer',
    reason: 'wrong size',
    requestId: request!.id,
  });
  const told = shop.store.events().filter(({ kind }) => kind.startsWith('request-'));
  expect(told.map(({ kind }) => kind)).toEqual([
    'request-asked',
    'request-accepted',
    'request-carried-out',
    'request-arrival-expected',
  ]);
  expect(told.every(({ body }) => body.requestId === request!.id)).toBe(true);
  const text = JSON.stringify(told.map(({ body }) => ({ ...body, amountFen: null })));
  expect(text).not.toMatch(/SEALED|138/);
});

test('what a payer asks and takes back again and again uses up nothing of the shop’s', async () => {
  const shop = await Shop.open({ rules: { 'risk.dualApprovalFen': 5_000 }, limits: { duePollMs: 60_000 } });
  await play(shop, settled);
  for (let time = 0; time < LIMITS.requestsPerPaymentMax; time += 1)
    await play(shop, [
      ['the payer asks', (at) => payerAsks(at, '000001'), 'request-opened'],
      ['and withdraws', (at) => moves(at, 'payer', 'withdraw', '000001'), 'accepted'],
    ]);
  await play(shop, [
    ['the payer once more', (at) => payerAsks(at, '000001'), 'requests-too-many'],
    ['the shop', (at) => at.hostCancel('k1', '000001'), 'request-opened'],
  ]);
});

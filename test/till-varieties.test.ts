/** Varieties of a sale from the virtual terminal over gateway and engine; the network is the test's. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  NO_CARD,
  slipText,
  type TerminalResult,
  type TerminalVariety,
  type VirtualTerminal,
} from '#adapters/virtual-terminal';
import { chipFor } from './chip-cards.ts';
import { offlineFor, offlineTerminalData } from './offline-cards.ts';
import { MERCHANT, PAN } from './terminal-gateway-terminal.ts';
import { useWorld } from './terminal-gateway-world.ts';
import { openTill, type Till } from './till-at-gateway.ts';

const at = useWorld();
const card = { pan: PAN, expiry: '3012' };
const swiped = { ...card, track2: `${PAN}D30122011234567` };
const CODE = { pan: '6290007959577587041', expiry: '0001' };
let till: Till;
let terminal: VirtualTerminal;

beforeEach(async () => {
  await at.begin({ permits: ['moto'], data: offlineTerminalData() });
  till = await openTill(at.world.port);
  terminal = till.terminal;
});
afterEach(() => till.close());

const slip = (result: TerminalResult): string =>
  slipText(
    { merchantName: null, merchantId: MERCHANT, terminalId: '10000001', operator: '01', result },
    'en',
  );

const kinds: [string, TerminalVariety, typeof card & { pin?: string }, object][] = [
  ['moto', { is: 'moto', id: '3101' }, card, { conditionCode: '08', entryMode: '012' }],
  ['instalment', { is: 'instalment', periods: 12 }, swiped, { conditionCode: '64', entryMode: '022' }],
  ['points', { is: 'points', productCode: 'P1' }, swiped, { conditionCode: '65', entryMode: '022' }],
  [
    'reservation',
    { is: 'reservation', phone: '13800000017' },
    { ...NO_CARD, pin: '1234' },
    { conditionCode: '67', entryMode: '921' },
  ],
  ['code', { is: 'code' }, CODE, { conditionCode: '00', entryMode: '032' }],
];

describe.each(kinds)('%s', (kind, variety, with_, told) => {
  const entry = kind === 'instalment' || kind === 'points' ? 'swipe' : 'keyed';
  const sell = (more: object = {}) =>
    terminal.sale({ amountFen: 12_000n, card: with_, entry, variety, ...more });

  test('sale and void: the network hears its kind in both, the batch balances', async () => {
    const sold = await sell();
    expect(sold).toMatchObject({ result: 'approved', variety: kind });
    expect(at.world.requests[0]).toMatchObject({ message: 'sale', ...told });
    expect(at.world.requests[0]?.variety?.is ?? 'code').toBe(kind);
    expect(at.world.store.payments()[0]).toMatchObject({ state: 'approved', amountFen: 12_000n });
    expect(await terminal.void({ stan: sold.stan! })).toMatchObject({ result: 'approved' });
    expect(at.world.requests[1]).toMatchObject({ message: 'void', ...told });
    expect(at.world.store.payments()[0]).toMatchObject({ state: 'voided' });
    expect((await terminal.settle()).settlement).toMatchObject({ outcome: 'balanced' });
  });

  test('a lost answer is reversed by the same kind', async () => {
    expect(await sell({ loseAnswer: true })).toMatchObject({ result: 'unknown', reversal: 'pending' });
    expect(await terminal.flushReversal()).toMatchObject({ outcome: 'acknowledged', code: '00' });
    expect(at.world.store.payments()[0]).toMatchObject({ state: 'reversed' });
    expect(at.world.requests.at(-1)).toMatchObject({ message: 'reversal', ...told });
  });
});

test('what a payer told travels with the sale and stands nowhere', async () => {
  const variety = { is: 'moto', id: '310101199001011234' } as const;
  await terminal.sale({ amountFen: 100n, card, entry: 'keyed', variety });
  expect(at.world.requests[0]?.carried?.privateText).toBe('91310101199001011234');
  const stored = [at.world.store.payments(), at.world.store.events(), terminal.journal, at.world.events];
  const text = JSON.stringify(stored, (_, value: unknown) =>
    typeof value === 'bigint' ? `${value}` : value,
  );
  expect(text).not.toContain('310101199001011234');
});

test('the terms of the issuer are printed', async () => {
  at.world.instalments = { firstFen: 1_000n, feeFen: 864n, firstFeeFen: 72n };
  const variety = { is: 'instalment', periods: 12 } as const;
  const sold = await terminal.sale({ amountFen: 12_000n, card: swiped, entry: 'swipe', variety });
  expect(sold.instalments).toEqual(at.world.instalments);
  expect(slip(sold)).toMatch(/SALE \(INSTALMENTS\)[\s\S]*First part +RMB 10.00[\s\S]*Fee +RMB 8.64/);
});

test('without the permission an order that was told is refused with 58', async () => {
  await at.begin();
  const other = await openTill(at.world.port, '10000002');
  const variety = { is: 'moto' } as const;
  expect(await other.terminal.sale({ amountFen: 100n, card, entry: 'keyed', variety })).toMatchObject({
    code: '58',
  });
  await other.close();
});

test('a refund of a sale by code names the code again, and the channel is that of codes', async () => {
  const sold = await terminal.sale({ amountFen: 900n, card: CODE, entry: 'keyed', variety: { is: 'code' } });
  expect(at.world.store.payments()[0]).toMatchObject({ channel: 'unionpay.qr' });
  expect(at.world.requests[0]).toMatchObject({ channel: 'unionpay.qr' });
  await terminal.settle();
  const back = await terminal.refund({
    ...{ rrn: sold.rrn!, date: sold.date!, batchNo: sold.batchNo, stan: sold.stan!, amountFen: 400n },
  });
  expect(back).toMatchObject({ result: 'approved' });
  expect(at.world.requests.at(-1)).toMatchObject({
    message: 'refund',
    channel: 'unionpay.qr',
    entryMode: '032',
  });
});

test('a tip adds to the sale in journal and books; its void takes the sum', async () => {
  const sold = await terminal.sale({ amountFen: 10_000n, card: swiped, entry: 'swipe' });
  const tip = { stan: sold.stan!, tipFen: 1_000n };
  at.world.network = () => 'silent';
  expect(await terminal.tip({ ...tip, tipFen: 5_000n })).toMatchObject({ result: 'declined', code: '13' });
  at.world.network = () => 'approved';
  const tipped = await terminal.tip(tip);
  expect(tipped).toMatchObject({ result: 'approved', amountFen: 11_000n, tipFen: 1_000n });
  expect(slip(tipped)).toMatch(/Of it tip +RMB 10.00/);
  expect(terminal.journal.batch[0]).toMatchObject({ amountFen: 11_000n });
  expect(await terminal.void({ stan: sold.stan! })).toMatchObject({ result: 'approved', amountFen: 11_000n });
  expect((await terminal.settle()).settlement).toMatchObject({
    outcome: 'balanced',
    totals: { debitFen: 11_000n, debitCount: 1, creditFen: 11_000n, creditCount: 1 },
  });
});

test('an offline sale is uploaded, and again under its number when the line was down; the batch balances', async () => {
  const chip = chipFor(card.pan, card.expiry, undefined, offlineFor({ ...card, method: 'cda' }));
  await terminal.download('ca-keys');
  expect(await terminal.offline({ amountFen: 1_800n, card })).toMatchObject({ reason: 'card-asks' });
  const beyond = await terminal.offline({ amountFen: 50_001n, card: { ...card, chip } });
  expect(beyond).toMatchObject({ reason: 'card-asks', stan: null });
  const done = await terminal.offline({ amountFen: 1_800n, card: { ...card, chip } });
  expect(done).toMatchObject({ result: 'approved', amountFen: 1_800n });
  expect(await terminal.offline({ again: done.stan! })).toMatchObject({ reason: 'original-not-in-batch' });
  expect(at.world.store.payments()[0]).toMatchObject({ isNotice: true, amountFen: 1_800n });
  expect((await terminal.settle()).settlement).toMatchObject({ outcome: 'balanced' });
});

/** Codes at the virtual terminal in the acquirer's own messages, over gateway and engine. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { slipText, type VirtualTerminal } from '#adapters/virtual-terminal';
import type { CodePayment } from '#engine';
import { readMerchantCode } from '#wire/qr';
import { MERCHANT } from './terminal-gateway-terminal.ts';
import { useWorld } from './terminal-gateway-world.ts';
import { openTill, type Till } from './till-at-gateway.ts';

const at = useWorld();
const PAYER = { pan: '6290007959577587041', expiry: '0001' };
let till: Till;
let terminal: VirtualTerminal;

beforeEach(async () => {
  await at.begin({ profiles: ['acquirer-code'], limits: { codeQueryWaitMs: 300, orderRefreshMs: 1 } });
  till = await openTill(at.world.port);
  terminal = till.terminal;
});
afterEach(() => till.close());

const scan = (more: object = {}) =>
  terminal.sale({ amountFen: 900n, card: PAYER, entry: 'keyed', variety: { is: 'own-code' }, ...more });

async function paysShown(): Promise<CodePayment> {
  const order = at.world.store.orders().at(-1)!;
  const forwarderId = '48020000';
  return {
    network: { acquirerId: forwarderId, forwarderId, sentAt: '0630120000', stan: '000777' } as never,
    rrn: '630120000777',
    amountFen: order.payableFen,
    currencyNumeric: '156',
    card: { ...(await at.world.security.sealPan(PAYER.pan)), expiry: null, sequence: null },
    authCode: 'Q1W2E3',
    clearingDay: at.world.engine.clearingDayNow(),
    merchantId: MERCHANT,
  };
}
const balanced = async () =>
  expect((await terminal.settle()).settlement).toMatchObject({ outcome: 'balanced' });

test('a code is shown, paid, given back in part and in full; the batch balances', async () => {
  const shown = await terminal.showCode({ amountFen: 1_200n });
  expect(shown).toMatchObject({ act: 'code-show', result: 'approved', code: '00' });
  expect(readMerchantCode(shown.codeText!)).toMatchObject({ amountMinor: 1_200n });
  at.world.order = () => 'nothing';
  expect(await terminal.queryCode(null)).toMatchObject({ result: 'unknown', code: '09' });
  expect(await terminal.codeBack({ stan: null, amountFen: 1n })).toMatchObject({ reason: 'code-not-paid' });
  const paid = await paysShown();
  at.world.order = () => paid;
  const told = await terminal.queryCode(shown.stan);
  expect(told).toMatchObject({ result: 'approved', rrn: paid.rrn, authCode: 'Q1W2E3', amountFen: 1_200n });
  expect(await terminal.closeCode(null)).toMatchObject({ result: 'declined', code: '22' });
  const back = await terminal.codeBack({ stan: null, amountFen: 200n });
  expect(back).toMatchObject({ act: 'refund', result: 'approved' });
  const of = { merchantName: null, merchantId: MERCHANT, terminalId: '10000001', operator: '01' };
  expect(slipText({ ...of, result: back }, 'en')).toMatch(/REFUND \(CODE\)[\s\S]*RMB -2.00/);
  expect(await terminal.codeBack({ stan: null, amountFen: null })).toMatchObject({ result: 'declined' });
  expect(terminal.journal.codes).toMatchObject([{ state: 'paid', rrn: paid.rrn }]);
  await balanced();
});

test('a void of what paid it is whole, and once', async () => {
  const shown = await terminal.showCode({ amountFen: 1_200n });
  const paid = await paysShown();
  at.world.order = () => paid;
  await terminal.queryCode(null);
  at.world.network = () => 'approved';
  const lost = await terminal.codeBack({ stan: shown.stan, amountFen: null, loseAnswer: true });
  expect(lost).toMatchObject({ result: 'unknown', reversal: null });
  expect(terminal.journal.pending).toBeNull();
  expect(await terminal.queryCode(null)).toMatchObject({ result: 'approved' });
  expect(at.world.requests.map(({ message }) => message)).toEqual(['void']);
  expect(await terminal.queryCode(shown.stan)).toMatchObject({ code: '22' });
  expect(terminal.journal.codes).toMatchObject([{ state: 'undone' }]);
  await balanced();
});

test('a code whose answer got lost is found by the query; nobody pays it and it is closed', async () => {
  const lost = await terminal.showCode({ amountFen: 500n, loseAnswer: true });
  expect(lost).toMatchObject({ result: 'unknown' });
  at.world.order = () => 'nothing';
  expect(await terminal.queryCode(null)).toMatchObject({ code: '09' });
  at.world.order = () => 'closed';
  expect(await terminal.closeCode(null)).toMatchObject({ result: 'approved' });
  expect(terminal.journal.codes).toMatchObject([{ stan: lost.stan, state: 'closed' }]);
});

test("a sale by the payer's code whose answer got lost is not reversed: the query tells it", async () => {
  const lost = await scan({ loseAnswer: true });
  expect(lost).toMatchObject({ result: 'unknown', reversal: null, variety: 'own-code' });
  expect(terminal.journal.pending).toBeNull();
  expect(await terminal.queryCode(lost.stan)).toMatchObject({ result: 'approved', amountFen: 900n });
  expect(terminal.journal.batch[0]).toMatchObject({ state: 'approved' });
  expect(await terminal.void({ stan: lost.stan! })).toMatchObject({ result: 'approved' });
  expect(at.world.requests.map(({ message }) => message)).toEqual(['sale', 'void']);
  await balanced();
});

test('what has no outcome is asked for before the settlement', async () => {
  await scan({ loseAnswer: true });
  await balanced();
  expect(terminal.journal.earlier[0]).toMatchObject({ state: 'approved' });
});

test('declined by the bank: the query tells the bank’s code, and nothing counts', async () => {
  at.world.network = () => 'funds-insufficient';
  const lost = await scan({ loseAnswer: true });
  expect(await terminal.queryCode(lost.stan)).toMatchObject({ result: 'declined', code: '51' });
  expect(terminal.journal.batch[0]).toMatchObject({ state: 'declined' });
  await balanced();
});

test('a terminal of the usual dialect is told 40, and nothing is open', async () => {
  await at.begin();
  await till.close();
  till = await openTill(at.world.port, '10000002');
  terminal = till.terminal;
  expect(await terminal.showCode({ amountFen: 500n })).toMatchObject({ result: 'declined', code: '40' });
  expect(terminal.journal.codes).toMatchObject([{ state: 'refused' }]);
  expect(await terminal.codeBack({ stan: null, amountFen: null })).toMatchObject({ reason: 'code-not-paid' });
});

/** Payments by code in one acquirer's own messages (60.1 = 60), over real sockets; the network is the test's. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { CodePayment } from '#engine';
import { type FieldValue, type Iso8583Message, latinBytes, latinText } from '#wire/iso8583';
import { readMerchantCode } from '#wire/qr';
import { type Line, MERCHANT, type TerminalActor } from './terminal-gateway-terminal.ts';
import { until, useWorld } from './terminal-gateway-world.ts';

const at = useWorld();
const PAYER = '6290007959577587041';
const text = (value: string): Uint8Array => latinBytes(value)!;
const code = (answer: Iso8583Message) => answer.fields[39];

let terminal: TerminalActor;
let on: Line;
const signIn = async (): Promise<void> => {
  ({ terminal, on } = await at.signedIn());
};
beforeEach(async () => {
  await at.begin({ profiles: ['acquirer-code'], limits: { codeQueryWaitMs: 300, orderRefreshMs: 1 } });
  await signIn();
});

type Fields = Record<number, FieldValue | undefined>;
/** A message of the acquirer's own about a code. */
const frame = (processingCode: string, fields: Fields = {}): Uint8Array =>
  terminal.card('0200', '60', processingCode, { 22: undefined, 25: undefined, 35: undefined, ...fields });
const say = (processingCode: string, fields: Fields = {}): Promise<Iso8583Message> =>
  on.ask(frame(processingCode, fields));

const name = (answer: Iso8583Message): string =>
  `${(answer.fields[60] as string).slice(2, 8)}${answer.fields[11] as string}`;
const sale = (fields: Fields = {}) => say('700000', { 44: '004', 62: text(PAYER), ...fields });
const show = (fields: Fields = {}) => say('710000', { 44: '004', ...fields });
const query = (of: Iso8583Message, fields: Fields = {}) =>
  say('730000', { 4: undefined, 61: name(of), ...fields });
const undo = (of: Iso8583Message, fields: Fields = {}) => say('720000', { 61: name(of), ...fields });
const refund = (of: Iso8583Message, fen: string, fields: Fields = {}) =>
  say('740000', { 4: fen.padStart(12, '0'), 61: name(of), ...fields });

/** A payer pays with the code that the till shows. */
async function pays(): Promise<CodePayment> {
  const [order] = at.world.store.orders().slice(-1);
  const { sealPan } = at.world.security;
  const paid: CodePayment = {
    network: {
      acquirerId: '48020000',
      forwarderId: '48020000',
      transmittedAt: '0630120000',
      stan: '000777',
    } as never,
    rrn: '630120000777',
    amountFen: order!.payableFen,
    currencyNumeric: '156',
    card: { ...(await sealPan(PAYER)), expiry: null, sequence: null },
    authCode: 'Q1W2E3',
    clearingDay: at.world.engine.clearingDayNow(),
    merchantId: MERCHANT,
  };
  return paid;
}

describe('the payer shows a code (700000)', () => {
  test('is a sale by code in the batch, once; the query tells it, the void undoes it', async () => {
    const own = { 11: terminal.stan() };
    const sold = await sale(own);
    expect(sold.fields).toMatchObject({ 39: '00', 44: '004', 38: 'A1B2C3' });
    expect(terminal.isSigned(sold)).toBe(true);
    const again = await sale(own);
    expect(again.fields).toMatchObject({ 39: '00', 37: sold.fields[37] });
    expect(code(await sale({ ...own, 4: '000000000001' }))).toBe('94');
    expect(at.world.requests).toHaveLength(1);
    expect(at.world.requests[0]).toMatchObject({ channel: 'unionpay.qr', entryMode: '032' });
    expect((await query(sold)).fields).toMatchObject({ 39: '00', 37: sold.fields[37], 4: '000000012345' });
    const voided = await undo(sold, { 37: sold.fields[37] });
    expect(code(voided)).toBe('00');
    expect(at.world.store.payments()[0]).toMatchObject({ state: 'voided' });
    expect((await query(sold)).fields).toMatchObject({ 39: '22', 37: sold.fields[37] });
    expect((await query(voided)).fields).toMatchObject({ 39: '00', 37: voided.fields[37] });
  });

  test('whose answer was lost is found by its name alone, and voided so', async () => {
    const sold = await sale();
    const voided = await undo(sold, { 4: undefined });
    expect(code(voided)).toBe('00');
    expect(at.world.store.payments()[0]).toMatchObject({ state: 'voided' });
  });

  test('that never arrived is shut out by the query: a late copy is not carried out', async () => {
    const own = { 11: terminal.stan() };
    const lost = frame('700000', { 44: '004', 62: text(PAYER), ...own });
    const named = { 61: `${terminal.batchNo}${own[11]}` };
    expect(code(await say('730000', { 4: undefined, ...named }))).toBe('25');
    const late = await on.ask(lost);
    expect(late.fields).toMatchObject({
      39: '22',
      63: expect.stringContaining('a query about it came before'),
    });
    expect(code(await say('730000', { 4: undefined, ...named }))).toBe('25');
    expect(at.world.requests).toHaveLength(0);
    expect(at.world.store.payments()).toHaveLength(0);
  });

  test.each([
    ['of WeChat by F44', { 44: '002' }, '40', 'no WeChat or Alipay here: use UnionPay'],
    ['of Alipay by F44', { 44: '003' }, '40', 'no WeChat or Alipay here: use UnionPay'],
    ['of WeChat by its number', { 62: text('134567890123456789') }, '40', 'code of a channel not connected'],
    ['of nobody', { 62: text('999') }, '14', 'not a payment code'],
    ['that is missing', { 62: undefined }, '30', ''],
    ['of a scheme that nobody lists', { 44: '009' }, '30', ''],
  ] as const)('%s is refused with its code, and nothing is sent', async (_, fields, wanted, words) => {
    const told = await sale(fields);
    expect(told.fields).toMatchObject({ 39: wanted });
    if (words !== '') expect(told.fields[63]).toContain(words);
    expect(at.world.requests).toHaveLength(0);
  });
});

describe('the shop shows a code (710000)', () => {
  test('opens one order; the answer has its number in F6 and its text in F62', async () => {
    const own = { 11: terminal.stan() };
    const shown = await show(own);
    expect(shown.fields).toMatchObject({ 39: '00', 6: `${terminal.batchNo}${own[11]}` });
    const [order] = at.world.store.orders();
    expect(readMerchantCode(latinText(shown.fields[62] as Uint8Array))).toMatchObject({
      reference: order!.id,
    });
    expect(order).toMatchObject({ state: 'unpaid', payableFen: 12_345n, till: { terminalId: '10000001' } });
    expect((await show(own)).fields[62]).toEqual(shown.fields[62]);
    expect(code(await show({ ...own, 4: '000000000001' }))).toBe('94');
    expect(at.world.store.orders()).toHaveLength(1);
  });

  test('a query asks the network: in progress, then paid; the void takes what paid it', async () => {
    const shown = await show();
    at.world.order = () => 'nothing';
    expect((await query(shown)).fields).toMatchObject({ 39: '09', 6: name(shown) });
    at.world.order = () => 'paying';
    expect(code(await query(shown))).toBe('09');
    const paid = await pays();
    at.world.order = () => paid;
    const told = await query(shown);
    expect(told.fields).toMatchObject({ 39: '00', 37: paid.rrn, 38: 'Q1W2E3', 4: '000000012345' });
    expect(code(await undo(shown))).toBe('22');
    expect(code(await undo(shown, { 37: '000000000001' }))).toBe('25');
    const own = { 11: terminal.stan(), 37: paid.rrn };
    expect(code(await undo(shown, own))).toBe('00');
    expect(code(await undo(shown, own))).toBe('00');
    expect(at.world.requests.map(({ message }) => message)).toEqual(['void']);
    expect((await query(shown)).fields).toMatchObject({ 39: '22', 37: paid.rrn });
  });

  test('what paid it goes back in parts, each once', async () => {
    const shown = await show();
    const paid = await pays();
    await at.world.engine.orders.found({ orderId: at.world.store.orders()[0]!.id, found: paid });
    const own = { 11: terminal.stan(), 37: paid.rrn };
    const back = await refund(shown, '2345', own);
    expect(back.fields).toMatchObject({ 39: '00' });
    expect((await refund(shown, '2345', own)).fields).toMatchObject({ 39: '00', 37: back.fields[37] });
    expect(code(await refund(shown, '2346', own))).toBe('94');
    expect((await query(back)).fields).toMatchObject({ 39: '00', 37: back.fields[37], 4: '000000002345' });
    expect(code(await refund(shown, '10001', { 37: paid.rrn }))).not.toBe('00');
    expect(at.world.requests.map(({ message }) => message)).toEqual(['refund']);
    expect(at.world.store.payments()[0]).toMatchObject({ back: { returnedFen: 2_345n } });
  });

  test('nobody pays: it is closed when the network agrees, and a payment after that goes back', async () => {
    const shown = await show();
    const own = { 11: terminal.stan(), 4: undefined };
    at.world.order = () => 'silent';
    expect(code(await undo(shown, own))).toBe('09');
    at.world.order = () => 'closed';
    expect(code(await query(shown))).toBe('22');
    expect(code(await undo(shown, own))).toBe('00');
    expect(at.world.store.orders()[0]).toMatchObject({ state: 'closed', why: 'by-merchant' });
    const paid = await pays();
    await at.world.engine.orders.paid(at.world.store.orders()[0]!.id, paid);
    await until(() => at.world.requests.length > 0);
    expect(at.world.requests.map(({ message }) => message)).toEqual(['refund']);
    expect(code(await query(shown))).toBe('22');
  });

  test('paid while it was being closed: the till is told that it is paid', async () => {
    const shown = await show();
    const paid = await pays();
    at.world.order = ({ message }) => (message === 'close' ? paid : 'nothing');
    const told = await undo(shown, { 4: undefined });
    expect(told.fields).toMatchObject({
      39: '22',
      37: paid.rrn,
      63: expect.stringContaining('order is paid'),
    });
    expect(at.world.store.orders()[0]).toMatchObject({ state: 'paid' });
  });

  test('the query shuts out what never arrived', async () => {
    const own = { 11: terminal.stan() };
    expect(code(await say('730000', { 4: undefined, 61: `${terminal.batchNo}${own[11]}` }))).toBe('25');
    expect(code(await show(own))).toBe('22');
    expect(code(await undo({ mti: '0210', fields: { ...own, 60: `60${terminal.batchNo}000` } }, own))).toBe(
      '25',
    );
    expect(at.world.store.orders()).toHaveLength(0);
  });
});

describe('refusals', () => {
  test('a terminal of another dialect is told 40', async () => {
    await at.begin();
    await signIn();
    expect(code(await show())).toBe('40');
    expect(code(await sale())).toBe('40');
  });

  test('the switch of codes refuses both codes at once and no way back', async () => {
    const shown = await show();
    const sold = await sale();
    const merchant = (await at.world.engine.merchant(MERCHANT))!;
    const { batchNo, terminalId } = terminal;
    const change = (wanted: 'on' | 'off') =>
      at.world.engine.submit({
        ...{ type: 'switch-acceptance', merchant, terminalId, batchNo, product: 'qr', wanted },
        ...{ by: 'operator/one', reason: 'test', asker: 'operator', only: 'act' },
      } as never);
    await change('off');
    expect(code(await show())).toBe('40');
    expect(code(await sale())).toBe('40');
    at.world.order = () => 'closed';
    expect(code(await undo(shown, { 4: undefined }))).toBe('00');
    expect(code(await undo(sold, { 37: sold.fields[37] }))).toBe('00');
    await change('on');
    expect(code(await show())).toBe('00');
  });

  test.each([
    ['no amount', { 4: undefined }, '30'],
    ['no money', { 4: '000000000000' }, '13'],
    ['dollars', { 49: '840' }, '13'],
    ['another batch', { 60: '6000099900020' }, '77'],
  ] as const)('710000 with %s', async (_, fields, wanted) => {
    expect(code(await show(fields))).toBe(wanted);
    expect(at.world.store.orders()).toHaveLength(0);
  });

  test('a query and a void that name nothing are malformed; a wrong code is A0', async () => {
    expect(code(await say('730000'))).toBe('30');
    expect(code(await say('720000'))).toBe('30');
    terminal.macKey = new Uint8Array(8).fill(1);
    expect(code(await show())).toBe('A0');
  });
});

test('batch: the sale by code counts and so do ways back; a code that was shown does not', async () => {
  const sold = await sale();
  const shown = await show();
  const paid = await pays();
  await at.world.engine.orders.found({ orderId: at.world.store.orders()[0]!.id, found: paid });
  await refund(shown, '45', { 37: paid.rrn });
  await undo(sold, { 37: sold.fields[37] });
  const [now] = await Promise.all([at.world.engine.terminal(MERCHANT, terminal.terminalId, true)]);
  expect(now!.totals).toMatchObject({ debitCount: 1, debitFen: 12_345n, creditCount: 2, creditFen: 12_390n });
});

/** Tips, offline sales and script results from a terminal's message to the network and back, over the gateway. */
import { describe, expect, test } from 'vitest';
import { advicesOf } from '#domain/payment';
import { fromHex, type Iso8583Message } from '#wire/iso8583';
import { PAN, type TerminalActor } from './terminal-gateway-terminal.ts';
import { until, useWorld } from './terminal-gateway-world.ts';

const at = useWorld();
const card = { 2: PAN, 14: '3012', 35: undefined };

/** What a chip says of an offline sale: a certificate (9F27 = 40) and 8A = Y1. */
const CERTIFICATE = fromHex(
  [
    ...['9F2608A1B2C3D4E5F60708', '9F270140', '9F10080102030405060708', '9F370411223344', '9F36020001'],
    ...['9505000000E000', '9A03261123', '9C0100', '9F0206000000012345', '5F2A020156', '82027C00'],
    ...['9F1A020156', '9F0306000000000000', '9F3303E0F0C8', '8A025931'],
  ].join(''),
)!;
const SCRIPT = fromHex(
  [
    ...['9505000000E000', '9F10080102030405060708', '9F2608A1B2C3D4E5F60708', '9F36020001', '82027C00'],
    ...['DF31050000000020', '9F1A020156', '9A03261123'],
  ].join(''),
)!;

const named = (terminal: TerminalActor, sold: Iso8583Message) => ({
  37: sold.fields[37]!,
  61: `${terminal.batchNo}${sold.fields[11] as string}${sold.fields[13] as string}`,
});

describe('a tip', () => {
  test('is answered when the network took it; the settlement counts the sum once', async () => {
    const { terminal, on } = await at.signedIn();
    const sold = await on.ask(terminal.sale());
    const tip = { ...named(terminal, sold), ...card, 4: '000000013345', 48: '000000001000', 22: '012' };
    const frame = terminal.card('0220', '34', '000000', tip);
    const answer = await on.ask(frame);
    expect(answer.mti).toBe('0230');
    expect(answer.fields).toMatchObject({ 39: '00', 37: sold.fields[37] });
    expect(at.world.requests[1]).toMatchObject({ message: 'debit-adjustment', amountFen: 1_000n });
    expect(at.world.store.payments()[0]).toMatchObject({ amountFen: 13_345n });
    expect((await on.ask(frame)).fields[39]).toBe('00');
    expect(at.world.requests).toHaveLength(2);
    const totals = `000000013345001000000000000000${'0'}${'0'.repeat(31)}`;
    expect((await on.ask(terminal.settlement(totals))).fields[48]).toMatch(/^.{30}1/);
  });

  test.each([
    ['more than is allowed', { 4: '000000015345', 48: '000000003000' }, '13'],
    ['another sum than F4 says', { 4: '000000013345', 48: '000000000900' }, '64'],
    ['no tip', { 4: '000000012345', 48: undefined }, '30'],
    ['no such sale', { 4: '000000013345', 48: '000000001000', 37: '999999999999', 61: undefined }, '25'],
    ['another card', { 2: '6200000000000000013', 4: '000000013345', 48: '000000001000' }, '14'],
  ] as const)('%s is refused', async (_, fields, code) => {
    const { terminal, on } = await at.signedIn();
    const sold = await on.ask(terminal.sale());
    const tip = { ...named(terminal, sold), ...card, 22: '012', ...fields };
    expect((await on.ask(terminal.card('0220', '34', '000000', tip))).fields[39]).toBe(code);
    expect(at.world.requests).toHaveLength(1);
  });
});

describe('an offline sale', () => {
  const upload = { ...card, 22: '052', 55: CERTIFICATE };

  test('is taken at once; its certificate goes to the network and is kept no longer', async () => {
    const { terminal, on } = await at.signedIn();
    const frame = terminal.card('0200', '36', '000000', upload);
    expect((await on.ask(frame)).fields[39]).toBe('00');
    await until(() => at.world.store.payments()[0]?.state === 'approved');
    const [request] = at.world.requests;
    expect(request).toMatchObject({ message: 'offline-sale', sealedChip: {} });
    const { sealed, boundTo } = request!.sealedChip!;
    expect(fromHex(await at.world.security.unseal('chip', sealed, boundTo))).toEqual(CERTIFICATE);
    expect(at.world.store.payments()[0]).toMatchObject({ offline: { sealedChip: null } });
    expect((await on.ask(frame)).fields[39]).toBe('00');
    expect(at.world.requests).toHaveLength(1);
  });

  test.each([
    ['without a certificate', { 55: undefined }, '30'],
    ['with an online cryptogram', { 55: changed('9F270140', '9F270180') }, '30'],
    ['that the card did not approve', { 55: changed('8A025931', '8A025A31') }, '30'],
    ['with bytes that are no chip data', { 55: fromHex('9F26FF')! }, '30'],
    ['with a PIN', { 52: new Uint8Array(8) }, '30'],
  ])('%s is refused', async (_, fields, code) => {
    const { terminal, on } = await at.signedIn();
    const answer = await on.ask(terminal.card('0200', '36', '000000', { ...upload, ...fields }));
    expect(answer.fields[39]).toBe(code);
    expect(at.world.store.payments()).toEqual([]);
  });

  test('authorised by a voice keeps its code; its refund names it, and no online one', async () => {
    const { terminal, on } = await at.signedIn();
    const told = {
      ...card,
      22: '012',
      38: 'V12345',
      61: `${terminal.batchNo}0000001123010000000000000`.slice(0, 18),
    };
    const sold = await on.ask(terminal.card('0220', '30', '000000', told));
    expect(sold.fields[39]).toBe('00');
    expect(at.world.requests[0]).toMatchObject({ message: 'offline-sale', authCode: 'V12345' });
    const online = await on.ask(terminal.sale());
    const back = { ...card, 22: '012', ...named(terminal, online) };
    expect((await on.ask(terminal.card('0220', '27', '200000', back))).fields[39]).toBe('12');
  });
});

function changed(from: string, to: string): Uint8Array {
  const hex = [...CERTIFICATE]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
  return fromHex(hex.replace(from, to))!;
}

describe('a script result', () => {
  const notice = (terminal: TerminalActor, sold: Iso8583Message, fields: object = {}) =>
    terminal.card('0620', '00', '000000', {
      ...named(terminal, sold),
      ...{ 2: PAN, 35: undefined, 4: undefined, 22: '051', 25: undefined, 55: SCRIPT },
      ...{ 60: `00${terminal.batchNo}951`, ...fields },
    });

  test('is taken at once and told to the issuer', async () => {
    const { terminal, on } = await at.signedIn();
    const sold = await on.ask(terminal.sale());
    const answer = await on.ask(notice(terminal, sold));
    expect([answer.mti, answer.fields[39]]).toEqual(['0630', '00']);
    await until(() => advicesOf(at.world.store.payments()[0]!)[0]?.state === 'done');
    expect(at.world.requests[1]).toMatchObject({ message: 'script-result', sealedChip: {} });
  });

  test.each([
    ['without its result', { 55: fromHex('9505000000E000')! }, '30'],
    ['of no such payment', { 37: '999999999999', 61: '0000010000771123' }, '25'],
  ])('%s is refused', async (_, fields, code) => {
    const { terminal, on } = await at.signedIn();
    const sold = await on.ask(terminal.sale());
    expect((await on.ask(notice(terminal, sold, fields))).fields[39]).toBe(code);
  });
});

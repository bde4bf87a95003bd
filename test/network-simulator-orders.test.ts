/** Orders at the network simulator as a process: scans by its control API, notices over real sockets. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SHANGHAI, wireTime } from '#domain/calendar';
import { type Iso8583Message, textOf } from '#wire/iso8583';
import { buildMerchantCode } from '#wire/qr';
import {
  cardOf,
  codeOf,
  institution,
  type Member,
  macOf,
  type Program,
  SimulatorWorld,
  sale,
  withMac,
} from './network-simulator-world.ts';

let world: SimulatorWorld;
beforeEach(async () => {
  world = await SimulatorWorld.make();
});
afterEach(() => world[Symbol.asyncDispose]());

const ORDER = 'ord_01H4S9X2M8K3P7QR';
const code = buildMerchantCode({
  ...{ acquirerId: institution, forwarderId: institution, merchantId: '898310154110001', mcc: '5411' },
  ...{ currency: '156', amountMinor: 4_590n, country: 'CN', merchantName: 'SHOP', city: 'CHINA' },
  reference: ORDER,
});
const scan = (program: Program, more: Record<string, unknown> = {}) =>
  program.ask<{ result: string; code: string }>('POST', '/scan', { code, card: 'north-plenty', ...more });
const notices = (member: Member): Iso8583Message[] => member.received.filter(({ mti }) => mti === '0220');
const acknowledge = (notice: Iso8583Message, mac?: string): Iso8583Message => {
  const { 2: _pan, 128: _mac, ...fields } = notice.fields;
  const answer = withMac({ mti: '0230', fields: { ...fields, 39: '00' } });
  return mac === undefined ? answer : { ...answer, fields: { ...answer.fields, 128: mac } };
};

let stan = 500;
const ask = (processing: '730000' | '740000'): Iso8583Message => {
  stan += 1;
  const { transmission } = wireTime(Date.now(), SHANGHAI);
  return withMac({
    mti: '0620',
    fields: {
      ...{ 3: processing, 4: '000000004590', 7: transmission, 11: String(stan).padStart(6, '0') },
      ...{ 32: institution, 33: institution, 41: 'QR000000', 42: '898310154110001', 49: '156' },
      59: `A4020${ORDER}`,
    },
  });
};

describe('a payer scans the merchant’s code', () => {
  test('the member is told under a good code until it acknowledges, also after a restart', async () => {
    const first = await world.start();
    const member = await world.memberOn(first);
    expect(await scan(first)).toMatchObject({ result: 'paid', code: '00' });
    await member.until('the notice', () => notices(member).length >= 1);
    const [notice] = notices(member);
    expect([textOf(notice!, 59), textOf(notice!, 4), textOf(notice!, 128)]).toEqual([
      ...[`A4020${ORDER}`, '000000004590', macOf(notice!)],
    ]);
    member.send(acknowledge(notice!, '00000000'));
    await member.until('the repetition', () => notices(member).length >= 2);
    await first.kill('SIGKILL');

    const second = await world.start();
    const again = await world.memberOn(second);
    await again.until('the notice after the restart', () => notices(again).length >= 1);
    again.send(acknowledge(notices(again)[0]!));
    await expect
      .poll(async () => (await second.get<{ unacknowledged: [] }>('/orders')).unacknowledged)
      .toEqual([]);
    expect(await cardOf(second, 'north-plenty')).toMatchObject({ availableFen: '99999995410' });
  });

  test('without a notice the member asks, and gets the payment; a close is refused with it', async () => {
    const program = await world.start();
    const member = await world.memberOn(program);
    expect(codeOf(await member.ask(ask('730000')))).toBe('25');
    expect(await scan(program, { confirm: false })).toMatchObject({ result: 'scanned' });
    expect(codeOf(await member.ask(ask('730000')))).toBe('09');
    await scan(program, { notice: 'never' });
    const answer = await member.ask(ask('730000'));
    expect([codeOf(answer), textOf(answer, 4), textOf(answer, 128)]).toEqual([
      '00',
      '000000004590',
      macOf(answer),
    ]);
    expect(codeOf(await member.ask(ask('740000')))).toBe('22');
    expect(notices(member)).toEqual([]);
  });

  test('after a close nobody pays; a question under a wrong code is A0', async () => {
    const program = await world.start();
    const member = await world.memberOn(program);
    const wrong = ask('740000');
    expect(codeOf(await member.ask({ ...wrong, fields: { ...wrong.fields, 128: '00000000' } }))).toBe('A0');
    expect(codeOf(await member.ask(ask('740000')))).toBe('00');
    expect(await scan(program)).toMatchObject({ result: 'refused', code: '22' });
    expect(await scan(program, { force: true, notice: 'double' })).toMatchObject({ result: 'paid' });
    await member.until('both copies', () => notices(member).length >= 2);
  });

  test('what is no code of an order, and what nobody knows, is refused by name', async () => {
    const program = await world.start();
    await expect(scan(program, { code: `${code.slice(0, -1)}X` })).rejects.toThrow('422');
    await expect(scan(program, { card: 'nobody' })).rejects.toThrow('no card has the id');
    await expect(scan(program, { colour: 'red' })).rejects.toThrow('400');
  });
});

test('a payer’s code of the control API pays once', async () => {
  const program = await world.start();
  const member = await world.memberOn(program);
  const { codes } = await program.get<{ codes: { card: string; code: string }[] }>('/pay-codes');
  const shown = codes.find(({ card }) => card === 'north-low')!.code;
  const byCode = (): Iso8583Message => {
    const { 2: _pan, 14: _expiry, 128: _mac, ...fields } = sale('north-low', 3_000).fields;
    return withMac({ mti: '0200', fields: { ...fields, 22: '032', 59: `A3019${shown}` } });
  };
  expect(codeOf(await member.ask(byCode()))).toBe('00');
  expect(codeOf(await member.ask(byCode()))).toBe('14');
  expect(await cardOf(program, 'north-low')).toMatchObject({ availableFen: '2000' });
});

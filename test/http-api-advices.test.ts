/** Tips that nobody acknowledged, over HTTP and PostgreSQL: the operator's queue, and two who end them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fen } from '#domain/money';
import type { Payment } from '#domain/payment';
import { type HttpWorld, KEYS, openHttpWorld, SHOP } from './http-api-world.ts';

let world: HttpWorld;
/** One repeat soon, and then a person has it. */
beforeAll(async () => {
  world = await openHttpWorld({ attemptsMax: 1, repeatFirstMs: 20, duePollMs: 20 });
});
afterAll(() => world[Symbol.asyncDispose]());

const call = (url: string, key: string, body?: unknown) =>
  world.call(body === undefined ? 'GET' : 'POST', url, { key, ...(body === undefined ? {} : { body }) });
const code = async (url: string, key: string, body: unknown): Promise<unknown> => {
  const { status, body: told } = await call(url, key, body);
  return status === 200 ? told.state : `${status} ${told.code}`;
};

/** A sale of ¥100.00 with a tip of ¥10.00 that the network never acknowledged. */
async function tipped(stan: string): Promise<Payment> {
  const sale = await world.sale(stan, 10_000n);
  world.network.always('debit-adjustment', 'lost');
  const merchant = (await world.engine.merchant(SHOP))!;
  const terminal = { ...sale.terminal, stan: `9${stan.slice(1)}` };
  void world.engine.submit({
    ...{ type: 'advise-payment', advice: 'tip', merchant, terminal, rrn: sale.rrn },
    original: { batchNo: sale.terminal.batchNo, stan, day: null },
    ...{ amountFen: 11_000n as Fen, tipFen: 1_000n as Fen, cardIndex: null, sealedChip: null, print: stan },
  });
  const open = async (): Promise<unknown> =>
    ((await call(`/v1/payments/${sale.id}/advices`, KEYS.shop)).body.items as { state: string }[])[0]?.state;
  await expect.poll(open).toBe('handed');
  return sale;
}

describe('the journey has every message on the wire, and no line twice', () => {
  it('of a tip, and of a void that its terminal reversed', async () => {
    world.network.always('debit-adjustment', 'well');
    const sale = await world.sale('000011', 10_000n);
    const merchant = (await world.engine.merchant(SHOP))!;
    const under = (stan: string) => ({ ...sale.terminal, stan });
    const original = { batchNo: sale.terminal.batchNo, stan: '000011', day: null };
    const told = { merchant, rrn: sale.rrn, original, cardIndex: null };
    const outcomes = [
      await world.engine.submit({
        ...{ type: 'advise-payment', advice: 'tip', ...told, terminal: under('000012') },
        ...{ amountFen: 11_000n as Fen, tipFen: 1_000n as Fen, sealedChip: null, print: 'tip' },
      }),
      await world.engine.submit({
        ...{ type: 'terminal-cancel', route: 'VOID', ...told, terminal: under('000013') },
        ...{ amountFen: 11_000n as Fen, print: 'void' },
      }),
      await world.engine.submit({
        ...{ type: 'terminal-reverse', of: 'void', rrn: null, merchant, terminal: under('000013') },
        ...{ amountFen: 11_000n as Fen, cardIndex: null, reason: '98' },
      }),
    ];
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['approved', 'approved', 'approved']);
    type Step = { en: string; message: { type: string; transmission: string; trace: string } | null };
    const read = async (): Promise<readonly Step[]> =>
      (await call(`/v1/payments/${sale.id}/journey`, KEYS.operator)).body.steps as Step[];
    const types = async () =>
      (await read()).flatMap(({ message }) => (message === null ? [] : [message.type]));
    await expect.poll(types).toEqual(['0200', '0210', '0220', '0230', '0200', '0210', '0420', '0430']);
    const steps = await read();
    const keys = steps.flatMap(({ message }) => (message === null ? [] : [message.trace]));
    expect(new Set(keys).size).toBe(4);
    expect(keys.filter((trace) => !/^\d{6}$/.test(trace))).toEqual([]);
    const lines = steps.map(({ en }) => en);
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines.slice(-2)).toEqual([
      'The void was undone: the payment stands again',
      'The network answered the reversal of the void: approved [00]',
    ]);
  });
});

describe('a tip that nobody acknowledged', () => {
  it('stands in the operator’s queue until two of them end it', async () => {
    const { id } = await tipped('000001');
    const queue = async () => (await call('/v1/unresolved', KEYS.operator)).body;
    expect(await queue()).toMatchObject({
      counts: { advices: 1, handed: 1, payments: 0 },
      advices: [
        {
          ...{ payment: id, no: 1, kind: 'tip', kindWords: { zh: '小费', en: 'tip' }, state: 'handed' },
          ...{ amount: 11_000, proposal: null, terminal: { trace: '900001' } },
        },
      ],
    });
    const at = `/v1/payments/${id}/advices/1/resolve`;
    const carried = { verdict: 'carried-out', evidence: 'call to the network, 14:20' };
    expect(await code(at, KEYS.shop, carried)).toBe('403 not-allowed');
    expect(await code(`/v1/payments/${id}/advices/2/resolve`, KEYS.operator, carried)).toBe('404 not-found');
    expect(await code(at, KEYS.operator, { verdict: 'maybe', evidence: 'x' })).toBe('400 input-not-valid');
    expect(await code(at, KEYS.operator, carried)).toBe('handed');
    expect(await code(`${at}/decision`, KEYS.operator, { approve: true })).toBe('403 four-eyes');
    expect(await queue()).toMatchObject({
      advices: [{ proposal: { verdict: 'carried-out', by: 'key_operator', evidence: carried.evidence } }],
    });
    const shown = (await call(`/v1/payments/${id}/advices`, KEYS.shop)).body.items as object[];
    expect(shown).toMatchObject([{ state: 'handed', proposal: null }]);
    const journey = await call(`/v1/payments/${id}/journey`, KEYS.shop);
    expect(journey.text).toContain('advice-handed');
    expect(journey.text).not.toContain('advice-end-proposed');
    expect(await code(`${at}/decision`, KEYS.second, { approve: true })).toBe('done');
    expect(await queue()).toMatchObject({ counts: { advices: 0, handed: 0 }, advices: [] });
    expect((await call(`/v1/payments/${id}`, KEYS.shop)).body).toMatchObject({ amount: 11_000 });
  });

  it('of which they find that it never came about costs what it cost', async () => {
    const { id } = await tipped('000002');
    const at = `/v1/payments/${id}/advices/1/resolve`;
    const not = { verdict: 'not-carried-out', evidence: 'their log of 23 November' };
    expect(await code(at, KEYS.operator, not)).toBe('handed');
    expect(await code(`${at}/decision`, KEYS.second, { approve: true })).toBe('refused');
    expect((await call(`/v1/payments/${id}/advices`, KEYS.shop)).body.items).toMatchObject([
      { state: 'refused', outcome: { code: 'not-carried-out' }, nextCheckAt: null },
    ]);
    expect((await call(`/v1/payments/${id}`, KEYS.shop)).body).toMatchObject({ amount: 10_000 });
  });
});

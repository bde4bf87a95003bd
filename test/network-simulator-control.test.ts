import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testCards } from '#simulation/network';
import {
  back,
  byKey,
  cardOf,
  codeOf,
  keyOf,
  macOf,
  SimulatorWorld,
  sale,
  type TransactionView,
  withPatience,
} from './network-simulator-world.ts';

let world: SimulatorWorld;
beforeEach(async () => {
  world = await SimulatorWorld.make();
});
afterEach(() => world[Symbol.asyncDispose]());

describe('faults on request', () => {
  const start = async () => {
    const program = await world.start();
    return { program, member: await world.memberOn(program), payment: sale('north-low', 3_000) };
  };

  test('no-reply: the message was never there', async () => {
    const { program, member, payment } = await start();
    await program.ask('POST', '/faults', { next: 'no-reply', mti: '0200' });
    member.send(payment);
    await member.ask(back(sale('north-low', 1), '0420'));
    expect(member.answersTo(payment)).toEqual([]);
    expect((await byKey(program, payment)).missing).toHaveLength(1);
    expect(await program.get('/faults')).toMatchObject({ orders: [], done: { 'no-reply': 1 } });
    expect(codeOf(await member.ask(payment))).toBe('00');
  });

  test('lose-reply: it was done, nobody heard of it; the repeat is answered', async () => {
    const { program, member, payment } = await start();
    await program.ask('POST', '/faults', { next: 'lose-reply' });
    member.send(payment);
    await member.ask(sale('north-plenty', 1));
    expect(member.answersTo(payment)).toEqual([]);
    expect((await byKey(program, payment)).transactions[0]).toMatchObject({ state: 'approved' });
    expect(codeOf(await member.ask(payment))).toBe('00');
    expect(await cardOf(program, 'north-low')).toMatchObject({ availableFen: '2000' });
  });

  test('late: others are answered before', async () => {
    const { program, member, payment } = await start();
    await program.ask('POST', '/faults', { next: 'late', ms: 300 });
    member.send(payment);
    const other = sale('north-plenty', 1);
    await member.ask(other);
    expect(member.answersTo(payment)).toEqual([]);
    await member.until('the late answer', () => member.answersTo(payment).length === 1);
    expect(codeOf(member.answersTo(payment)[0]!)).toBe('00');
  });

  test('double: the same answer twice, the money once', async () => {
    const { program, member, payment } = await start();
    await program.ask('POST', '/faults', { next: 'double' });
    member.send(payment);
    await member.until('two answers', () => member.answersTo(payment).length === 2);
    const [one, two] = member.answersTo(payment);
    expect(two).toEqual(one);
    expect(await cardOf(program, 'north-low')).toMatchObject({ availableFen: '2000' });
  });

  test('cut: done, then the connection is gone', async () => {
    const { program, member, payment } = await start();
    await program.ask('POST', '/faults', { next: 'cut' });
    member.send(payment);
    await withPatience('the cut', member.closed);
    expect((await byKey(program, payment)).transactions[0]).toMatchObject({ state: 'approved' });
    const again = await world.memberOn(program);
    expect(codeOf(await again.ask(payment))).toBe('00');
  });

  test('wrong-mac: the answer must not be believed', async () => {
    const { program, member, payment } = await start();
    await program.ask('POST', '/faults', { next: 'wrong-mac', count: 2 });
    for (const each of [payment, sale('north-plenty', 1)]) {
      const answer = await member.ask(each);
      expect(answer.fields[128]).toMatch(/^[0-9A-F]{8}$/);
      expect(answer.fields[128]).not.toBe(macOf(answer));
    }
    const answer = await member.ask(sale('north-plenty', 1));
    expect(answer.fields[128]).toBe(macOf(answer));
  });

  test('by odds: always, then never again', async () => {
    const { program, member, payment } = await start();
    await program.ask('POST', '/faults', { probability: { double: 1 }, seed: 5 });
    member.send(payment);
    await member.until('two answers', () => member.answersTo(payment).length === 2);
    expect(await program.ask('DELETE', '/faults')).toMatchObject({ odds: {}, orders: [] });
    await expect(program.ask('POST', '/faults', { probability: { double: 0.7, cut: 0.7 } })).rejects.toThrow(
      '409',
    );
    await expect(program.ask('POST', '/faults', { next: 'explode' })).rejects.toThrow('400');
  });

  test('down: cut off and refused until up', async () => {
    const { program, member } = await start();
    await program.ask('POST', '/down');
    await withPatience('the cut', member.closed);
    expect(await program.get('/health')).toMatchObject({ state: 'down', connections: 0 });
    const socket = connect({ host: '127.0.0.1', port: program.port });
    const [error] = (await withPatience('the refusal', once(socket, 'error'))) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
    await program.ask('POST', '/up');
    const again = await world.memberOn(program);
    expect(codeOf(await again.ask(sale('north-low', 3_000)))).toBe('00');
  });
});

describe('the control API', () => {
  test('pages through everything by sequence', async () => {
    const program = await world.start();
    const member = await world.memberOn(program);
    const payments = [1, 2, 3, 4, 5].map((amount) => sale('north-plenty', amount));
    for (const payment of payments) await member.ask(payment);
    const keys: string[] = [];
    for (let since: number | null = 0; since !== null; ) {
      type Page = { transactions: TransactionView[]; next: number | null };
      const page: Page = await program.get<Page>(`/transactions?since=${since}&limit=2`);
      keys.push(...page.transactions.map(({ key }) => key));
      since = page.next;
    }
    expect(keys).toEqual(payments.map(keyOf));
  });

  test('shows no card number, and talks to no page of a browser', async () => {
    const program = await world.start();
    const member = await world.memberOn(program);
    await member.ask(sale('north-plenty', 1, { pin: '123456' }));
    const shown = await Promise.all(
      ['/cards', '/books', '/transactions', '/health'].map((path) => program.get(path)),
    );
    const text = JSON.stringify(shown) + program.output() + (await readFile(world.log, 'utf8'));
    for (const { pan } of testCards) expect(text).not.toContain(pan);
    expect((await stat(world.log)).mode & 0o077).toBe(0);
    const response = await fetch(`http://127.0.0.1:${program.controlPort}/up`, {
      method: 'POST',
      headers: { origin: 'http://shop.example' },
    });
    expect(response.status).toBe(403);
  });
});

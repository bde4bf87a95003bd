/** A refund to a closed card on a whole platform: from the network's file to the order that lies there for the bank. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Platform, type Said } from './platform.ts';

let platform: Platform;
beforeAll(async () => {
  platform = await Platform.start({ YUANLU_CLEARING_POLL_MS: '500' });
});
afterAll(async () => {
  await platform?.close();
});

const json = async <T>(...args: string[]): Promise<T> => {
  const said: Said = await platform.yuanlu('--json', ...args);
  expect([0, 3], said.err + said.out).toContain(said.code);
  return JSON.parse(said.out) as T;
};

const PERSON = ['--holder', '王小明', '--id', '11010519491231002X'];

it('comes back in the file of the next day and is paid to another account of its holder', async () => {
  const terminal = await platform.terminal();
  await terminal.sale({ amountFen: 12_000n, card: platform.card, entry: 'chip' });
  expect((await terminal.settle()).settlement?.outcome).toBe('balanced');
  const { stack } = platform;
  await stack.control('/cards', 'POST', { card: 'north-plenty', state: 'closed' });
  const refund = await json<{ id: string; state: string }>('cancel', 'last', '--amount', '40.00');
  expect(refund.state).toBe('done');

  // The day of the refund ends, and the next one, whose file has the return.
  await stack.control('/cut-over', 'POST', {});
  await stack.control('/cut-over', 'POST', {});
  const listed = async (): Promise<readonly { id: string }[]> =>
    (await json<{ items: { id: string }[] }>('bounce', 'list')).items;
  await stack.until(async () => (await listed()).length === 1, 60_000, 'the refund to come back');
  expect((await listed())[0]).toMatchObject({ id: refund.id, state: 'bounced', amount: 4_000 });

  await json(
    'bounce',
    'account',
    refund.id,
    '--bank',
    '工商银行',
    '--number',
    '6222020000000000008',
    ...PERSON,
  );
  await json('bounce', 'issuer', refund.id, '--reference', 'NORTH-1', ...PERSON);
  const one = await platform.yuanlu('bounce', 'approve', refund.id, '--key', (await keys()).operatorKey);
  expect(one.code).not.toBe(0);
  expect(one.err).toContain('four-eyes');
  const ordered = await json<{ bounce: { order: { no: string } } }>('bounce', 'approve', refund.id);
  const order = ordered.bounce.order.no;
  const file = join(stack.data.payouts, `${order}.json`);
  const read = (): Promise<string> => readFile(file, 'utf8');
  await stack.until(async () => (await read().catch(() => '')) !== '', 20_000, 'the order for the bank');
  expect(JSON.parse(await read())).toMatchObject({ amountFen: '4000', account: '6222020000000000008' });

  await json('bounce', 'paid', refund.id, '--order', order, '--reference', 'B-1', '--fee', '50');
  const tracked = await json<{ state: string; tracking: { movement: string } }>('track', refund.id);
  expect(tracked).toMatchObject({ tracking: { movement: 'paid-out' } });
  expect((await platform.verify()).faults).toEqual([]);
}, 240_000);

async function keys(): Promise<{ operatorKey: string }> {
  return JSON.parse(await readFile(platform.stack.data.demoKeys, 'utf8')) as { operatorKey: string };
}

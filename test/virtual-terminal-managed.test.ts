/** The virtual terminal under the own gateway: keys, downloads, switches, and a batch that differs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createVirtualTerminal, type VirtualTerminal } from '#adapters/virtual-terminal';
import type { AcceptanceState, Product } from '#domain/terminal';
import { readTerminalData } from '../src/programs/terminal-data.ts';
import { MERCHANT, PAN, TMK } from './terminal-gateway-terminal.ts';
import { until, useWorld } from './terminal-gateway-world.ts';

const at = useWorld();
const card = { pan: PAN, expiry: '3012' };
const TERMINAL = '10000001';
let folder: string;
let terminal: VirtualTerminal;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuanlu-managed-'));
});
afterEach(async () => {
  await terminal.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(options: Parameters<typeof at.begin>[0] = {}): Promise<void> {
  await at.begin({ data: await readTerminalData(), sm4: true, ...options });
  terminal = await createVirtualTerminal({
    profile: {
      ...{ merchantId: MERCHANT, terminalId: TERMINAL, merchantName: null, masterKeyHex: TMK },
      ...{ tpdu: '6000030000', header: '603100000000', host: '127.0.0.1', port: at.world.port },
      ...{ tls: null, signInCode: '003' },
    },
    journalFile: join(folder, 'one.journal'),
  });
}

const sell = (amountFen: bigint, more: object = {}) =>
  terminal.sale({ amountFen, card, entry: 'tap', ...more });
const known = async () => (await at.world.engine.terminal(MERCHANT, TERMINAL))!;
const merchant = async () => (await at.world.engine.merchant(MERCHANT))!;
const switchTo = async (product: Product, wanted: AcceptanceState) =>
  at.world.engine.submit({
    ...{ type: 'switch-acceptance', merchant: await merchant(), terminalId: TERMINAL, product, wanted },
    ...{ asker: 'operator', by: 'op', reason: 'test', batchNo: (await known()).batchNo },
  });

test.each(['003', '004', '005', '006'] as const)(
  'sign-in with %s: swipe with a PIN, and a void',
  async (code) => {
    await open();
    expect(await terminal.signIn('01', code)).toMatchObject({ result: 'approved', batchNo: '000001' });
    const swiped = await terminal.sale({
      amountFen: 3_000n,
      card: { ...card, pin: '135790' },
      entry: 'swipe',
    });
    expect(swiped).toMatchObject({ result: 'approved' });
    const [request] = at.world.requests;
    expect(request?.carried?.pinBlock).toHaveLength(8);
    expect(request?.carried?.track2).toMatch(new RegExp(`^${PAN}D3012`));
    expect(await terminal.void({ stan: swiped.stan! })).toMatchObject({ result: 'approved' });
    expect((await known()).profile).toBe(
      { '003': 'standard', '004': 'track-key', '005': 'sm4', '006': 'sm4-006' }[code],
    );
    // The next sign-in wants the same keys again.
    expect(await terminal.signIn()).toMatchObject({ result: 'approved' });
    expect(terminal.journal.signInCode).toBe(code);
  },
);

test('a terminal without an SM4 key at the host stays with the keys that it has', async () => {
  await at.begin();
  await open({ profiles: ['standard'] });
  await terminal.signIn();
  expect(await terminal.signIn('01', '005')).toMatchObject({ result: 'declined', code: '40' });
  expect(await sell(100n)).toMatchObject({ result: 'approved' });
});

test('signing off, and back', async () => {
  await open();
  await terminal.signIn();
  expect(await terminal.signOff()).toMatchObject({ result: 'approved', act: 'sign-off' });
  expect((await known()).signedIn).toBeNull();
  expect(await sell(100n)).toMatchObject({ result: 'refused-locally', reason: 'not-signed-in' });
  await terminal.signIn();
  expect(await sell(100n)).toMatchObject({ result: 'approved' });
});

test('everything is fetched to its end, and the host knows it', async () => {
  await open();
  await terminal.signIn();
  for (const set of ['parameters', 'ca-keys', 'chip-parameters', 'blacklist', 'contactless'] as const)
    expect([set, (await terminal.download(set)).result]).toEqual([set, 'approved']);
  const { fetched } = terminal.journal;
  expect(Object.entries(fetched!).map(([set, { entries }]) => [set, entries])).toEqual([
    ['parameters', 1],
    ['ca-keys', 1],
    ['chip-parameters', 3],
    ['blacklist', 1],
    ['contactless', 1],
  ]);
  expect(Object.keys((await known()).held!)).toEqual(Object.keys(fetched!));
  expect(await terminal.status()).toMatchObject({ result: 'approved' });
  expect((await known()).lastStatus?.text).toContain('batch 000001');
});

test('a switch reaches the menu with the next answer; until then the host refuses', async () => {
  await open();
  await terminal.signIn();
  await switchTo('tap', 'off');
  const first = await sell(100n);
  expect(first).toMatchObject({
    result: 'declined',
    code: '40',
    obeyed: [{ act: 'download', result: 'approved' }],
  });
  expect(await sell(100n)).toMatchObject({ result: 'refused-locally', reason: 'not-offered' });
  expect(await sell(100n, { entry: 'chip' })).toMatchObject({ result: 'approved', obeyed: [] });
  await switchTo('tap', 'on');
  expect(await sell(100n, { entry: 'chip' })).toMatchObject({ obeyed: [{ act: 'download' }] });
  expect(await sell(100n)).toMatchObject({ result: 'approved' });
});

test('asked for a status and for a new sign-in', async () => {
  await open();
  await terminal.signIn();
  for (const what of ['status', 'signIn'] as const)
    await at.world.engine.submit({
      ...{ type: 'note-terminal', merchant: await merchant(), terminalId: TERMINAL },
      note: { kind: 'wanted', what, wanted: true, by: 'op', reason: 'test' },
    });
  expect(await sell(100n)).toMatchObject({ result: 'approved', needsSignIn: true });
  expect(await terminal.signIn()).toMatchObject({ result: 'approved', obeyed: [{ act: 'status' }] });
  expect((await known()).wants).toEqual({});
});

test('a batch that differs is uploaded, compared, and what the terminal lost is undone at the host', async () => {
  await open();
  await terminal.signIn();
  const kept = await Promise.all(Array.from({ length: 10 }, (_, index) => sell(1_000n + BigInt(index))));
  const lost = await sell(50_000n);
  await terminal.void({ stan: kept[0]!.stan! });
  const settled = await terminal.settle({ forget: lost.stan! });
  expect(settled.settlement).toMatchObject({
    outcome: 'differs',
    upload: { sent: 11, of: 11, ended: true },
    nextBatchNo: '000002',
  });
  const [batch] = at.world.store.batches();
  expect(batch).toMatchObject({
    state: 'compared',
    end: { code: '202', count: 11 },
    differences: [{ kind: 'host-only', stan: lost.stan, resolution: { state: 'by-rule', how: 'reversal' } }],
  });
  await until(() => at.world.store.payments().some(({ state }) => state === 'reversed'));
  expect(terminal.journal.openUpload).toBeUndefined();
  expect((await terminal.settle()).settlement).toMatchObject({ outcome: 'balanced', upload: null });
});

test('an upload that broke off goes on with the next settlement', async () => {
  await open();
  await terminal.signIn();
  const [first, second] = [await sell(1_000n), await sell(2_000n)];
  const submit = at.world.engine.submit.bind(at.world.engine);
  at.world.engine.submit = async (command) => {
    if (command.type === 'end-batch') throw new Error('the host stumbles');
    return submit(command);
  };
  const broken = await terminal.settle({ forget: second.stan! });
  expect(broken.settlement?.upload).toMatchObject({ sent: 1, ended: false });
  at.world.engine.submit = submit;
  expect((await terminal.settle()).settlement).toMatchObject({ outcome: 'balanced' });
  const uploaded = at.world.store.batches().find(({ batchNo }) => batchNo === '000001');
  expect(uploaded).toMatchObject({ state: 'compared', uploaded: [{ stan: first.stan }] });
});

test('what is not in the batch cannot be forgotten', async () => {
  await open();
  await terminal.signIn();
  await expect(terminal.settle({ forget: '000777' })).rejects.toThrow('no such transaction');
});

/** The virtual terminal against the platform's own gateway and engine: both sides of one line. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createVirtualTerminal,
  type TerminalProfile,
  type VirtualTerminal,
} from '#adapters/virtual-terminal';
import {
  CA,
  SERVER_CERTIFICATE,
  SERVER_KEY,
  TERMINAL_CERTIFICATE,
  TERMINAL_KEY,
} from './terminal-gateway-certificates.ts';
import { MERCHANT, PAN, TMK } from './terminal-gateway-terminal.ts';
import { until, useWorld } from './terminal-gateway-world.ts';

const at = useWorld();
const card = { pan: PAN, expiry: '3012' };
let folder: string;
let terminal: VirtualTerminal;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuanlu-terminal-gateway-'));
  await open();
});
afterEach(async () => {
  await terminal.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(tls: TerminalProfile['tls'] = null): Promise<void> {
  const profile: TerminalProfile = {
    merchantId: MERCHANT,
    terminalId: '10000001',
    merchantName: null,
    masterKeyHex: TMK,
    tpdu: '6000030000',
    header: '603100000000',
    host: '127.0.0.1',
    port: at.world.port,
    tls,
    signInCode: '003',
  };
  terminal = await createVirtualTerminal({
    profile,
    journalFile: join(folder, 'one.journal'),
  });
}

const sell = (amountFen: bigint, more: object = {}) =>
  terminal.sale({ amountFen, card, entry: 'tap', ...more });
const states = () => at.world.store.payments().map(({ state }) => state);

test('a day at the till: sale, void, lost answer, swipe with PIN; the batch balances', async () => {
  expect(await terminal.signIn()).toMatchObject({ result: 'approved', batchNo: '000001' });
  expect((await terminal.echo()).result).toBe('approved');
  const first = await sell(1_000n);
  expect(first).toMatchObject({ result: 'approved', authCode: 'A1B2C3', text: 'approved' });
  expect(await terminal.void({ stan: first.stan! })).toMatchObject({ result: 'approved' });
  expect(states()).toEqual(['voided']);

  expect(await sell(2_000n, { loseAnswer: true })).toMatchObject({ result: 'unknown', reversal: 'pending' });
  await until(() => at.world.store.payments().length === 2);
  const swiped = await terminal.sale({ amountFen: 3_000n, card: { ...card, pin: '135790' }, entry: 'swipe' });
  expect(swiped).toMatchObject({ result: 'approved', flushed: { outcome: 'acknowledged', code: '00' } });
  await until(() => states().includes('reversed'));

  at.world.network = () => 'funds-insufficient';
  expect(await sell(4_000n)).toMatchObject({ result: 'declined', code: '51' });
  at.world.network = () => 'approved';

  expect((await terminal.settle()).settlement).toMatchObject({
    outcome: 'balanced',
    totals: { debitFen: 4_000n, debitCount: 2, creditFen: 1_000n, creditCount: 1 },
    nextBatchNo: '000002',
  });
  expect((await terminal.signIn()).batchNo).toBe('000002');
});

test('a refund after settlement, and the same request twice', async () => {
  await terminal.signIn();
  const sale = await sell(5_000n);
  await terminal.settle();
  const { rrn, stan, batchNo, date } = sale;
  const original = { rrn: rrn!, stan: stan!, batchNo, date: date! };
  expect(await terminal.refund({ ...original, amountFen: 2_000n })).toMatchObject({ result: 'approved' });
  expect(await terminal.repeatLast()).toMatchObject({ result: 'approved' });
  expect(await terminal.refund({ ...original, amountFen: 4_000n })).toMatchObject({
    result: 'declined',
    code: '64',
  });
  expect((await terminal.settle()).settlement).toMatchObject({
    outcome: 'balanced',
    totals: { creditCount: 1 },
  });
});

test('a terminal whose keys another program replaced is told to sign in again', async () => {
  await terminal.signIn();
  await at.signedIn();
  expect(await sell(1_000n)).toMatchObject({ result: 'declined', code: 'A0', needsSignIn: true });
  await terminal.signIn();
  expect((await sell(1_000n)).result).toBe('approved');
});

test('under TLS with certificates on both sides; a server that nobody vouches for gets nothing', async () => {
  await at.begin({ tls: { key: SERVER_KEY, cert: SERVER_CERTIFICATE, clientCa: CA } });
  const file = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const own = {
    certFile: await file('cert.pem', TERMINAL_CERTIFICATE),
    keyFile: await file('key.pem', TERMINAL_KEY),
    serverName: 'localhost',
  };
  await terminal.close();
  await open({ ...own, caFile: await file('ca.pem', CA) });
  await terminal.signIn();
  expect((await sell(1_000n)).result).toBe('approved');
  await terminal.close();
  await open(own);
  expect(await sell(1_000n)).toMatchObject({ result: 'refused-locally', reason: 'not-connected' });
  expect(terminal.journal.pending).toBeNull();
});

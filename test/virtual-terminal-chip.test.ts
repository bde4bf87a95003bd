/** A chip from its first word to its last, over terminal, gateway and engine; its issuer is the test. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createIssuerChip, fromHex } from '#adapters/security-module';
import {
  chipFile,
  createVirtualTerminal,
  slipText,
  type VirtualCard,
  type VirtualTerminal,
} from '#adapters/virtual-terminal';
import type { NetworkRequest } from '#engine';
import { cryptogramInput, readChipData, writeIssuerAnswer } from '#wire/emv';
import { chipFor, ISSUER_KEYS } from './chip-cards.ts';
import { MERCHANT, PAN, TMK } from './terminal-gateway-terminal.ts';
import { useWorld } from './terminal-gateway-world.ts';

const at = useWorld();
const EXPIRY = '3512';
const issuer = createIssuerChip('pboc-tdes', ISSUER_KEYS);

let folder: string;
let terminal: VirtualTerminal;
let chip: VirtualCard;

beforeEach(async () => {
  await at.begin();
  folder = await mkdtemp(join(tmpdir(), 'yuanlu-chip-'));
  chip = chipFor(PAN, EXPIRY);
  terminal = await createVirtualTerminal({
    profile: {
      ...{ merchantId: MERCHANT, terminalId: '10000001', merchantName: null, masterKeyHex: TMK },
      ...{ tpdu: '6000030000', header: '603100000000', host: '127.0.0.1', port: at.world.port, tls: null },
      signInCode: '003',
    },
    journalFile: join(folder, 'one.journal'),
  });
  await terminal.signIn();
});
afterEach(async () => {
  await terminal.close();
  await rm(folder, { recursive: true, force: true });
});

const card = () => ({ pan: PAN, expiry: EXPIRY, chip });
const sell = (amountFen = 5_000n) => terminal.sale({ amountFen, card: card(), entry: 'chip' });

/** What the issuer answers to the cryptogram of this request, with its scripts. */
function answerTo({ carried }: NetworkRequest, scripts: readonly string[] = []): Uint8Array | null {
  // A reversal asks no chip.
  if (carried === null || carried.chipData === null) return null;
  const data = readChipData(carried.chipData);
  const [atc, arqc] = [data.need('9F36'), data.need('9F26')];
  const of = { pan: PAN, sequence: '01', atc, arqc };
  const told = issuer.verifyArqc({
    ...of,
    ...{ data: cryptogramInput(data), says: { responseCode: fromHex('3030')! } },
  });
  if (told.state !== 'right') throw new Error('the issuer does not know its card');
  const said = told.issuerAuthentication!;
  return writeIssuerAnswer({
    authentication: { cryptogram: said.subarray(0, 8), extra: said.subarray(8) },
    scripts: scripts.map((hex) => {
      const header = fromHex(hex)!;
      const mac = issuer.macScript({ ...of, header, data: new Uint8Array(0), macBytes: 4 });
      return { moment: 'after', id: fromHex('00000007')!, commands: [Uint8Array.from([...header, ...mac])] };
    }),
    atc,
  });
}

test('the cryptogram goes to the issuer, its answer to the card, the last word into the journal', async () => {
  at.world.chipAnswer = (request) => answerTo(request);
  const result = await sell();
  expect(result).toMatchObject({ result: 'approved', chip: { cryptogram: 'tc', issuer: 'right' } });
  const slip = { merchantName: null, merchantId: MERCHANT, terminalId: '10000001', operator: '01', result };
  expect(slipText(slip, 'en')).toMatch(
    /AID +A000000333010101\nTC +[0-9A-F]{16}\nATC +0001\nTVR +8000008000\n/,
  );
  const sent = readChipData(at.world.requests[0]!.carried!.chipData!);
  expect(sent.need('9F27')).toEqual(Uint8Array.of(0x80));
  const kept = readChipData(fromHex(terminal.journal.batch[0]!.chipHex!)!);
  expect(kept.need('9F27')).toEqual(Uint8Array.of(0x40));
  expect(kept.need('9F26')).not.toEqual(sent.need('9F26'));
});

test('what was lost and is asked again carries no word of the issuer: none is stored', async () => {
  at.world.chipAnswer = (request) => answerTo(request);
  await sell();
  expect(await terminal.repeatLast()).toMatchObject({ result: 'approved', code: '00' });
  expect(JSON.stringify(at.world.store.payments(), (_, value) => String(value))).not.toContain('9F26');
});

test('a card that does not believe the answer takes the approval back: the reversal says 06', async () => {
  at.world.chipAnswer = () => fromHex('910A01020304050607083030')!;
  const sold = await sell();
  expect(sold).toMatchObject({
    result: 'declined',
    reason: 'chip-declined',
    code: '00',
    reversal: 'pending',
  });
  expect(terminal.journal.pending).toMatchObject({ reason: '06', authCode: 'A1B2C3' });
  const told = readChipData(fromHex(terminal.journal.pending!.chipHex!)!);
  expect(told.nodes.map(({ tag }) => tag)).toEqual(['95', '9F1E', '9F10', '9F36']);
  expect(told.need('95')[4]! & 0x40).toBe(0x40);
  at.world.chipAnswer = (request) => answerTo(request);
  expect(await sell()).toMatchObject({
    result: 'approved',
    flushed: { outcome: 'acknowledged', sentReason: '06' },
  });
  expect(at.world.store.payments().map(({ state }) => state)).toEqual(['reversed', 'approved']);
  expect((await terminal.settle()).settlement).toMatchObject({ outcome: 'balanced' });
});

test('no answer: the card is told so, and the reversal carries its counter', async () => {
  const lost = await terminal.sale({ amountFen: 5_000n, card: card(), entry: 'chip', loseAnswer: true });
  expect(lost).toMatchObject({ result: 'unknown', reversal: 'pending' });
  expect(readChipData(fromHex(terminal.journal.pending!.chipHex!)!).need('9F36')).toEqual(
    Uint8Array.of(0, 1),
  );
  expect(await terminal.flushReversal()).toMatchObject({ outcome: 'acknowledged' });
});

test('the result of a script is told before the next transaction, once', async () => {
  at.world.chipAnswer = (request) => answerTo(request, ['8424000004']);
  expect(await sell()).toMatchObject({ result: 'approved', chip: { scripts: true } });
  expect(terminal.journal.scriptNotices).toHaveLength(1);
  at.world.chipAnswer = (request) => answerTo(request);
  await sell();
  await sell();
  expect(at.world.requests.map(({ message }) => message)).toEqual(['sale', 'script-result', 'sale', 'sale']);
  expect(terminal.journal.scriptNotices).toEqual([]);
});

test('after totals that differ the certificates go up one by one', async () => {
  at.world.chipAnswer = (request) => answerTo(request);
  await sell();
  const lost = await sell(700n);
  await sell(300n);
  const settled = await terminal.settle({ forget: lost.stan! });
  expect(settled.settlement).toMatchObject({ outcome: 'differs', upload: { sent: 2, of: 2, ended: true } });
});

describe('a card', () => {
  test('counts in its file: no cryptogram is made twice, whatever the reader does', async () => {
    const store = chipFile(join(folder, 'card.json'));
    const made = () => chipFor(PAN, EXPIRY, store);
    chip = made();
    await sell();
    chip = made();
    await sell();
    const counters = at.world.requests.map(({ carried }) => readChipData(carried!.chipData!).need('9F36')[1]);
    expect(counters).toEqual([1, 2]);
    expect(await made().memory()).toMatchObject({ atc: 2 });
  });

  test('that is blocked says nothing, and nothing leaves the terminal', async () => {
    at.world.chipAnswer = (request) => answerTo(request, ['8416000004']);
    await sell();
    expect(await sell()).toMatchObject({ result: 'refused-locally', reason: 'card-blocked', stan: null });
    expect(at.world.requests.filter(({ message }) => message === 'sale')).toHaveLength(1);
  });
});

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createVirtualTerminal,
  TerminalInUseError,
  type TerminalProfile,
  type TerminalResult,
  type VirtualTerminal,
  type VirtualTerminalOptions,
} from '#adapters/virtual-terminal';
import { parsePosField61, textOf, toHex } from '#wire/iso8583';
import {
  MAC_KEY_HEX,
  MASTER_KEY_HEX,
  PIN_KEY_HEX,
  startHost,
  type TestHost,
} from './virtual-terminal-host.ts';

const PAN = '6212345678901234';
const PIN = '246810';
const card = { pan: PAN, expiry: '3012' };

let folder: string;
let host: TestHost;
let terminal: VirtualTerminal;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuanlu-terminal-'));
  host = await startHost();
  terminal = await open();
});

afterEach(async () => {
  await terminal.close();
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

function open(options: Partial<VirtualTerminalOptions> = {}, port = host.port): Promise<VirtualTerminal> {
  const profile: TerminalProfile = {
    merchantId: '898110257340001',
    terminalId: '10000001',
    merchantName: null,
    masterKeyHex: MASTER_KEY_HEX,
    tpdu: '6000030000',
    header: '603100000000',
    host: '127.0.0.1',
    port,
    tls: null,
    signInCode: '003',
  };
  return createVirtualTerminal({
    profile,
    journalFile: join(folder, '1.journal'),
    replyTimeoutMs: 150,
    ...options,
  });
}

async function reopen(options: Partial<VirtualTerminalOptions> = {}, port = host.port): Promise<void> {
  await terminal.close();
  terminal = await open(options, port);
}

const sell = (amountFen = 1000n, more: { loseAnswer?: boolean } = {}) =>
  terminal.sale({ amountFen, card, entry: 'tap', ...more });

const sent = () => host.received.map(({ mti }) => mti).join(' ');
const lastRequest = () => host.received.at(-1)!;
const brief = ({ result, code, reason, reversal }: TerminalResult) => [result, code, reason, reversal];

describe('sign-in', () => {
  test('takes keys and batch number; survives a restart', async () => {
    const result = await terminal.signIn('02');
    expect([...brief(result), result.batchNo]).toEqual(['approved', '00', null, null, '000007']);
    await reopen();
    expect(brief(await sell())).toEqual(['approved', '00', null, null]);
    expect(host.complaints).toEqual([]);
  });

  test('a key that does not check leaves the terminal signed off', async () => {
    host.wrongKeyCheck = true;
    expect(brief(await terminal.signIn())).toEqual(['refused-locally', null, 'keys-refused', null]);
    expect(brief(await sell())).toEqual(['refused-locally', null, 'not-signed-in', null]);
    expect(sent()).toBe('0800');
  });

  test('a line test needs no sign-in', async () => {
    expect(brief(await terminal.echo())).toEqual(['approved', '00', null, null]);
    expect(textOf(lastRequest(), 11)).toBeUndefined();
  });

  test.each([['77'], ['99'], ['A0']])('after F39 %s the next sale waits for a sign-in', async (code) => {
    await terminal.signIn();
    host.script.push({ code, mac: code === 'A0' ? 'other-key' : 'none' });
    const refused = await sell();
    expect([...brief(refused), refused.needsSignIn]).toEqual(['declined', code, null, null, true]);
    await reopen();
    expect(brief(await sell())).toEqual(['refused-locally', null, 'not-signed-in', null]);
    await terminal.signIn();
    expect((await sell()).result).toBe('approved');
  });

  test('the host asks for a sign-in in the header of an approval', async () => {
    await terminal.signIn();
    host.script.push({ asks: '3' });
    const result = await sell();
    expect([result.result, result.needsSignIn]).toEqual(['approved', true]);
  });
});

describe('sale', () => {
  beforeEach(async () => {
    await terminal.signIn();
  });

  test('approved: reference, code, clearing date, and the card masked', async () => {
    expect(await sell(1234n)).toMatchObject({
      result: 'approved',
      code: '00',
      words: { zh: '成功', en: 'approved' },
      stan: '000002',
      batchNo: '000007',
      amountFen: 1234n,
      maskedPan: '621234******1234',
      rrn: 'RRN000000002',
      authCode: 'A00002',
      clearingDate: '0701',
      issuer: '01030000',
      acquirer: '48020000',
    });
    expect(lastRequest().fields).toMatchObject({
      2: PAN,
      4: '000000001234',
      14: '3012',
      22: '072',
      60: '2200000700060',
    });
    expect(terminal.journal.pending).toBeNull();
  });

  test('one connection serves many sales', async () => {
    await sell();
    await sell();
    expect(host.connections).toBe(1);
  });

  test('the PIN arrives in F52; a swipe names the card in its track alone', async () => {
    await terminal.sale({ amountFen: 1n, card: { ...card, pin: PIN }, entry: 'swipe' });
    expect(host.pins).toEqual([PIN]);
    const { fields } = lastRequest();
    expect([fields[2], fields[22], fields[26], fields[53]]).toEqual([
      undefined,
      '021',
      '12',
      '2600000000000000',
    ]);
    expect(fields[35]).toBe(`${PAN}D30122200000000000`.slice(0, 37));
  });

  test.each([
    ['51', 'declined'],
    ['98', 'unknown'],
    ['68', 'unknown'],
    ['ZZ', 'declined'],
  ])('F39 %s is %s and makes no reversal', async (code, result) => {
    host.script.push({ code, mac: 'none' });
    expect(brief(await sell())).toEqual([result, code, null, null]);
    expect(terminal.journal.pending).toBeNull();
  });

  test('repeating the last request sends the same bytes', async () => {
    await sell();
    const result = await terminal.repeatLast();
    expect([result.result, result.stan]).toEqual(['approved', '000002']);
    expect(toHex(host.frames.at(-1)!)).toBe(toHex(host.frames.at(-2)!));
    expect(terminal.journal.batch).toHaveLength(1);
  });

  test('no line: refused here, nothing stored, no trace number used', async () => {
    await host.close();
    await reopen();
    const before = await readFile(join(folder, '1.journal'), 'utf8');
    const result = await sell();
    expect(brief(result)).toEqual(['refused-locally', null, 'not-connected', null]);
    expect(result.words.en).toBe('not connected; nothing was sent');
    expect(await readFile(join(folder, '1.journal'), 'utf8')).toBe(before);
  });

  test.each([
    ['amount', { amountFen: 0n, card, entry: 'tap' as const }],
    ['card number', { amountFen: 1n, card: { ...card, pan: '62123' }, entry: 'tap' as const }],
    ['PIN', { amountFen: 1n, card: { ...card, pin: '12' }, entry: 'tap' as const }],
  ])('a wrong %s is refused before anything happens', async (name, request) => {
    await expect(terminal.sale(request)).rejects.toThrow(`Cannot use this ${name}`);
    expect(sent()).toBe('0800');
  });
});

describe('reversal', () => {
  beforeEach(async () => {
    await terminal.signIn();
  });

  const afterwards = async () => {
    const next = await sell(2000n);
    const [reversal, sale] = host.received.slice(-2);
    expect([reversal?.mti, sale?.mti]).toEqual(['0400', '0200']);
    return { next, fields: reversal!.fields };
  };

  test('silence: unknown; before the next sale 0400 goes out with the same trace number and 98', async () => {
    host.script.push('silence');
    expect(brief(await sell())).toEqual(['unknown', null, 'no-answer', 'pending']);
    const { next, fields } = await afterwards();
    expect(fields).toMatchObject({
      2: PAN,
      3: '000000',
      4: '000000001000',
      11: '000002',
      22: '072',
      39: '98',
    });
    expect(fields[61]).toBeUndefined();
    expect(brief(next)).toEqual(['approved', '00', null, null]);
    expect(next.flushed).toMatchObject({ outcome: 'acknowledged', stan: '000002', code: '00', sends: 1 });
    expect(terminal.journal.batch.map(({ state }) => state)).toEqual(['reversed', 'approved']);
    expect(host.complaints).toEqual([]);
  });

  test.each([
    ['wrong-mac', 'answer-mac-wrong', 'A0', 'A00002'],
    ['without-mac', 'answer-mac-wrong', 'A0', 'A00002'],
    ['other-trace', 'answer-mismatch', '06', undefined],
    ['other-amount', 'answer-mismatch', '06', undefined],
    ['garbage', 'answer-malformed', '06', undefined],
    ['hang-up', 'no-answer', '98', undefined],
  ] as const)('%s: unknown (%s), reversal with %s', async (behaviour, reason, f39, f38) => {
    host.script.push(behaviour);
    expect(brief(await sell())).toEqual(['unknown', null, reason, 'pending']);
    const { fields } = await afterwards();
    expect([fields[39], fields[38]]).toEqual([f39, f38]);
  });

  test('a lost answer on request behaves like a lost answer', async () => {
    expect(brief(await sell(1000n, { loseAnswer: true }))).toEqual(['unknown', null, 'no-answer', 'pending']);
    await host.arrived(2);
    expect(await terminal.flushReversal()).toMatchObject({ outcome: 'acknowledged', sentReason: '98' });
    expect(await terminal.flushReversal()).toBeNull();
  });

  test('the reversal survives a restart and goes out with the next sign-in', async () => {
    host.script.push('silence');
    await terminal.sale({ amountFen: 1n, card: { ...card, pin: PIN }, entry: 'chip' });
    await reopen();
    const result = await terminal.signIn();
    expect(result.flushed).toMatchObject({ outcome: 'acknowledged', maskedPan: '621234******1234' });
    const { fields } = lastRequest();
    expect([fields[26], fields[35], fields[37], fields[52], fields[53]]).toEqual(Array(5).fill(undefined));
    expect(fields[22]).toBe('051');
  });

  test('three sends without an answer: given up, the new sale refused, the one after it goes', async () => {
    host.script.push('silence', 'silence', 'silence', 'silence');
    await sell();
    const refused = await sell();
    expect(brief(refused)).toEqual(['refused-locally', null, 'reversal-failed', 'failed']);
    expect(refused.flushed).toMatchObject({ outcome: 'failed', sends: 3, code: null });
    expect(sent()).toBe('0800 0200 0400 0400 0400');
    expect(terminal.journal.batch.map(({ state }) => state)).toEqual(['reversal-failed']);
    expect((await sell()).result).toBe('approved');
  });

  test('sends are counted over restarts', async () => {
    host.script.push('silence', 'silence');
    await sell();
    await reopen({ reversalSendsMax: 1 });
    expect(await terminal.flushReversal()).toMatchObject({ outcome: 'failed', sends: 1 });
    await reopen({ reversalSendsMax: 3 });
    expect(await terminal.flushReversal()).toBeNull();
  });

  test('without a line the reversal waits and costs no send', async () => {
    host.script.push('silence');
    await sell();
    await host.close();
    const refused = await sell();
    expect(brief(refused)).toEqual(['refused-locally', null, 'reversal-pending', 'pending']);
    expect(terminal.journal.pending?.sends).toBe(0);
  });

  test.each([['12'], ['25']])('F39 %s in 0410 ends the loop', async (code) => {
    host.script.push('silence', { code });
    await sell();
    expect(await terminal.flushReversal()).toMatchObject({ outcome: 'acknowledged', code, sends: 1 });
  });

  test('another F39 in 0410 is tried again', async () => {
    host.script.push('silence', { code: '96' }, 'approve');
    await sell();
    expect(await terminal.flushReversal()).toMatchObject({ outcome: 'acknowledged', code: '00', sends: 2 });
  });

  test('A0 in 0410 waits for new keys and then goes on', async () => {
    host.script.push('silence', { code: 'A0', mac: 'other-key' });
    await sell();
    expect(await terminal.flushReversal()).toMatchObject({ outcome: 'pending', code: 'A0', sends: 1 });
    expect(brief(await sell())).toEqual(['refused-locally', null, 'not-signed-in', null]);
    expect((await terminal.signIn()).flushed).toMatchObject({ outcome: 'acknowledged', sends: 2 });
  });
});

describe('void and refund', () => {
  beforeEach(async () => {
    await terminal.signIn();
  });

  test('a void names the sale in F37, F38 and F61, and takes its amount and card', async () => {
    const sale = await sell(1500n);
    const result = await terminal.void({ stan: sale.stan! });
    expect(result).toMatchObject({ result: 'approved', amountFen: 1500n, original: { stan: '000002' } });
    expect(lastRequest().fields).toMatchObject({
      2: PAN,
      3: '200000',
      4: '000000001500',
      37: 'RRN000000002',
      38: 'A00002',
      61: '000007000002',
    });
    expect(host.complaints).toEqual([]);
    expect(brief(await terminal.void({ stan: sale.stan! }))).toEqual([
      'refused-locally',
      null,
      'original-voided',
      null,
    ]);
  });

  test('a declined or unknown trace number cannot be voided', async () => {
    host.script.push({ code: '51' });
    const declined = await sell();
    expect((await terminal.void({ stan: declined.stan! })).reason).toBe('original-not-approved');
    expect((await terminal.void({ stan: '000099' })).reason).toBe('original-not-in-batch');
  });

  test('a void without an answer is reversed, F61 naming the void itself, and the sale stands', async () => {
    const sale = await sell();
    host.script.push('silence');
    const lost = await terminal.void({ stan: sale.stan! });
    expect(brief(lost)).toEqual(['unknown', null, 'no-answer', 'pending']);
    await terminal.flushReversal();
    const { fields } = lastRequest();
    expect([fields[3], fields[11], fields[37]]).toEqual(['200000', lost.stan, undefined]);
    expect(parsePosField61(textOf(lastRequest(), 61)!)).toMatchObject({ batch: '000007', trace: lost.stan });
    expect((await terminal.void({ stan: sale.stan! })).result).toBe('approved');
  });

  test('a refund names the original with its date; silence leaves it unknown without a reversal', async () => {
    const sale = await sell();
    const refund = { rrn: sale.rrn!, date: '0630', batchNo: '000007', stan: sale.stan!, amountFen: 400n };
    host.script.push('silence');
    expect(brief(await terminal.refund(refund))).toEqual(['unknown', null, 'no-answer', null]);
    expect(lastRequest()).toMatchObject({
      mti: '0220',
      fields: { 2: PAN, 4: '000000000400', 37: 'RRN000000002', 61: '0000070000020630', 63: 'CUP' },
    });
    const again = await terminal.refund(refund);
    expect([again.result, again.stan]).toEqual(['approved', '000004']);
    expect(host.complaints).toEqual([]);
  });

  test('a refund of a sale that another terminal took needs the card', async () => {
    const refund = { rrn: 'RRN000000002', date: '0630', batchNo: '000001', stan: '000009', amountFen: 400n };
    await expect(terminal.refund(refund)).rejects.toThrow('without a card');
    expect((await terminal.refund({ ...refund, card })).result).toBe('approved');
  });
});

describe('settlement', () => {
  beforeEach(async () => {
    await terminal.signIn();
  });

  const fillBatch = async () => {
    const first = await sell(1000n);
    await sell(2000n);
    host.script.push('silence');
    await sell(5000n);
    host.script.push('approve', { code: '51' });
    await sell(7000n);
    await terminal.void({ stan: first.stan! });
  };

  test('sales and voids count, reversed and declined ones do not; the batch opens anew', async () => {
    await fillBatch();
    const { settlement } = await terminal.settle();
    expect(settlement).toMatchObject({
      batchNo: '000007',
      outcome: 'balanced',
      totals: { debitFen: 3000n, debitCount: 2, creditFen: 1000n, creditCount: 1 },
      nextBatchNo: '000008',
    });
    expect([terminal.journal.batch, terminal.journal.earlier.length]).toEqual([[], 5]);
    host.batchNo = '000008';
    expect((await terminal.signIn()).batchNo).toBe('000008');
  });

  test('a difference is shown with both totals', async () => {
    await sell(2000n);
    const { result, settlement } = await terminal.settle();
    expect([result, settlement?.outcome]).toEqual(['approved', 'differs']);
    expect([settlement?.totals.debitFen, settlement?.hostTotals.debitFen]).toEqual([2000n, 3000n]);
  });

  test('without an answer the batch stays open and the same settlement is repeated', async () => {
    await fillBatch();
    host.script.push('silence');
    expect(brief(await terminal.settle())).toEqual(['unknown', null, 'no-answer', null]);
    const stan = textOf(lastRequest(), 11);
    await reopen();
    expect((await terminal.settle()).settlement?.outcome).toBe('balanced');
    expect(textOf(lastRequest(), 11)).toBe(stan);
  });

  test('an open reversal goes first', async () => {
    host.script.push('silence');
    await sell();
    await terminal.settle();
    expect(sent()).toBe('0800 0200 0400 0500');
  });
});

describe('what lies on the disk', () => {
  test('no card number, PIN, track or clear key; nobody else may read it', async () => {
    await terminal.signIn();
    await terminal.sale({ amountFen: 1n, card: { ...card, pin: PIN }, entry: 'swipe' });
    host.script.push('silence');
    await terminal.sale({ amountFen: 1n, card: { ...card, pin: PIN }, entry: 'chip' });
    const names = await readdir(folder);
    expect(names.filter((name) => !name.endsWith('.lock'))).toEqual(['1.journal']);
    const text = await readFile(join(folder, '1.journal'), 'utf8');
    expect(text).toContain('621234******1234');
    expect(terminal.journal.pending).not.toBeNull();
    for (const secret of [PAN, PIN, MASTER_KEY_HEX, PIN_KEY_HEX, MAC_KEY_HEX]) {
      expect(text.toUpperCase()).not.toContain(secret);
    }
  });

  test('a second program is turned away', async () => {
    await expect(open()).rejects.toThrow(TerminalInUseError);
  });
});

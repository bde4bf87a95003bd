/** Offline data authentication from the download of a scheme's key to the word of the card, at the virtual terminal. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  chipInMemory,
  createVirtualTerminal,
  type OfflineData,
  type OfflineMethod,
  slipText,
  type VirtualTerminal,
} from '#adapters/virtual-terminal';
import { readChipData } from '#wire/emv';
import { fromHex, toHex } from '#wire/iso8583';
import { prepareCards } from '../src/programs/card-keys.ts';
import { dataFolderAt } from '../src/programs/data-folder.ts';
import { readTerminalData } from '../src/programs/terminal-data.ts';
import { readTestCards } from '../src/programs/terminal-files.ts';
import { type CardRow, chipFor, chipOf } from './chip-cards.ts';
import { copied, INDEX, offlineFor, offlineTerminalData, RID, tampered, without } from './offline-cards.ts';
import { MERCHANT, PAN, TMK } from './terminal-gateway-terminal.ts';
import { useWorld } from './terminal-gateway-world.ts';

const at = useWorld();
const EXPIRY = '3512';
let folder: string;
let terminal: VirtualTerminal;

async function open(data = offlineTerminalData()): Promise<void> {
  await at.begin({ data });
  terminal = await createVirtualTerminal({
    profile: {
      ...{ merchantId: MERCHANT, terminalId: '10000001', merchantName: null, masterKeyHex: TMK },
      ...{ tpdu: '6000030000', header: '603100000000', host: '127.0.0.1', port: at.world.port, tls: null },
      signInCode: '003',
    },
    journalFile: join(folder, 'one.journal'),
  });
  await terminal.signIn();
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuanlu-offline-'));
});
afterEach(async () => {
  await terminal?.close();
  await rm(folder, { recursive: true, force: true });
});

const profileOf = (method: OfflineMethod, more: { readonly monthYear?: string } = {}): OfflineData =>
  offlineFor({ pan: PAN, expiry: EXPIRY, method, ...more });

function pay(offline: OfflineData | undefined, amountFen = 1_800n, store = chipInMemory()) {
  const chip = chipFor(PAN, EXPIRY, store, offline);
  return terminal.offline({ amountFen, card: { pan: PAN, expiry: EXPIRY, chip } });
}

const printed = (result: Awaited<ReturnType<typeof pay>>) => Object.fromEntries(result.chip?.print ?? []);

describe('a card whose issuer the scheme certified', () => {
  test.each([
    ['sda', '5C00'],
    ['dda', '7C00'],
    ['cda', '7D00'],
  ] as const)('by %s: approved alone, and the certificate goes up', async (method, profile) => {
    await open();
    expect(await terminal.download('ca-keys')).toMatchObject({ result: 'approved' });
    expect(terminal.journal.caKeys).toMatchObject([{ rid: RID, index: INDEX, expiry: '20351231' }]);
    const result = await pay(profileOf(method));
    expect(result).toMatchObject({ result: 'approved', code: '00', chip: { cryptogram: 'tc' } });
    expect(printed(result)).toMatchObject({ TVR: '0000000000', TSI: 'E000' });
    const slip = { merchantName: null, merchantId: MERCHANT, terminalId: '10000001', operator: '01', result };
    expect(slipText(slip, 'en')).toMatch(/TVR +0000000000\nTSI +E000\n/);
    const sent = readChipData(fromHex(terminal.journal.batch[0]!.chipHex!)!);
    expect(toHex(sent.need('82'))).toBe(profile);
    expect(sent.need('9F27')).toEqual(Uint8Array.of(0x40));
    expect(at.world.store.payments()).toMatchObject([{ isNotice: true, amountFen: 1_800n }]);
  });

  test('beyond its own limit it still asks, and nothing leaves the terminal', async () => {
    await open();
    await terminal.download('ca-keys');
    for (const method of ['dda', 'cda'] as const)
      expect(await pay(profileOf(method), 50_001n)).toMatchObject({ reason: 'card-asks', stan: null });
    expect(at.world.requests).toEqual([]);
  });
});

describe('what does not prove itself is declined, and nothing of it leaves the terminal', () => {
  const cda = () => profileOf('cda');
  const cases: readonly (readonly [string, () => OfflineData | undefined, string, string, string, string])[] =
    [
      // What, card, TVR, TSI, why, last word
      ['no certificates', () => undefined, '80', '6000', 'no certificates', 'aac'],
      ['issuer certificate changed', () => tampered(cda(), '90'), '04', 'E000', 'issuer-certificate', 'aac'],
      ['card certificate changed', () => tampered(cda(), '9F46'), '04', 'E000', 'card-certificate', 'aac'],
      ['the same by DDA', () => tampered(profileOf('dda'), '9F46'), '08', 'E000', 'card-certificate', 'aac'],
      [
        'rest of its key changed',
        () => tampered(cda(), '9F48'),
        '04',
        'E000',
        'card-certificate, hash',
        'aac',
      ],
      ['signed data changed', () => tampered(profileOf('sda'), '93'), '40', 'E000', 'static-data', 'aac'],
      ['a copy by DDA', () => copied(profileOf('dda')), '08', 'E000', 'dynamic-data', 'aac'],
      ['a copy by CDA, known by its TC', () => copied(cda()), '04', 'E000', 'dynamic-data', 'none'],
      [
        'a DDA card that says it can do CDA',
        () => ({ ...profileOf('dda'), method: 'cda' }),
        ...(['04', 'E000', 'card-certificate, hash', 'aac'] as const),
      ],
      ['certificate missing', () => without(cda(), '9F46'), '24', 'E000', 'has no 9F46', 'aac'],
      ['index missing', () => without(profileOf('dda'), '8F'), '28', 'E000', 'has no 8F', 'aac'],
      [
        'another index',
        () => ({ ...cda(), tags: { ...cda().tags, '8F': 'C2' } }),
        ...(['04', 'E000', 'no CA key A000000333 C2', 'aac'] as const),
      ],
      ['issuer run out', () => profileOf('cda', { monthYear: '1225' }), '04', 'E000', 'expired', 'aac'],
      [
        "another card's certificates",
        () => offlineFor({ pan: `${PAN.slice(0, -1)}0`, expiry: EXPIRY, method: 'cda' }),
        ...(['04', 'E000', 'card-certificate', 'aac'] as const),
      ],
    ];
  test.each(cases)('%s', async (_what, card, tvr, tsi, why, cryptogram) => {
    await open();
    await terminal.download('ca-keys');
    const result = await pay(card());
    expect(result).toMatchObject({ result: 'refused-locally', reason: 'card-not-proven', stan: null });
    expect(result.chip?.cryptogram).toBe(cryptogram);
    expect(result.detail).toContain(why);
    expect(result.detail).not.toContain(PAN);
    expect(printed(result)).toMatchObject({ TVR: `${tvr}00000000`, TSI: tsi });
    expect(cryptogram === 'aac' ? 'AAC' in printed(result) : true).toBe(true);
    expect(at.world.requests).toEqual([]);
    expect(terminal.journal.batch).toEqual([]);
  });

  test('before keys were fetched, and after their day', async () => {
    await open(offlineTerminalData('20200101'));
    for (const fetched of [false, true]) {
      if (fetched) expect(await terminal.download('ca-keys')).toMatchObject({ result: 'approved' });
      const result = await pay(profileOf('cda'));
      expect(result).toMatchObject({ reason: 'card-not-proven', chip: { cryptogram: 'aac' } });
      expect(result.detail).toContain('no CA key A000000333 C1 in force');
      expect(printed(result)).toMatchObject({ TVR: '0400000000', TSI: 'E000' });
    }
  });

  test('the card has counted: its next word is another one', async () => {
    await open();
    const store = chipInMemory();
    await pay(profileOf('cda'), 1_800n, store);
    expect(await store.load()).toMatchObject({ atc: 1 });
  });
});

test('a key that is not what its checksum says ends the download; what was there stays', async () => {
  const data = offlineTerminalData();
  const [key] = data.caKeys;
  const tags = key!.tags.map((each) =>
    each.tag === 'DF02'
      ? { ...each, value: each.value.map((byte, at) => (at === 9 ? byte ^ 1 : byte)) }
      : each,
  );
  await open({ ...data, caKeys: [{ ...key!, tags }] });
  const result = await terminal.download('ca-keys');
  expect(result).toMatchObject({ result: 'unknown', reason: 'answer-malformed' });
  expect(result.detail).toContain('key A000000333 C1: DF03 is not the checksum');
  expect(terminal.journal.caKeys).toBeUndefined();
});

describe('the test cards of a data folder', () => {
  test('are certified by its schemes; keys are private; cards made anew fit the same keys', async () => {
    const data = dataFolderAt(folder);
    await prepareCards(data);
    await open(await readTerminalData(undefined, [data.schemePublic]));
    expect(await terminal.download('ca-keys')).toMatchObject({ result: 'approved', detail: 'ca-keys: 3' });
    expect((await stat(data.schemeKeys)).mode & 0o077).toBe(0);
    expect(await readFile(data.schemePublic, 'utf8')).not.toContain('"schemes"');

    await rm(data.testCards);
    await prepareCards(data);
    const rows = JSON.parse(await readFile(data.testCards, 'utf8')) as CardRow[];
    const methods = (await readTestCards(folder)).map(({ chip }) => chip?.offline?.method ?? null);
    expect(new Set(methods)).toEqual(new Set(['cda', 'dda', null]));
    const whole = rows.filter(({ id, chip, expiry }) => chip && expiry === EXPIRY && id !== 'north-copied');
    expect(whole.length).toBeGreaterThan(10);
    for (const row of whole) {
      const card = { pan: row.pan, expiry: row.expiry, chip: chipOf(row) };
      const result = await terminal.offline({ amountFen: 100n, card });
      expect([row.pan, result.reason, result.chip?.cryptogram]).toEqual([row.pan, null, 'tc']);
    }
  });

  test('a broken file of keys is told without its text', async () => {
    const data = dataFolderAt(folder);
    await open();
    await prepareCards(data);
    await writeFile(data.schemeKeys, JSON.stringify({ schemes: { A000000333: 'c2VjcmV0' } }));
    await rm(data.testCards);
    await expect(prepareCards(data)).rejects.toThrow(/schemes\.A000000333 in .* is no RSA key/);
    await expect(prepareCards(data)).rejects.not.toThrow(/c2VjcmV0/);
  });
});

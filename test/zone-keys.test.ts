/** New keys of the zone: the network simulator and the real link change them under traffic. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createNetworkLink, type NetworkLink, type NetworkLinkOptions } from '#adapters/network-link';
import { createSoftwareSecurityModule, fromHex, tdesEcbEncrypt, x99CbcMac } from '#adapters/security-module';
import { LIMITS, type WrappedKey } from '#engine';
import { keyReset, readKeyReset } from '#engine/translate';
import {
  decode,
  encode,
  type Iso8583Message,
  macInputNetwork,
  networkDialect,
  textOf,
  toHex,
} from '#wire/iso8583';
import { type Simulator, startSimulator } from '../src/programs/network-simulator/simulator.ts';
import { endAll, NOW_MS, upStage } from './network-centre.ts';

const MASTER = '0123456789ABCDEFFEDCBA9876543210';
const OLD_MAC = '1122334455667788A1B2C3D4E5F60718';
const OLD_PIN = '2233445566778899B1C2D3E4F5061728';
const NEW_MAC = 'A2B3C4D5E6F708190123456789ABCDEF';
const security = createSoftwareSecurityModule({ masterKey: new Uint8Array(32).fill(7) });

describe('messages', () => {
  test.each([
    ['mac', 16, '2600000000000000'],
    ['pin', 24, '1600000000000000'],
    ['mac', 8, '2000000000000000'],
  ] as const)('a %s key of %i bytes comes through the dialect as it went in', (kind, bytes, security53) => {
    const cipher = Uint8Array.from({ length: bytes }, (_, index) => 31 * index + 5);
    const sent = keyReset(kind, cipher, {
      transmission: '1123101531',
      stan: '900001',
      receiverId: '48020000',
    });
    expect(textOf(sent, 53)).toBe(security53);
    const arrived = decode(networkDialect, encode(networkDialect, sent));
    expect(readKeyReset(arrived)).toEqual({ kind, cipher, transmission: '1123101531' });
  });

  test('a message that names no key, or another length than it has, is none', () => {
    const good = keyReset('mac', new Uint8Array(16), {
      transmission: '1123101531',
      stan: '1',
      receiverId: '1',
    });
    const changed = (fields: Iso8583Message['fields']) => ({
      mti: '0800',
      fields: { ...good.fields, ...fields },
    });
    for (const fields of [
      { 53: '3600000000000000' },
      { 53: '2000000000000000' },
      { 48: 'NK00' },
      { 48: 'XK' },
    ])
      expect(readKeyReset(changed(fields))).toBeNull();
  });
});

describe('a member that is given a key', () => {
  afterEach(endAll);
  const stored: [string, WrappedKey][] = [];
  const zoneKeys = {
    masterKey: async () => (await security.importKey('zmk', MASTER)).key,
    store: async (kind: string, key: WrappedKey) => void stored.push([kind, key]),
  };
  const reset = (transmission: string, key = NEW_MAC, codeKey = key): Iso8583Message => {
    const cipher = tdesEcbEncrypt(fromHex(MASTER)!, fromHex(key)!);
    const plain = keyReset('mac', cipher, { transmission, stan: '900001', receiverId: '48020000' });
    const mac = toHex(x99CbcMac(fromHex(codeKey)!, macInputNetwork(plain))).slice(0, 8);
    return { ...plain, fields: { ...plain.fields, 128: mac } };
  };
  const answered = async (message: Iso8583Message, more: Partial<NetworkLinkOptions> = {}) => {
    const { line } = await upStage({}, { security, zoneKeys, ...more });
    line.send(message, { mac: 'none' });
    const answer = await line.management.nextWhere(({ mti }) => mti === '0810');
    return { line, code: textOf(answer, 39), answer };
  };

  test('stores it before it answers, and the answer is under the new key', async () => {
    stored.length = 0;
    const { code, answer } = await answered(reset('1123101531'));
    expect(code).toBe('00');
    expect(stored.map(([kind]) => kind)).toEqual(['mac']);
    const found = await security.describeKey(stored[0]![1]);
    expect(found).toMatchObject({ purpose: 'zak', bytes: 16 });
    expect(textOf(answer, 128)).toBe(
      toHex(x99CbcMac(fromHex(NEW_MAC)!, macInputNetwork(answer))).slice(0, 8),
    );
  });

  const REFUSED: readonly (readonly [string, Iso8583Message, string, Partial<NetworkLinkOptions>])[] = [
    ['proven by another key than it brings', reset('1123101531', NEW_MAC, OLD_MAC), 'A0', {}],
    ['played again an hour later', reset('1123091531'), '30', {}],
    ['weak', reset('1123101531', '01'.repeat(16)), 'A7', {}],
    [
      'while no master key of the zone was loaded',
      reset('1123101531'),
      '40',
      { zoneKeys: { ...zoneKeys, masterKey: async () => null } },
    ],
    [
      'that cannot be stored',
      reset('1123101531'),
      '96',
      { zoneKeys: { ...zoneKeys, store: async () => Promise.reject(new Error('no database')) } },
    ],
  ];
  test.each(REFUSED)('refuses a key %s', async (_why, message, expected, more) => {
    stored.length = 0;
    const { code } = await answered(message, more);
    expect([code, stored.length]).toEqual([expected, 0]);
  });

  test('takes what is still under the old key for the overlap, and then no more', async () => {
    let nowMs = NOW_MS;
    const stageOf = { security, zoneKeys, clock: { nowMs: () => nowMs } };
    const { line, link } = await upStage({ zoneKeyOverlapMs: 1_000 }, stageOf);
    line.send(reset('1123101531'), { mac: 'none' });
    await line.management.nextWhere(({ mti }) => mti === '0810');
    const echo = (stan: string) => ({
      mti: '0820',
      fields: { 7: '1123101532', 11: stan, 33: '48020000', 70: '301' },
    });
    line.send(echo('000001'), { mac: 'good' });
    expect(textOf(await line.management.nextWhere(({ mti }) => mti === '0830'), 11)).toBe('000001');
    nowMs += 1_001;
    line.send(echo('000002'), { mac: 'good' });
    line.send(echo('000003'), { mac: 'none' });
    expect(textOf(await line.management.nextWhere(({ mti }) => mti === '0830'), 11)).toBe('000003');
    expect(link.status().macFailures).toBe(1);
  });
});

describe('the network simulator and the link', () => {
  let folder: string;
  let simulator: Simulator;
  let link: NetworkLink;
  let stored: { kind: string; key: WrappedKey }[] = [];
  const keysFile = () => join(folder, 'keys.json');
  const shared = async () => JSON.parse(await readFile(keysFile(), 'utf8')) as Record<string, string>;
  const control = async (body: unknown) => {
    const response = await fetch(`http://127.0.0.1:${simulator.controlPort}/keys`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const checkValue = async (purpose: 'zak' | 'zpk', hex: string) =>
    (await security.importKey(purpose, hex)).checkValue;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zone-keys-'));
    const keys = { zoneMacKey: OLD_MAC, zonePinKey: OLD_PIN, zoneMasterKey: MASTER };
    await writeFile(keysFile(), JSON.stringify(keys), { mode: 0o600 });
    simulator = await startSimulator(
      {
        ...{
          dataFolder: join(folder, 'data'),
          clearingFolder: join(folder, 'clearing'),
          issuerKeysFile: null,
          demandsChipData: false,
          keysFile: keysFile(),
        },
        ...{ host: '127.0.0.1', port: 0, controlPort: 0, cutOverMs: 0, transactionsMax: 100, tls: null },
      },
      () => {},
      (error) => {
        throw error;
      },
    );
    let signedOn = (): void => {};
    const up = new Promise<void>((resolve) => {
      signedOn = resolve;
    });
    link = createNetworkLink({
      onState: (state) => state === 'up' && signedOn(),
      ...{ host: '127.0.0.1', port: simulator.port, stationId: '48020000', security },
      institution: { forwarderId: '48020000' },
      keys: { zoneMacKey: (await security.importKey('zak', OLD_MAC)).key },
      zoneKeys: {
        masterKey: async () => (await security.importKey('zmk', MASTER)).key,
        store: async (kind, key) => void stored.push({ kind, key }),
      },
      clock: { nowMs: () => Date.now() },
      limits: LIMITS,
      onAnswer: () => {},
      onCutOver: () => {},
      onOrderPaid: async () => 'taken',
      onOrderFound: async () => {},
      onInquiry: () => {},
      telemetry: { trouble: () => {} },
    });
    link.start();
    await up;
  });
  afterAll(async () => {
    await link.stop();
    await simulator.stop();
    await rm(folder, { recursive: true });
  });

  test.each([
    ['mac', 'zak', 'zoneMacKey'],
    ['pin', 'zpk', 'zonePinKey'],
  ] as const)('of its own accord: a new %s key is the same on both sides', async (kind, purpose, name) => {
    stored = [];
    const before = await shared();
    expect(await control({ reset: kind })).toMatchObject({
      status: 200,
      body: { result: 'confirmed', code: '00' },
    });
    const after = await shared();
    expect(after[name]).not.toBe(before[name]);
    expect(Object.keys(after).sort()).toEqual(['zoneMacKey', 'zoneMasterKey', 'zonePinKey']);
    expect(stored.map((each) => each.kind)).toEqual([kind]);
    expect((await security.describeKey(stored[0]!.key)).checkValue).toBe(
      await checkValue(purpose, after[name]!),
    );
  });

  test('because the member asked', async () => {
    stored = [];
    expect(await link.askForKey('mac')).toBe('00');
    await expect.poll(() => stored.length, { timeout: 5_000 }).toBe(1);
    const { checkValue: found } = await security.describeKey(stored[0]!.key);
    await expect.poll(async () => checkValue('zak', (await shared()).zoneMacKey!)).toBe(found);
  });

  test('a key that is none is not made', async () => {
    const before = await shared();
    expect(await control({ reset: 'other' })).toMatchObject({ status: 400 });
    expect(await shared()).toEqual(before);
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadTerminalProfile } from './terminal-profile.ts';

const sound = {
  merchantId: '898110257340001',
  terminalId: '10000001',
  masterKeyHex: '0123456789ABCDEFFEDCBA9876543210',
  tpdu: '6000030000',
  header: '603100000000',
  host: '127.0.0.1',
  port: 9000,
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuanlu-profile-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function load(content: unknown, mode = 0o600) {
  const path = join(folder, 'profile.json');
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content), { mode });
  return loadTerminalProfile(path);
}

test('a sound profile, with what may be left out', async () => {
  const defaults = { merchantName: null, tls: null, signInCode: '003' };
  expect(await load(sound)).toEqual({ ...sound, ...defaults });
  const { tpdu: _tpdu, header: _header, ...least } = sound;
  expect(await load(least)).toEqual({ ...sound, ...defaults });
  const others = [{ host: '10.0.0.6', port: 8583 }];
  expect((await load({ ...sound, others })).others).toEqual(others);
  expect((await load({ ...sound, tls: { caFile: '/ca.pem' } })).tls).toEqual({ caFile: '/ca.pem' });
});

test.each<[string, unknown, string]>([
  ['no JSON', 'hello', 'it is not JSON'],
  ['a list', [], 'expected one JSON object'],
  ['no merchant', { ...sound, merchantId: undefined }, 'merchantId is nothing, expected 1 to 15'],
  [
    'a short key',
    { ...sound, masterKeyHex: '0123' },
    'masterKeyHex is a text of 4 characters, expected 16 or 32',
  ],
  ['a port out of range', { ...sound, port: 70_000 }, 'port is 70000, expected 1 to 65535'],
  ['a wrong TPDU', { ...sound, tpdu: '60' }, 'tpdu is a text of 2 characters, expected 10 digits'],
  [
    'another address without a port',
    { ...sound, others: [{ host: 'b' }] },
    'others is of type object, expected a list',
  ],
  [
    'an unknown TLS entry',
    { ...sound, tls: { ca: 'x' } },
    'tls.ca is a text of 1 characters, expected caFile',
  ],
])('%s is refused by name', async (_name, content, message) => {
  await expect(load(content)).rejects.toThrow(message);
});

test('a key is never quoted', async () => {
  const masterKeyHex = '0123456789ABCDEFFEDCBA987654321X';
  await expect(load({ ...sound, masterKeyHex })).rejects.toThrow(
    expect.objectContaining({ message: expect.not.stringContaining(masterKeyHex) }),
  );
});

test('a file that others may read is refused with the command that mends it', async () => {
  await expect(load(sound, 0o644)).rejects.toThrow(/mode 0644.*chmod 600/);
});

test('an absent file', async () => {
  await expect(loadTerminalProfile(join(folder, 'none.json'))).rejects.toThrow('it does not exist');
});

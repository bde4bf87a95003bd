import { randomBytes } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { KeyAct, KeyUse } from '#engine';
import { actingFor, auditedModule, createSoftwareSecurityModule } from './index.ts';

const DOUBLE = '0123456789ABCDEFFEDCBA9876543210';
const NOON = Date.UTC(2026, 10, 23, 12, 0, 0);
const plain = createSoftwareSecurityModule({ masterKey: randomBytes(32) });
let acts: KeyAct[];
let uses: KeyUse[];
let nowMs: number;
let broken: boolean;
let troubles: string[];
let module: ReturnType<typeof auditedModule>;

beforeEach(() => {
  [acts, uses, nowMs, broken, troubles] = [[], [], NOON, false, []];
  module = auditedModule({
    security: plain,
    audit: {
      record: async (act) => {
        if (broken) throw new Error('no database');
        acts.push(act);
      },
      count: async (more) => {
        if (broken) throw new Error('no database');
        uses.push(...more);
      },
    },
    clock: { nowMs: () => nowMs },
    who: 'server 1',
    trouble: (message) => troubles.push(message),
  });
});

test('a key that is taken in leaves a record with its check value, and not the key', async () => {
  const made = await module.security.importKey('tmk', DOUBLE);
  expect(acts).toEqual([
    {
      atMs: NOON,
      who: 'server 1',
      command: 'importKey',
      subject: '',
      purpose: 'tmk',
      algorithm: 'tdes',
      checkValue: '08D7B4FB',
      underPurpose: null,
      underCheckValue: null,
      masterKeyId: made.key.split('.')[3],
      result: 'done',
    },
  ]);
  expect(JSON.stringify(acts)).not.toContain(DOUBLE.slice(0, 8));
});

test('who acts for whom stands in the record, on one line of bounded length', async () => {
  const who = `terminal\n${'9'.repeat(200)}`;
  await actingFor(who, 'terminal 1', () => module.security.generateKey('pik'));
  await module.security.generateKey('mak');
  expect(acts.map(({ who: by, subject }) => [by, subject])).toEqual([
    [`terminal ${'9'.repeat(71)}`, 'terminal 1'],
    ['server 1', ''],
  ]);
});

test('a key that leaves or arrives names the key that it is under', async () => {
  const tmk = (await plain.importKey('tmk', DOUBLE)).key;
  const { key, checkValue } = await plain.generateKey('mak');
  const out = await module.security.exportUnder(key, tmk);
  const block = await module.security.exportKeyBlock(key, tmk);
  await module.security.importUnder({ purpose: 'mak', cipher: out.cipher, under: tmk, checkValue: null });
  await module.security.importKeyBlock({ purpose: 'mak', block, under: tmk, checkValue: null });
  expect(acts.map(({ command }) => command)).toEqual([
    'exportUnder',
    'exportKeyBlock',
    'importUnder',
    'importKeyBlock',
  ]);
  for (const act of acts)
    expect(act).toMatchObject({
      purpose: 'mak',
      checkValue,
      underPurpose: 'tmk',
      underCheckValue: '08D7B4FB',
    });
});

test('a refusal is recorded by its code', async () => {
  await expect(module.security.importKey('tmk', '00'.repeat(16))).rejects.toThrow();
  await expect(module.security.generateKey('data')).rejects.toThrow();
  expect(acts.map(({ purpose, checkValue, result }) => [purpose, checkValue, result])).toEqual([
    ['tmk', null, 'unreadable-key'],
    ['data', null, 'wrong-purpose'],
  ]);
});

test('no key comes out while its record cannot be written', async () => {
  broken = true;
  await expect(module.security.generateKey('tmk')).rejects.toThrow('no database');
});

test('the hot path is counted by minute, command and key, and leaves no row per call', async () => {
  const mak = (await plain.importKey('mak', DOUBLE)).key;
  const data = new Uint8Array(8);
  for (let each = 0; each < 3; each += 1) await module.security.generateMac('x9.9-cbc', mak, data);
  nowMs += 60_000;
  await module.security.generateMac('x9.9-cbc', mak, data);
  await module.security.verifyMac('x9.9-cbc', mak, data, new Uint8Array(8));
  await module.security.sealPan('6200000000000005');
  await module.flush();
  const minute = (minuteMs: number) => uses.filter((use) => use.minuteMs === minuteMs);
  expect(minute(NOON)).toEqual([
    { minuteMs: NOON, command: 'generateMac', purpose: 'mak', checkValue: '08D7B4FB', done: 3, refused: 0 },
  ]);
  expect(minute(NOON + 60_000).map(({ command, purpose, done }) => [command, purpose, done])).toEqual([
    ['generateMac', 'mak', 1],
    ['verifyMac', 'mak', 1],
    ['sealPan', 'data', 1],
  ]);
  expect(acts).toEqual([]);
});

test('the keys of the module itself are counted too, by what they are for', async () => {
  const { fingerprint, mark, verifyMark, seal } = module.security;
  await fingerprint('a request');
  await verifyMark('tracking', 'a link', await mark('tracking', 'a link'));
  await seal('email', 'a@b.cn', 'row 1');
  await module.flush();
  expect(uses.map(({ command, purpose, done }) => [command, purpose, done])).toEqual([
    ['fingerprint', 'print', 1],
    ['mark', 'mark tracking', 1],
    ['verifyMark', 'mark tracking', 1],
    ['seal', 'seal email', 1],
  ]);
});

test('a key used against its purpose is counted each time and recorded once a minute', async () => {
  const tmk = (await plain.importKey('tmk', DOUBLE)).key;
  for (let each = 0; each < 5; each += 1)
    await expect(module.security.generateMac('x9.9-cbc', tmk, new Uint8Array(8))).rejects.toThrow();
  await module.flush();
  expect(uses).toMatchObject([{ command: 'generateMac', purpose: 'tmk', done: 0, refused: 5 }]);
  expect(acts).toMatchObject([{ command: 'generateMac', purpose: 'tmk', result: 'wrong-purpose' }]);
});

test('counts that could not be written wait for the next minute', async () => {
  await module.security.sealPan('6200000000000005');
  broken = true;
  await module.flush();
  expect(troubles).toEqual(['no database']);
  broken = false;
  await module.security.sealPan('6200000000000005');
  await module.flush();
  expect(uses).toMatchObject([{ command: 'sealPan', done: 2 }]);
});

test('the audited module has every command of the plain one, and is as closed as it', () => {
  expect(Object.keys(module.security)).toEqual(Object.keys(plain));
  expect(Object.isFrozen(module.security)).toBe(true);
});

/** `yuanlu staff`: the first operator of an installation, and whoever holds the machine over everybody else. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmbeddedPostgres } from '#adapters/embedded-postgres';
import { createStaffStore, type StaffStore } from '#adapters/postgres';
import { Passwords } from '#adapters/sign-in';
import { seedDemoStaff } from '../src/programs/seed-staff.ts';
import { startMigrated } from './migrated.ts';

const SHOP = '898310154110001';
let folder: string;
let server: EmbeddedPostgres;
let store: StaffStore;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuanlu-staff-'));
  server = await startMigrated(folder);
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(
    `INSERT INTO merchant (merchant_id, book, name_zh, name_en, mcc, status, contract)
     VALUES ($1, $1, '店', 'SHOP', '5411', 'active', '{}')`,
    [SHOP],
  );
  await client.end();
  store = createStaffStore({ url: server.url });
});
afterAll(async () => {
  await store.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Told {
  readonly code: number | null;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

function staff(...args: string[]): Promise<Told> {
  const child = spawn(
    process.execPath,
    [
      'src/programs/cli/main.ts',
      '--data',
      folder,
      '--lang',
      'en',
      '--json',
      'staff',
      ...args,
      '--database',
      server.url,
    ],
    { cwd: join(import.meta.dirname, '..'), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
  return new Promise((resolve) =>
    child.on('close', (code) => resolve({ code, text, json: JSON.parse(text) as Record<string, unknown> })),
  );
}

describe('yuanlu staff', () => {
  it('makes the first operator: the password is printed once, and the database has its hash alone', async () => {
    const made = await staff('add', 'Wang.Fang', '--name', '王芳', '--role', 'operator');
    expect(made.code).toBe(0);
    expect(made.json.staff).toMatchObject({
      login: 'wang.fang',
      role: 'operator',
      book: null,
      password: 'one-time',
    });
    const member = (await store.byLogin('wang.fang'))!;
    expect(member.demo).toBe(false);
    expect(await new Passwords().fits(String(made.json.oneTimePassword), member.password)).toBe(true);
    const listed = await staff('list');
    expect(listed.text).toContain('wang.fang');
    expect(listed.text).not.toContain(String(made.json.oneTimePassword));
    expect(listed.text).not.toContain('argon2');
    const acts = await staff('acts', '--limit', '5');
    expect(acts.json.acts).toMatchObject([
      {
        act: 'staff add',
        subject: 'wang.fang',
        who: expect.stringContaining('command line'),
        end: { outcome: 'done' },
      },
    ]);
    expect(acts.text).not.toContain(String(made.json.oneTimePassword));
  });

  it.each([
    ['a login that is taken', 1, ['add', 'wang.fang', '--name', 'x', '--role', 'operator']],
    ['a login that is none', 2, ['add', 'two words', '--name', 'x', '--role', 'operator']],
    ['a role that is none', 2, ['add', 'a1', '--name', 'x', '--role', 'king']],
    ['a cashier without a shop', 2, ['add', 'a1', '--name', 'x', '--role', 'cashier']],
    ['a cashier of no shop', 1, ['add', 'a1', '--name', 'x', '--role', 'cashier', '--book', '1']],
    ['an operator of a shop', 2, ['add', 'a1', '--name', 'x', '--role', 'operator', '--book', SHOP]],
    ['nobody', 1, ['lock', 'nobody']],
  ])('%s: exit %i', async (_what, code, args) => expect((await staff(...args)).code).toBe(code));

  it('locks out and in, and resets with all that proves', async () => {
    await staff('add', 'till1', '--name', '前台', '--role', 'cashier', '--book', SHOP);
    const { id } = (await store.byLogin('till1'))!;
    const session = {
      ...{ id: 'sit_a', tokenSha256: 'x', staffId: id, startedMs: 1, seenMs: 1, provenMs: 1 },
      ...{ proof: 'password' as const, address: '', agent: '' },
    } as const;
    await store.openSession(session);
    expect((await staff('lock', 'till1')).json.staff).toMatchObject({ locked: true });
    expect(await store.session('x')).toBeNull();
    expect((await staff('unlock', 'till1')).json.staff).toMatchObject({ locked: false });
    await store.change(id, { totpSealed: 'ys1.staff-code.x', oneTimeMs: null });
    const kept = await staff('reset', 'till1');
    expect(kept.json.staff).toMatchObject({ password: 'one-time' });
    expect((await store.byId(id))!.totpSealed).not.toBeNull();
    await staff('reset', 'till1', '--second-proof');
    expect((await store.byId(id))!.totpSealed).toBeNull();
  });

  it('seeds the demonstration once, and leaves its passwords alone', async () => {
    const seed = () => seedDemoStaff({ url: server.url, book: SHOP, nowMs: 0 });
    expect([await seed(), await seed()]).toEqual([true, false]);
    expect((await staff('reset', 'operator2')).code).toBe(2);
  });
});

/** What a user meets at the first start: it comes up, keeps its data, stops wholly, and says what is in the way. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Stack } from '../src/programs/chaos/stack.ts';

const START = join(import.meta.dirname, '..', 'src', 'programs', 'start.ts');
const FREE = {
  YUANLU_API_PORT: '0',
  YUANLU_TERMINAL_PORT: '0',
  YUANLU_NETWORK_PORT: '0',
  YUANLU_NETWORK_CONTROL_PORT: '0',
};

let folder: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuanlu-start-'));
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts with these settings and gives exit code and output of a start that fails. */
function start(
  data: string,
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; text: string }> {
  const { DATABASE_URL: _url, ...rest } = process.env;
  const child = spawn(process.execPath, [START], {
    env: { ...rest, ...FREE, ...env, YUANLU_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  return new Promise((resolve) => child.on('exit', (code) => resolve({ code, text })));
}

/** Starts and gives the process once it greets. */
async function startWhole(data: string): Promise<{ child: ChildProcess; output: () => string }> {
  const { DATABASE_URL: _url, ...rest } = process.env;
  const child = spawn(process.execPath, [START], {
    env: { ...rest, ...FREE, YUANLU_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
    // As a shell does it: a group of its own, which Ctrl-C reaches as a whole.
    detached: true,
  });
  running.push(child);
  let text = '';
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8');
        if (text.includes('Ctrl-C stops')) resolve();
      });
    child.on('exit', () => reject(new Error(text)));
  });
  return { child, output: () => text };
}

const CLI = join(import.meta.dirname, '..', 'src', 'programs', 'cli', 'main.ts');

function cli(...args: string[]): Promise<{ code: number | null; text: string }> {
  const { DATABASE_URL: _url, ...env } = process.env;
  const child = spawn(process.execPath, [CLI, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, text })));
}

const listening = (): Promise<{ server: Server; port: number }> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () =>
      resolve({ server, port: (server.address() as { port: number }).port }),
    );
  });

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('a start that cannot be', () => {
  const noStack = (text: string): void => expect(text).not.toMatch(/\n\s+at .*\(.*:\d+:\d+\)/);

  it.each(['YUANLU_API_PORT', 'YUANLU_TERMINAL_PORT', 'YUANLU_NETWORK_PORT'])(
    '%s is taken',
    async (setting) => {
      const { server, port } = await listening();
      const { code, text } = await start(join(folder, 'busy'), { [setting]: String(port) });
      server.close();
      expect(code).toBe(1);
      expect(text).toContain(String(port));
      expect(text).toMatch(/another port/);
      // Told once, and before a database was made for nothing.
      expect(text.split(`Port ${port} `)).toHaveLength(2);
      expect(existsSync(join(folder, 'busy', 'postgres'))).toBe(false);
      noStack(text);
    },
  );

  it('two programs on one port, or an address that needs TLS: nothing is made', async () => {
    const twice = await start(join(folder, 'twice'), {
      YUANLU_API_PORT: '18420',
      YUANLU_TERMINAL_PORT: '18420',
    });
    expect(twice).toMatchObject({ code: 1 });
    expect(twice.text).toContain('YUANLU_API_PORT is the same port');
    const open = await start(join(folder, 'open'), { YUANLU_HOST: '0.0.0.0' });
    expect(open).toMatchObject({ code: 1 });
    expect(open.text).toContain('in demo mode');
    const bare = await start(join(folder, 'open'), { YUANLU_HOST: '0.0.0.0', YUANLU_DEMO: 'off' });
    expect(bare).toMatchObject({ code: 1 });
    expect(bare.text).toContain('without TLS');
    expect(existsSync(join(folder, 'open'))).toBe(false);
  });

  it('the data folder lies where nobody can make one', async () => {
    const { code, text } = await start('/proc/yuanlu-data', {});
    expect(code).toBe(1);
    expect(text).toContain('The data folder /proc/yuanlu-data cannot be written (ENOENT)');
  });

  it('DATABASE_URL is wrong in one of many ways, and its password is never shown', async () => {
    const { server, port } = await listening();
    server.close();
    for (const url of [
      'not-a-url',
      `postgres://user:hush-hush@127.0.0.1:${port}/none`,
      'mysql://user:hush-hush@127.0.0.1/none',
    ]) {
      const { code, text } = await start(join(folder, 'outside'), { DATABASE_URL: url });
      expect(code).toBe(1);
      expect(text).toContain('DATABASE_URL');
      expect(text).not.toContain('hush-hush');
      noStack(text);
    }
  });

  it('a setting is no number, or the data folder is no folder', async () => {
    const bad = await start(join(folder, 'bad'), { YUANLU_API_PORT: 'eighty' });
    expect(bad).toMatchObject({ code: 1 });
    expect(bad.text).toContain('YUANLU_API_PORT=eighty');
    await writeFile(join(folder, 'a-file'), '');
    const file = await start(join(folder, 'a-file', 'data'), {});
    expect(file).toMatchObject({ code: 1 });
    expect(file.text).toContain('YUANLU_DATA=');
    noStack(file.text);
  });
});

describe('a start that comes up', () => {
  it('keeps its data, refuses a second one beside it, and leaves nothing running behind', async () => {
    const data = join(folder, 'data');
    const first = await Stack.start(data);
    await first.ready();
    const second = await start(data, {});
    expect(second.code).toBe(1);
    expect(second.text).toContain(String((await first.running()).pid));
    const { pids } = await first.running();
    const keys = await first.keys();
    await first.stop();
    for (const pid of Object.values(pids)) expect(pid === null || isAlive(pid)).toBe(false);

    const again = await Stack.start(data);
    await again.ready();
    expect(await again.keys()).toEqual(keys);
    expect(again.output).not.toContain('Seeded');
    expect((await again.api<{ items: unknown[] }>('/v1/payments')).status).toBe(200);

    // kill -9 of the supervisor and all its parts: the next start finds its way, whatever was left running.
    await again.killAll();
    const third = await Stack.start(data);
    await third.ready();
    await third.stop();
  });

  it('an orphaned server and simulator end by themselves when the supervisor is killed', async () => {
    const stack = await Stack.start(join(folder, 'orphans'));
    const { pid, pids } = await stack.running();
    process.kill(pid, 'SIGKILL');
    await stack.until(
      async () => !isAlive(pids.server) && !isAlive(pids.network),
      15_000,
      'the orphans to end',
    );
    const next = await Stack.start(join(folder, 'orphans'));
    await next.ready();
    await next.stop();
  });

  it('Ctrl-C, which a shell sends to the whole group, stops everything and starts nothing again', async () => {
    const { child, output } = await startWhole(join(folder, 'group'));
    const ended = new Promise((resolve) => child.on('exit', resolve));
    process.kill(-child.pid!, 'SIGINT');
    expect(await ended).toBe(0);
    const [, after] = output().split('Stopping server, network simulator and database …');
    expect(after?.trim()).toBe('');
  });
});

describe('a restored folder', () => {
  it('a backup that is damaged leaves nothing; a good one starts with the keys of the original, not without', async () => {
    const [data, restored, file] = ['original', 'restored', 'shop.backup'].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    const original = await Stack.start(data);
    await original.ready();
    expect(await cli('--data', data, 'backup', file)).toMatchObject({ code: 0 });
    await original.stop();

    const whole = await readFile(file);
    await writeFile(`${file}.short`, whole.subarray(0, whole.length / 2));
    expect(await cli('restore', `${file}.short`, '--into', restored)).toMatchObject({ code: 2 });
    expect(existsSync(restored)).toBe(false);

    const done = await cli('restore', file, '--into', restored);
    expect(done).toMatchObject({ code: 0 });
    expect(done.text).toContain(`YUANLU_DATA=${restored} npm start`);
    const without = await start(restored, {});
    expect(without).toMatchObject({ code: 1 });
    expect(without.text).toContain(join(restored, 'keys', 'zone.json'));
    expect(await readdir(restored)).not.toContain('keys');

    await cp(join(data, 'keys'), join(restored, 'keys'), { recursive: true });
    const again = await Stack.start(restored);
    await again.ready();
    expect(await again.keys()).toEqual(await original.keys());
    await again.stop();
  });
});

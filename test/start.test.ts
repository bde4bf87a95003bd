/** What a user meets at the first start: it comes up, keeps its data, stops wholly, and says what is in the way. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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
      expect(text).toMatch(/another port|--control-port|--port/);
      noStack(text);
    },
  );

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
});

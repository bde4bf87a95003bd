/** A whole platform in a folder of its own, started as a user would, whose parts can be killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import {
  type DataFolder,
  type DemoKeys,
  dataFolderAt,
  type Runtime,
  readDemoKeys,
  readRuntime,
} from '../data-folder.ts';

/** Short waits: what takes a minute in a shop takes a second here. */
export const QUICK = {
  YUANLU_REPLY_DUE_MS: '900',
  YUANLU_VOID_REPLY_MS: '900',
  YUANLU_REPEAT_FIRST_MS: '250',
  YUANLU_REPEAT_MAX_MS: '1500',
  YUANLU_TERMINAL_WAIT_MS: '2000',
  YUANLU_CLEARING_POLL_MS: '300',
};
const ANY_PORT = {
  YUANLU_API_PORT: '0',
  YUANLU_TERMINAL_PORT: '0',
  YUANLU_NETWORK_PORT: '0',
  YUANLU_NETWORK_CONTROL_PORT: '0',
};

export type Part = 'server' | 'network' | 'database';

export class Stack {
  readonly data: DataFolder;
  readonly #process: ChildProcess;
  readonly #output: string[] = [];

  protected constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.data = dataFolderAt(folder);
    const { DATABASE_URL: _url, ...rest } = process.env;
    this.#process = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '..', 'start.ts')],
      {
        env: { ...rest, ...QUICK, ...ANY_PORT, YUANLU_LOG: 'error', ...env, YUANLU_DATA: folder },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output.push(chunk.toString('utf8'));
        if (this.#output.length > 500) this.#output.shift();
      });
    }
  }

  static async start(folder: string, env: Readonly<Record<string, string>> = {}): Promise<Stack> {
    const stack = new Stack(folder, env);
    await stack.up();
    return stack;
  }

  /** Resolves when the supervisor has everything running that it starts. */
  protected async up(): Promise<void> {
    await this.until(
      async () => (await this.runtime())?.pid === this.#process.pid || this.ended,
      60_000,
      'the platform to start',
    );
    if (this.ended) throw new Error(`The platform did not start:\n${this.output}`);
  }

  get ended(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  get output(): string {
    return this.#output.join('');
  }

  runtime(): Promise<Runtime | null> {
    return readRuntime(this.data).catch(() => null);
  }

  async running(): Promise<Runtime> {
    const runtime = await this.runtime();
    if (runtime === null) throw new Error(`The platform is not running:\n${this.output.slice(-2_000)}`);
    return runtime;
  }

  async databaseUrl(): Promise<string> {
    const { databaseUrl } = await this.running();
    if (databaseUrl === null) throw new Error('The platform has no database of its own');
    return databaseUrl;
  }

  async keys(): Promise<DemoKeys> {
    const keys = await readDemoKeys(this.data);
    if (keys === null) throw new Error('The platform has no demonstration keys');
    return keys;
  }

  /** `kill -9`: the part gets no chance to tidy up. */
  async kill(part: Part): Promise<void> {
    const pid = (await this.running()).pids[part];
    if (pid !== null && pid > 0) process.kill(pid, 'SIGKILL');
  }

  /** Stops a part in mid-air, as a machine that swaps or a debugger does, and lets it go on after a while. */
  async pause(part: Part, forMs: number): Promise<void> {
    const pid = (await this.running()).pids[part];
    if (pid === null || pid <= 0) return;
    process.kill(pid, 'SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, forMs));
    try {
      process.kill(pid, 'SIGCONT');
    } catch {
      // It was killed meanwhile; the supervisor starts another one.
    }
  }

  async control(path: string, method = 'GET', body?: unknown): Promise<unknown> {
    const { networkControlUrl } = await this.running();
    const response = await fetch(new URL(path, networkControlUrl), {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok)
      throw new Error(
        `${method} ${path} of the network simulator: ${response.status} ${await response.text()}`,
      );
    return response.status === 204 ? null : response.json();
  }

  async api<T>(
    path: string,
    role: 'merchant' | 'operator' = 'merchant',
    init: RequestInit = {},
  ): Promise<{ readonly status: number; readonly body: T }> {
    const { apiUrl } = await this.running();
    const keys = await this.keys();
    const response = await fetch(new URL(path, apiUrl), {
      ...init,
      headers: {
        ...init.headers,
        authorization: `Bearer ${role === 'merchant' ? keys.merchantKey : keys.operatorKey}`,
      },
      signal: AbortSignal.timeout(30_000),
    });
    return { status: response.status, body: (await response.json()) as T };
  }

  /** What `/metrics` says. */
  async metrics(): Promise<string> {
    const { apiUrl } = await this.running();
    return (await fetch(new URL('/metrics', apiUrl))).text();
  }

  async until(holds: () => Promise<boolean>, withinMs: number, what: string): Promise<void> {
    const untilMs = Date.now() + withinMs;
    for (;;) {
      try {
        if (await holds()) return;
      } catch {
        // A part that was just killed answers again soon.
      }
      if (Date.now() > untilMs) throw new Error(`Waited ${withinMs / 1000} s for ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async ready(withinMs = 60_000): Promise<void> {
    await this.until(
      async () => (await this.api('/ready', 'operator')).status === 200,
      withinMs,
      'the platform to be ready',
    );
  }

  /** Ctrl-C. */
  async stop(): Promise<void> {
    if (this.ended) return;
    this.#process.kill('SIGINT');
    await new Promise<void>((resolve) => this.#process.once('exit', () => resolve()));
  }

  /** `kill -9` of the supervisor too: its children notice and end, the database goes on. */
  async killAll(): Promise<void> {
    const runtime = await this.runtime();
    this.#process.kill('SIGKILL');
    for (const pid of Object.values(runtime?.pids ?? {})) {
      if (pid !== null && pid > 0) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // Gone already.
        }
      }
    }
    if (!this.ended) await new Promise<void>((resolve) => this.#process.once('exit', () => resolve()));
  }
}

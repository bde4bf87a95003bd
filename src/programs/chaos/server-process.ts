/** A server program that chaos itself starts, kills, freezes and starts again when it ends. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { SERVING } from '../node-flags.ts';

export type ServerState = 'down' | 'standby' | 'serving';

export interface ServerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const AGAIN_MS = 200;
const STOP_WITHIN_MS = 15_000;
const WORDS_MAX = 20_000;

export class ServerProcess {
  readonly name: string;
  readonly #env: () => Readonly<Record<string, string>>;
  readonly #onState: (state: ServerState) => void;
  #process: ChildProcess | null = null;
  #stopping = false;
  #words = '';
  state: ServerState = 'down';
  /** When it began to serve, by the clock of this machine since its start. */
  servingSinceMs = 0;
  frozen = false;

  constructor(
    name: string,
    env: () => Readonly<Record<string, string>>,
    onState: (state: ServerState) => void,
  ) {
    this.name = name;
    this.#env = env;
    this.#onState = onState;
  }

  get pid(): number | null {
    return this.#process?.pid ?? null;
  }

  /** Its last words, for a report. */
  get output(): string {
    return this.#words;
  }

  start(): void {
    const child = fork(join(import.meta.dirname, '..', 'server', 'main.ts'), [], {
      env: { ...process.env, ...this.#env() },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
      execArgv: [...SERVING],
    });
    this.#process = child;
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.#words = (this.#words + chunk.toString('utf8')).slice(-WORDS_MAX);
      });
    child.on('message', (message: { readonly ready?: boolean; readonly standby?: boolean }) => {
      if (message.ready === true && this.#process === child)
        this.#is(message.standby ? 'standby' : 'serving');
    });
    child.on('exit', () => {
      if (this.#process !== child) return;
      this.#process = null;
      this.frozen = false;
      this.#is('down');
      if (!this.#stopping) setTimeout(() => this.#stopping || this.start(), AGAIN_MS);
    });
  }

  #is(state: ServerState): void {
    this.state = state;
    if (state === 'serving') this.servingSinceMs = performance.now();
    this.#onState(state);
  }

  /** False when there was no process to send it to. */
  signal(name: NodeJS.Signals): boolean {
    return this.#process?.kill(name) ?? false;
  }

  /** The end of the process that runs now. */
  ended(): Promise<ServerEnd> {
    const child = this.#process;
    if (child === null) return Promise.resolve({ code: null, signal: null });
    return new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#process === null) return;
    const ended = this.ended();
    this.signal('SIGCONT');
    this.signal('SIGTERM');
    const insist = setTimeout(() => this.signal('SIGKILL'), STOP_WITHIN_MS);
    await ended;
    clearTimeout(insist);
  }
}

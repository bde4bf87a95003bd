/** A program that the supervisor starts, watches and starts again when it dies. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { SERVING } from './node-flags.ts';

export interface ChildOptions {
  readonly name: string;
  /** Path below src/programs. */
  readonly program: string;
  /** Asked at every start: ports that were found at the first one are kept. */
  readonly args: () => readonly string[];
  readonly env: () => Readonly<Record<string, string>>;
  readonly readyWithinMs: number;
  readonly say: (text: string) => void;
  /** The message a program sends when it serves. */
  readonly onReady: (message: Readonly<Record<string, unknown>>) => void;
}

const RESTART_FIRST_MS = 200;
const RESTART_MAX_MS = 5_000;
const STOP_WITHIN_MS = 15_000;
const LAST_WORDS_MAX = 2_000;

export class Child {
  readonly #options: ChildOptions;
  #process: ChildProcess | null = null;
  #stopping = false;
  #restartMs = RESTART_FIRST_MS;
  #startedMs = 0;

  constructor(options: ChildOptions) {
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Resolves when the program says that it serves; rejects with its last words when it ends before. */
  start(): Promise<void> {
    const { name, program, args, env, readyWithinMs } = this.#options;
    this.#startedMs = Date.now();
    const child = fork(join(import.meta.dirname, program), [...args()], {
      env: { ...process.env, ...env() },
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      // A group of its own: Ctrl-C reaches the supervisor alone, which stops its parts in order.
      detached: true,
      execArgv: [...SERVING],
    });
    this.#process = child;
    let lastWords = '';
    let serves = false;
    // Until it serves its words are kept: those of a start that fails are told once, as the reason.
    child.stderr?.on('data', (chunk: Buffer) => {
      if (serves) return void process.stderr.write(chunk);
      lastWords = (lastWords + chunk.toString('utf8')).slice(-LAST_WORDS_MAX);
    });
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`The ${name} did not get ready within ${readyWithinMs / 1000} seconds`)),
        readyWithinMs,
      );
      child.on('message', (message: Record<string, unknown>) => {
        if (message.ready !== true) return;
        clearTimeout(timer);
        if (!serves) process.stderr.write(lastWords);
        serves = true;
        this.#restartMs = RESTART_FIRST_MS;
        this.#options.onReady(message);
        resolve();
      });
      child.on('error', reject);
      child.on('exit', (code, signal) => {
        if (this.#process === child) this.#exited(code, signal);
      });
      // After its last words, which 'exit' can overtake.
      child.on('close', (code, signal) => {
        clearTimeout(timer);
        reject(
          new Error(lastWords.trim() === '' ? `The ${name} ended with ${signal ?? code}` : lastWords.trim()),
        );
      });
    });
  }

  #exited(code: number | null, signal: NodeJS.Signals | null): void {
    this.#process = null;
    // A first start that fails is told to the user; only a program that served is started again.
    if (this.#stopping || !this.#supervised) return;
    if (Date.now() - this.#startedMs > 30_000) this.#restartMs = RESTART_FIRST_MS;
    const { name, say } = this.#options;
    say(`The ${name} ended (${signal ?? `code ${code}`}); starting it again in ${this.#restartMs} ms.`);
    setTimeout(() => {
      if (this.#stopping) return;
      this.start().catch((error: unknown) => {
        if (!this.#stopping) say(error instanceof Error ? error.message : String(error));
      });
    }, this.#restartMs);
    this.#restartMs = Math.min(RESTART_MAX_MS, this.#restartMs * 2);
  }

  #supervised = false;
  /** From now on the program is started again whenever it ends. */
  supervise(): void {
    this.#supervised = true;
  }

  /** From now on an end is an end. */
  noMore(): void {
    this.#stopping = true;
  }

  /** Asks politely, then insists. */
  async stop(): Promise<void> {
    this.noMore();
    const child = this.#process;
    if (child === null) return;
    await new Promise<void>((resolve) => {
      const insist = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      child.once('exit', () => {
        clearTimeout(insist);
        resolve();
      });
      child.kill('SIGTERM');
    });
  }
}

/** A whole platform for a test: started as a user starts it, with the command line and a terminal at hand. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PaymentView } from '#adapters/http-api';
import { type IssuerExpectation, type VerifyReport, verifyBooks } from '#adapters/postgres';
import { createVirtualTerminal, loadTerminalProfile, type VirtualTerminal } from '#adapters/virtual-terminal';
import { Stack } from '../src/programs/chaos/stack.ts';
import { issuersAt } from '../src/programs/cli/issuers.ts';
import { copyModel } from './migrated.ts';

const YUANLU = join(import.meta.dirname, '..', 'yuanlu');

export interface CardAtHand {
  readonly name: string;
  readonly pan: string;
  readonly expiry: string;
  readonly pin: string;
}

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export class Platform {
  readonly stack: Stack;
  readonly folder: string;
  readonly cards: readonly CardAtHand[];
  readonly #terminals: VirtualTerminal[] = [];

  private constructor(stack: Stack, folder: string, cards: readonly CardAtHand[]) {
    this.stack = stack;
    this.folder = folder;
    this.cards = cards;
  }

  static async start(env: Readonly<Record<string, string>> = {}): Promise<Platform> {
    const folder = await mkdtemp(join(tmpdir(), 'yuanlu-platform-'));
    await copyModel(folder);
    const stack = await Stack.start(folder, env);
    await stack.ready();
    const rows = JSON.parse(await readFile(stack.data.testCards, 'utf8')) as CardAtHand[];
    // Number, expiry and PIN alone: a reader that tells no more asks the chip nothing.
    const cards = rows.map(({ name, pan, expiry, pin }) => ({ name, pan, expiry, pin }));
    return new Platform(stack, folder, cards);
  }

  /** The seeded terminal `31010001` or `31010002`, with a journal of its own. */
  async terminal(terminalId = '31010001', replyTimeoutMs = 2_500): Promise<VirtualTerminal> {
    const profile = await loadTerminalProfile(join(this.stack.data.terminals, `${terminalId}.json`));
    const terminal = await createVirtualTerminal({
      profile,
      journalFile: join(this.stack.data.terminalJournals, `${terminalId}.json`),
      replyTimeoutMs,
    });
    this.#terminals.push(terminal);
    await terminal.signIn();
    return terminal;
  }

  get card(): CardAtHand {
    return this.cards[0]!;
  }

  async payment(rrn: string): Promise<PaymentView> {
    const { body } = await this.stack.api<{ items: PaymentView[] }>(`/v1/payments?rrn=${rrn}`);
    if (body.items.length !== 1) throw new Error(`${body.items.length} payments with reference ${rrn}`);
    return body.items[0]!;
  }

  /** The newest payment. */
  async newest(): Promise<PaymentView> {
    return (await this.stack.api<{ items: PaymentView[] }>('/v1/payments?limit=1')).body.items[0]!;
  }

  async verify(): Promise<VerifyReport> {
    const runtime = await this.stack.running();
    const issuers = await issuersAt(runtime.networkControlUrl);
    const report = await verifyBooks({
      url: await this.stack.databaseUrl(),
      matchIssuers: (batch: readonly IssuerExpectation[]) => issuers.match(batch),
    });
    return { ...report, faults: [...report.faults, ...(await issuers.finish())] };
  }

  /** `./yuanlu …` in this platform's data folder. */
  yuanlu(...args: string[]): Promise<Said> {
    return this.#run(YUANLU, args);
  }

  /** A line for the shell, in which `$YUANLU` is the command line. */
  shell(line: string): Promise<Said> {
    return this.#run('/bin/sh', ['-c', line]);
  }

  #run(program: string, args: readonly string[]): Promise<Said> {
    const env = { ...process.env, YUANLU, YUANLU_DATA: this.folder, LANG: 'C', LC_ALL: 'C' };
    return new Promise((resolve) => {
      execFile(program, args, { env, timeout: 60_000 }, (error, out, err) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), out, err });
      });
    });
  }

  async close(): Promise<void> {
    for (const terminal of this.#terminals) await terminal.close();
    await this.stack.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

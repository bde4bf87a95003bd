/** The network simulator as a process, and a member that talks to it over a real socket. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { connect as connectTcp, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import {
  fromHex as bytesOfHex,
  encodePinBlockIso0,
  tdesEcbEncrypt,
  x99CbcMac,
} from '#adapters/security-module';
import { SHANGHAI, wireTime } from '#domain/calendar';
import { testCards } from '#simulation/network';
import {
  buildNetworkField90,
  decode,
  decodeNetworkFrame,
  encode,
  encodeNetworkFrame,
  type FieldValue,
  FrameReader,
  type Iso8583Message,
  macInputNetwork,
  networkDialect,
  networkFraming,
  toHex,
} from '#wire/iso8583';

export const institution = '48020000';
const zoneMacKey = '0123456789ABCDEFFEDCBA9876543210';
const zonePinKey = '11112222333344445555666677778888';

// Every wait is for an event; this bounds it, far above what any of them takes.
const patienceMs = 20_000;

export async function withPatience<T>(what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${patienceMs} ms for ${what}`)), patienceMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

export interface Program {
  readonly process: ChildProcess;
  readonly port: number;
  readonly controlPort: number;
  readonly output: () => string;
  get<T = Record<string, unknown>>(path: string): Promise<T>;
  ask<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T>;
  kill(signal: NodeJS.Signals): Promise<number | null>;
}

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** One data folder and everything started on it. */
export class SimulatorWorld implements AsyncDisposable {
  readonly folder: string;
  readonly #children = new Set<ChildProcess>();
  readonly #members = new Set<Member>();

  constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<SimulatorWorld> {
    const folder = await mkdtemp(join(tmpdir(), 'yuanlu-network-'));
    const keys = join(folder, 'keys.json');
    await writeFile(keys, JSON.stringify({ zoneMacKey, zonePinKey }));
    await chmod(keys, 0o600);
    return new SimulatorWorld(folder);
  }

  get log(): string {
    return join(this.folder, 'data', 'network.jsonl');
  }

  get clearingFolder(): string {
    return join(this.folder, 'clearing');
  }

  clearingFiles(): Promise<string[]> {
    return readdir(this.clearingFolder);
  }

  #spawn(extra: readonly string[]): { child: ChildProcess; output: () => string } {
    const args = ['--data', join(this.folder, 'data'), '--clearing-dir', this.clearingFolder];
    args.push('--keys', join(this.folder, 'keys.json'));
    if (!extra.includes('--port')) args.push('--port', '0');
    if (!extra.includes('--control-port')) args.push('--control-port', '0');
    if (!extra.includes('--cut-over-ms')) args.push('--cut-over-ms', '0');
    const program = new URL('../src/programs/network-simulator/main.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [program, ...args, ...extra], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    this.#children.add(child);
    let text = '';
    for (const pipe of [child.stdout, child.stderr]) pipe?.on('data', (chunk) => (text += String(chunk)));
    return { child, output: () => text };
  }

  /** A start that is expected to fail. */
  async startAndEnd(...extra: string[]): Promise<Ended> {
    const { child, output } = this.#spawn(extra);
    const [code] = (await withPatience('the program to end', once(child, 'close'))) as [number | null];
    return { code, output: output() };
  }

  async start(...extra: string[]): Promise<Program> {
    const { child, output } = this.#spawn(extra);
    const ended = once(child, 'close').then(() => {
      throw new Error(`the simulator ended: ${output()}`);
    });
    ended.catch(() => undefined);
    const said = once(child, 'message') as Promise<[{ ready: boolean; port: number; controlPort: number }]>;
    const [{ port, controlPort }] = await withPatience('the simulator', Promise.race([said, ended]));
    const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
      const response = await fetch(`http://127.0.0.1:${controlPort}${path}`, {
        method,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      const answer = (await response.json()) as T;
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
      return answer;
    };
    return {
      process: child,
      port,
      controlPort,
      output,
      ask,
      get: (path) => ask('GET', path),
      async kill(signal) {
        const closed = once(child, 'close') as Promise<[number | null]>;
        child.kill(signal);
        const [code] = await withPatience('the simulator to end', closed);
        return code;
      },
    };
  }

  async member(program: Program, tls?: { ca: string }): Promise<Member> {
    const to = { host: '127.0.0.1', port: program.port };
    const socket = tls === undefined ? connectTcp(to) : connectTls({ ...to, ...tls });
    const ready = tls === undefined ? 'connect' : 'secureConnect';
    await withPatience('the connection', once(socket, ready));
    const member = new Member(socket);
    this.#members.add(member);
    return member;
  }

  /** Connected and signed on. */
  async memberOn(program: Program, tls?: { ca: string }): Promise<Member> {
    const member = await this.member(program, tls);
    await member.ask(management('001'));
    return member;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const member of this.#members) member.socket.destroy();
    for (const child of this.#children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

const nameOf = (message: Iso8583Message): string =>
  `${message.mti.slice(0, 2)}/${String(message.fields[7])}/${String(message.fields[11])}`;

export class Member {
  readonly socket: Socket;
  /** Everything that came, in order. */
  readonly received: Iso8583Message[] = [];
  readonly rejected: string[] = [];
  readonly closed: Promise<unknown>;
  readonly #waiting: { readonly fits: () => boolean; readonly resolve: () => void }[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    const reader = new FrameReader(networkFraming());
    socket.on('data', (chunk: Uint8Array) => {
      for (const bytes of reader.push(chunk)) {
        const frame = decodeNetworkFrame(bytes);
        if (frame.rejectCode !== '00000') this.rejected.push(frame.rejectCode);
        else this.received.push(decode(networkDialect, frame.body));
      }
      for (const one of this.#waiting.filter(({ fits }) => fits())) {
        this.#waiting.splice(this.#waiting.indexOf(one), 1);
        one.resolve();
      }
    });
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => socket.once('close', resolve));
  }

  until(what: string, fits: () => boolean): Promise<void> {
    if (fits()) return Promise.resolve();
    const done = new Promise<void>((resolve) => this.#waiting.push({ fits, resolve }));
    return withPatience(what, done);
  }

  sendBody(body: Uint8Array): void {
    this.socket.write(encodeNetworkFrame({ destination: '00010000', source: institution, body }));
  }

  send(message: Iso8583Message): void {
    this.sendBody(encode(networkDialect, message));
  }

  answersTo(message: Iso8583Message): Iso8583Message[] {
    return this.received.filter(
      (answer) => nameOf(answer) === nameOf(message) && answer.mti.charAt(2) !== message.mti.charAt(2),
    );
  }

  /** Sends and waits for one more answer than there were. */
  async ask(message: Iso8583Message): Promise<Iso8583Message> {
    const before = this.answersTo(message).length;
    this.send(message);
    await this.until(`the answer to ${nameOf(message)}`, () => this.answersTo(message).length > before);
    return this.answersTo(message).at(-1)!;
  }
}

let trace = 0;
const nextTrace = (): string => {
  trace += 1;
  return String(trace).padStart(6, '0');
};

export const macOf = (message: Iso8583Message): string =>
  toHex(x99CbcMac(bytesOfHex(zoneMacKey)!, macInputNetwork(message))).slice(0, 8);

export function withMac(message: Iso8583Message): Iso8583Message {
  return { ...message, fields: { ...message.fields, 128: macOf(message) } };
}

export function management(code: string): Iso8583Message {
  const { transmission } = wireTime(Date.now(), SHANGHAI);
  return { mti: '0820', fields: { 7: transmission, 11: nextTrace(), 33: institution, 70: code } };
}

export interface SaleWish {
  readonly pin?: string;
  readonly fields?: Readonly<Record<number, FieldValue>>;
}

export function sale(cardId: string, amountFen: number, wish: SaleWish = {}): Iso8583Message {
  const card = testCards.find(({ id }) => id === cardId)!;
  const { transmission, time, date } = wireTime(Date.now(), SHANGHAI);
  const stan = nextTrace();
  const pinBlock =
    wish.pin === undefined
      ? {}
      : { 52: tdesEcbEncrypt(bytesOfHex(zonePinKey)!, encodePinBlockIso0(wish.pin, card.pan)) };
  return withMac({
    mti: '0200',
    fields: {
      ...{ 2: card.pan, 3: '000000', 4: String(amountFen).padStart(12, '0'), 7: transmission, 11: stan },
      ...{ 12: time, 13: date, 14: card.expiry, 18: '5411', 22: '051', 25: '00', 32: institution },
      ...{ 33: institution, 37: time + stan, 41: '10000001', 42: '898000000000001' },
      ...{ 43: 'SHOP'.padEnd(40), 49: '156', ...pinBlock, ...wish.fields },
    },
  });
}

export function back(
  original: Iso8583Message,
  mti: '0200' | '0220' | '0420',
  amountFen?: number,
): Iso8583Message {
  const text = (field: number): string => original.fields[field] as string;
  const { 52: _pin, 128: _mac, ...kept } = original.fields;
  return withMac({
    mti,
    fields: {
      ...kept,
      3: mti === '0420' ? text(3) : '200000',
      4: amountFen === undefined ? text(4) : String(amountFen).padStart(12, '0'),
      7: wireTime(Date.now(), SHANGHAI).transmission,
      11: nextTrace(),
      90: buildNetworkField90({
        mti: original.mti,
        trace: text(11),
        transmissionTime: text(7),
        acquirer: text(32),
        forwarder: text(33),
      }),
    },
  });
}

/** The name under which the control API knows a message. */
export function keyOf(message: Iso8583Message): string {
  const { year } = wireTime(Date.now(), SHANGHAI);
  const { 7: transmission, 11: stan, 32: acquirer, 33: forwarder } = message.fields;
  return `${year}${transmission}/${stan}/${acquirer}/${forwarder}`;
}

export interface CardView {
  readonly id: string;
  readonly availableFen: string;
  readonly heldFen: string;
  readonly postedFen: string;
}
export interface TransactionView {
  readonly key: string;
  readonly state: string;
  readonly code: string;
  readonly authCode: string | null;
  readonly amountFen: string;
  readonly refundedFen: string;
  readonly clearingDay: string;
  readonly original: string | null;
}

export const codeOf = (message: Iso8583Message) => message.fields[39];

/** The card as the books show it; they must balance. */
export async function cardOf(program: Program, id: string): Promise<CardView> {
  const books = await program.get<{ balanced: boolean; cards: CardView[] }>('/books');
  if (!books.balanced) throw new Error(`the issuers' books do not balance: ${JSON.stringify(books)}`);
  return books.cards.find((card) => card.id === id)!;
}

export async function byKey(program: Program, ...messages: Iso8583Message[]) {
  const query = messages.map((message) => `key=${encodeURIComponent(keyOf(message))}`).join('&');
  type Found = { transactions: TransactionView[]; missing: string[] };
  return program.get<Found>(`/transactions/by-key?${query}`);
}

/**
 * A line to a centre for texts, SMPP 3.4 as transceiver: one connection, bound, kept alive, opened anew with growing
 * pauses. A text that finds no line is refused at once, and whoever keeps texts tries it again.
 */
import { connect, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type { SmsPort, SmsReceipt, SmsTaken } from '#engine';
import { destinationOf, senderOf } from './addresses.ts';
import { coded } from './coding.ts';
import {
  bindBody,
  COMMANDS,
  deliveredOf,
  encodePdu,
  messageIdOf,
  type Pdu,
  PduReader,
  RESPONSE,
  responseTo,
  STATUS,
  statusText,
  submitBody,
} from './pdu.ts';
import { receiptOf } from './receipts.ts';

export interface SmppLimits {
  readonly connectMs: number;
  readonly answerMs: number;
  readonly enquireMs: number;
  /** Between two tries to open the line: the first pause, doubled up to the longest. */
  readonly againFirstMs: number;
  readonly againMaxMs: number;
  readonly perSecondMax: number;
  readonly inFlightMax: number;
  /** After the centre said that it is too much. */
  readonly throttledMs: number;
}

export const SMPP_LIMITS: SmppLimits = {
  connectMs: 10_000,
  answerMs: 10_000,
  enquireMs: 30_000,
  againFirstMs: 1_000,
  againMaxMs: 60_000,
  perSecondMax: 20,
  inFlightMax: 10,
  throttledMs: 2_000,
};

export interface SmppOptions {
  readonly host: string;
  readonly port: number;
  /** Null: in the clear, for this machine or a line of one's own. */
  readonly tls: Pick<ConnectionOptions, 'ca'> | null;
  readonly systemId: string;
  readonly password: string;
  readonly systemType?: string;
  /** The number or the name that the telephone shows. */
  readonly sender: string;
  readonly limits?: Partial<SmppLimits>;
  readonly log: (event: string) => void;
}

/** Why a text was not taken. `code` is stable and holds nothing of the text. */
export class SmppError extends Error {
  override readonly name: string;
  readonly code: 'smpp-down' | 'smpp-throttled' | 'smpp-no-answer' | 'smpp-busy' | 'smpp-refused';
  constructor(code: SmppError['code'], detail = '') {
    super(detail === '' ? code : `${code} ${detail}`);
    this.code = code;
    // The name of a failure is what is stored with its text.
    this.name = detail === '' ? code : `${code}-${detail}`;
  }
}

interface Waiting {
  readonly done: (answer: Pdu) => void;
  readonly failed: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

const SEQUENCE_MAX = 0x7fff_ffff;

export class SmppLine implements SmsPort {
  readonly #options: SmppOptions;
  readonly #limits: SmppLimits;
  #socket: Socket | null = null;
  #bound = false;
  #stopped = false;
  #sequence = 0;
  #reference = 0;
  #underWay = 0;
  #pauseMs: number;
  #freeAtMs = 0;
  #again: NodeJS.Timeout | undefined;
  #enquiring: NodeJS.Timeout | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #listener: (receipt: SmsReceipt) => void = () => {};

  constructor(options: SmppOptions) {
    this.#options = options;
    this.#limits = { ...SMPP_LIMITS, ...options.limits };
    this.#pauseMs = this.#limits.againFirstMs;
  }

  get isBound(): boolean {
    return this.#bound;
  }

  /** Opens the line, and keeps it open. */
  start(): void {
    this.#open();
  }

  onReceipt(listener: (receipt: SmsReceipt) => void): void {
    this.#listener = listener;
  }

  async send({ number, text }: { readonly number: string; readonly text: string }): Promise<SmsTaken> {
    const { dataCoding, hasHeader, parts } = coded(text, this.#reference++);
    const [from, to] = [senderOf(this.#options.sender), destinationOf(number)];
    let providerId: string | null = null;
    for (const [at, message] of parts.entries()) {
      // The receipt of the last part stands for all of them.
      const wantsReceipt = at === parts.length - 1;
      const submit = submitBody({ from, to, dataCoding, hasHeader, wantsReceipt, message });
      providerId = messageIdOf(await this.#submit(submit)) || null;
    }
    return { state: 'sent', providerId };
  }

  async #submit(body: Buffer): Promise<Buffer> {
    const answer = await this.#inTurn(() => this.#ask(COMMANDS.submitSm, body));
    if (answer.status === STATUS.ok) return answer.body;
    if (answer.status === STATUS.throttled || answer.status === STATUS.queueFull) {
      this.#freeAtMs = Math.max(this.#freeAtMs, performance.now() + this.#limits.throttledMs);
      throw new SmppError('smpp-throttled');
    }
    throw new SmppError('smpp-refused', statusText(answer.status));
  }

  /** Never more in a second than the centre takes, nor more at once; whoever would wait long is sent away. */
  async #inTurn<T>(act: () => Promise<T>): Promise<T> {
    if (!this.#bound) throw new SmppError('smpp-down');
    if (this.#underWay >= this.#limits.inFlightMax) throw new SmppError('smpp-busy');
    this.#underWay += 1;
    try {
      await this.#turn();
      return await act();
    } finally {
      this.#underWay -= 1;
    }
  }

  async #turn(): Promise<void> {
    const { perSecondMax, answerMs } = this.#limits;
    const nowMs = performance.now();
    const slotMs = Math.max(nowMs, this.#freeAtMs);
    if (slotMs - nowMs > answerMs) throw new SmppError('smpp-busy');
    this.#freeAtMs = slotMs + 1000 / perSecondMax;
    if (slotMs > nowMs) await new Promise((resolve) => setTimeout(resolve, slotMs - nowMs));
  }

  #ask(command: number, body: Buffer): Promise<Pdu> {
    const socket = this.#socket;
    if (socket === null || !socket.writable) return Promise.reject(new SmppError('smpp-down'));
    this.#sequence = this.#sequence >= SEQUENCE_MAX ? 1 : this.#sequence + 1;
    const sequence = this.#sequence;
    return new Promise((done, failed) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(sequence);
        // Whether the centre took it is unknown; a line that does not answer is not kept.
        socket.destroy();
        failed(new SmppError('smpp-no-answer'));
      }, this.#limits.answerMs);
      this.#waiting.set(sequence, { done, failed, timer });
      socket.write(encodePdu({ command, status: STATUS.ok, sequence, body }));
    });
  }

  #open(): void {
    const { host, port, tls } = this.#options;
    const socket =
      tls === null
        ? connect({ host, port })
        : connectTls({ host, port, servername: host, ...tls, minVersion: 'TLSv1.2' });
    this.#socket = socket;
    const reader = new PduReader();
    const late = setTimeout(() => socket.destroy(), this.#limits.connectMs);
    socket.setNoDelay(true);
    socket.once(tls === null ? 'connect' : 'secureConnect', () => {
      clearTimeout(late);
      void this.#bind(socket);
    });
    socket.on('data', (bytes: Buffer) => {
      try {
        for (const pdu of reader.push(bytes)) this.#took(socket, pdu);
      } catch (error) {
        this.#options.log(`smpp: ${error instanceof Error ? error.message : 'unreadable'}`);
        socket.destroy();
      }
    });
    socket.on('error', () => {});
    socket.once('close', () => {
      clearTimeout(late);
      this.#closed(socket);
    });
  }

  async #bind(socket: Socket): Promise<void> {
    const { systemId, password, systemType = '' } = this.#options;
    try {
      const answer = await this.#ask(COMMANDS.bindTransceiver, bindBody({ systemId, password, systemType }));
      if (answer.status !== STATUS.ok) {
        this.#options.log(`smpp: not bound, ${statusText(answer.status)}`);
        socket.destroy();
        return;
      }
      this.#bound = true;
      this.#pauseMs = this.#limits.againFirstMs;
      this.#options.log('smpp: bound');
      this.#enquiring = setInterval(() => void this.#enquire(), this.#limits.enquireMs);
      this.#enquiring.unref();
    } catch {
      socket.destroy();
    }
  }

  async #enquire(): Promise<void> {
    await this.#ask(COMMANDS.enquireLink, Buffer.alloc(0)).catch(() => {});
  }

  #closed(socket: Socket): void {
    if (this.#socket !== socket) return;
    const wasBound = this.#bound;
    this.#socket = null;
    this.#bound = false;
    clearInterval(this.#enquiring);
    for (const { failed, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      failed(new SmppError('smpp-down'));
    }
    this.#waiting.clear();
    if (this.#stopped) return;
    if (wasBound) this.#options.log('smpp: the line broke');
    this.#again = setTimeout(() => this.#open(), this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, this.#limits.againMaxMs);
  }

  #took(socket: Socket, pdu: Pdu): void {
    if (pdu.command >= RESPONSE) {
      const waiting = this.#waiting.get(pdu.sequence);
      if (waiting === undefined) return;
      this.#waiting.delete(pdu.sequence);
      clearTimeout(waiting.timer);
      waiting.done(pdu);
      return;
    }
    const answer = (command: number, status: number, body = Buffer.alloc(0)): void => {
      socket.write(encodePdu({ command, status, sequence: pdu.sequence, body }));
    };
    switch (pdu.command) {
      case COMMANDS.enquireLink:
        answer(responseTo(pdu.command), STATUS.ok);
        return;
      case COMMANDS.deliverSm: {
        const receipt = receiptOf(deliveredOf(pdu.body));
        if (receipt !== null) this.#listener(receipt);
        // Texts from telephones are taken and not read: nobody is to write to this number.
        answer(responseTo(pdu.command), STATUS.ok, Buffer.from([0]));
        return;
      }
      case COMMANDS.unbind:
        answer(responseTo(pdu.command), STATUS.ok);
        socket.end();
        return;
      default:
        answer(COMMANDS.genericNack, STATUS.invalidCommand);
    }
  }

  /** Says goodbye, waits a bounded time for the answer, and opens nothing any more. */
  async close(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#again);
    const socket = this.#socket;
    if (socket === null) return;
    const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    if (this.#bound) await this.#ask(COMMANDS.unbind, Buffer.alloc(0)).catch(() => {});
    socket.destroy();
    await gone;
  }
}

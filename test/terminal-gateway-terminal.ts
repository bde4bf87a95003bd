/** Terminals as a test plays them: a socket, keys, and messages with their code. */
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { fromHex, posEcbMac, tdesEcbDecrypt, toHex } from '#adapters/security-module';
import {
  decode,
  decodePosFrame,
  encode,
  encodePosFrame,
  type FieldValue,
  FrameReader,
  type Iso8583Message,
  macInputPos,
  posDialect,
  posFraming,
} from '#wire/iso8583';

import { CA } from './terminal-gateway-certificates.ts';

export const MERCHANT = '898000000000001';
export const PAN = '6200000000000005';
/** Terminal master key, as injected at a key ceremony. */
export const TMK = '0123456789ABCDEFFEDCBA9876543210';

/** One socket to the gateway. Frames are handed out in the order in which they came. */
export class Line {
  readonly socket: Socket;
  readonly #reader = new FrameReader(posFraming);
  readonly #frames: Uint8Array[] = [];
  readonly #readers: ((frame: Uint8Array | null) => void)[] = [];
  #over = false;
  readonly closed: Promise<void>;

  constructor(socket: Socket) {
    this.socket = socket;
    this.closed = new Promise((resolve) =>
      socket.once('close', () => {
        this.#over = true;
        for (const hand of this.#readers.splice(0)) hand(null);
        resolve();
      }),
    );
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      for (const frame of this.#reader.push(chunk)) {
        const hand = this.#readers.shift();
        if (hand === undefined) this.#frames.push(frame);
        else hand(frame);
      }
    });
  }

  static async open(port: number): Promise<Line> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new Line(socket);
  }

  /** Under TLS, with or without a certificate of its own. @throws when the gateway does not want it. */
  static async openTls(port: number, own: { readonly key?: string; readonly cert?: string }): Promise<Line> {
    const socket = connectTls({ port, host: '127.0.0.1', ca: CA, ...own });
    await new Promise<void>((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
    return new Line(socket);
  }

  write(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  /** The next frame without its length; `null` when the gateway closed the line first. */
  next(): Promise<Uint8Array | null> {
    const frame = this.#frames.shift();
    if (frame !== undefined) return Promise.resolve(frame);
    if (this.#over) return Promise.resolve(null);
    return new Promise((resolve) => this.#readers.push(resolve));
  }

  async ask(frame: Uint8Array): Promise<Iso8583Message> {
    this.write(frame);
    return this.answer();
  }

  async answer(): Promise<Iso8583Message> {
    const frame = await this.next();
    if (frame === null) throw new Error('the gateway closed the line without an answer');
    return decode(posDialect, decodePosFrame(frame).body);
  }
}

export const HEADER = {
  applicationClass: '60',
  softwareVersion: '31',
  terminalState: '0',
  processingRequirement: '0',
  softwareSubVersion: '310000',
};
export const TPDU = { id: '60', destination: '0005', source: '8381' };
export const framed = (body: Uint8Array): Uint8Array => encodePosFrame({ tpdu: TPDU, header: HEADER, body });

/** `undefined` takes a field out. */
type Fields = Record<number, FieldValue | undefined>;

/** A terminal: its keys, its trace number, and messages with their code. */
export class TerminalActor {
  readonly terminalId: string;
  macKey: Uint8Array = new Uint8Array(8);
  pinKey: Uint8Array = new Uint8Array(16);
  batchNo = '000000';
  #stan = 0;

  constructor(terminalId = '10000001') {
    this.terminalId = terminalId;
  }

  stan(): string {
    this.#stan += 1;
    return String(this.#stan).padStart(6, '0');
  }

  signInFrame(layout = '003'): Uint8Array {
    return framed(this.#encode('0800', { 11: this.stan(), 60: `00${this.batchNo}${layout}`, 63: '01 ' }));
  }

  async signIn(line: Line): Promise<Iso8583Message> {
    const answer = await line.ask(this.signInFrame());
    this.load(answer);
    return answer;
  }

  /** Takes the keys out of a sign-in answer as a terminal does: eight bytes of the second slot. */
  load(answer: Iso8583Message): void {
    const keys = answer.fields[62] as Uint8Array;
    this.pinKey = tdesEcbDecrypt(fromHex(TMK)!, keys.subarray(0, 16));
    this.macKey = tdesEcbDecrypt(fromHex(TMK)!, keys.subarray(20, 28));
    this.batchNo = (answer.fields[60] as string).slice(2, 8);
  }

  card(mti: string, type: string, processingCode: string, fields: Fields = {}): Uint8Array {
    return this.#coded(mti, {
      3: processingCode,
      4: '000000012345',
      11: fields[11] ?? this.stan(),
      22: '022',
      25: '00',
      35: `${PAN}D30122010000012345`,
      49: '156',
      60: `${type}${this.batchNo}00020`,
      ...fields,
    });
  }

  sale(fields: Fields = {}): Uint8Array {
    return this.card('0200', '22', '000000', fields);
  }

  void(original: Iso8583Message, fields: Fields = {}): Uint8Array {
    return this.card('0200', '23', '200000', { ...this.#named(original), ...fields });
  }

  refund(original: Iso8583Message, fields: Fields = {}): Uint8Array {
    const date = original.fields[13] as string;
    const named = this.#named(original);
    return this.card('0220', '25', '200000', { ...named, 61: `${named[61] as string}${date}`, ...fields });
  }

  /** Undoes the message with this trace number. */
  reversal(stan: string, fields: Fields = {}): Uint8Array {
    return this.card('0400', '22', '000000', { 11: stan, 39: '98', ...fields });
  }

  settlement(totals: string, fields: Fields = {}): Uint8Array {
    const own = { 11: this.stan(), 48: totals, 49: '156', 60: `00${this.batchNo}201`, 63: '01 ' };
    return framed(this.#encode('0500', { ...own, ...fields }));
  }

  /** A message that manages: usually without a code, the batch in F60. */
  managed(mti: string, networkCode: string, fields: Fields = {}, how?: 'with a code'): Uint8Array {
    const all = { 60: `00${this.batchNo}${networkCode}`, ...fields };
    return how === 'with a code' ? this.#coded(mti, all) : framed(this.#encode(mti, all));
  }

  echo(): Uint8Array {
    return framed(this.#encode('0820', { 60: '00000001301' }));
  }

  isSigned(answer: Iso8583Message): boolean {
    if (answer.fields[64] === undefined) return false;
    const mac = posEcbMac(this.macKey, macInputPos(encode(posDialect, answer)));
    return toHex(mac) === toHex(answer.fields[64] as Uint8Array);
  }

  #named(original: Iso8583Message): Fields {
    const batch = (original.fields[60] as string).slice(2, 8);
    return { 37: original.fields[37]!, 61: `${batch}${original.fields[11] as string}` };
  }

  #encode(mti: string, fields: Fields): Uint8Array {
    const all = Object.entries<FieldValue | undefined>({ 41: this.terminalId, 42: MERCHANT, ...fields });
    const given = all.filter((each): each is [string, FieldValue] => each[1] !== undefined);
    return encode(posDialect, { mti, fields: Object.fromEntries(given) });
  }

  #coded(mti: string, fields: Fields): Uint8Array {
    const body = this.#encode(mti, { ...fields, 64: new Uint8Array(8) });
    body.set(posEcbMac(this.macKey, macInputPos(body)), body.length - 8);
    return framed(body);
  }
}

/** A network centre in a few lines over real sockets, and a link that talks to it. */
import { createServer, type Server, type Socket } from 'node:net';
import {
  createNetworkLink,
  type LinkLimits,
  type NetworkLink,
  type NetworkLinkOptions,
} from '#adapters/network-link';
import { createSoftwareSecurityModule, x99CbcMac } from '#adapters/security-module';
import type { CutOverNotice } from '#domain/calendar';
import type { PaymentId } from '#domain/payment';
import { LIMITS, type NetworkAnswer, type NetworkRequest } from '#engine';
import {
  decode,
  decodeNetworkFrame,
  encode,
  encodeNetworkFrame,
  FrameReader,
  type Iso8583Message,
  macInputNetwork,
  networkDialect,
  networkFraming,
  textOf,
  toHex,
} from '#wire/iso8583';

export const ZONE_KEY = Uint8Array.from({ length: 16 }, (_, index) => 0x11 + index * 7);
export const PAN = '6200000000000000005';
export const NOW_MS = Date.parse('2026-11-23T10:15:31+08:00');

/** Things that happen, in order; whoever asks first gets the first. */
export class Queue<T> {
  readonly #items: T[] = [];
  readonly #takers: ((item: T) => void)[] = [];

  put(item: T): void {
    const taker = this.#takers.shift();
    if (taker === undefined) this.#items.push(item);
    else taker(item);
  }

  next(): Promise<T> {
    return this.#items.length > 0
      ? Promise.resolve(this.#items.shift()!)
      : new Promise((resolve) => this.#takers.push(resolve));
  }

  async nextWhere(wanted: (item: T) => boolean): Promise<T> {
    for (;;) {
      const item = await this.next();
      if (wanted(item)) return item;
    }
  }

  get length(): number {
    return this.#items.length;
  }
}

export const macOf = (message: Iso8583Message): string =>
  toHex(x99CbcMac(ZONE_KEY, macInputNetwork(message))).slice(0, 8);

interface SendOptions {
  readonly mac?: 'good' | 'wrong' | 'none';
  readonly rejectCode?: string;
}

/** The centre's end of one connection. */
export class Line {
  readonly payments = new Queue<Iso8583Message>();
  readonly management = new Queue<Iso8583Message>();
  readonly closed: Promise<void>;
  readonly socket: Socket;

  constructor(socket: Socket, centre: Centre) {
    this.socket = socket;
    const reader = new FrameReader(networkFraming());
    socket.setNoDelay(true);
    socket.on('error', () => {});
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('data', (chunk) => {
      for (const bytes of reader.push(chunk)) {
        const frame = decodeNetworkFrame(bytes);
        // A message to somebody else ends the line, and with it the test that sent it.
        if (frame.destination !== '00010000' || frame.source !== '48020000') return void socket.destroy();
        this.#take(decode(networkDialect, frame.body), centre);
      }
    });
  }

  #take(message: Iso8583Message, centre: Centre): void {
    const code = message.mti === '0820' ? centre.codes[textOf(message, 70) ?? ''] : undefined;
    if (code !== undefined) this.answer(message, { 39: code }, { mac: 'none' });
    (message.mti.startsWith('08') ? this.management : this.payments).put(message);
  }

  send(message: Iso8583Message, { mac = 'good', rejectCode = '00000' }: SendOptions = {}): void {
    const value = mac === 'wrong' ? '00000000' : macOf(message);
    const sealed = mac === 'none' ? message : { ...message, fields: { ...message.fields, 128: value } };
    const body = encode(networkDialect, sealed);
    this.socket.write(encodeNetworkFrame({ destination: '48020000', source: '00010000', body, rejectCode }));
  }

  answer(request: Iso8583Message, more: Record<number, string>, options: SendOptions = {}): void {
    const echoed = [3, 4, 7, 11, 32, 33, 37, 41, 42, 49, 70].flatMap((field) => {
      const value = textOf(request, field);
      return value === undefined ? [] : [[field, value] as const];
    });
    const mti = `${request.mti.slice(0, 2)}${Number(request.mti.slice(2)) + 10}`;
    this.send({ mti, fields: { ...Object.fromEntries(echoed), ...more } }, options);
  }
}

export class Centre {
  readonly lines = new Queue<Line>();
  /** Answers to management by F70; a code that is not here gets no answer. */
  codes: Record<string, string> = { '001': '00', '002': '00', '301': '00' };
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();

  async listen(make: (onSocket: (socket: Socket) => void) => Server = createServer): Promise<number> {
    const server = make((socket) => {
      this.#sockets.add(socket);
      this.lines.put(new Line(socket, this));
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const server = this.#server;
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }
}

const security = createSoftwareSecurityModule({ masterKey: new Uint8Array(32).fill(7) });
const { key: zoneMacKey } = await security.importKey('zak', toHex(ZONE_KEY));
const { cipher } = await security.sealPan(PAN);
const endings: (() => Promise<unknown>)[] = [];

/** What a test leaves to be ended after it. */
export function atEnd(end: () => Promise<unknown>): void {
  endings.push(end);
}

/** For `afterEach`: ends the links and centres of the test. */
export async function endAll(): Promise<void> {
  for (const end of endings.splice(0)) await end();
}

export interface Stage {
  readonly centre: Centre;
  readonly link: NetworkLink;
  readonly answers: Queue<{ readonly keyText: string; readonly answer: NetworkAnswer }>;
  readonly states: Queue<string>;
  readonly notices: Queue<CutOverNotice>;
  readonly troubles: Queue<string>;
}

type Change = Partial<LinkLimits>;

export async function stage(change: Change = {}, more: Partial<NetworkLinkOptions> = {}): Promise<Stage> {
  const centre = new Centre();
  const port = more.port ?? (await centre.listen());
  const answers: Stage['answers'] = new Queue();
  const [states, notices, troubles] = [new Queue<string>(), new Queue<CutOverNotice>(), new Queue<string>()];
  const link = createNetworkLink({
    host: '127.0.0.1',
    port,
    institution: { forwarderId: '48020000' },
    stationId: '48020000',
    keys: { zoneMacKey },
    security,
    clock: { nowMs: () => NOW_MS },
    limits: { ...LIMITS, networkReconnectFirstMs: 5, networkReconnectMaxMs: 20, ...change },
    onAnswer: (keyText, answer) => answers.put({ keyText, answer }),
    onCutOver: (notice) => notices.put(notice),
    onOrderPaid: async () => 'taken',
    onOrderFound: async () => {},
    onInquiry: () => {},
    onState: (state) => states.put(state),
    telemetry: { trouble: ({ message }) => troubles.put(message) },
    ...more,
  });
  endings.push(
    () => link.stop(),
    () => centre.close(),
  );
  return { centre, link, answers, states, notices, troubles };
}

/** A stage whose link is signed on. */
export async function upStage(
  change: Change = {},
  more: Partial<NetworkLinkOptions> = {},
): Promise<Stage & { line: Line }> {
  const made = await stage(change, more);
  made.link.start();
  const line = await made.centre.lines.next();
  await made.states.nextWhere((state) => state === 'up');
  await line.management.next();
  return { ...made, line };
}

export function sale(no: number): NetworkRequest {
  const stan = String(no).padStart(6, '0');
  const ids = { acquirerId: '48020000', forwarderId: '48020000' };
  return {
    message: 'sale',
    paymentKind: 'sale',
    channel: 'unionpay.pos',
    subject: { book: 'm/1', paymentId: `pay_${no}` as PaymentId, cancellationId: null, part: 'payment' },
    network: { year: '2026', transmission: '1123101531', stan, ...ids },
    original: null,
    originalKind: null,
    amountFen: BigInt(no) * 100n,
    currencyNumeric: '156',
    card: { index: 'i', cipher, masked: '620000*********0005', expiry: '3012', sequence: null },
    carried: null,
    rrn: `101531${stan}`,
    authCode: null,
    entryMode: '071',
    conditionCode: '00',
    mcc: '5411',
    merchantId: '898000000000001',
    merchantName: 'TEST SHOP',
    terminalId: '10000001',
    reasonCode: null,
    attempt: 1,
    sendBeforeMs: null,
  };
}

export const approved = { 15: '1123', 38: 'A1B2C3', 39: '00' };

/** A terminal that does nothing but ask: a socket, its keys, and messages with their code. One message under way. */
import { connect, type Socket } from 'node:net';
import {
  createKeyCipher,
  createPosEcbMac,
  encryptPin,
  fromHex,
  macKeyInSlot,
} from '#adapters/security-module';
import {
  buildPosField60,
  buildPosField61,
  decode,
  decodePosFrame,
  encode,
  encodePosFrame,
  type FieldValue,
  FrameReader,
  type Iso8583Message,
  keyLayouts,
  macInputPos,
  parseSignInKeys,
  posDialect,
  posFraming,
} from '#wire/iso8583';
import type { SwipedCard } from './world.ts';

type Fields = Readonly<Record<number, FieldValue>>;

const HEADER = {
  ...{ applicationClass: '60', softwareVersion: '31', terminalState: '0' },
  ...{ processingRequirement: '0', softwareSubVersion: '000000' },
};
const TPDU = { id: '60', destination: '0003', source: '0000' };
const MAC_BYTES = 8;
const SILENT_MS = 30_000;
/** With a PIN of this terminal: format with card number, double length triple DES, track in clear. */
const PIN_SECURITY = '2600000000000000';

export interface Sold {
  readonly stan: string;
  readonly batchNo: string;
  readonly rrn: string;
  readonly authCode: string;
}

export interface TerminalOptions {
  readonly port: number;
  readonly merchantId: string;
  readonly terminalId: string;
  readonly masterKeyHex: string;
  readonly card: SwipedCard;
  readonly amountFen: bigint;
  /** The last number that was used before. */
  readonly afterStan?: number;
}

export class LoadTerminal {
  readonly #options: TerminalOptions;
  readonly #socket: Socket;
  readonly #reader = new FrameReader(posFraming);
  #mac = (_input: Uint8Array): Uint8Array => new Uint8Array(MAC_BYTES);
  #pinBlock: Uint8Array = new Uint8Array(8);
  #batchNo = '000001';
  #stan = 0;
  #hear: ((answer: Iso8583Message | null) => void) | null = null;
  #over = false;
  /** Approved and not given back, oldest first. */
  readonly sold: Sold[] = [];

  private constructor(options: TerminalOptions, socket: Socket) {
    this.#options = options;
    this.#socket = socket;
    this.#stan = options.afterStan ?? 0;
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#over = true;
      this.#heard(null);
    });
    socket.on('data', (chunk) => {
      for (const frame of this.#reader.push(chunk))
        this.#heard(decode(posDialect, decodePosFrame(frame).body));
    });
  }

  /** Connects and signs in: from then on it has keys of its own. */
  static async open(options: TerminalOptions): Promise<LoadTerminal> {
    const socket = connect({ port: options.port, host: '127.0.0.1', noDelay: true });
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    const terminal = new LoadTerminal(options, socket);
    try {
      await terminal.#signIn();
      return terminal;
    } catch (error) {
      terminal.close();
      throw error;
    }
  }

  get lastStan(): number {
    return this.#stan;
  }

  get over(): boolean {
    return this.#over;
  }

  close(): void {
    this.#socket.destroy();
  }

  #heard(answer: Iso8583Message | null): void {
    const hear = this.#hear;
    this.#hear = null;
    hear?.(answer);
  }

  async #signIn(): Promise<void> {
    const answer = await this.#ask(
      this.#frame('0800', { 11: this.#nextStan(), 60: `00${this.#batchNo}003`, 63: '01 ' }),
    );
    const keys = answer?.fields[62];
    if (answer?.fields[39] !== '00' || !(keys instanceof Uint8Array))
      throw new Error(`Terminal ${this.#options.terminalId} cannot sign in: ${outcomeOf(answer)}`);
    const master = createKeyCipher('tdes', fromHex(this.#options.masterKeyHex)!);
    const { pinKey, macKey } = parseSignInKeys(keys, keyLayouts.double);
    const { pan, pin } = this.#options.card;
    const opened = createKeyCipher('tdes', new Uint8Array(master.decrypt(pinKey)));
    // The block is of card, PIN and key, and none of them changes while this terminal is signed in.
    this.#pinBlock = encryptPin('iso-0', opened, pin, pan);
    this.#mac = createPosEcbMac(macKeyInSlot(new Uint8Array(master.decrypt(macKey))));
    this.#batchNo = String(answer.fields[60]).slice(2, 8);
  }

  /** `approved`, else what came in its place. */
  async sale(): Promise<string> {
    const { amountFen } = this.#options;
    const stan = this.#nextStan();
    const batchNo = this.#batchNo;
    const answer = await this.#ask(this.#carded('0200', stan, '22', '000000', amountFen));
    const outcome = outcomeOf(answer);
    if (outcome === 'approved') {
      const [rrn, authCode] = [String(answer!.fields[37]), String(answer!.fields[38])];
      this.sold.push({ stan, batchNo, rrn, authCode });
    }
    return outcome;
  }

  async void({ stan, batchNo, rrn, authCode }: Sold): Promise<string> {
    const { amountFen } = this.#options;
    const original = { 37: rrn, 38: authCode, 61: buildPosField61({ batch: batchNo, trace: stan }) };
    return outcomeOf(
      await this.#ask(this.#carded('0200', this.#nextStan(), '23', '200000', amountFen, original)),
    );
  }

  #nextStan(): string {
    this.#stan = (this.#stan % 999_999) + 1;
    return String(this.#stan).padStart(6, '0');
  }

  #ask(frame: Uint8Array): Promise<Iso8583Message | null> {
    if (this.#over) return Promise.resolve(null);
    return new Promise((resolve) => {
      // A host whose database is away says nothing; a terminal that waited so long hangs up.
      const silent = setTimeout(() => this.#socket.destroy(), SILENT_MS);
      this.#hear = (answer) => {
        clearTimeout(silent);
        resolve(answer);
      };
      this.#socket.write(frame);
    });
  }

  #carded(
    mti: string,
    stan: string,
    type: string,
    code: string,
    amountFen: bigint,
    more: Fields = {},
  ): Uint8Array {
    const { track2 } = this.#options.card;
    const batch = { transactionType: type, batch: this.#batchNo, networkCode: '000' } as const;
    const body = this.#body(mti, {
      ...{ 3: code, 4: String(amountFen).padStart(12, '0'), 11: stan, 22: '021', 25: '00', 26: '12' },
      ...{ 35: track2, 49: '156', 52: this.#pinBlock, 53: PIN_SECURITY },
      60: buildPosField60({ ...batch, readingCapability: '5', chipCondition: '0' }),
      ...more,
      64: new Uint8Array(MAC_BYTES),
    });
    body.set(this.#mac(macInputPos(body)), body.length - MAC_BYTES);
    return encodePosFrame({ tpdu: TPDU, header: HEADER, body });
  }

  #frame(mti: string, fields: Fields): Uint8Array {
    return encodePosFrame({ tpdu: TPDU, header: HEADER, body: this.#body(mti, fields) });
  }

  #body(mti: string, fields: Fields): Uint8Array {
    const { merchantId, terminalId } = this.#options;
    return encode(posDialect, { mti, fields: { ...fields, 41: terminalId, 42: merchantId } });
  }
}

/** By F39; a line that closed is an outcome too. */
function outcomeOf(answer: Iso8583Message | null): string {
  if (answer === null) return 'line closed';
  const code = String(answer.fields[39]);
  return code === '00' ? 'approved' : `code ${code}`;
}

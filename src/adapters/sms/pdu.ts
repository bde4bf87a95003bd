/** Messages of SMPP 3.4: a header of sixteen bytes, then fields by command, then optional ones with tag and length. */

export const COMMANDS = {
  genericNack: 0x8000_0000,
  bindTransceiver: 0x0000_0009,
  submitSm: 0x0000_0004,
  deliverSm: 0x0000_0005,
  unbind: 0x0000_0006,
  enquireLink: 0x0000_0015,
} as const;
export const RESPONSE = 0x8000_0000;
export const responseTo = (command: number): number => (command | RESPONSE) >>> 0;

/** Of the many codes those that this side treats apart. */
export const STATUS = { ok: 0, invalidCommand: 0x03, queueFull: 0x14, throttled: 0x58 } as const;
/** Of a response that is to make the other side send again later. */
export const statusText = (status: number): string => `0x${status.toString(16).padStart(8, '0')}`;

export interface Pdu {
  readonly command: number;
  readonly status: number;
  readonly sequence: number;
  readonly body: Buffer;
}

const HEADER_BYTES = 16;
/** Nothing that this side asks for is longer. */
const LENGTH_MAX = 16 * 1024;

export class SmppFormatError extends Error {
  override readonly name = 'SmppFormatError';
}

export function encodePdu({ command, status, sequence, body }: Pdu): Buffer {
  const head = Buffer.alloc(HEADER_BYTES);
  head.writeUInt32BE(HEADER_BYTES + body.length, 0);
  head.writeUInt32BE(command, 4);
  head.writeUInt32BE(status, 8);
  head.writeUInt32BE(sequence, 12);
  return Buffer.concat([head, body]);
}

/** Cuts what arrives into messages; bytes of one may come in many pieces. */
export class PduReader {
  #rest: Buffer = Buffer.alloc(0);

  /** @throws SmppFormatError: nothing after it can be read */
  push(bytes: Buffer): Pdu[] {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const found: Pdu[] = [];
    while (this.#rest.length >= 4) {
      const length = this.#rest.readUInt32BE(0);
      if (length < HEADER_BYTES || length > LENGTH_MAX)
        throw new SmppFormatError(`a message of ${length} bytes`);
      if (this.#rest.length < length) break;
      found.push({
        command: this.#rest.readUInt32BE(4),
        status: this.#rest.readUInt32BE(8),
        sequence: this.#rest.readUInt32BE(12),
        body: this.#rest.subarray(HEADER_BYTES, length),
      });
      this.#rest = this.#rest.subarray(length);
    }
    return found;
  }
}

const cString = (text: string): Buffer => Buffer.from(`${text}\0`, 'latin1');
const bytes = (...values: readonly number[]): Buffer => Buffer.from(values);

const VERSION_3_4 = 0x34;

export const bindBody = (given: {
  readonly systemId: string;
  readonly password: string;
  readonly systemType: string;
}): Buffer =>
  Buffer.concat([
    ...[cString(given.systemId), cString(given.password), cString(given.systemType)],
    // Type and plan of numbers, and the range of addresses: none in particular.
    ...[bytes(VERSION_3_4, 0, 0), cString('')],
  ]);

export interface Address {
  /** Type of number: 1 international, 5 letters, 0 unknown. */
  readonly ton: number;
  /** Numbering plan: 1 is E.164. */
  readonly npi: number;
  readonly digits: string;
}

export interface Submit {
  readonly from: Address;
  readonly to: Address;
  readonly dataCoding: number;
  /** The message begins with a header that says which part it is. */
  readonly hasHeader: boolean;
  readonly wantsReceipt: boolean;
  readonly message: Buffer;
}

const address = ({ ton, npi, digits }: Address): Buffer => Buffer.concat([bytes(ton, npi), cString(digits)]);

export const submitBody = ({ from, to, dataCoding, hasHeader, wantsReceipt, message }: Submit): Buffer =>
  Buffer.concat([
    cString(''),
    address(from),
    address(to),
    // esm_class, protocol_id, priority_flag.
    bytes(hasHeader ? 0x40 : 0, 0, 0),
    // At once, and as long as the centre keeps texts.
    ...[cString(''), cString('')],
    // registered_delivery, replace_if_present, data_coding, sm_default_msg_id, sm_length.
    bytes(wantsReceipt ? 1 : 0, 0, dataCoding, 0, message.length),
    message,
  ]);

/** Reads fields one after the other; what is missing is a message that cannot be read. */
class Fields {
  readonly #body: Buffer;
  #at = 0;
  constructor(body: Buffer) {
    this.#body = body;
  }
  get left(): number {
    return this.#body.length - this.#at;
  }
  byte(): number {
    if (this.left < 1) throw new SmppFormatError('a message ends too early');
    this.#at += 1;
    return this.#body[this.#at - 1]!;
  }
  short(): number {
    return this.byte() * 256 + this.byte();
  }
  take(count: number): Buffer {
    if (this.left < count) throw new SmppFormatError('a message ends too early');
    this.#at += count;
    return this.#body.subarray(this.#at - count, this.#at);
  }
  cString(): string {
    const end = this.#body.indexOf(0, this.#at);
    if (end < 0) throw new SmppFormatError('a text has no end');
    return this.take(end - this.#at + 1)
      .subarray(0, -1)
      .toString('latin1');
  }
}

/** The name that the centre gave to a text. */
export const messageIdOf = (body: Buffer): string => new Fields(body).cString();

export interface Delivered {
  readonly esmClass: number;
  readonly message: Buffer;
  readonly optional: ReadonlyMap<number, Buffer>;
}

export function deliveredOf(body: Buffer): Delivered {
  const fields = new Fields(body);
  fields.cString();
  for (const _address of ['from', 'to']) {
    fields.take(2);
    fields.cString();
  }
  const esmClass = fields.byte();
  fields.take(2);
  fields.cString();
  fields.cString();
  fields.take(4);
  const message = fields.take(fields.byte());
  const optional = new Map<number, Buffer>();
  while (fields.left > 0) {
    const tag = fields.short();
    optional.set(tag, fields.take(fields.short()));
  }
  return { esmClass, message, optional };
}

/** A caller of the API on one connection that is kept: writes a request, reads its answer, and nothing more. */
import { connect, type Socket } from 'node:net';

export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

const HEAD_END = '\r\n\r\n';

/** One answer at the start of the bytes, and what is behind it; null while it is not whole. */
export function readAnswer(bytes: Buffer): { readonly answer: ApiAnswer; readonly rest: Buffer } | null {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return null;
  const head = bytes.toString('latin1', 0, end);
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1]);
  if (!Number.isInteger(status) || !Number.isInteger(length))
    throw new Error(`Cannot read what the API answered: ${head.slice(0, 200)}`);
  const from = end + HEAD_END.length;
  if (bytes.length < from + length) return null;
  const text = bytes.toString('utf8', from, from + length);
  return {
    answer: { status, body: text === '' ? null : JSON.parse(text) },
    rest: bytes.subarray(from + length),
  };
}

export class ApiClient {
  readonly #port: number;
  #socket: Socket | null = null;
  #bytes: Buffer = Buffer.alloc(0);
  #hear: ((answer: ApiAnswer | null) => void) | null = null;

  private constructor(port: number) {
    this.#port = port;
  }

  static async open(port: number): Promise<ApiClient> {
    const client = new ApiClient(port);
    await client.#connect();
    return client;
  }

  async #connect(): Promise<Socket> {
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    this.#socket = socket;
    this.#bytes = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = null;
      this.#heard(null);
    });
    socket.on('data', (chunk: Buffer) => {
      this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
      const read = readAnswer(this.#bytes);
      if (read === null) return;
      this.#bytes = read.rest;
      this.#heard(read.answer);
    });
    return socket;
  }

  #heard(answer: ApiAnswer | null): void {
    const hear = this.#hear;
    this.#hear = null;
    hear?.(answer);
  }

  /** Null when the server closed the connection under way. One that it closed for idleness is opened again. */
  async post(path: string, key: string, idempotencyKey: string, content: unknown): Promise<ApiAnswer | null> {
    const socket = this.#socket ?? (await this.#connect());
    const body = JSON.stringify(content);
    const head = [
      ...[`POST ${path} HTTP/1.1`, 'host: 127.0.0.1', `authorization: Bearer ${key}`],
      ...[`idempotency-key: ${idempotencyKey}`, 'content-type: application/json'],
      `content-length: ${Buffer.byteLength(body)}`,
    ];
    return new Promise((resolve) => {
      this.#hear = resolve;
      socket.write(`${head.join('\r\n')}${HEAD_END}${body}`);
    });
  }

  close(): void {
    this.#socket?.destroy();
  }
}

import { connect as connectTcp, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { decodeNetworkFrame, FrameReader, type NetworkFrame, networkFraming } from '#wire/iso8583';

export interface ConnectionOptionsOfLink {
  readonly host: string;
  readonly port: number;
  readonly tls: ConnectionOptions | undefined;
  readonly frameBytesMax: number;
  /** Bytes that may wait for a centre that does not read. */
  readonly backlogBytesMax: number;
  /** How long connecting, with the TLS handshake, may take; and a polite end. */
  readonly patienceMs: number;
}

export interface ConnectionEvents {
  opened(): void;
  frame(frame: NetworkFrame): void;
  /** Once, last. `why` is for people. */
  closed(why: string): void;
}

interface Outgoing {
  readonly bytes: Uint8Array;
  readonly settle: (written: boolean) => void;
}

/**
 * One connection to the centre: frames in, frames out. Frames of one turn of the event loop leave in one write,
 * because a write per message costs more than everything else here.
 */
export class Connection {
  readonly #options: ConnectionOptionsOfLink;
  readonly #events: ConnectionEvents;
  readonly #socket: Socket;
  readonly #reader: FrameReader;
  readonly #openTimer: NodeJS.Timeout;
  #outgoing: Outgoing[] = [];
  #outgoingBytes = 0;
  #closed = false;
  #why = 'the centre closed the connection';
  readonly #gone: Promise<void>;

  constructor(options: ConnectionOptionsOfLink, events: ConnectionEvents) {
    this.#options = options;
    this.#events = events;
    this.#reader = new FrameReader(networkFraming(), { maxLength: options.frameBytesMax });
    const { host, port, tls, patienceMs } = options;
    this.#socket = tls === undefined ? connectTcp({ host, port }) : connectTls({ ...tls, host, port });
    this.#socket.setNoDelay(true);
    this.#socket.setKeepAlive(true);
    this.#openTimer = setTimeout(() => this.close(`no connection within ${patienceMs} ms`), patienceMs);
    this.#socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
      clearTimeout(this.#openTimer);
      if (!this.#closed) events.opened();
    });
    this.#socket.on('data', (chunk) => this.#take(chunk));
    this.#socket.on('error', (error) => this.close(error.message));
    this.#gone = new Promise((resolve) => {
      this.#socket.once('close', () => {
        this.close(this.#why);
        resolve();
      });
    });
  }

  /** The centre reads too slowly: nothing more may be written until it has drained. */
  get full(): boolean {
    return this.#outgoingBytes + this.#socket.writableLength > this.#options.backlogBytesMax;
  }

  /** True when the bytes were given to the operating system or wait for it; false when surely none was. */
  write(bytes: Uint8Array): Promise<boolean> {
    if (this.#closed) return Promise.resolve(false);
    return new Promise((settle) => {
      if (this.#outgoing.length === 0) setImmediate(() => this.#flush());
      this.#outgoing.push({ bytes, settle });
      this.#outgoingBytes += bytes.length;
    });
  }

  #flush(): void {
    const batch = this.#outgoing;
    this.#outgoing = [];
    this.#outgoingBytes = 0;
    const written = !this.#closed && this.#socket.writable;
    if (written && batch.length > 0) this.#socket.write(Buffer.concat(batch.map(({ bytes }) => bytes)));
    for (const { settle } of batch) settle(written);
  }

  #take(chunk: Uint8Array): void {
    if (this.#closed) return;
    try {
      for (const bytes of this.#reader.push(chunk)) this.#events.frame(decodeNetworkFrame(bytes));
      if (this.#reader.failure !== null) throw this.#reader.failure;
    } catch (error) {
      // The boundary of the next message is unknown now: only a new connection has one.
      this.close(error instanceof Error ? error.message : String(error));
    }
  }

  /** Stops reading while the answers already here are checked. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Writes what waits, then closes; after the patience without more ceremony. */
  async end(why: string): Promise<void> {
    this.#flush();
    this.#why = why;
    this.#socket.end();
    const hurry = setTimeout(() => this.close(why), this.#options.patienceMs);
    await this.#gone;
    clearTimeout(hurry);
  }

  /** At once. What was not written yet is answered as not written. */
  close(why: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#why = why;
    clearTimeout(this.#openTimer);
    this.#flush();
    this.#socket.destroy();
    this.#events.closed(why);
  }
}

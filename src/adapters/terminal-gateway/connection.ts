/** One connection: bytes to frames, frames to answers, and a bound on everything a peer can make us hold. */
import type { Socket } from 'node:net';
import type { Limits } from '#engine';
import { FrameReader, Iso8583Error, posFraming } from '#wire/iso8583';
import { type ConnectionEnd, type Log, wordsOfError } from './events.ts';
import { readIncoming, senderOf } from './incoming.ts';
import type { Served } from './service.ts';

export interface ConnectionOptions {
  readonly number: number;
  readonly socket: Socket;
  readonly limits: Limits;
  readonly serve: Served;
  readonly log: Log;
}

/**
 * Messages of one terminal are served in the order in which they came; those of different terminals behind one
 * line are served side by side. At most `connectionQueueMax` are under way, then the socket is not read: the
 * peer's own send buffer fills up and it waits.
 */
export class TerminalConnection {
  readonly #options: ConnectionOptions;
  readonly #socket: Socket;
  readonly #reader: FrameReader;
  readonly #lines = new Map<string, Promise<void>>();
  #underWay = 0;
  #requests = 0;
  #end: ConnectionEnd | null = null;
  #flushing = false;
  #frameTimer: NodeJS.Timeout | undefined;
  #drainTimer: NodeJS.Timeout | undefined;
  /** Resolves when the socket is closed. */
  readonly closed: Promise<void>;

  constructor(options: ConnectionOptions) {
    const { socket, limits } = options;
    this.#options = options;
    this.#socket = socket;
    this.#reader = new FrameReader(posFraming, { maxLength: limits.frameBytesMax });
    this.closed = new Promise((resolve) => socket.once('close', () => resolve(this.#afterClose())));
    socket.setNoDelay(true);
    socket.setTimeout(limits.connectionIdleMs, () => this.#abort('idle'));
    socket.on('data', (chunk: Uint8Array) => this.#guarded(() => this.#take(chunk)));
    socket.on('drain', () => this.#guarded(() => this.#drained()));
    socket.on('end', () => this.#guarded(() => this.finish('peer')));
    socket.on('error', () => {
      this.#end ??= 'peer-error';
    });
  }

  get underWay(): number {
    return this.#underWay;
  }

  /** Takes in nothing more, answers what is under way, then closes. */
  finish(end: ConnectionEnd): void {
    if (this.#end !== null) return;
    this.#end = end;
    clearTimeout(this.#frameTimer);
    // What still arrives is read and dropped: unread bytes would make the system reset the line, and the peer
    // would lose answers already sent.
    this.#socket.resume();
    this.#endWhenAnswered();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #abort(end: ConnectionEnd): void {
    this.#end ??= end;
    this.#socket.destroy();
  }

  /** Nothing that a peer sends may reach the process as an uncaught error. */
  #guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#options.log({ kind: 'trouble', where: 'connection', message: wordsOfError(error) });
      this.#abort('fault');
    }
  }

  #take(chunk: Uint8Array): void {
    if (this.#end !== null) return;
    const frames = this.#cut(chunk);
    for (const frame of frames) {
      if (this.#end === null) this.#accept(frame);
    }
    const { failure } = this.#reader;
    if (failure !== null && this.#end === null) this.#unreadable(failure.code);
    this.#watchFrame(frames.length > 0);
    this.#regulate();
  }

  #cut(chunk: Uint8Array): Uint8Array[] {
    try {
      return this.#reader.push(chunk);
    } catch (error) {
      if (error instanceof Iso8583Error) return [];
      throw error;
    }
  }

  #unreadable(code: string): void {
    this.#options.log({ kind: 'bytes-unreadable', connection: this.#options.number, code });
    this.finish('unreadable');
  }

  #accept(bytes: Uint8Array): void {
    const incoming = readIncoming(bytes);
    if (incoming.state === 'unreadable') {
      this.#unreadable(incoming.code);
      return;
    }
    this.#underWay += 1;
    this.#requests += 1;
    const sender = senderOf(incoming.message);
    const before = this.#lines.get(sender) ?? Promise.resolve();
    const line = before
      .then(() => this.#options.serve(this.#options.number, incoming))
      .then((frame) => {
        if (frame !== null) this.#send(frame);
      })
      .catch((error: unknown) => {
        this.#options.log({ kind: 'trouble', where: 'send answer', message: wordsOfError(error) });
      })
      .then(() => {
        this.#underWay -= 1;
        if (this.#lines.get(sender) === line) this.#lines.delete(sender);
        this.#regulate();
        this.#endWhenAnswered();
      });
    this.#lines.set(sender, line);
  }

  /** A peer that is gone gets nothing: its terminal repeats or reverses. */
  #send(frame: Uint8Array): void {
    if (!this.#socket.writable) return;
    if (this.#socket.write(frame) || this.#flushing) return;
    this.#flushing = true;
    this.#drainTimer = setTimeout(() => this.#abort('peer-does-not-read'), this.#options.limits.frameIdleMs);
    this.#regulate();
  }

  #drained(): void {
    this.#flushing = false;
    clearTimeout(this.#drainTimer);
    this.#drainTimer = undefined;
    this.#regulate();
  }

  #regulate(): void {
    if (this.#end !== null || this.#socket.destroyed) return;
    const mayRead = !this.#flushing && this.#underWay < this.#options.limits.connectionQueueMax;
    if (mayRead === !this.#socket.isPaused()) return;
    if (mayRead) {
      this.#socket.resume();
      this.#watchFrame(true);
    } else {
      this.#socket.pause();
      // While nothing is read, a frame that stands half is not the peer's fault.
      clearTimeout(this.#frameTimer);
      this.#frameTimer = undefined;
    }
  }

  /** The time for a frame runs from its first byte, so that single bytes cannot keep it open for ever. */
  #watchFrame(begins: boolean): void {
    if (begins || this.#reader.pendingBytes === 0) {
      clearTimeout(this.#frameTimer);
      this.#frameTimer = undefined;
    }
    if (this.#reader.pendingBytes === 0 || this.#frameTimer !== undefined || this.#end !== null) return;
    this.#frameTimer = setTimeout(() => this.#abort('frame-too-slow'), this.#options.limits.frameIdleMs);
  }

  #endWhenAnswered(): void {
    if (this.#end === null || this.#underWay > 0 || this.#socket.destroyed || this.#socket.writableEnded)
      return;
    this.#socket.end();
    // A peer that keeps its side open for ever is not waited for.
    this.#drainTimer ??= setTimeout(() => this.#socket.destroy(), this.#options.limits.frameIdleMs);
  }

  #afterClose(): void {
    clearTimeout(this.#frameTimer);
    clearTimeout(this.#drainTimer);
    const { log, number } = this.#options;
    log({
      kind: 'connection-closed',
      connection: number,
      end: this.#end ?? 'peer',
      requests: this.#requests,
    });
  }
}

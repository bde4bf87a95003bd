import { readFile } from 'node:fs/promises';
import { connect as connectTcp, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { FrameReader, posFraming } from '#wire/iso8583';
import type { TerminalAddress, TerminalProfile } from './terminal-profile.ts';

/** The line could not be set up; nothing was sent. */
export class NotConnectedError extends Error {
  override readonly name = 'NotConnectedError';
}

export type LineAnswer =
  | { readonly state: 'answer'; readonly frame: Uint8Array }
  | { readonly state: 'garbage'; readonly detail: string }
  | { readonly state: 'silence'; readonly detail: string };

export interface TerminalLink {
  /** Ready to send, over the kept connection or a new one. @throws NotConnectedError. */
  connect(): Promise<void>;
  /**
   * Sends one frame and waits for one. After silence the connection is dropped, so that a late answer cannot
   * pass for the next one. `lose` drops it as soon as the frame has left, as a failing line would.
   */
  exchange(frame: Uint8Array, options: { readonly lose: boolean }): Promise<LineAnswer>;
  close(): Promise<void>;
}

interface Waiter {
  readonly settle: (answer: LineAnswer) => void;
}

export interface TerminalLinkOptions {
  readonly profile: Pick<TerminalProfile, 'host' | 'port' | 'others' | 'tls'>;
  readonly connectTimeoutMs: number;
  readonly replyTimeoutMs: number;
  readonly frameBytesMax: number;
}

export function createTerminalLink(options: TerminalLinkOptions): TerminalLink {
  let socket: Socket | null = null;
  let waiter: Waiter | null = null;
  const { host, port, others = [] } = options.profile;
  const addresses: readonly TerminalAddress[] = [{ host, port }, ...others];
  /** The address in use. One that was silent is tried last: a host that hangs still takes connections. */
  let inUse = 0;
  const next = () => {
    inUse = (inUse + 1) % addresses.length;
  };
  const lineDown = (from: Socket, detail: string) => {
    if (socket !== from) return;
    socket = null;
    waiter?.settle({ state: 'silence', detail });
  };
  const listen = (from: Socket) => {
    const reader = new FrameReader(posFraming, { maxLength: options.frameBytesMax });
    from.on('data', (chunk) => {
      // The rest of an answer may begin with any bytes.
      const answer =
        reader.pendingBytes === 0 && isTlsAlert(chunk)
          ? { state: 'garbage' as const, detail: HOST_SPEAKS_TLS }
          : takeAnswer(reader, chunk);
      if (answer === null) return;
      if (waiter !== null && answer.state === 'answer') return waiter.settle(answer);
      // Bytes nobody asked for, or none that make a frame: the boundary of the next answer is lost.
      if (socket === from) socket = null;
      waiter?.settle(answer);
      from.destroy();
    });
    from.on('end', () => from.destroy());
    from.on('error', (error) => lineDown(from, `the line failed: ${codeOf(error)}`));
    from.on('close', () => lineDown(from, 'the line was closed before an answer came'));
  };
  return {
    async connect() {
      if (socket !== null && !socket.destroyed && socket.writable) return;
      for (let tried = 1; ; tried += 1) {
        try {
          const fresh = await openSocket(options, addresses[inUse]!);
          listen(fresh);
          socket = fresh;
          return;
        } catch (error) {
          next();
          if (tried >= addresses.length) throw error;
        }
      }
    },
    exchange(frame, { lose }) {
      const line = socket;
      if (line === null) return Promise.resolve({ state: 'silence', detail: 'the line is not open' });
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          current.settle({ state: 'silence', detail: `no answer within ${options.replyTimeoutMs} ms` });
          drop(line);
          next();
        }, options.replyTimeoutMs);
        const current: Waiter = {
          settle(answer) {
            clearTimeout(timer);
            if (waiter === current) waiter = null;
            resolve(answer);
          },
        };
        waiter = current;
        line.write(frame, () => {
          if (!lose) return;
          current.settle({ state: 'silence', detail: 'the line was cut after sending' });
          drop(line);
        });
      });
    },
    close() {
      const line = socket;
      if (line === null || line.destroyed) return Promise.resolve();
      return new Promise((resolve) => {
        line.once('close', () => resolve());
        drop(line);
      });
    },
  };

  function drop(line: Socket): void {
    if (socket === line) socket = null;
    line.destroy();
  }
}

/** What a TLS server says to one who does not speak it: a record of type 21, version 3.x. */
const isTlsAlert = (chunk: Uint8Array): boolean =>
  chunk[0] === 0x15 && chunk[1] === 0x03 && chunk.length < 64;
const HOST_SPEAKS_TLS =
  'the host speaks TLS and this terminal does not: set "tls": { "caFile": "…" } in its profile';

function takeAnswer(
  reader: FrameReader,
  chunk: Uint8Array,
): Exclude<LineAnswer, { state: 'silence' }> | null {
  try {
    const [frame] = reader.push(chunk);
    return frame === undefined ? null : { state: 'answer', frame };
  } catch (error) {
    return { state: 'garbage', detail: error instanceof Error ? error.message : 'not a frame' };
  }
}

async function openSocket(options: TerminalLinkOptions, { host, port }: TerminalAddress): Promise<Socket> {
  const { tls } = options.profile;
  const secure = tls === null ? null : await readTls(options.profile);
  return new Promise((resolve, reject) => {
    const socket = secure === null ? connectTcp({ host, port }) : connectTls({ ...secure, host, port });
    const ready = secure === null ? 'connect' : 'secureConnect';
    const fail = (why: string) => {
      clearTimeout(timer);
      socket.destroy();
      reject(new NotConnectedError(`Cannot connect to ${host}:${port}: ${why}`));
    };
    const timer = setTimeout(
      () => fail(`no connection within ${options.connectTimeoutMs} ms`),
      options.connectTimeoutMs,
    );
    const hint =
      secure === null ? '' : ' (the profile asks for TLS: does the host speak it, with a known certificate?)';
    const onError = (error: Error) => fail(`${codeOf(error)}${hint}`);
    const onClose = () => fail(`the host closed the connection${hint}`);
    socket.once('error', onError);
    socket.once('close', onClose);
    socket.once(ready, () => {
      clearTimeout(timer);
      socket.off('error', onError);
      socket.off('close', onClose);
      socket.setNoDelay(true);
      resolve(socket);
    });
  });
}

async function readTls(profile: Pick<TerminalProfile, 'host' | 'tls'>): Promise<ConnectionOptions> {
  const { caFile, certFile, keyFile, serverName } = profile.tls ?? {};
  const read = async (path: string) => {
    try {
      return await readFile(path);
    } catch (error) {
      throw new NotConnectedError(`Cannot read the TLS file ${path}: ${codeOf(error)}`);
    }
  };
  return {
    minVersion: 'TLSv1.2',
    ...(serverName === undefined ? {} : { servername: serverName }),
    ...(caFile === undefined ? {} : { ca: await read(caFile) }),
    ...(certFile === undefined ? {} : { cert: await read(certFile) }),
    ...(keyFile === undefined ? {} : { key: await read(keyFile) }),
  };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason';
  return 'code' in error ? String(error.code) : error.message;
}

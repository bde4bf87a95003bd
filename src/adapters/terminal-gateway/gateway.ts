import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Clock, Engine, Limits, SecurityModule, WrappedKey } from '#engine';
import type { DialectProfile } from '#wire/iso8583';
import { TerminalConnection } from './connection.ts';
import { type Log, type TerminalGatewayEvent, wordsOfError } from './events.ts';
import { createFairShare } from './fair-share.ts';
import type { MasterKeyDesk } from './management-request.ts';
import { createService } from './service.ts';
import { NO_TERMINAL_DATA, type TerminalData } from './terminal-data.ts';
import { createProfiles } from './terminal-dialect.ts';

/** PEM texts. With `clientCa`, a terminal must show a certificate that it signed. */
export interface TerminalGatewayTls {
  readonly key: string;
  readonly cert: string;
  readonly clientCa?: string;
}

export interface TerminalGatewayOptions {
  readonly engine: Engine;
  readonly security: SecurityModule;
  /** Key under which PIN blocks go to the network now. */
  readonly zonePinKey: () => WrappedKey;
  /** F32 of the answers, at most 11 digits. */
  readonly acquirerId: string;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly tls?: TerminalGatewayTls;
  /** What terminals may fetch; left out: parameters alone. */
  readonly data?: TerminalData;
  /** An institution's own dialects, by whose names its terminals are registered. */
  readonly ownProfiles?: readonly DialectProfile[];
  /** Where master keys are given out over the line; left out: they are not. */
  readonly masterKeys?: MasterKeyDesk;
  /** Says that the line itself is private (leased line, VPN), so that plain TCP may leave the machine. */
  readonly plainOffLoopback?: boolean;
  /** Business events, masked. An error thrown here is dropped. */
  readonly log: (event: TerminalGatewayEvent) => void;
}

export interface TerminalGatewayStatus {
  readonly listening: boolean;
  readonly connections: number;
  /** Requests taken in and not yet answered. */
  readonly underWay: number;
  readonly connectionsTotal: number;
}

export interface TerminalGateway {
  /** @throws Error when the address cannot be taken, or plain TCP would leave the machine. */
  listen(at: {
    readonly host: string;
    readonly port: number;
  }): Promise<{ readonly host: string; readonly port: number }>;
  readonly address: { readonly host: string; readonly port: number } | null;
  status(): TerminalGatewayStatus;
  /** Takes nothing more in, answers what is under way for at most `graceMs` (5 s), then closes every connection. */
  close(graceMs?: number): Promise<void>;
}

const CLOSE_GRACE_MS = 5_000;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/;

/** The server for many terminals. It holds no state of theirs: everything is asked of the engine. */
export function createTerminalGateway(options: TerminalGatewayOptions): TerminalGateway {
  const { limits, tls } = options;
  const log = quiet(options.log);
  const serve = createService({
    ...options,
    log,
    profiles: createProfiles(options.ownProfiles),
    data: options.data ?? NO_TERMINAL_DATA,
    masterKeys: options.masterKeys ?? null,
    fairShare: createFairShare(limits),
  });
  const sockets = new Set<Socket>();
  const connections = new Set<TerminalConnection>();
  let total = 0;
  let address: { host: string; port: number } | null = null;

  const open = (socket: Socket): void => {
    total += 1;
    const number = total;
    log({ kind: 'connection-opened', connection: number, remote: remoteOf(socket) });
    const connection = new TerminalConnection({ number, socket, limits, serve, log });
    connections.add(connection);
    void connection.closed.then(() => connections.delete(connection));
  };

  const server = makeServer(options, log, open);
  server.maxConnections = limits.connectionsMax;
  // The plain sockets under TLS included: one that never completes its handshake must not outlive close().
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('drop', (data) => {
    log({
      kind: 'connection-refused',
      remote: data?.remoteAddress ?? '',
      why: `more than ${limits.connectionsMax}`,
    });
  });

  return {
    get address() {
      return address;
    },
    async listen(at) {
      if (tls === undefined && options.plainOffLoopback !== true && !LOOPBACK.test(at.host)) {
        throw new Error(
          `Cannot listen for terminals on ${at.host} without TLS: give a certificate, or state that the line is private`,
        );
      }
      address = await listen(server, at);
      server.on('error', (error) => log({ kind: 'trouble', where: 'server', message: wordsOfError(error) }));
      log({ kind: 'listening', ...address, tls: tls !== undefined });
      return address;
    },
    status: () => ({
      listening: server.listening,
      connections: connections.size,
      underWay: [...connections].reduce((sum, each) => sum + each.underWay, 0),
      connectionsTotal: total,
    }),
    async close(graceMs = CLOSE_GRACE_MS) {
      const ended = server.listening
        ? new Promise<void>((resolve) => server.close(() => resolve()))
        : Promise.resolve();
      for (const connection of connections) connection.finish('gateway-closed');
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, graceMs);
      await Promise.all([ended, ...[...connections].map((each) => each.closed)]);
      clearTimeout(timer);
      address = null;
    },
  };
}

/** A log that fails must not cost a payment. */
const quiet =
  (log: Log): Log =>
  (event) => {
    try {
      log(event);
    } catch {
      // Nobody is left to tell.
    }
  };

const remoteOf = (socket: Socket): string => `${socket.remoteAddress ?? '?'}:${socket.remotePort ?? 0}`;

/** Half-open sockets: a terminal may close its sending side behind its request and still gets the answer. */
function makeServer(options: TerminalGatewayOptions, log: Log, open: (socket: Socket) => void): Server {
  const { tls, limits } = options;
  if (tls === undefined) return createServer({ allowHalfOpen: true }, open);
  const { key, cert, clientCa } = tls;
  const server = createTlsServer(
    {
      key,
      cert,
      minVersion: 'TLSv1.2',
      handshakeTimeout: limits.frameIdleMs,
      allowHalfOpen: true,
      ...(clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true }),
    },
    open,
  );
  server.on('tlsClientError', (error, socket) => {
    log({ kind: 'connection-refused', remote: remoteOf(socket), why: wordsOfError(error) });
  });
  return server;
}

function listen(
  server: Server,
  at: { readonly host: string; readonly port: number },
): Promise<{ host: string; port: number }> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      reject(
        new Error(`Cannot listen for terminals on ${at.host}:${at.port}: ${error.message}`, { cause: error }),
      );
    };
    server.once('error', failed);
    server.listen(at.port, at.host, () => {
      server.off('error', failed);
      const { address, port } = server.address() as AddressInfo;
      resolve({ host: address, port });
    });
  });
}

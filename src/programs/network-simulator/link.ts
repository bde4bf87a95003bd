/** The members' side: TCP, one 46-byte header per message, every answer after its records are on disk. */
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createServer as createTlsServer } from 'node:tls';
import type { ZoneKeyKind } from '#engine/translate';
import type { FaultPlan } from '#simulation/network';
import { encode, encodeNetworkFrame, type Iso8583Message, networkDialect } from '#wire/iso8583';
import { createConnection, type MemberConnection } from './connection.ts';
import type { KeyResets } from './key-resets.ts';
import type { NetworkNode } from './node.ts';
import type { TlsFiles } from './options.ts';
import { codeOf, StartError, textOfError } from './start-error.ts';
import type { ZoneKeys } from './zone-keys.ts';

export interface LinkOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsFiles | null;
  readonly institution: string;
  readonly node: NetworkNode;
  readonly keys: ZoneKeys;
  readonly keyResets: KeyResets;
  readonly faults: FaultPlan;
  readonly say: (text: string) => void;
}

export interface Link {
  readonly port: number;
  isDown(): boolean;
  connections(): number;
  /** Sends to every connection over which a member signed on; answers how many there were. */
  broadcast(message: Iso8583Message): number;
  /** Sends a message with its code to this member, over one connection; false while it has none. */
  tell(member: string, message: Iso8583Message): boolean;
  /** Sends this member a new key and waits for its answer; null while nobody signed on. */
  resetKey(kind: ZoneKeyKind, member: string): ReturnType<KeyResets['reset']> | null;
  /** Cuts every connection and accepts none until {@link Link.up}, or for so long. */
  down(forMs: number | null): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

const connectionsMax = 256;
const portRetryMs = 100;
const portRetriesMax = 50;

async function makeServer(tls: TlsFiles | null, onSocket: (socket: Socket) => void): Promise<Server> {
  if (tls === null) return createServer({ noDelay: true }, onSocket);
  try {
    const [cert, key, ca] = await Promise.all([
      readFile(tls.certFile),
      readFile(tls.keyFile),
      tls.clientCaFile === null ? undefined : readFile(tls.clientCaFile),
    ]);
    const client = ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: true };
    const server = createTlsServer({ cert, key, minVersion: 'TLSv1.2', handshakeTimeout: 10_000, ...client });
    server.on('secureConnection', onSocket);
    server.on('tlsClientError', () => undefined);
    return server;
  } catch (error) {
    throw new StartError(
      `Reading the TLS files failed: ${textOfError(error)}. Correct --tls-cert, --tls-key, --tls-client-ca.`,
    );
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function explainListen(error: unknown, host: string, port: number): StartError {
  const code = codeOf(error);
  if (code === 'EADDRINUSE') {
    return new StartError(
      `Listening on ${host}:${port} failed: another program uses this port. Stop it, or choose ` +
        'another port with --port (0 takes any free one).',
    );
  }
  if (code === 'EACCES') {
    return new StartError(`Listening on ${host}:${port} failed: not allowed. Choose --port above 1023.`);
  }
  return new StartError(
    `Listening on ${host}:${port} failed: ${textOfError(error)}. Correct --host or --port.`,
  );
}

/** @throws StartError */
export async function openLink(options: LinkOptions): Promise<Link> {
  const { host, node, say } = options;
  const members = new Set<MemberConnection>();
  let isDown = false;
  let closed = false;
  let upTimer: NodeJS.Timeout | null = null;

  const server = await makeServer(options.tls, (socket) => {
    const member = createConnection(socket, options);
    members.add(member);
    socket.once('close', () => members.delete(member));
  });
  server.maxConnections = connectionsMax;
  try {
    await listen(server, host, options.port);
  } catch (error) {
    throw explainListen(error, host, options.port);
  }
  const { port } = server.address() as AddressInfo;
  server.on('error', (error) => say(`Accepting members failed: ${textOfError(error)}`));

  function stopListening(): Promise<void> {
    const done = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const member of members) member.destroy();
    return done;
  }

  async function up(): Promise<void> {
    if (upTimer !== null) clearTimeout(upTimer);
    upTimer = null;
    if (!isDown || closed) return;
    isDown = false;
    // Meanwhile another program may hold the port for a moment.
    for (let tries = 1; ; tries += 1) {
      try {
        await listen(server, host, port);
        return;
      } catch (error) {
        if (tries >= portRetriesMax || closed) {
          isDown = true;
          throw explainListen(error, host, port);
        }
        await wait(portRetryMs);
      }
    }
  }

  /** The line of this member, or the only one there is. */
  function lineOf(member: string): MemberConnection | undefined {
    const signedOn = [...members].filter(({ peer }) => peer !== null);
    return signedOn.find(({ peer }) => peer?.trim() === member) ?? signedOn[0];
  }

  function send(line: MemberConnection, message: Iso8583Message): void {
    const body = encode(networkDialect, message);
    line.send(encodeNetworkFrame({ destination: line.peer ?? '', source: options.institution, body }));
  }

  return {
    port,
    up,
    isDown: () => isDown,
    connections: () => members.size,
    broadcast(message) {
      const body = encode(networkDialect, message);
      const signedOn = [...members].filter((member) => member.peer !== null);
      for (const member of signedOn) {
        const destination = member.peer ?? '';
        member.send(encodeNetworkFrame({ destination, source: options.institution, body }));
      }
      return signedOn.length;
    },
    tell(member, message) {
      const line = lineOf(member);
      if (line === undefined) return false;
      send(line, { ...message, fields: { ...message.fields, 128: options.keys.macOf(message) } });
      return true;
    },
    resetKey(kind, member) {
      const line = lineOf(member);
      return line === undefined
        ? null
        : options.keyResets.reset(kind, member, (message) => send(line, message));
    },
    async down(forMs) {
      if (upTimer !== null) clearTimeout(upTimer);
      upTimer = null;
      if (!isDown) {
        isDown = true;
        await stopListening();
      }
      if (forMs !== null)
        upTimer = setTimeout(() => void up().catch((error) => say(textOfError(error))), forMs);
    },
    async close() {
      closed = true;
      if (upTimer !== null) clearTimeout(upTimer);
      await node.log.append([]).catch(() => undefined);
      if (!isDown) await stopListening();
    },
  };
}

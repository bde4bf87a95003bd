import { createServer, type Server, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { createTerminalLink } from './terminal-link.ts';

test('the alert of a host that speaks TLS is told as such', async () => {
  const server = createServer((socket) =>
    socket.once('data', () => socket.end(Buffer.from('15030300020246', 'hex'))),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const link = createTerminalLink({
    profile: { host: '127.0.0.1', port, tls: null },
    connectTimeoutMs: 2_000,
    replyTimeoutMs: 2_000,
    frameBytesMax: 10_000,
  });
  await link.connect();
  const answer = await link.exchange(new Uint8Array([0, 1, 2]), { lose: false });
  expect(answer).toMatchObject({ state: 'garbage', detail: expect.stringContaining('the host speaks TLS') });
  await link.close();
  server.close();
});

test('an answer in two parts, of which the second looks like such an alert, is an answer', async () => {
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.once('data', () => {
      socket.write(Uint8Array.of(0, 4, 1));
      // Were both to come as one chunk, the answer would be read all the same.
      setTimeout(() => socket.end(Uint8Array.of(0x15, 0x03, 0x03)), 50);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const link = createTerminalLink({
    profile: { host: '127.0.0.1', port, tls: null },
    ...{ connectTimeoutMs: 2_000, replyTimeoutMs: 10_000, frameBytesMax: 10_000 },
  });
  await link.connect();
  const answer = await link.exchange(new Uint8Array([0, 1, 2]), { lose: false });
  expect(answer).toEqual({ state: 'answer', frame: Uint8Array.of(1, 0x15, 0x03, 0x03) });
  await link.close();
  server.close();
});

const FRAME = new Uint8Array([0, 2, 1, 2]);
const hosts: Server[] = [];

/** A host that answers every frame with itself, or says nothing at all. */
async function host(speaks: boolean): Promise<{ readonly port: number; stop(): void }> {
  const lines = new Set<Socket>();
  const server = createServer((socket) => {
    lines.add(socket);
    socket.on('error', () => {});
    if (speaks) socket.on('data', (chunk) => socket.write(chunk));
  });
  hosts.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    stop() {
      server.close();
      for (const line of lines) line.destroy();
    },
  };
}

test('a terminal with two addresses goes to the one that serves, and stays there', async () => {
  const [first, second] = [await host(false), await host(true)];
  const link = createTerminalLink({
    profile: {
      ...{ host: '127.0.0.1', port: first.port, tls: null },
      others: [{ host: '127.0.0.1', port: second.port }],
    },
    connectTimeoutMs: 2_000,
    replyTimeoutMs: 200,
    frameBytesMax: 10_000,
  });
  const exchange = async (): Promise<string> => {
    await link.connect();
    return (await link.exchange(FRAME, { lose: false })).state;
  };
  // The first one takes the connection and is silent, as a process that was stopped in mid-air.
  expect(await exchange()).toBe('silence');
  expect(await exchange()).toBe('answer');
  expect(await exchange()).toBe('answer');
  // The second one is gone: nothing is sent before somebody takes the connection.
  second.stop();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await exchange()).toBe('silence');
  first.stop();
  await new Promise((resolve) => setTimeout(resolve, 50));
  await expect(exchange()).rejects.toThrow('ECONNREFUSED');
  await link.close();
});

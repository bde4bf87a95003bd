import { createServer } from 'node:net';
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

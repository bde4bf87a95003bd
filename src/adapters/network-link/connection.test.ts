import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { Connection } from './connection.ts';

test('bytes that wait for their turn when the connection closes are answered as not written', async () => {
  const received: Uint8Array[] = [];
  const server = createServer((socket) =>
    socket.on('data', (chunk) => received.push(chunk)).on('error', () => {}),
  );
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    }),
  );
  const closings: string[] = [];
  const bounds = { frameBytesMax: 4096, backlogBytesMax: 4096, patienceMs: 5000 };
  const connection = await new Promise<Connection>((resolve) => {
    const made: Connection = new Connection(
      { host: '127.0.0.1', port, tls: undefined, ...bounds },
      { opened: () => resolve(made), frame: () => {}, closed: (why) => closings.push(why) },
    );
  });
  const first = connection.write(Uint8Array.of(1));
  expect(await first).toBe(true);
  const waiting = connection.write(Uint8Array.of(2));
  connection.close('enough');
  expect(await waiting).toBe(false);
  expect(await connection.write(Uint8Array.of(3))).toBe(false);
  await new Promise((resolve) => server.close(resolve));
  expect(Buffer.concat(received).includes(2)).toBe(false);
  expect(closings).toEqual(['enough']);
});

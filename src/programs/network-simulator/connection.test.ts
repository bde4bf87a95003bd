import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createConnection, type MemberConnection } from './connection.ts';
import type { LinkOptions } from './link.ts';

const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

/** A member that asks nothing and has not begun to read, so that nothing of a network is needed. */
async function connected(): Promise<{ line: MemberConnection; lineSocket: Socket; member: Socket }> {
  const server = createServer({ noDelay: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const came = once(server, 'connection') as Promise<[Socket]>;
  const { port } = server.address() as { port: number };
  const member = connect({ host: '127.0.0.1', port });
  const [lineSocket] = await came;
  ended.push(() => {
    for (const each of [member, lineSocket]) each.destroy();
    server.close();
  });
  return { line: createConnection(lineSocket, {} as LinkOptions), lineSocket, member };
}

const FRAMES = 400;
const FRAME = new Uint8Array(64 * 1024).fill(7);

test('what was said before hanging up is heard, also what the line could not take yet', async () => {
  const { line, member } = await connected();
  for (let each = 0; each < FRAMES; each += 1) line.send(FRAME);
  line.destroy();
  line.send(FRAME);
  let heard = 0;
  member.on('data', (chunk) => (heard += chunk.length));
  await once(member, 'close');
  expect(heard).toBe(FRAMES * FRAME.length);
});

test('a member that does not read what was said is cut off after a while', async () => {
  const { line, lineSocket } = await connected();
  for (let each = 0; each < FRAMES; each += 1) line.send(FRAME);
  line.destroy();
  await once(lineSocket, 'close');
  expect(lineSocket.writableFinished).toBe(false);
});

/** One POST over real sockets: TLS and names are checked, connections are kept, and what breaks is told by its code. */
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { CA, SERVER_CERTIFICATE, SERVER_KEY } from '../../../test/terminal-gateway-certificates.ts';
import { type SendOptions, send } from './sender.ts';

const OPTIONS: SendOptions = {
  rules: { allowLoopback: true, urlMax: 1_000 },
  replyMs: 2_000,
  replyBytesMax: 1_000,
  resolve: async () => [{ address: '127.0.0.1', family: 4 }],
};
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listening(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
const secure = (): Promise<number> =>
  listening(
    createServer({ key: SERVER_KEY, cert: SERVER_CERTIFICATE }, (_request, response) =>
      response.writeHead(204).end(),
    ),
  );

describe('over TLS', () => {
  test('an endpoint whose certificate is trusted and carries its name is believed', async () => {
    const port = await secure();
    expect(await send(`https://localhost:${port}/`, {}, '{}', { ...OPTIONS, ca: CA })).toEqual({
      status: 204,
      error: null,
    });
  });

  test.each([
    ['an authority that nobody trusts', 'localhost', undefined, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['another name than the certificate carries', 'shop.example', CA, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('%s is refused by its code', async (_name, host, ca, error) => {
    const port = await secure();
    const options = ca === undefined ? OPTIONS : { ...OPTIONS, ca };
    expect(await send(`https://${host}:${port}/`, {}, '{}', options)).toEqual({ status: null, error });
  });
});

describe('connections', () => {
  test('are kept for the next message, and one that was closed meanwhile is made anew', async () => {
    let connections = 0;
    const server = createHttpServer((request, response) => {
      request.resume();
      request.on('end', () => response.writeHead(204).end());
    });
    server.on('connection', () => {
      connections += 1;
    });
    const url = `http://127.0.0.1:${await listening(server)}/`;
    for (let count = 0; count < 3; count += 1) expect((await send(url, {}, '{}', OPTIONS)).status).toBe(204);
    expect(connections).toBe(1);
    server.closeAllConnections();
    expect((await send(url, {}, '{}', OPTIONS)).status).toBe(204);
    expect(connections).toBe(2);
  });

  test('that nobody takes, or that are cut, are told by their code, and nothing is thrown', async () => {
    const port = await listening(createHttpServer((request) => request.socket.destroy()));
    expect(await send(`http://127.0.0.1:${port}/`, {}, '{}', OPTIONS)).toEqual({
      status: null,
      error: 'ECONNRESET',
    });
    servers.splice(0)[0]!.close();
    const gone = await send(`http://127.0.0.1:${port}/`, {}, '{}', OPTIONS);
    expect(gone).toEqual({ status: null, error: 'ECONNREFUSED' });
  });

  test('are not made at all where the address or its name is not allowed', async () => {
    let connections = 0;
    const server = createHttpServer();
    server.on('connection', () => {
      connections += 1;
    });
    const port = await listening(server);
    const live = { ...OPTIONS, rules: { allowLoopback: false, urlMax: 1_000 } };
    expect((await send(`http://127.0.0.1:${port}/`, {}, '{}', live)).error).toMatch(/https/);
    expect((await send(`https://127.0.0.1:${port}/`, {}, '{}', live)).error).toMatch(/private/);
    expect((await send(`https://shop.example:${port}/`, {}, '{}', live)).error).toMatch(/private/);
    expect(connections).toBe(0);
  });
});

/** A small endpoint for trying out: it registers itself, checks each signature, prints the message, and goes. */
import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EndpointView } from '#adapters/http-api';
import { signature } from '#adapters/notifications';
import { LIMITS } from '#engine/limits';
import { type Client, type Common, good } from './client.ts';
import { clockTime, print, printJson } from './print.ts';

/** What is larger than any message of ours is not read to its end. */
const BODY_BYTES_MAX = 1024 * 1024;
const TOLERANCE_S = 300;

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** As docs/webhooks.md says: one of the signatures is ours, and the time is about now. */
export function isGenuine(
  secret: string,
  headers: { readonly id: string; readonly atS: number; readonly signatures: string },
  body: string,
  nowMs: number,
): boolean {
  if (!(Math.abs(nowMs / 1000 - headers.atS) <= TOLERANCE_S)) return false;
  const expected = Buffer.from(signature(secret, headers.id, headers.atS, body));
  return headers.signatures.split(' ').some((given) => {
    const bytes = Buffer.from(given);
    return bytes.length === expected.length && timingSafeEqual(bytes, expected);
  });
}

function tell(shared: Common, id: string, body: string): void {
  const message = JSON.parse(body) as { type: string; timestamp: string; data: Record<string, unknown> };
  if (shared.json) {
    printJson({ id, ...message });
    return;
  }
  const { data, timestamp, type } = message;
  const words = (data.stateWords as Record<string, string> | undefined)?.[shared.lang] ?? '';
  print(`${clockTime(timestamp)}  ${type}  ${String(data.id ?? '')}  ${words}`.trimEnd());
}

/** Ends with Ctrl-C, or after so many messages. */
export async function listen(client: Client, shared: Common, events: string[], count: number): Promise<void> {
  const server: Server = createServer();
  server.requestTimeout = LIMITS.webhookReplyMs;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const { id, secret } = good(
    await client.post<EndpointView & { readonly secret: string }>('/v1/webhooks', { url, events }, {}),
  );
  try {
    if (!shared.json)
      print(
        shared.lang === 'zh'
          ? `${id} 正在 ${url} 等待，Ctrl-C 结束`
          : `${id} listens at ${url}; Ctrl-C ends it`,
      );
    await new Promise<void>((resolve) => {
      let left = count;
      process.once('SIGINT', resolve);
      process.once('SIGTERM', resolve);
      server.on('request', async (request, response) => {
        const body = await bodyOf(request).catch(() => null);
        const message = String(request.headers['webhook-id']);
        const atS = Number(request.headers['webhook-timestamp']);
        const signatures = String(request.headers['webhook-signature']);
        if (body === null || !isGenuine(secret, { id: message, atS, signatures }, body, Date.now())) {
          response.writeHead(400).end();
          return;
        }
        response.writeHead(204).end();
        tell(shared, message, body);
        left -= 1;
        if (left <= 0) resolve();
      });
    });
  } finally {
    await client.delete(`/v1/webhooks/${id}`).catch(() => {
      process.stderr.write(`The endpoint ${id} is still registered: the server did not answer.\n`);
    });
    server.closeAllConnections();
    server.close();
  }
}

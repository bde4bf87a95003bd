/**
 * An endpoint of the shop under chaos: whatever is killed, every step of every journey must be told at least once,
 * signed, in the order of its subject. What happened is taken from the journeys, not from the tables of messages.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JourneyView, PaymentView } from '#adapters/http-api';
import { tellingOf } from '#adapters/notifications';
import { isGenuine } from '../cli/webhook-listener.ts';
import type { Stack } from './stack.ts';

const TOLD_WITHIN_MS = 120_000;

export interface Hearing {
  readonly heard: number;
  /** Messages that came again: a part was killed before their delivery was noted. */
  readonly repeats: number;
  readonly broken: readonly string[];
}

interface Endpoint {
  readonly id: string;
  readonly secret: string;
}

export class Hearer {
  readonly #server: Server;
  readonly #stack: Stack;
  #endpoint: Endpoint | null = null;
  readonly #seen = new Set<string>();
  /** Types in the order of their first arrival, by subject. */
  readonly #told = new Map<string, string[]>();
  #repeats = 0;
  #forged = 0;

  private constructor(stack: Stack, server: Server) {
    this.#stack = stack;
    this.#server = server;
  }

  static async open(stack: Stack): Promise<Hearer> {
    const server = createServer();
    const hearer = new Hearer(stack, server);
    server.on('request', (request, response) => void hearer.#take(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { status, body } = await stack.api<Endpoint>('/v1/webhooks', 'merchant', {
      method: 'POST',
      body: JSON.stringify({ url }),
      headers: { 'content-type': 'application/json' },
    });
    if (status !== 201) throw new Error(`The endpoint was not registered: ${JSON.stringify(body)}`);
    hearer.#endpoint = body;
    return hearer;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    } catch {
      // The server was killed while it sent: it sends again.
      return;
    }
    const body = Buffer.concat(chunks).toString('utf8');
    const id = String(request.headers['webhook-id']);
    const atS = Number(request.headers['webhook-timestamp']);
    const signatures = String(request.headers['webhook-signature']);
    response.writeHead(204).end();
    const secret = this.#endpoint?.secret ?? '';
    if (!isGenuine(secret, { id, atS, signatures }, body, Date.now())) this.#forged += 1;
    else if (this.#seen.has(id)) this.#repeats += 1;
    else {
      this.#seen.add(id);
      const { type, data } = JSON.parse(body) as { type: string; data: { id: string } };
      this.#told.set(data.id, [...(this.#told.get(data.id) ?? []), type]);
    }
  }

  /** Everything that happened was made into messages, and none is pending. */
  async #allSent(): Promise<boolean> {
    const metrics = await this.#stack.metrics();
    const of = (name: string): number =>
      Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1] ?? Number.NaN);
    return of('yuanlu_notice_lag_events') === 0 && of('yuanlu_webhooks_pending') === 0;
  }

  /** What the journeys say that should have been told, by subject, in order. */
  async #happened(): Promise<ReadonlyMap<string, readonly string[]>> {
    const happened = new Map<string, string[]>();
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query = `limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const page: { items: PaymentView[]; next: string | null } = (
        await this.#stack.api<{ items: PaymentView[]; next: string | null }>(`/v1/payments?${query}`)
      ).body;
      for (const { id } of page.items) {
        const { body } = await this.#stack.api<JourneyView>(`/v1/payments/${id}/journey`);
        for (const { kind, cancellation, details } of body.steps) {
          const event = { kind, paymentId: id, cancellationId: cancellation, body: details };
          const telling = tellingOf(event as Parameters<typeof tellingOf>[0]);
          if (telling === null || telling.type === null) continue;
          happened.set(telling.subject, [...(happened.get(telling.subject) ?? []), telling.type]);
        }
      }
      cursor = page.next;
    }
    return happened;
  }

  async judge(): Promise<Hearing> {
    const broken: string[] = [];
    await this.#stack
      .until(() => this.#allSent(), TOLD_WITHIN_MS, 'every message to be delivered')
      .catch((error: unknown) => broken.push(`webhooks: ${String(error)}`));
    for (const [subject, types] of await this.#happened()) {
      const told = this.#told.get(subject) ?? [];
      if (told.join() !== types.join())
        broken.push(
          `webhooks of ${subject}: told ${told.join(', ') || 'nothing'}; happened ${types.join(', ')}`,
        );
    }
    if (this.#forged > 0) broken.push(`webhooks: ${this.#forged} messages without a right signature`);
    return { heard: this.#seen.size, repeats: this.#repeats, broken };
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

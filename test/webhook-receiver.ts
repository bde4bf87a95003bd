/** An endpoint of a merchant for tests: remembers what came, answers what it is told to, and can be waited for. */
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly id: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly headers: IncomingHttpHeaders;
  readonly path: string;
  readonly body: string;
}

type Answer = number | ((response: ServerResponse, received: Received) => void);

export class WebhookReceiver implements AsyncDisposable {
  readonly received: Received[] = [];
  /** What is answered, one after the other; 204 when nothing is left. */
  readonly answers: Answer[] = [];
  always: Answer | null = null;
  readonly #server: Server;
  readonly #waiting: { readonly until: () => boolean; readonly done: () => void }[] = [];

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<WebhookReceiver> {
    const server = createServer();
    const receiver = new WebhookReceiver(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        const { type = '', data = {} } = body === '' ? {} : JSON.parse(body);
        const id = String(request.headers['webhook-id']);
        receiver.#take({ id, type, data, headers: request.headers, path: request.url ?? '', body }, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hooks`;
  }

  #take(received: Received, response: ServerResponse): void {
    this.received.push(received);
    const answer = this.answers.shift() ?? this.always ?? 204;
    if (typeof answer === 'number') response.writeHead(answer).end();
    else answer(response, received);
    for (const waiting of [...this.#waiting]) if (waiting.until()) waiting.done();
  }

  /** Resolves when what came satisfies the condition; fails loudly when it does not in time. */
  until(
    condition: (received: readonly Received[]) => boolean,
    withinMs = 10_000,
  ): Promise<readonly Received[]> {
    const until = (): boolean => condition(this.received);
    if (until()) return Promise.resolve(this.received);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const seen = this.received.map(({ type, id }) => `${type} ${id}`).join(', ');
        reject(new Error(`The endpoint did not get what was waited for; it got: ${seen || 'nothing'}`));
      }, withinMs);
      const waiting = {
        until,
        done: () => {
          clearTimeout(timer);
          this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
          resolve(this.received);
        },
      };
      this.#waiting.push(waiting);
    });
  }

  count = (count: number): Promise<readonly Received[]> => this.until((received) => received.length >= count);

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

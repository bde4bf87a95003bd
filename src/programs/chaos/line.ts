/**
 * A line that can fail: it stands between two programs, TCP or Unix socket, and passes what they say until it is cut,
 * stalls, ends on one side only, or goes deaf in one direction before it breaks.
 */
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer, type NetConnectOpts, type Server, type Socket } from 'node:net';

/** `deaf`: what was asked still arrives, and the answer is lost: the one who asked cannot know. */
export const BREAKS = ['cut', 'stall', 'half', 'deaf'] as const;
export type Break = (typeof BREAKS)[number];

/** Where one side listens, and where the other is found at the moment of a connection. */
export interface LineEnds {
  readonly listen: { readonly path: string } | { readonly port: number };
  readonly target: () => NetConnectOpts | null;
}

/** Longer than an exchange takes, so that whole answers are lost and not only their tails. */
const DEAF_MS = 400;

/** One direction of one connection: order is kept, and a slow reader slows the writer. */
class Flow {
  readonly #from: Socket;
  readonly #to: Socket;
  #held: Buffer[] = [];
  #stalled = false;
  #ended = false;
  deaf = false;

  constructor(from: Socket, to: Socket) {
    this.#from = from;
    this.#to = to;
    from.on('data', (chunk: Buffer) => {
      if (this.deaf) return;
      if (this.#stalled) this.#held.push(chunk);
      else if (!to.write(chunk)) from.pause();
    });
    to.on('drain', () => this.#stalled || from.resume());
    from.on('end', () => {
      this.#ended = true;
      if (!this.#stalled) to.end();
    });
  }

  stall(): void {
    this.#stalled = true;
    this.#from.pause();
  }

  go(): void {
    this.#stalled = false;
    for (const chunk of this.#held.splice(0)) this.#to.write(chunk);
    if (this.#ended) this.#to.end();
    else this.#from.resume();
  }
}

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  readonly asked: Flow;
  readonly answered: Flow;
}

export class Line {
  readonly #ends: LineEnds;
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #stalls = 0;
  #port = 0;

  private constructor(ends: LineEnds) {
    this.#ends = ends;
    this.#server = createServer({ allowHalfOpen: true }, (near) => this.#join(near));
  }

  static async open(ends: LineEnds): Promise<Line> {
    const line = new Line(ends);
    await line.listen();
    return line;
  }

  get port(): number {
    return this.#port;
  }

  async listen(): Promise<void> {
    if (this.#server.listening) return;
    const { listen } = this.#ends;
    if ('path' in listen) {
      await rm(listen.path, { force: true });
      this.#server.listen(listen.path);
    } else this.#server.listen({ host: '127.0.0.1', port: this.#port || listen.port });
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
  }

  /** Nobody is there: connections are refused, as at a port where no program listens. */
  async refuse(): Promise<void> {
    this.cut();
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  #join(near: Socket): void {
    near.on('error', () => {});
    const target = this.#ends.target();
    if (target === null) return void near.destroy();
    const far = connect({ ...target, allowHalfOpen: true } as NetConnectOpts);
    far.on('error', () => {});
    const pair: Pair = { near, far, asked: new Flow(near, far), answered: new Flow(far, near) };
    if (this.#stalls > 0) for (const flow of [pair.asked, pair.answered]) flow.stall();
    this.#pairs.add(pair);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('close', () => {
        this.#pairs.delete(pair);
        other.destroy();
      });
    }
  }

  /** Both ends hear at once that the line is gone; what was under way is lost. */
  cut(): void {
    for (const { near, far } of this.#pairs) {
      near.destroy();
      far.destroy();
    }
  }

  /** Nothing passes for a while, neither way; then all of it does, late and in order. New connections too. */
  async stall(forMs: number): Promise<void> {
    this.#stalls += 1;
    const flows = (): Flow[] => [...this.#pairs].flatMap(({ asked, answered }) => [asked, answered]);
    for (const flow of flows()) flow.stall();
    await new Promise((resolve) => setTimeout(resolve, forMs));
    this.#stalls -= 1;
    if (this.#stalls === 0) for (const flow of flows()) flow.go();
  }

  /** The far end hears that nobody will ask any more, while its answers still pass. */
  half(): void {
    for (const { far } of this.#pairs) far.end();
  }

  async deaf(forMs = DEAF_MS): Promise<void> {
    const pairs = [...this.#pairs];
    for (const { answered } of pairs) answered.deaf = true;
    await new Promise((resolve) => setTimeout(resolve, forMs));
    for (const { near, far } of pairs) {
      near.destroy();
      far.destroy();
    }
  }

  async break(kind: Break, stallMs: number): Promise<void> {
    if (kind === 'cut') this.cut();
    else if (kind === 'stall') await this.stall(stallMs);
    else if (kind === 'half') this.half();
    else await this.deaf();
  }

  async close(): Promise<void> {
    await this.refuse();
  }
}

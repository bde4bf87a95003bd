/**
 * Streams of server-sent events: how many there may be, and one stream from its first event to its end. An event is
 * the whole of what is shown, so nothing is lost by an event that did not arrive.
 */
import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock, Limits } from '#engine';
import { Problem } from '../problems.ts';

/** What is shown now, and when it looks different although nothing happened; `null`: never. */
export interface Shown {
  readonly view: object;
  readonly staleMs: number | null;
}

export interface StreamSource {
  /** Reads and draws; `null` where there is nothing to see any more. */
  readonly show: () => Promise<Shown | null>;
  /** May the caller still see it? Asked at every sign of life. */
  readonly still: () => Promise<boolean>;
  /** Calls back at every change from when it has resolved; its result ends the watch. */
  readonly watch: (onChange: () => void) => Promise<() => void>;
}

interface StreamOptions {
  readonly limits: Limits;
  readonly clock: Clock;
  readonly trouble: (error: unknown) => void;
}

/** Names the picture, not the moment at which it was drawn. */
function nameOf(view: object): string {
  const { drawnAt: _drawnAt, ...rest } = view as { readonly drawnAt?: string };
  return createHash('sha256').update(JSON.stringify(rest)).digest('base64url').slice(0, 22);
}

const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  // A proxy that collects before it sends would show the past.
  'x-accel-buffering': 'no',
} as const;

/** A caller that lost its stream comes again after this. */
const RETRY_MS = 2_000;

class LiveStream {
  readonly #options: StreamOptions;
  readonly #source: StreamSource;
  readonly #reply: FastifyReply;
  readonly #onEnd: () => void;
  #beat: NodeJS.Timeout | undefined;
  #stale: NodeJS.Timeout | null = null;
  #unwatch: () => void = () => {};
  #last: string;
  #showing = false;
  #again = false;
  #ended = false;

  constructor(
    options: StreamOptions,
    source: StreamSource,
    reply: FastifyReply,
    last: string,
    onEnd: () => void,
  ) {
    this.#options = options;
    this.#source = source;
    this.#reply = reply;
    this.#last = last;
    this.#onEnd = onEnd;
    reply.raw.on('close', () => this.end());
    reply.raw.on('error', () => this.end());
  }

  begin(unwatch: () => void, first: Shown): void {
    this.#unwatch = unwatch;
    this.#reply.hijack();
    this.#reply.raw.writeHead(200, { ...(this.#reply.getHeaders() as object), ...STREAM_HEADERS });
    this.#write(`retry: ${RETRY_MS}\n\n`);
    this.#tell(first);
    // Not before the first picture, however long that took: a sign of life goes behind the head of the answer.
    if (!this.#ended) this.#beat = setInterval(() => void this.#live(), this.#options.limits.liveBeatMs);
    if (this.#again) this.changed();
  }

  /** Something happened, maybe while the last picture was being drawn. */
  changed = (): void => {
    this.#again = true;
    if (!this.#showing && this.#reply.raw.headersSent) void this.#show();
  };

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#beat);
    if (this.#stale !== null) clearTimeout(this.#stale);
    this.#unwatch();
    this.#onEnd();
    if (this.#reply.raw.headersSent) this.#reply.raw.end();
  }

  async #show(): Promise<void> {
    this.#showing = true;
    try {
      while (this.#again && !this.#ended) {
        this.#again = false;
        const shown = await this.#source.show();
        if (shown === null) this.end();
        else this.#tell(shown);
      }
    } catch (error) {
      // The next change, or the next sign of life, tries again.
      this.#again = true;
      this.#options.trouble(error);
    } finally {
      this.#showing = false;
    }
  }

  #tell({ view, staleMs }: Shown): void {
    if (this.#ended) return;
    this.#planStale(staleMs);
    const name = nameOf(view);
    if (name === this.#last) return;
    this.#last = name;
    this.#write(`event: picture\nid: ${name}\ndata: ${JSON.stringify(view)}\n\n`);
  }

  #planStale(staleMs: number | null): void {
    if (this.#stale !== null) clearTimeout(this.#stale);
    this.#stale = null;
    if (staleMs === null) return;
    const inMs = staleMs - this.#options.clock.nowMs();
    // What is farther away than a timer counts is seen at a sign of life near it.
    if (inMs < 86_400_000) this.#stale = setTimeout(this.changed, Math.max(1_000, inMs));
  }

  async #live(): Promise<void> {
    try {
      if (!(await this.#source.still())) {
        this.#write('event: over\ndata: {}\n\n');
        this.end();
        return;
      }
    } catch (error) {
      this.#options.trouble(error);
    }
    if (this.#again) this.changed();
    this.#write(`event: beat\ndata: {"at":${this.#options.clock.nowMs()}}\n\n`);
  }

  #write(text: string): void {
    if (this.#ended) return;
    const { raw } = this.#reply;
    if (raw.writableLength > this.#options.limits.liveBacklogBytesMax) {
      raw.destroy();
      this.end();
      return;
    }
    raw.write(text);
  }
}

export class LiveStreams {
  readonly #options: StreamOptions;
  readonly #open = new Set<LiveStream>();
  readonly #byCaller = new Map<string, number>();
  #opening = 0;
  #stopped = false;

  constructor(options: StreamOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#open.size;
  }

  /** @throws Problem `busy` when there are too many in all, `too-many-requests` when the caller has too many */
  #admit(caller: string): () => void {
    const { liveStreamsMax, liveStreamsPerCallerMax } = this.#options.limits;
    const own = this.#byCaller.get(caller) ?? 0;
    if (own >= liveStreamsPerCallerMax)
      throw new Problem('too-many-requests', {
        detail: `You have ${own} live streams open; close one, or read the picture itself.`,
        detailZh: `您已打开 ${own} 个实时连接，请关闭一些，或直接读取图形。`,
        headers: { 'retry-after': '5' },
      });
    if (this.#opening >= liveStreamsMax || this.#stopped)
      throw new Problem('busy', {
        detail: 'Too many live streams are open. Read the picture itself, and try again shortly.',
        detailZh: '实时连接已满，请直接读取图形，稍后再试。',
        headers: { 'retry-after': '5' },
      });
    this.#byCaller.set(caller, own + 1);
    this.#opening += 1;
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.#opening -= 1;
      const left = (this.#byCaller.get(caller) ?? 1) - 1;
      if (left === 0) this.#byCaller.delete(caller);
      else this.#byCaller.set(caller, left);
    };
  }

  /**
   * The reply is the stream's from here on. `caller`: who is counted.
   * @throws Problem, StoreUnavailable: nothing was sent yet
   */
  async open(
    request: FastifyRequest,
    reply: FastifyReply,
    caller: string,
    source: StreamSource,
  ): Promise<void> {
    const release = this.#admit(caller);
    // Whoever comes back with the name of the picture that still stands is not told it again.
    const last = String(request.headers['last-event-id'] ?? '').slice(0, 40);
    let stream: LiveStream | null = null;
    try {
      stream = new LiveStream(this.#options, source, reply, last, () => {
        release();
        if (stream !== null) this.#open.delete(stream);
      });
      this.#open.add(stream);
      const unwatch = await source.watch(stream.changed);
      let first: Shown | null = null;
      try {
        first = await source.show();
      } finally {
        if (first === null) unwatch();
      }
      if (first === null) throw new Problem('not-found');
      stream.begin(unwatch, first);
    } catch (error) {
      stream?.end();
      release();
      throw error;
    }
  }

  /** Every stream ends; none begins any more. */
  stop(): void {
    this.#stopped = true;
    for (const stream of [...this.#open]) stream.end();
  }
}

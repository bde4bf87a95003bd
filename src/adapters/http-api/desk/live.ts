/** Server-sent events: an open answer per listener, bounded in number and time; a page that is cut off asks anew. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isStillLetIn } from '../auth.ts';
import type { HttpApiOptions } from '../options.ts';
import { Problem } from '../problems.ts';

/** Listeners come back by themselves: no connection stands for ever. */
const OPEN_MS = 30 * 60_000;

export interface Live {
  send(event: string, data: unknown): void;
  end(): void;
}

export class LiveDoor {
  readonly #open = new Set<() => void>();
  readonly #options: HttpApiOptions;

  constructor(options: HttpApiOptions) {
    this.#options = options;
  }

  /** @throws Problem `busy` beyond the bound */
  open(request: FastifyRequest, reply: FastifyReply, onEnd: () => void): Live {
    const { limits, log } = this.#options;
    if (this.#open.size >= limits.deskListenersMax) throw new Problem('busy');
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      ...(reply.getHeaders() as object),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    const write = (text: string): void => {
      // Whoever reads nothing for long is let go, and comes again.
      if (raw.writableLength > limits.liveBacklogBytesMax) raw.destroy();
      else raw.write(text);
    };
    // With an id the browser says that it comes again by itself: that keeps nobody signed in.
    write('retry: 2000\nid: again\n\n');
    // A right that ended ends what it opened.
    const beat = setInterval(() => {
      isStillLetIn(request, this.#options).then(
        (still) => (still ? write(':\n\n') : end()),
        (error: unknown) => log.warn({ event: 'live-trouble', err: error }, 'live verification'),
      );
    }, limits.liveBeatMs);
    const late = setTimeout(() => end(), OPEN_MS);
    const end = (): void => {
      if (!this.#open.delete(end)) return;
      clearInterval(beat);
      clearTimeout(late);
      onEnd();
      raw.end();
    };
    this.#open.add(end);
    raw.once('close', end);
    raw.once('error', end);
    return { send: (event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`), end };
  }

  close(): void {
    for (const end of [...this.#open]) end();
  }
}

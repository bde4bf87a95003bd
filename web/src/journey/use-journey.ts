/**
 * A picture that keeps itself up to date: by a stream while there is one, by reading it again where the server has no
 * room for one. A page that nobody looks at has no stream.
 */
import { useEffect, useState } from 'react';
import { api, isProblem } from '../shared/api.ts';
import type { PictureView } from './picture.ts';

/** `over`: the caller may not see it any more; what was seen last stays. */
export type Liveness = 'live' | 'again' | 'read' | 'over';

export interface JourneyNow {
  readonly picture: PictureView | null;
  readonly live: Liveness;
  /** Why there is no picture at all. */
  readonly error: unknown;
  readonly retry: () => void;
}

const READ_AGAIN_MS = 5_000;
/** Reads until the stream is tried anew. */
const READS_PER_TRY = 6;

type Tell = (told: Partial<Omit<JourneyNow, 'retry'>>) => void;

/** Says what comes, until it is stopped. */
class Watcher {
  readonly #address: string;
  readonly #tell: Tell;
  #stream: EventSource | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #reads = 0;
  #stopped = false;

  constructor(address: string, tell: Tell) {
    this.#address = address;
    this.#tell = tell;
  }

  start(): void {
    this.#close();
    const stream = new EventSource(`${this.#address.replace('/picture', '/live')}`);
    this.#stream = stream;
    stream.addEventListener('open', () => this.#tell({ live: 'live' }));
    stream.addEventListener('picture', ({ data }: MessageEvent<string>) => {
      this.#reads = 0;
      this.#tell({ picture: JSON.parse(data) as PictureView, live: 'live', error: null });
    });
    stream.addEventListener('over', () => {
      this.#close();
      this.#tell({ live: 'over' });
    });
    stream.addEventListener('error', () => {
      if (stream.readyState === EventSource.CONNECTING) {
        this.#tell({ live: 'again' });
        return;
      }
      // The stream was refused, and a stream does not say why: the picture itself does.
      this.#close();
      void this.#read();
    });
  }

  pause(): void {
    this.#close();
  }

  stop(): void {
    this.#stopped = true;
    this.#close();
  }

  async #read(): Promise<void> {
    try {
      const picture = await api.get<PictureView>(this.#address);
      if (this.#stopped) return;
      this.#tell({ picture, live: 'read', error: null });
    } catch (error) {
      if (this.#stopped) return;
      const ended = isProblem(error) && error.status < 500 && error.status !== 429;
      this.#tell(ended ? { error, live: 'over' } : { error, live: 'again' });
      if (ended) return;
    }
    this.#reads += 1;
    const next = this.#reads % READS_PER_TRY === 0 ? () => this.start() : () => void this.#read();
    this.#timer = setTimeout(next, READ_AGAIN_MS);
  }

  #close(): void {
    this.#stream?.close();
    this.#stream = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/** `address`: of the picture, with its query. */
export function useJourney(address: string): JourneyNow {
  const [now, setNow] = useState<Omit<JourneyNow, 'retry'>>({ picture: null, live: 'live', error: null });
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another try is another watcher
  useEffect(() => {
    setNow({ picture: null, live: 'live', error: null });
    const watcher = new Watcher(address, (told) => setNow((before) => ({ ...before, ...told })));
    const look = (): void => (document.hidden ? watcher.pause() : watcher.start());
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      watcher.stop();
    };
  }, [address, tries]);
  return { ...now, retry: () => setTries((count) => count + 1) };
}

/** The figures of each second, as the server's stream brings them, for a quarter of an hour. */
import { useEffect, useState } from 'react';

export const PAYMENT_KINDS = ['success', 'declined', 'refused', 'unknown', 'trouble'] as const;
export type PaymentKind = (typeof PAYMENT_KINDS)[number];

export interface Sample {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly payments: Readonly<Record<PaymentKind, number>>;
  readonly latency: { readonly p50: number; readonly p95: number; readonly p99: number } | null;
  readonly opened: Readonly<Record<string, number>>;
  readonly done: Readonly<Record<string, number>>;
  readonly unknown: number | null;
  readonly handed: number | null;
  readonly queue: number | null;
  readonly waiting: number | null;
  readonly inFlight: number | null;
  readonly networkUp: boolean | null;
  readonly terminals: number | null;
}

export const KEPT = 900;

export interface Live {
  readonly samples: readonly Sample[];
  /** `over`: this person may not look any more. */
  readonly state: 'connecting' | 'live' | 'lost' | 'over';
}

/** The stream begins with the past; one that broke is opened again by the browser itself. */
export function useLive(): Live {
  const [live, setLive] = useState<Live>({ samples: [], state: 'connecting' });
  useEffect(() => {
    const source = new EventSource('/v1/operator/live');
    const read = <T>(event: MessageEvent<string>): T => JSON.parse(event.data) as T;
    source.addEventListener('history', (event) => {
      setLive({ samples: read<Sample[]>(event).slice(-KEPT), state: 'live' });
    });
    source.addEventListener('sample', (event) => {
      const sample = read<Sample>(event);
      setLive(({ samples }) => ({ samples: [...samples, sample].slice(-KEPT), state: 'live' }));
    });
    source.addEventListener('over', () => {
      source.close();
      setLive(({ samples }) => ({ samples, state: 'over' }));
    });
    source.addEventListener('error', () => {
      setLive(({ samples, state }) => ({ samples, state: state === 'over' ? state : 'lost' }));
    });
    return () => source.close();
  }, []);
  return live;
}

export const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

export interface Minute {
  /** Its first instant. */
  readonly at: number;
  readonly payments: number;
  readonly notApproved: number;
  /** The highest of the minute. */
  readonly p95: number | null;
  readonly unknown: number | null;
  readonly opened: number;
  readonly done: number;
}

const MINUTE_MS = 60_000;

/** What the charts show, minute by minute, the newest first. */
export function minutesOf(samples: readonly Sample[]): Minute[] {
  const groups = new Map<number, Sample[]>();
  for (const sample of samples) {
    const at = sample.at - (sample.at % MINUTE_MS);
    const group = groups.get(at);
    if (group === undefined) groups.set(at, [sample]);
    else group.push(sample);
  }
  const most = (values: readonly (number | null | undefined)[]): number | null => {
    const known = values.filter((value) => value != null);
    return known.length === 0 ? null : Math.max(...known);
  };
  return [...groups]
    .map(([at, group]) => ({
      at,
      payments: group.reduce((sum, { payments }) => sum + sumOf(payments), 0),
      notApproved: group.reduce((sum, { payments }) => sum + sumOf(payments) - payments.success, 0),
      p95: most(group.map(({ latency }) => latency?.p95)),
      unknown: most(group.map(({ unknown }) => unknown)),
      opened: group.reduce((sum, { opened }) => sum + sumOf(opened), 0),
      done: group.reduce((sum, { done }) => sum + sumOf(done), 0),
    }))
    .reverse();
}

/** The queue as the server tells it, asked for again while somebody looks. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, withQuery } from '../../shared/api.ts';
import type { Words } from '../../shared/words.ts';

export type Severity = 'now' | 'soon' | 'watch';
export const SEVERITIES: readonly Severity[] = ['now', 'soon', 'watch'];

/** What a form asks for beside what is fixed. */
export type Asked =
  | 'end-verdict'
  | 'mismatch-verdict'
  | 'difference-end'
  | 'evidence'
  | 'clearing-day'
  | 'reason'
  | 'person'
  | 'account'
  | 'bank-reference'
  | 'payout-result';

export interface Act {
  readonly act: string;
  readonly words: Words;
  readonly effect: Words;
  readonly way: { readonly path: string; readonly body: Readonly<Record<string, unknown>> };
  readonly asks: readonly Asked[];
  readonly gravity: 'plain' | 'final';
  readonly fourEyes: boolean;
  readonly open: boolean;
  readonly shut: Words | null;
}

export interface QueueItem {
  readonly kind: string;
  readonly key: string;
  readonly kindWords: Words;
  readonly severity: Severity;
  readonly since: string;
  readonly deadline: string | null;
  readonly overdue: boolean;
  readonly amount: number | null;
  readonly book: string | null;
  readonly merchant: (Words & { readonly id: string }) | null;
  readonly payment: string | null;
  readonly subject: string;
  readonly card: string | null;
  readonly what: Words;
  readonly next: Words;
  readonly proposal: {
    readonly words: Words;
    readonly evidence: string;
    readonly by: string;
    readonly byName: string;
    readonly at: string;
  } | null;
  readonly hands: readonly {
    readonly words: Words;
    readonly by: string;
    readonly byName: string;
    readonly at: string | null;
  }[];
  readonly facts: readonly { readonly name: string; readonly label: Words; readonly value: Words }[];
  readonly acts: readonly Act[];
}

export interface QueueCount {
  readonly kind: string;
  readonly words: Words;
  readonly count: number;
  readonly pressing: number;
}

interface QueuePage {
  readonly items: readonly QueueItem[];
  readonly next: string | null;
  readonly counts: readonly QueueCount[];
  readonly total: number;
  readonly pressing: number;
  readonly watched: number;
}

/** The first key of everything that an act may change. */
export const QUEUE_KEY = 'queue';
const AGAIN_MS = 15_000;
const PAGE = 50;

export const useQueue = (kind: string | null) =>
  useInfiniteQuery({
    queryKey: [QUEUE_KEY, 'list', kind],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      api.get<QueuePage>(withQuery('/v1/operator/queue', { kind, cursor: pageParam, limit: PAGE }), {
        signal,
        quiet: true,
      }),
    getNextPageParam: ({ next }) => next,
    refetchInterval: AGAIN_MS,
  });

export const addressOfItem = (kind: string, key: string): string =>
  `/operator/queue/${kind}/${encodeURIComponent(key)}`;

export const useQueueItem = (kind: string, key: string) =>
  useQuery({
    queryKey: [QUEUE_KEY, 'item', kind, key],
    queryFn: ({ signal }) =>
      api.get<QueueItem>(`/v1/operator/queue/${kind}/${encodeURIComponent(key)}`, { signal, quiet: true }),
    refetchInterval: AGAIN_MS,
  });

/** How many wait for a person, watched ones left out; `null` until the server has answered. */
export function useQueueCounts(): { readonly waiting: number; readonly pressing: number } | null {
  const { data } = useQuery({
    queryKey: [QUEUE_KEY, 'counts'],
    queryFn: ({ signal }) => api.get<QueuePage>('/v1/operator/queue?limit=1', { signal, quiet: true }),
    refetchInterval: AGAIN_MS,
  });
  return data === undefined ? null : { waiting: data.total - data.watched, pressing: data.pressing };
}

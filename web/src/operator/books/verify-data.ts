/** Verifications as the server tells them, followed live while one runs. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '../../shared/api.ts';
import type { Words } from '../../shared/words.ts';

export interface Run {
  readonly id: number;
  readonly startedAt: string;
  readonly by: string;
  readonly endedAt: string | null;
  readonly state: 'running' | 'fine' | 'faults' | 'failed' | 'broken-off';
  readonly done: number | null;
  readonly of: number | null;
  readonly counts: {
    readonly payments: number;
    readonly cancellations: number;
    readonly journals: number;
    readonly entries: number;
    readonly open: number;
  } | null;
  readonly faults: readonly {
    readonly law: string;
    readonly words: Words;
    readonly subject: string;
    readonly text: string;
  }[];
  readonly failure: string | null;
}
interface Runs {
  readonly running: Run | null;
  readonly runs: readonly Run[];
}

const KEY = ['books', 'verify'] as const;

export function useVerify() {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.get<Runs>('/v1/operator/verify', { signal, quiet: true }),
  });
  const [live, setLive] = useState<Run | null>(null);
  useEffect(() => {
    // The browser itself comes back when the line breaks, and is told anew how things stand.
    const source = new EventSource('/v1/operator/verify/live');
    source.addEventListener('progress', ({ data }) => setLive(JSON.parse(data) as Run));
    source.addEventListener('ended', () => {
      setLive(null);
      void client.invalidateQueries({ queryKey: KEY });
    });
    source.addEventListener('idle', () => setLive(null));
    return () => source.close();
  }, [client]);
  const again = (): void => void client.invalidateQueries({ queryKey: KEY });
  return { query, running: live ?? query.data?.running ?? null, again };
}

/** The lines, the terminals and the network of a demonstration, as the server tells them. */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, withQuery } from '../../shared/api.ts';

export interface NetworkLine {
  readonly state: 'down' | 'connecting' | 'signing-on' | 'up';
  readonly since: string;
  readonly lastDownReason: string | null;
  readonly inFlight: number;
  readonly reconnects: number;
  readonly lastEchoAt: string | null;
  readonly macFailures: number;
  readonly rejected: number;
  readonly clearingDay: string;
  readonly cutOver: string;
  readonly keys: readonly {
    readonly kind: 'mac' | 'pin';
    readonly since: string | null;
    readonly checkValue: string | null;
  }[];
  readonly terminals: {
    readonly connections: number;
    readonly underWay: number;
    readonly connectionsTotal: number;
  };
  readonly events: readonly LineEvent[];
  readonly simulated: boolean;
}

export interface LineEvent {
  readonly at: string;
  readonly line: 'network' | 'terminals';
  readonly kind: string;
  readonly text: string;
}

export interface SeenTerminal {
  readonly terminal: {
    readonly id: string;
    readonly merchant: string;
    readonly status: 'active' | 'blocked';
    readonly signedIn: { readonly operator: string; readonly at: string } | null;
    readonly dialect: string;
    readonly batch: string;
    readonly totals: {
      readonly debit: number;
      readonly debitCount: number;
      readonly credit: number;
      readonly creditCount: number;
    };
    readonly acceptances: readonly {
      readonly product: string;
      readonly state: 'on' | 'off' | 'barred';
      readonly words: { readonly zh: string; readonly en: string };
    }[];
    readonly wants: readonly string[];
  };
  readonly seen: {
    readonly at: string;
    readonly request: string;
    readonly outcome: string | null;
    readonly tookMs: number;
  } | null;
}

export const FAULTS = ['lose-reply', 'no-reply', 'late', 'double', 'cut', 'wrong-mac'] as const;
export type Fault = (typeof FAULTS)[number];

export interface Simulator {
  readonly state: 'up' | 'down';
  readonly clearingDay: string;
  readonly transactions: number;
  readonly waiting: readonly {
    readonly fault: Fault;
    readonly count: number;
    readonly message: string | null;
    readonly waitMs: number;
  }[];
  readonly done: Readonly<Record<string, number>>;
}

export interface IssuerBooks {
  readonly clearingDay: string;
  readonly balanced: boolean;
  readonly issuers: readonly {
    readonly id: string;
    readonly zh: string;
    readonly en: string;
    readonly kind: 'debit' | 'credit';
    readonly balanced: boolean;
    readonly accounts: readonly {
      readonly account: string;
      readonly debit: string;
      readonly credit: string;
      readonly debitPending: string;
      readonly creditPending: string;
    }[];
  }[];
}

interface Listed<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

const LOOK_EVERY_MS = 3_000;

export const useNetwork = () =>
  useQuery({
    queryKey: ['network', 'line'],
    queryFn: () => api.get<NetworkLine>('/v1/operator/network'),
    refetchInterval: LOOK_EVERY_MS,
  });

const TERMINALS_AT_ONCE = 50;
export const useTerminals = () =>
  useInfiniteQuery({
    queryKey: ['network', 'terminals'],
    queryFn: ({ pageParam: cursor }) =>
      api.get<Listed<SeenTerminal>>(
        withQuery('/v1/operator/terminals', { limit: TERMINALS_AT_ONCE, cursor }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: LOOK_EVERY_MS,
  });

export const useSimulator = (shown: boolean) =>
  useQuery({
    queryKey: ['network', 'simulator'],
    queryFn: () => api.get<Simulator>('/v1/operator/simulator'),
    refetchInterval: LOOK_EVERY_MS,
    enabled: shown,
  });

export const useIssuerBooks = (shown: boolean) =>
  useQuery({
    queryKey: ['network', 'books'],
    queryFn: () => api.get<IssuerBooks>('/v1/operator/simulator/books'),
    enabled: shown,
  });

export const orderFault = (fault: Fault, count: number) =>
  api.post<Simulator>('/v1/operator/simulator/faults', { fault, count });
export const clearFaults = () => api.delete<Simulator>('/v1/operator/simulator/faults');
export const switchLine = (down: boolean, forMs?: number) =>
  api.post<Simulator>('/v1/operator/simulator/line', { down, ...(forMs === undefined ? {} : { forMs }) });

/** `fault`: what happens to its answer; left out: nothing. */
export const makeSale = (amount: number, fault: Fault | null) =>
  api.post<{ readonly payment: string; readonly terminal: string }>('/v1/operator/simulator/sales', {
    amount,
    ...(fault === null ? {} : { fault }),
  });

export const askForKey = (kind: 'mac' | 'pin') =>
  api.post<{ readonly code: string | null }>('/v1/keys/zone', { key: kind });

export const manageTerminal = (
  { terminal: { id, merchant } }: SeenTerminal,
  what: { readonly status?: 'active' | 'blocked'; readonly wants?: 'sign-in' | 'status' },
  reason: string,
) => api.post<unknown>(withQuery(`/v1/terminals/${id}`, { merchant }), { ...what, reason });

/** After an act: what is shown is read anew. */
export function useLookAgain(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['network'] });
}

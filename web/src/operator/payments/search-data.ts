/** The question of a search as it stands in the address, and what the server finds. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { api, withQuery } from '../../shared/api.ts';
import type { Words } from '../../shared/words.ts';
import { fenOf } from '../queue/act-fields.tsx';
import type { PaymentState } from './payment-data.ts';

export interface Found {
  readonly id: string;
  readonly book: string;
  readonly merchant: Words | null;
  readonly kindWords: Words;
  readonly state: PaymentState;
  readonly stateWords: Words;
  readonly amount: number;
  readonly returned: number;
  readonly card: string;
  readonly terminalId: string;
  readonly traceNo: string;
  readonly rrn: string;
  readonly authCode: string | null;
  readonly startedAt: string;
}
interface FoundPage {
  readonly items: readonly Found[];
  readonly next: string | null;
  readonly from: string | null;
}

/** The marks that an address may hold. A full card number is none of them: it stands in no address and no history. */
export const MARKS = [
  'reference',
  'last4',
  'authCode',
  'trace',
  'terminal',
  'book',
  'state',
  'amountFrom',
  'amountTo',
  'from',
  'to',
] as const;
export type Mark = (typeof MARKS)[number];
export type Marks = Readonly<Partial<Record<Mark, string>>>;

export function marksOf(search: URLSearchParams): Marks {
  const set = MARKS.flatMap((name) => {
    const value = search.get(name)?.trim() ?? '';
    return value === '' ? [] : [[name, value] as const];
  });
  return Object.fromEntries(set);
}

/** As the route takes them: days begin and end in the shop's zone, amounts are fen. */
function askedOf({ from, to, amountFrom, amountTo, ...plain }: Marks): Record<string, string | number> {
  return {
    ...plain,
    ...(from === undefined ? {} : { from: `${from}T00:00:00+08:00` }),
    ...(to === undefined ? {} : { to: `${to}T23:59:59+08:00` }),
    ...(amountFrom === undefined ? {} : { amountFrom: fenOf(amountFrom) }),
    ...(amountTo === undefined ? {} : { amountTo: fenOf(amountTo) }),
  };
}

const PAGE = 200;

/** `asked`: which question it is. */
export const useSearch = (marks: Marks, card: string | null, asked: number) =>
  useInfiniteQuery({
    // The number itself names nothing that is kept: what one card found never stands as another one's.
    queryKey: ['search', marks, card === null ? null : `card ${asked}`],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const asked = { ...askedOf(marks), limit: PAGE };
      if (card === null)
        return api.get<FoundPage>(withQuery('/v1/operator/payments', { ...asked, cursor: pageParam }), {
          signal,
        });
      const body = { ...asked, card, ...(pageParam === null ? {} : { cursor: pageParam }) };
      return api.post<FoundPage>('/v1/operator/payments/search', body, { signal });
    },
    getNextPageParam: ({ next }) => next,
    ...(card === null ? {} : { gcTime: 0, staleTime: 0 }),
  });

/**
 * Payments by their reference number, which says nothing of their month. Most are of this month or the one before, and
 * most of those the request names by its own key as well: only for the others every month is asked.
 */
import { DAY_MS } from '#domain/calendar';
import { bucketOfBook, type Loaded, type LoadKeys } from '#engine';
import { type Ask, ask, type Knowing, type Pair } from './load-payments.ts';

/** By a reference number where it has one; otherwise it is named by what is its own. */
export interface Referred extends Pair {
  readonly book?: string;
  readonly rrn?: string;
}

const rrnsIn = (payments: string): string => `SELECT p.bucket, p.id, p.book, p.rrn
  FROM unnest($1::smallint[], $2::text[], $3::text[]) AS k(bucket, book, rrn)
  JOIN ${payments} p ON p.rrn = k.rrn AND p.book = k.book AND p.bucket = k.bucket`;
const ALL = rrnsIn('payment');

/** A month before today, whatever day of its month it is, and a clock that is a little ahead. */
const RECENT_MS = 31 * DAY_MS;

type Rrns = LoadKeys['rrns'];
const valuesOf = (rrns: Rrns): unknown[] => [
  rrns.map(({ book }) => bucketOfBook(book)),
  rrns.map(({ book }) => book),
  rrns.map(({ rrn }) => rrn),
];

export function recentRrns({ rrns }: LoadKeys, { months, nowMs }: Knowing, referred: Referred[]): Ask[] {
  const recent = months.between(nowMs - RECENT_MS, nowMs);
  if (rrns.length === 0 || recent.length === 0) return [];
  const tables = recent.map((suffix) => `SELECT bucket, id, book, rrn FROM payment${suffix}`);
  return [
    ask<Referred>(
      `load-rrns${recent.join('')}`,
      rrnsIn(`(${tables.join(' UNION ALL ')})`),
      valuesOf(rrns),
      (rows) => referred.push(...rows),
    ),
  ];
}

const keyOf = ({ book, rrn }: Pick<Referred, 'book' | 'rrn'>): string => `${book}|${rrn}`;

/** A payment that both its key and its number lead to is the one that is meant; for all else every month is asked. */
export function olderRrns({ rrns }: LoadKeys, once: Loaded['once'], referred: Referred[]): Ask[] {
  const named = new Set(once.map(({ subject }) => subject?.id));
  const settled = new Set(referred.filter(({ id }) => named.has(id as never)).map(keyOf));
  const open = rrns.filter((each) => !settled.has(keyOf(each)));
  if (open.length === 0) return [];
  return [ask<Referred>('load-rrns', ALL, valuesOf(open), (rows) => referred.push(...rows))];
}

/** What the statements of a batch are made with. */
import { bucketOfBook } from '#engine';
import type { Statement } from './connection.ts';
import { nameOn, onPart, type Part } from './months.ts';

export const statement = (name: string, text: string, ...values: unknown[]): Statement => ({
  name,
  text,
  values,
});

/** One about a part of the payments: `payment%` in its text. */
export const statementOn = (part: Part, name: string, text: string, ...values: unknown[]): Statement => ({
  name: nameOn(name, part),
  text: onPart(text, part),
  values,
});

export const text = (value: bigint | number | null): string | null => (value === null ? null : String(value));

/** One array per column out of a list of rows. */
export function columns<T>(rows: readonly T[], ...pick: ((row: T) => unknown)[]): unknown[][] {
  return pick.map((column) => rows.map(column));
}

export const byKey =
  <T>(key: (row: T) => string) =>
  (a: T, b: T): number =>
    key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;

export const bucketOf = ({ book }: { book: string }): number => bucketOfBook(book);

/** Where in the one long array the part of each row begins. */
export function starts(counts: readonly number[]): number[] {
  let at = 0;
  return counts.map((count) => {
    const start = at;
    at += count;
    return start;
  });
}

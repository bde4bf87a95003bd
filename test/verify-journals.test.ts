/** The order of a payment's journals as `verify` demands it, where a void was undone in between. */
import { describe, expect, it } from 'vitest';
import type { Cancellation } from '#domain/cancellation';
import type { Payment } from '#domain/payment';
import { type JournalTableRow, wrongJournals } from '../src/adapters/postgres/verify/journals.ts';

const cancellation = (id: string, state: string): Cancellation => ({ id, route: 'VOID', state }) as never;
const VOIDED = { state: 'voided' } as unknown as Payment;
const ways = [cancellation('first', 'undone'), cancellation('second', 'done')];

/** Sold, voided, the void undone, voided again: the last journal mirrors the given one. */
const journals = (lastMirrors: number): JournalTableRow[] =>
  (
    [
      [1, 'hold', null, null],
      [2, 'post', null, null],
      [3, 'hold', 'first', null],
      [4, 'mirror', 'first', 2],
      [5, 'hold', 'first', null],
      [6, 'post', 'first', null],
      [7, 'hold', 'second', null],
      [8, 'mirror', 'second', lastMirrors],
    ] as const
  ).map(([no, kind, id, mirrors]) => ({ no, kind, cancellation_id: id, mirrors_no: mirrors }) as never);

describe('a void that was undone books the sale again', () => {
  it('what goes back after that mirrors the second booking', () => {
    expect(wrongJournals(VOIDED, ways, journals(6))).toEqual([]);
  });
  it('and not the first one, which was mirrored already', () => {
    expect(wrongJournals(VOIDED, ways, journals(2))).toEqual([
      'its journal 8 mirrors 2, the sale was booked by 6',
    ]);
  });
});

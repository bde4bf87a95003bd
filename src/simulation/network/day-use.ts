/** What a card took part in today, against what its issuer allows it. */
import type { Fen } from '#domain/money';
import type { Card } from './config.ts';
import type { NetworkState, Transaction, TransactionRecord } from './state.ts';

/** Null: without a limit. */
export interface CardLimits {
  /** F39 61. */
  readonly paymentMaxFen: Fen | null;
  /** Sum of a clearing day; 61. */
  readonly dayMaxFen: Fen | null;
  /** Payments of a clearing day; 65. */
  readonly dayCountMax: number | null;
}

export interface DayUse {
  readonly fen: Fen;
  readonly count: number;
}
const UNUSED: DayUse = { fen: 0n, count: 0 };

export function limitsOf(card: Card, state: NetworkState): CardLimits {
  const { paymentMaxFen, dayMaxFen = null, dayCountMax = null } = card;
  return state.cardLimits.get(card.id) ?? { paymentMaxFen, dayMaxFen, dayCountMax };
}

export const useOf = (cardId: string, state: NetworkState): DayUse => state.dayUse.get(cardId) ?? UNUSED;

/** F39 of what goes beyond a limit; null where none is reached. */
export function limitFault(card: Card, amountFen: Fen, state: NetworkState): string | null {
  const { paymentMaxFen, dayMaxFen, dayCountMax } = limitsOf(card, state);
  const { fen, count } = useOf(card.id, state);
  if (paymentMaxFen !== null && amountFen > paymentMaxFen) return '61';
  if (dayMaxFen !== null && fen + amountFen > dayMaxFen) return '61';
  return dayCountMax !== null && count >= dayCountMax ? '65' : null;
}

const counts = ({ kind }: Pick<Transaction, 'kind'>): boolean => kind === 'sale' || kind === 'preauth';

/** Payments and holds count; what undoes one of the same day gives its room back. */
export function noteUse(state: NetworkState, record: TransactionRecord): void {
  const { cardId, journal } = record;
  if (cardId === null || journal === null || record.code !== '00') return;
  const add = (fen: Fen, count: number): void => {
    const before = useOf(cardId, state);
    state.dayUse.set(cardId, { fen: before.fen + fen, count: before.count + count });
  };
  if (counts(record)) {
    add(record.amountFen, 1);
    return;
  }
  const original = record.original === null ? undefined : state.byWireKey.get(record.original);
  const undoes = record.kind === 'void' || record.kind === 'reversal';
  if (undoes && original !== undefined && counts(original) && original.clearingDay === record.clearingDay)
    add(-original.amountFen, -1);
}

/** The network's books and transactions as others may read them: cards masked, amounts as whole fen. */
import type { Delta } from '#domain/ledger';
import type { Fen } from '#domain/money';
import { networkKeyText } from '#domain/payment';
import { maskPan } from '#wire/iso8583';
import { type CardAmounts, cardAmounts, imbalanceOf } from './books.ts';
import { cardStatusOf } from './card-states.ts';
import type { Card, NetworkConfig } from './config.ts';
import { type CardLimits, type DayUse, limitsOf, useOf } from './day-use.ts';
import { type NetworkState, type Transaction, wireKeyOf } from './state.ts';

export interface CardView extends CardAmounts {
  readonly id: string;
  readonly issuer: string;
  readonly maskedPan: string;
  readonly expiry: string;
  readonly status: Card['status'];
  readonly limitFen: Fen;
  readonly pinTries: number;
  readonly limits: CardLimits;
  /** Of the clearing day. */
  readonly used: DayUse;
  /** Highest counter that its chip proved; null: never seen. */
  readonly atc: number | null;
}

export interface IssuerView {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly kind: 'debit' | 'credit';
  readonly accounts: readonly (Delta & { readonly account: string })[];
  readonly debitPostedFen: Fen;
  readonly creditPostedFen: Fen;
  readonly debitPendingFen: Fen;
  readonly creditPendingFen: Fen;
  readonly balanced: boolean;
}

export interface TransactionView {
  readonly sequence: number;
  /** `YYYYMMDDhhmmss/STAN/acquirer/forwarder` */
  readonly key: string;
  readonly atMs: number;
  readonly mti: string;
  readonly kind: Transaction['kind'];
  readonly amountFen: Fen;
  readonly state: Transaction['state'];
  readonly code: string;
  readonly authCode: string | null;
  readonly refundedFen: Fen;
  readonly clearingDay: string;
  readonly rrn: string;
  readonly maskedPan: string;
  readonly terminalId: string;
  readonly merchantId: string;
  /** Key of the message this one is about, when the network knows that one. */
  readonly original: string | null;
  /** False for a repeated reversal: approved, and nothing moved. */
  readonly moved: boolean;
}

export function viewCards(state: NetworkState, config: NetworkConfig): CardView[] {
  return config.cards.map((card) => ({
    id: card.id,
    issuer: card.issuer,
    maskedPan: maskPan(card.pan),
    expiry: card.expiry,
    status: cardStatusOf(card, state.cardStates),
    limitFen: card.limitFen,
    pinTries: state.pinTries.get(card.id) ?? 0,
    limits: limitsOf(card, state),
    used: useOf(card.id, state),
    atc: state.chips.get(card.id)?.atc ?? null,
    ...cardAmounts(card, state.books.get(card.issuer)),
  }));
}

export function viewIssuers(state: NetworkState, config: NetworkConfig): IssuerView[] {
  return config.issuers.map((issuer) => {
    const books = state.books.get(issuer.id) ?? new Map<string, Delta>();
    const sum = (column: keyof Delta): Fen =>
      [...books.values()].reduce((total, part) => total + part[column], 0n);
    const { pendingFen, postedFen } = imbalanceOf(books.values());
    return {
      id: issuer.id,
      zh: issuer.zh,
      en: issuer.en,
      kind: issuer.kind,
      accounts: [...books].map(([account, columns]) => ({ account, ...columns })),
      debitPostedFen: sum('debitPostedFen'),
      creditPostedFen: sum('creditPostedFen'),
      debitPendingFen: sum('debitPendingFen'),
      creditPendingFen: sum('creditPendingFen'),
      balanced: pendingFen === 0n && postedFen === 0n,
    };
  });
}

export function viewTransaction(transaction: Transaction, state: NetworkState): TransactionView {
  const original = transaction.original === null ? undefined : state.byWireKey.get(transaction.original);
  const { sequence, atMs, mti, kind, amountFen, code, authCode, refundedFen, clearingDay } = transaction;
  const { rrn, maskedPan, terminalId, merchantId } = transaction;
  return {
    ...{
      sequence,
      key: networkKeyText(transaction.key),
      atMs,
      mti,
      kind,
      amountFen,
      state: transaction.state,
    },
    ...{ code, authCode, refundedFen, clearingDay, rrn, maskedPan, terminalId, merchantId },
    original: original === undefined ? null : networkKeyText(original.key),
    moved: transaction.moved,
  };
}

/** The transaction of a key text `YYYYMMDDhhmmss/STAN/acquirer/forwarder`. */
export function findTransaction(keyText: string, state: NetworkState): Transaction | undefined {
  const match = /^(\d{4})(\d{10})\/(\d{6})\/(\d{1,11})\/(\d{1,11})$/.exec(keyText);
  if (match === null) return undefined;
  const [, year, transmission, stan, acquirerId, forwarderId] = match as unknown as string[];
  const wireKey = wireKeyOf({
    transmission: transmission!,
    stan: stan!,
    acquirerId: acquirerId!,
    forwarderId: forwarderId!,
  });
  const found = state.byWireKey.get(wireKey);
  return found?.key.year === year ? found : undefined;
}

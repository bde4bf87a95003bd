/** What the host has of a terminal's batch, transaction by transaction. */
import { AFTER_BOUNCE, type Cancellation } from '#domain/cancellation';
import { advicesOf, isTakenIn, movesMoney, type Payment } from '#domain/payment';
import type { HostItem } from '#domain/terminal';
import type { OnceRow } from '../ports/index.ts';
import type { Context } from './context.ts';

/** The kinds of once keys under which a terminal's transactions stand. */
const KEY_KINDS = ['sale', 'preauthorisation', 'completion', 'void', 'refund'] as const;

export const batchPrefixes = (
  { merchantId, terminalId }: { readonly merchantId: string; readonly terminalId: string },
  batchNo: string,
): string[] => KEY_KINDS.map((kind) => `${kind}/${merchantId}/${terminalId}/${batchNo}/`);

export function hostItems(
  context: Context,
  of: { readonly book: string; readonly merchantId: string; readonly terminalId: string },
  batchNo: string,
): HostItem[] {
  const items = new Map<string, { readonly atMs: number; readonly item: HostItem }>();
  for (const prefix of batchPrefixes(of, batchNo)) {
    for (const row of context.work.onceBeginning(of.book, prefix)) {
      const item = itemOf(context, row);
      if (item === null) continue;
      // A refund that was asked for again stands under the number that got the answer: the last one.
      const id = item.cancellationId ?? item.paymentId;
      const before = items.get(id);
      if (before === undefined || before.atMs < row.atMs) items.set(id, { atMs: row.atMs, item });
    }
  }
  return [...items.values()].map(({ item }) => item);
}

function itemOf({ work }: Context, { key, subject }: OnceRow): HostItem | null {
  const stan = key.slice(-6);
  if (subject?.kind === 'payment') {
    const payment = work.payment(subject.id);
    return payment === undefined ? null : paymentItem(payment, work.cancellationsOf(payment.id), stan);
  }
  if (subject?.kind !== 'cancellation') return null;
  const cancellation = work.cancellation(subject.id);
  const payment = cancellation === undefined ? undefined : work.payment(cancellation.paymentId);
  return cancellation === undefined || payment === undefined
    ? null
    : cancellationItem(cancellation, payment, stan);
}

const cardOf = ({ card }: Payment): Pick<HostItem, 'cardIndex' | 'masked'> => ({
  cardIndex: card.index,
  masked: card.masked,
});

const changesOf = (payment: Payment): Pick<HostItem, 'also'> => {
  const also = advicesOf(payment)
    .filter((each) => movesMoney(each) && each.state === 'done')
    .map(({ terminal: { stan } }) => stan);
  return also.length === 0 ? {} : { also };
};

/**
 * What was reversed counts nowhere, also while its reversal is still repeated; what the clearing file approved in spite
 * of a reversal was never counted either. A void counts beside its sale.
 */
function paymentItem(payment: Payment, cancellations: readonly Cancellation[], stan: string): HostItem {
  const reversed = cancellations.some(({ route, state }) => route === 'REVERSAL' && state !== 'refused');
  const { id: paymentId, amountFen, state, kind } = payment;
  // What was made offline stands from its upload on: the slip was given before anybody asked the network.
  const taken = state === 'approved' || state === 'voided' || isTakenIn(payment);
  return {
    stan,
    what: kind === 'completion' ? 'completion' : 'sale',
    amountFen,
    ...cardOf(payment),
    ...changesOf(payment),
    state,
    stands: kind !== 'preauthorisation' && taken && !reversed,
    paymentId,
    cancellationId: null,
  };
}

function cancellationItem(cancellation: Cancellation, payment: Payment, stan: string): HostItem {
  const { id: cancellationId, route, state, amountFen } = cancellation;
  const made = state === 'done' || (AFTER_BOUNCE as readonly string[]).includes(state);
  const voided = payment.kind === 'completion' ? 'completion-void' : 'void';
  return {
    stan,
    what: route === 'VOID' ? voided : 'refund',
    amountFen,
    ...cardOf(payment),
    state,
    stands: made && payment.kind !== 'preauthorisation',
    paymentId: payment.id,
    cancellationId,
  };
}

/** Which pre-authorisation a terminal means: by its own batch and trace number, else by card and code of approval. */
import { calendarDayOf, SHANGHAI } from '#domain/calendar';
import type { Outcome } from '#domain/outcome';
import type { Payment, TerminalKey } from '#domain/payment';
import type { Merchant } from '../ports/index.ts';
import type { NamedHold } from '../preauth-commands.ts';
import { type Context, paymentKey } from './context.ts';

export const originalText = (
  { merchantId, terminalId }: TerminalKey,
  original: { readonly batchNo: string; readonly stan: string },
): string => `${merchantId}/${terminalId}/${original.batchNo}/${original.stan}`;

/** The code of its approval; `null` while there is none. */
export const codeOf = (payment: Payment): string | null => {
  if (payment.state === 'unknown') return payment.lateApproval?.authCode ?? null;
  return 'approval' in payment ? (payment.approval?.authCode ?? null) : null;
};

export interface SoughtHold {
  readonly merchant: Merchant;
  readonly terminal: TerminalKey;
  /** Index of the card, where the message names one. */
  readonly card: { readonly index: string } | null;
}

export function findHold(context: Context, sought: SoughtHold, names: NamedHold): Payment | Outcome {
  const { book } = sought.merchant;
  const { original, authCode } = names;
  if (original !== null && original.stan !== '000000') {
    const key = paymentKey('preauthorisation', originalText(sought.terminal, original));
    const { subject } = context.work.once(book, key) ?? { subject: null };
    const own = subject?.kind === 'payment' ? context.work.payment(subject.id) : undefined;
    // Without an approval there is no code to compare: what became of it is the better answer.
    if (own !== undefined && (authCode === null || codeOf(own) === null || codeOf(own) === authCode))
      return own;
  }
  if (authCode === null || sought.card === null) return 'original-not-found';
  const trace = original?.stan ?? '000000';
  const { index } = sought.card;
  const candidates = context.work
    .payments()
    .filter((payment) => payment.kind === 'preauthorisation' && payment.book === book)
    .filter((payment) => payment.card.index === index && codeOf(payment) === authCode)
    .filter((payment) => trace === '000000' || payment.terminal.stan === trace)
    .filter((payment) => {
      const day = original?.day ?? null;
      return day === null || calendarDayOf(payment.startedMs, SHANGHAI) === day;
    });
  return candidates.length === 1 ? candidates[0]! : 'original-not-found';
}

/** A question about the money on a card: who asked when about which card, and what came of it. No money moves. */
import { acceptanceRefusal, admission } from '#domain/terminal';
import { type Handled, replyWith } from '../commands.ts';
import type { Inquire, InquiryTold } from '../inquiry-commands.ts';
import type { Context } from './context.ts';

/** Admits the question and writes the line of audit before anything leaves; the desk sends it after the commit. */
export function handleInquire(context: Context, command: Inquire): Handled {
  const { work, nowMs } = context;
  const { merchant, terminal: key, inquiry, rrn, card, entryMode } = command;
  const terminal = work.terminal(merchant.book, key.terminalId);
  if (terminal === undefined) return { reply: replyWith('terminal-unknown', nowMs) };
  const service = inquiry === 'points' ? 'points' : 'balance';
  const refusal =
    admission(terminal, key.batchNo) ??
    acceptanceRefusal(terminal, { service, entryMode, pinEntered: command.pinEntered }) ??
    (merchant.status === 'active' ? null : 'merchant-not-valid');
  if (refusal !== null) return { reply: replyWith(refusal, nowMs) };
  tell(context, command, 'balance-asked', { inquiry, card: card.masked, rrn, entryMode });
  return { reply: replyWith('accepted', nowMs) };
}

export function handleInquiryTold(context: Context, command: InquiryTold): Handled {
  const { rrn, outcome } = command;
  tell(context, command, 'balance-told', { rrn, outcome });
  return { reply: replyWith('accepted', context.nowMs) };
}

function tell(
  context: Context,
  { merchant, terminal }: Pick<Inquire, 'merchant' | 'terminal'>,
  kind: string,
  more: Readonly<Record<string, unknown>>,
): void {
  context.work.addEvent({
    book: merchant.book,
    paymentId: null,
    cancellationId: null,
    atMs: context.nowMs,
    kind,
    body: { ...terminal, ...more },
  });
}

/** What the doors of the way back share: the question, the opening, and what is told to those who wait. */
import type { Answer, Asker, Purpose } from '#domain/answer';
import {
  answerForPayment,
  type BackStep,
  type Cancellation,
  type Door,
  dayOf,
  openCancellation,
  type Route,
  type SentRoute,
  stepCancellation,
} from '#domain/cancellation';
import type { Outcome } from '#domain/outcome';
import type { CancellationId, Payment, TerminalKey } from '#domain/payment';
import { type Reply, replyWith } from '../commands.ts';
import { rrnOf } from '../ids.ts';
import { type Context, questionAbout, required, settingFor } from './context.ts';

export const cancelKey = (route: 'VOID' | 'REFUND', terminalKey: string): string =>
  `${route.toLowerCase()}/${terminalKey}`;
export const hostKey = (key: string): string => `api/${key}`;

/** What a cancellation says to a terminal or an API caller that waits; `null` while its message is under way. */
export function replyOfCancellation(
  cancellation: Cancellation,
  payment: Payment | null,
  atMs: number,
): Reply | null {
  if (cancellation.state === 'sending') return null;
  // «Accepted» is code 00 at a terminal, which would print a void that the clearing file may not hold.
  const undecided = cancellation.state === 'awaiting-file' && cancellation.terminal !== null;
  return replyWith(undecided ? 'outcome-unknown' : outcomeOfCancellation(cancellation), atMs, {
    cancellation,
    payment,
    answer: cancellation.answer,
  });
}

export function outcomeOfCancellation(cancellation: Cancellation): Outcome {
  switch (cancellation.state) {
    case 'done':
      return 'approved';
    // The refund was made and acknowledged; where its money is now the state tells.
    case 'bounced':
    case 'account-named':
    case 'payout-ordered':
    case 'paid-out':
    case 'stranded':
      return 'approved';
    case 'refused':
      return cancellation.outcome;
    case 'undoing':
    case 'undone':
    case 'overruled':
      return 'void-undone';
    case 'handed':
      return 'reversal-not-acknowledged';
    case 'sending':
    case 'awaiting-file':
      return 'accepted';
  }
}

export function ask(
  context: Context,
  payment: Payment,
  asker: Asker,
  route: Route | null,
  amountFen: bigint | null,
  terminalId: string | null,
  purpose: Purpose | null = null,
): Answer<Route> {
  return answerForPayment(
    payment,
    questionAbout(payment, { asker, route, amountFen, terminalId, purpose }),
    settingFor(context, payment),
  );
}

/** A completion lives again only while the hold that its void freed is still free: else it would be taken twice. */
export function mayLiveAgain(context: Context, payment: Payment): boolean {
  if (payment.kind !== 'completion' || payment.preauth === undefined) return true;
  const preauth = required(context, payment.preauth.id);
  if (preauth.state !== 'approved' || preauth.back.whole !== null) return false;
  const completion = preauth.hold?.completion;
  return completion?.paymentId === payment.id && completion.state === 'voided';
}

export interface Opening {
  readonly door: Door;
  readonly requestedBy: string;
  readonly reason: string;
  readonly terminal: TerminalKey | null;
  readonly shopPerson?: string;
  readonly requestId?: string;
  /** Where the payment names it already. */
  readonly id?: CancellationId;
}

export function open(
  context: Context,
  payment: Payment,
  route: SentRoute,
  amountFen: bigint,
  answer: Answer<Route>,
  opening: Opening,
): BackStep {
  const network = context.networkKeys.next(context.nowMs);
  return openCancellation(
    payment,
    {
      ...opening,
      id: opening.id ?? context.ids.cancellation(payment.book, context.nowMs),
      route,
      amountFen,
      rrn: rrnOf(network),
      network,
      answer,
      atMs: context.nowMs,
    },
    context.pace,
  );
}

/** The host's own reversal: the outcome was lost. Its answer is stored like any other. */
export function openReversal(context: Context, payment: Payment, opening: Opening): BackStep {
  const answer = ask(context, payment, 'deadline', 'REVERSAL', payment.amountFen, null);
  const step = open(context, payment, 'REVERSAL', payment.amountFen, answer, opening);
  return dayOf(payment) < context.clearingDayNow ? leftToTheFile(context, step) : step;
}

/**
 * The clearing day of the payment is over before its reversal could begin. The network would refuse it for its day
 * alone, which proves nothing: it is opened, not sent, and the clearing file decides.
 */
function leftToTheFile(context: Context, opened: BackStep): BackStep {
  const { cancellation, payment } = opened;
  if (cancellation.state !== 'sending') return opened;
  const { nowMs: atMs, clearingDayNow } = context;
  const dueNow = { ...cancellation, dueMs: atMs };
  const fresh = context.networkKeys.next(atMs);
  const waits = stepCancellation(payment, dueNow, { type: 'due', clearingDayNow, fresh, atMs }, context.pace);
  const events = [...opened.events.filter(({ event }) => event.kind !== 'back-sent'), ...waits.events];
  return { ...opened, cancellation: waits.cancellation, events, send: null };
}

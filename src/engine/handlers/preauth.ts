/** The pre-authorisation family on its way out: a hold, more of it, and its completion as a request or as a notice. */
import { addDays, calendarDayLastSecondMs, calendarDayOf, SHANGHAI } from '#domain/calendar';
import { repeatAfterMs } from '#domain/cancellation';
import { isPayableFen } from '#domain/money';
import { type Outcome, retryOf } from '#domain/outcome';
import {
  heldFen,
  isBeingRaised,
  type Payment,
  type PaymentBase,
  refusalOfCompletion,
  refusalOfUse,
  refusePayment,
  startPayment,
  terminalKeyText,
} from '#domain/payment';
import { effective } from '#domain/policy';
import { acceptanceRefusal, admission } from '#domain/terminal';
import { type Handled, replyWith } from '../commands.ts';
import { rrnOf } from '../ids.ts';
import type { OnceRow } from '../ports/index.ts';
import type { Hold } from '../preauth-commands.ts';
import { type Context, contractFor, paymentKey, scopeOf, writePayment } from './context.ts';
import { findHold } from './find-hold.ts';
import { paymentRequest } from './network-requests.ts';
import { repeatedPayment } from './pay.ts';
import { clockRefusal } from './terminal-clock.ts';

/** Increments of one pre-authorisation: a guest who stays for a month of days. */
const RAISES_MAX = 40;

export function handleHold(context: Context, command: Hold): Handled {
  const { work, nowMs } = context;
  const { book } = command.merchant;
  const key = paymentKey(command.kind, terminalKeyText(command.terminal));
  const before = work.once(book, key);
  if (before !== undefined) return repeatedPayment(context, command, before);
  const notNow = refusalOfTheMoment(context, command);
  if (notNow !== null) return { reply: replyWith(notNow, nowMs) };

  const remember = (subject: OnceRow['subject'], outcome: Outcome | null): void =>
    work.putOnce({ book, key, print: command.print, subject, outcome, atMs: nowMs });
  const preauth = command.names === null ? null : findHold(context, command, command.names);
  const refusal = refusalOf(context, command, preauth);
  if (refusal !== null) {
    // What may come right later is asked again under the same trace number: a notice is stored and repeated.
    if (retryOf(refusal) !== 'later' && retryOf(refusal) !== 'ask') remember(null, refusal);
    return { reply: replyWith(refusal, nowMs, typeof preauth === 'string' ? {} : { payment: preauth }) };
  }
  const base = newPayment(context, command, typeof preauth === 'string' ? null : preauth);
  const dueMs = nowMs + (command.isNotice ? repeatAfterMs(1, context.pace) : context.replyDueMs);
  const step =
    command.merchant.status === 'active'
      ? startPayment(base, dueMs)
      : refusePayment(base, 'merchant-not-valid');
  remember({ kind: 'payment', id: base.id }, null);
  writePayment(context, step);
  if (step.payment.state === 'sent')
    context.sends.push(paymentRequest(step.payment, command.merchant.nameEn, command.carried));
  return { waitFor: base.id, repeated: false };
}

/** Refusals that are not remembered: the same message may come right later. */
function refusalOfTheMoment(context: Context, command: Hold): Outcome | null {
  const terminal = context.work.terminal(command.merchant.book, command.terminal.terminalId);
  if (terminal === undefined) return 'terminal-unknown';
  const { entryMode, carried } = command;
  const use = { service: 'preauth', entryMode, pinEntered: carried.pinBlock !== null } as const;
  // A completion takes what was held before the switch was turned: only new holds are refused by it.
  const switched =
    command.kind === 'completion'
      ? null
      : (acceptanceRefusal(terminal, use) ??
        (command.variety === undefined
          ? null
          : acceptanceRefusal(terminal, { ...use, service: command.variety.is })));
  return (
    command.refusal ??
    admission(terminal, command.terminal.batchNo) ??
    clockRefusal(context, terminal.merchantId, command.toldMs) ??
    switched ??
    (isPayableFen(command.amountFen) ? null : 'amount-out-of-range')
  );
}

function refusalOf(context: Context, command: Hold, preauth: Payment | Outcome | null): Outcome | null {
  if (preauth === null || typeof preauth === 'string') return preauth;
  const { nowMs: atMs } = context;
  if (command.card.index !== preauth.card.index) return 'card-differs';
  const elsewhere = command.terminal.terminalId !== preauth.terminal.terminalId;
  if (elsewhere && parameterOf(context, command, 'preauth.otherTerminalCompletion') !== true)
    return 'other-terminal';
  if (command.kind === 'completion') {
    const maxRatioPermille = Number(parameterOf(context, command, 'preauth.maxRatioPermille'));
    return refusalOfCompletion(preauth, { amountFen: command.amountFen, maxRatioPermille, atMs });
  }
  const refusal = refusalOfUse(preauth, atMs);
  if (refusal !== null) return refusal;
  // One after the other: the terminal names the hold by its code alone, and the sum must be certain.
  if (isBeingRaised(preauth)) return 'increment-in-progress';
  const raises = preauth.state === 'approved' ? (preauth.hold?.raises.length ?? 0) : 0;
  return raises >= RAISES_MAX ? 'too-many-parts' : null;
}

function parameterOf(context: Context, command: Hold, key: string): unknown {
  const scope = scopeOf(context, command.merchant.merchantId);
  return effective(context.rules, key, scope, calendarDayOf(context.nowMs, SHANGHAI)).value;
}

function newPayment(context: Context, command: Hold, preauth: Payment | null): PaymentBase {
  const { nowMs } = context;
  const { merchant, kind, terminal, amountFen, currency, card, entryMode, conditionCode } = command;
  const network = context.networkKeys.next(nowMs);
  return {
    id: context.ids.payment(merchant.book, nowMs),
    book: merchant.book,
    ...{ kind, terminal, network, rrn: rrnOf(network), amountFen, currency, card, entryMode, conditionCode },
    contract: contractFor(context, merchant, 'unionpay.pos'),
    ...(preauth === null ? { holdUntilMs: holdUntilMs(context, command) } : { preauth: linkTo(preauth) }),
    ...(command.isNotice ? { isNotice: true as const } : {}),
    ...(command.variety === undefined ? {} : { variety: command.variety }),
    mcc: merchant.mcc,
    expectedClearingDay: context.clearingDayNow,
    startedMs: nowMs,
    version: 0,
  };
}

const linkTo = (preauth: Payment): NonNullable<PaymentBase['preauth']> => ({
  id: preauth.id,
  network: preauth.network,
  authCode: 'approval' in preauth ? (preauth.approval?.authCode ?? null) : null,
  heldFen: heldFen(preauth),
});

/** UP-11: so many calendar days after the day of the hold; the last one counts whole. */
function holdUntilMs(context: Context, command: Hold): number {
  const days = Number(parameterOf(context, command, 'preauth.days'));
  const lastDay = addDays(calendarDayOf(context.nowMs, SHANGHAI), days);
  return calendarDayLastSecondMs(lastDay, SHANGHAI) + 999;
}

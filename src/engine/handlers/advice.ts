/** Tips, corrected amounts and script results: stored, told to the network, repeated until it has them. */
import { calendarDayOf, SHANGHAI } from '#domain/calendar';
import { repeatAfterMs } from '#domain/cancellation';
import { type Fen, isPayableFen } from '#domain/money';
import type { Outcome } from '#domain/outcome';
import {
  ADVICES_MAX,
  type Advice,
  type AdviceBase,
  type AdviceId,
  advicesOf,
  completionLimitFen,
  isOpenAdvice,
  movesMoney,
  networkKeyText,
  type Payment,
  type PaymentStep,
  refusalOfChange,
  stepPayment,
  terminalKeyText,
} from '#domain/payment';
import { effective } from '#domain/policy';
import { acceptanceRefusal, admission } from '#domain/terminal';
import type { AdviseCommand } from '../advice-commands.ts';
import { type Answered, type Handled, type Reply, replyWith } from '../commands.ts';
import { rrnOf } from '../ids.ts';
import type { OnceRow } from '../ports/index.ts';
import { addToSale } from './batch-count.ts';
import { type Context, paymentKey, scopeOf, writePayment } from './context.ts';
import { adviceRequest } from './network-requests.ts';
import { OVERDUE_EVERY_MS } from './pace.ts';
import { tipMaxPercent } from './tip-bound.ts';

export const adviceKey = (terminalKey: string): string => `advice/${terminalKey}`;

/** What the one who waits for an advice is told; `null` while the network has not answered. */
function replyOfAdvice(payment: Payment, advice: Advice, atMs: number): Reply | null {
  switch (advice.state) {
    case 'sending':
    case 'handed':
      return null;
    case 'done':
      return replyWith('approved', atMs, { payment });
    case 'refused':
      return replyWith(advice.outcome, atMs, { payment });
  }
}

/** Those who wait for one of these are told. */
export const endedAdvices = (payment: Payment, atMs: number): { id: AdviceId; reply: Reply }[] =>
  advicesOf(payment).flatMap((advice) => {
    const reply = replyOfAdvice(payment, advice, atMs);
    return reply === null ? [] : [{ id: advice.id, reply }];
  });

export function handleAdvise(context: Context, command: AdviseCommand): Handled {
  const { work, nowMs } = context;
  const { merchant, terminal: key, print } = command;
  const { book } = merchant;
  const onceKey = adviceKey(terminalKeyText(key));
  const before = work.once(book, onceKey);
  if (before !== undefined) return repeated(context, command, before);
  const terminal = work.terminal(book, key.terminalId);
  if (terminal === undefined) return { reply: replyWith('terminal-unknown', nowMs) };
  const service = command.advice === 'tip' ? 'tip' : 'sale';
  const notNow =
    admission(terminal, key.batchNo) ??
    (command.advice === 'script-result'
      ? null
      : acceptanceRefusal(terminal, { service, entryMode: '', pinEntered: false }));
  if (notNow !== null) return { reply: replyWith(notNow, nowMs) };

  const remember = (outcome: Outcome | null, payment: Payment | null): void =>
    work.putOnce({
      ...{ book, key: onceKey, print, outcome, atMs: nowMs },
      subject: payment === null ? null : { kind: 'payment', id: payment.id },
    });
  const found = findOriginal(context, command);
  const payment = typeof found === 'string' ? null : found;
  const refusal = typeof found === 'string' ? found : refusalOf(context, command, found);
  if (payment === null || refusal !== null) {
    remember(refusal, null);
    return { reply: replyWith(refusal ?? 'payment-not-found', nowMs, { payment }) };
  }
  remember(null, payment);
  const advice = newAdvice(context, command, payment);
  const dueMs = nowMs + repeatAfterMs(1, context.pace);
  const step = stepPayment(payment, { type: 'advise', advice, dueMs, atMs: nowMs });
  writePayment(context, step);
  sendAdvice(context, step.payment, advice.id);
  // Nobody at the till has to wait for what moves no money: it is on disk.
  if (!movesMoney(advice)) return { reply: replyWith('approved', nowMs, { payment: step.payment }) };
  return { waitFor: advice.id, repeated: false };
}

function newAdvice(context: Context, command: AdviseCommand, payment: Payment): AdviceBase {
  const network = context.networkKeys.next(context.nowMs);
  return {
    id: adviceIdOf(payment, command),
    kind: command.advice,
    terminal: command.terminal,
    network,
    rrn: rrnOf(network),
    amountFen: command.amountFen ?? payment.amountFen,
    sealedChip: command.sealedChip,
    openedMs: context.nowMs,
  };
}

/** One message of a terminal is one advice, and its name says so. */
const adviceIdOf = (payment: Pick<Payment, 'id'>, { terminal }: AdviseCommand): AdviceId =>
  `${payment.id}/${terminal.terminalId}/${terminal.batchNo}/${terminal.stan}` as AdviceId;

function repeated(context: Context, command: AdviseCommand, before: OnceRow): Handled {
  const { work, nowMs } = context;
  if (before.print !== command.print) return { reply: replyWith('duplicate-other-content', nowMs) };
  const payment = before.subject?.kind === 'payment' ? work.payment(before.subject.id) : undefined;
  if (payment === undefined)
    return { reply: replyWith(before.outcome ?? 'internal', nowMs, { repeated: true }) };
  const id = adviceIdOf(payment, command);
  const advice = advicesOf(payment).find((each) => each.id === id);
  if (advice === undefined) throw new Error(`Cannot find the advice ${id} of the once key ${before.key}`);
  if (!movesMoney(advice)) return { reply: replyWith('approved', nowMs, { payment, repeated: true }) };
  const reply = replyOfAdvice(payment, advice, nowMs);
  return reply === null ? { waitFor: id, repeated: true } : { reply: { ...reply, repeated: true } };
}

/** The payment of this terminal's own message (F61), or that of the reference number. */
function findOriginal(context: Context, command: AdviseCommand): Payment | Outcome {
  const { merchant, terminal, original, rrn } = command;
  const { work } = context;
  if (original !== null && original.stan !== '000000') {
    const text = `${terminal.merchantId}/${terminal.terminalId}/${original.batchNo}/${original.stan}`;
    for (const kind of ['sale', 'completion', 'preauthorisation'] as const) {
      const once = work.once(merchant.book, paymentKey(kind, text));
      const named = once?.subject?.kind === 'payment' ? work.payment(once.subject.id) : undefined;
      if (named !== undefined && (rrn === null || rrn === named.rrn)) return named;
    }
  }
  if (rrn === null) return 'payment-not-found';
  const candidates = work
    .paymentsByRrn(merchant.book, rrn)
    .filter((each) => original === null || original.stan === '000000' || each.terminal.stan === original.stan)
    .filter((each) => original?.day == null || calendarDayOf(each.startedMs, SHANGHAI) === original.day);
  return candidates.length === 1 ? candidates[0]! : 'payment-not-found';
}

function refusalOf(context: Context, command: AdviseCommand, payment: Payment): Outcome | null {
  const { cardIndex, amountFen, tipFen, terminal } = command;
  if (cardIndex !== null && cardIndex !== payment.card.index) return 'card-differs';
  if (command.advice === 'script-result')
    return advicesOf(payment).length >= ADVICES_MAX ? 'count-limit' : null;
  if (payment.terminal.terminalId !== terminal.terminalId) return 'other-terminal';
  // What was settled is in the shop's account: the way for a difference is a refund or another sale.
  if (payment.terminal.batchNo !== terminal.batchNo) return 'batch-settled';
  if (amountFen === null || !isPayableFen(amountFen)) return 'amount-out-of-range';
  const change = refusalOfChange(payment, amountFen);
  if (change !== null) return change;
  if (beyondHold(context, payment, amountFen)) return 'completion-exceeds-hold';
  return command.advice === 'tip' ? refusalOfTip(context, payment, amountFen, tipFen ?? 0n) : null;
}

/** UP-12: a completion with its tips and corrections takes no more of its hold than a completion may. */
function beyondHold(context: Context, payment: Payment, toFen: Fen): boolean {
  if (payment.preauth === undefined) return false;
  const scope = scopeOf(context, payment.terminal.merchantId);
  const day = calendarDayOf(context.nowMs, SHANGHAI);
  const permille = Number(effective(context.rules, 'preauth.maxRatioPermille', scope, day).value);
  return toFen > completionLimitFen(payment.preauth.heldFen, permille);
}

/** The tip is the difference, and within the part of the sale that the rules allow (ACC-10). */
function refusalOfTip(context: Context, payment: Payment, toFen: Fen, tipFen: Fen): Outcome | null {
  if (toFen - payment.amountFen !== tipFen) return 'original-amount-differs';
  const firstFen = baseBeforeTips(payment);
  const percent = tipMaxPercent(context, payment.terminal.merchantId);
  return (toFen - firstFen) * 100n > firstFen * BigInt(percent) ? 'tip-over-limit' : null;
}

/** What the sale was before its first tip: tips of tips do not pass the bound. */
function baseBeforeTips(payment: Payment): Fen {
  const first = advicesOf(payment).find(({ kind, state }) => kind === 'tip' && state === 'done');
  return first?.state === 'done' ? first.fromFen : payment.amountFen;
}

export function sendAdvice(context: Context, payment: Payment, id: AdviceId): void {
  const advice = advicesOf(payment).find((each) => each.id === id);
  if (advice !== undefined) context.sends.push(adviceRequest(payment, advice));
}

/** The advice that a message of ours belongs to, by the key it carried. */
export const adviceByKey = (payment: Payment, key: string | undefined): Advice | null =>
  advicesOf(payment).find(({ network }) => networkKeyText(network) === key) ?? null;

/** Writes what came of an advice; the batch counts its sale with the new amount. */
export function writeAdvice(context: Context, before: Payment, step: PaymentStep): void {
  if (step.payment === before) return;
  writePayment(context, step);
  const deltaFen = step.payment.amountFen - before.amountFen;
  if (deltaFen !== 0n) addToSale(context, step.payment, deltaFen);
}

export function handleAdviceAnswered(
  context: Context,
  payment: Payment,
  advice: Advice,
  command: Pick<Answered, 'outcome'>,
): Handled {
  const { nowMs: atMs } = context;
  const { outcome } = command;
  const step = stepPayment(payment, { type: 'advice-answered', id: advice.id, outcome, atMs });
  writeAdvice(context, payment, step);
  return { reply: replyWith(outcome, atMs, { payment: step.payment }) };
}

/** Sends again what was not acknowledged; at the bound a person is told, and it goes on once an hour. */
export function handleAdviceDue(context: Context, before: Payment): Payment {
  const { nowMs: atMs, pace } = context;
  let payment = before;
  for (const advice of advicesOf(before)) {
    if (!isOpenAdvice(advice) || advice.dueMs > atMs) continue;
    const attempts = advice.attempts + 1;
    const overdue = attempts > pace.attemptsMax;
    const dueMs = atMs + (overdue ? OVERDUE_EVERY_MS : repeatAfterMs(attempts, pace));
    const step = stepPayment(payment, { type: 'advice-due', id: advice.id, dueMs, overdue, atMs });
    if (step.payment === payment) continue;
    payment = step.payment;
    writePayment(context, step);
    sendAdvice(context, payment, advice.id);
  }
  return payment;
}

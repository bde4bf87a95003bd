/** A settled batch: its upload, the comparison with the host's list, and what becomes of each difference. */

import { calendarDayOf, SHANGHAI } from '#domain/calendar';
import { stepCancellation } from '#domain/cancellation';
import type { Outcome } from '#domain/outcome';
import type { CancellationId, PaymentId } from '#domain/payment';
import { resolve } from '#domain/policy';
import {
  type Batch,
  type DifferenceAct,
  endUpload,
  isRefusal,
  openDifferences,
  type Resolution,
  resolveDifference,
  type Terminal,
  takeUpload,
} from '#domain/terminal';
import { type Handled, replyWith } from '../commands.ts';
import type { EndBatch, EndDifference, UploadBatch } from '../terminal-commands.ts';
import { hostItems } from './batch-list.ts';
import { type Context, scopeOf, writeBack } from './context.ts';
import { tellOf } from './terminal.ts';
import { ask, mayLiveAgain, open } from './way-back.ts';

type OfBatch = UploadBatch | EndBatch | EndDifference;

function found(
  { work }: Context,
  command: OfBatch,
): { readonly terminal: Terminal; readonly batch: Batch } | Outcome {
  const { book } = command.merchant;
  const terminal = work.terminal(book, command.terminalId);
  if (terminal === undefined) return 'terminal-unknown';
  const batch = work.batch(book, command.terminalId, command.batchNo);
  if (batch !== undefined) return { terminal, batch };
  // The batch that is open was never settled: its upload comes too early.
  return terminal.batchNo === command.batchNo ? 'batch-differs' : 'batch-not-found';
}

export function handleUpload(context: Context, command: UploadBatch): Handled {
  const { work, nowMs } = context;
  const at = found(context, command);
  if (typeof at === 'string') return { reply: replyWith(at, nowMs) };
  const { terminal, batch } = at;
  const next = takeUpload(batch, command.items);
  if (isRefusal(next)) return { reply: replyWith(next, nowMs, { terminal, batch }) };
  if (next === batch) return { reply: replyWith('approved', nowMs, { terminal, batch, repeated: true }) };
  work.putBatch(next);
  return { reply: replyWith('approved', nowMs, { terminal, batch: next }) };
}

export function handleEndBatch(context: Context, command: EndBatch): Handled {
  const { work, nowMs: atMs } = context;
  const at = found(context, command);
  if (typeof at === 'string') return { reply: replyWith(at, atMs) };
  const { terminal, batch } = at;
  const { code, count, authentic } = command;
  const ended = endUpload(batch, { code, count, atMs }, hostItems(context, terminal, batch.batchNo));
  if (isRefusal(ended)) return { reply: replyWith(ended, atMs, { terminal, batch }) };
  if (ended.batch === batch)
    return { reply: replyWith('approved', atMs, { terminal, batch, repeated: true }) };
  let next = ended.batch;
  for (const act of authentic ? ended.acts : []) next = actOn(context, next, act);
  work.putBatch(next);
  // What the terminal uploaded arrived there: nothing of this batch is unproven any more.
  const now = work.terminal(terminal.book, terminal.terminalId) ?? terminal;
  if (next.state === 'compared' && openDifferences(next).length === 0)
    work.putTerminal({
      ...now,
      differing: (now.differing ?? []).filter((batchNo) => batchNo !== next.batchNo),
    });
  if (next.state === 'compared') {
    const { differences } = next;
    tellOf(context, terminal, 'batch-compared', {
      ...{ batchNo: next.batchNo, uploaded: next.uploaded.length, differences: differences.length },
      open: openDifferences(next).length,
    });
  } else {
    tellOf(context, terminal, 'batch-ended', { batchNo: next.batchNo, uploaded: next.uploaded.length });
  }
  return { reply: replyWith('approved', atMs, { terminal: now, batch: next }) };
}

/** Is what only the host knows undone by rule (ACC-09), or left to a person? What the card refused always is. */
function byRule(context: Context, batch: Batch, no: number): boolean {
  if (batch.state !== 'compared') return false;
  if (batch.differences.find((each) => each.no === no)?.kind === 'card-refused') return true;
  const scope = scopeOf(context, batch.merchantId);
  const rules = resolve(context.rules, scope, calendarDayOf(context.nowMs, SHANGHAI));
  return rules.parameter('terminal.hostOnlyUndone').value === true;
}

/** The terminal never got the answer: what it asked for is undone if that is still open, else a person looks. */
function actOn(context: Context, batch: Batch, act: DifferenceAct): Batch {
  if (!byRule(context, batch, act.no)) return batch;
  const resolution = act.act === 'reverse' ? reversed(context, act) : voidUndone(context, act);
  if (resolution.state === 'open') return withWhy(batch, act.no, resolution.why);
  const next = resolveDifference(batch, act.no, resolution);
  if (isRefusal(next)) throw new Error(`Cannot resolve difference ${act.no} of batch ${batch.batchNo}`);
  return next;
}

function withWhy(batch: Batch, no: number, why: Outcome | null): Batch {
  if (batch.state !== 'compared') return batch;
  return {
    ...batch,
    differences: batch.differences.map((each) =>
      each.no === no ? { ...each, resolution: { state: 'open', why } } : each,
    ),
  };
}

function reversed(context: Context, act: DifferenceAct): Resolution {
  const payment = context.work.payment(act.paymentId as PaymentId);
  if (payment === undefined) return { state: 'open', why: 'payment-not-found' };
  const { terminalId } = payment.terminal;
  const answer = ask(context, payment, 'terminal', 'REVERSAL', payment.amountFen, terminalId);
  if (answer.verdict !== 'YES') return { state: 'open', why: answer.reason };
  const step = open(context, payment, 'REVERSAL', payment.amountFen, answer, {
    door: 'terminal',
    requestedBy: terminalId,
    reason: '98',
    terminal: payment.terminal,
  });
  writeBack(context, step);
  const cancellationId = step.cancellation.id;
  return { state: 'by-rule', how: 'reversal', cancellationId, atMs: context.nowMs };
}

function voidUndone(context: Context, act: DifferenceAct): Resolution {
  const { work, nowMs: atMs } = context;
  const cancellation = work.cancellation(act.cancellationId as CancellationId);
  const payment = work.payment(act.paymentId as PaymentId);
  if (cancellation === undefined || payment === undefined) return { state: 'open', why: 'payment-not-found' };
  if (cancellation.state === 'done' && !mayLiveAgain(context, payment))
    return { state: 'open', why: 'related-transaction-error' };
  const day = 'approval' in payment ? payment.approval?.clearingDay : undefined;
  if (day !== undefined && day < context.clearingDayNow) return { state: 'open', why: 'clearing-day-over' };
  const fresh = context.networkKeys.next(atMs);
  const step = stepCancellation(payment, cancellation, { type: 'undo-void', fresh, atMs }, context.pace);
  if (step.cancellation === cancellation) return { state: 'open', why: 'void-undone' };
  writeBack(context, step);
  return { state: 'by-rule', how: 'void-undone', cancellationId: cancellation.id, atMs };
}

export function handleEndDifference(context: Context, command: EndDifference): Handled {
  const { work, nowMs: atMs } = context;
  const at = found(context, command);
  if (typeof at === 'string') return { reply: replyWith(at, atMs) };
  const { no, how, by, reason: why } = command;
  const next = resolveDifference(at.batch, no, { state: 'ended', how, by, why, atMs });
  if (isRefusal(next)) return { reply: replyWith(next, atMs, at) };
  work.putBatch(next);
  const { batchNo } = next;
  tellOf(context, at.terminal, 'batch-difference-ended', { batchNo, no, how, by, reason: why });
  return { reply: replyWith('accepted', atMs, { terminal: at.terminal, batch: next }) };
}

/** What the handlers share: the ports they may use while deciding, and how a step is written to the workspace. */
import type { Question } from '#domain/answer';
import { type ClearingDay, calendarDayOf, SHANGHAI } from '#domain/calendar';
import type { BackStep, CancellationEvent, Pace, Route, Setting } from '#domain/cancellation';
import type { ClosurePace } from '#domain/closure';
import type { OrderId, OrderPace } from '#domain/order';
import {
  type CancellationId,
  type Contract,
  channelOf,
  instalmentsOf,
  type Payment,
  type PaymentChannel,
  type PaymentEvent,
  type PaymentId,
  type PaymentKind,
  type PaymentStep,
} from '#domain/payment';
import { type RuleBook, resolve, type Scope } from '#domain/policy';
import type { RequestPace } from '#domain/request';
import type { IdMaker, NetworkKeyMaker } from '../ids.ts';
import type { Merchant, NetworkRequest, OrderRequest } from '../ports/index.ts';
import type { Workspace } from '../workspace.ts';
import { count } from './batch-count.ts';
import { backRequest } from './network-requests.ts';
import { noteWayBack } from './request-notes.ts';

/** One command's view of the world. Time stands still while a batch is decided. */
export interface Context {
  readonly work: Workspace;
  readonly nowMs: number;
  readonly clearingDayNow: ClearingDay;
  readonly ids: IdMaker;
  readonly networkKeys: NetworkKeyMaker;
  readonly rules: RuleBook;
  readonly institution: string;
  /** Eight digits each, as the merchant's code names them. */
  readonly member: { readonly acquirerId: string; readonly forwarderId: string };
  readonly pace: Pace;
  readonly requestPace: RequestPace;
  readonly orderPace: OrderPace;
  readonly closurePace: ClosurePace;
  readonly replyDueMs: number;
  /** What goes to the network after the commit. */
  readonly sends: NetworkRequest[];
  readonly orderSends: OrderRequest[];
}

export function settingFor(context: Context, payment: Payment): Setting {
  return {
    book: context.rules,
    scope: scopeOf(context, payment.terminal.merchantId, channelOf(payment)),
    terminal: context.work.terminal(payment.book, payment.terminal.terminalId) ?? null,
    preauth: payment.preauth === undefined ? null : (context.work.payment(payment.preauth.id) ?? null),
    clearingDayNow: context.clearingDayNow,
    nowMs: context.nowMs,
  };
}

/**
 * The contract that a payment is made under: the merchant's row, with what the rules say of fees on a refund where they
 * say more than «as the contract» (FEE-08). It is kept with the payment, so a later change of the rules moves no books.
 */
export function contractFor(context: Context, merchant: Merchant, channel: PaymentChannel): Contract {
  const scope = scopeOf(context, merchant.merchantId, channel);
  const { value } = resolve(context.rules, scope, calendarDayOf(context.nowMs, SHANGHAI)).parameter(
    'fee.return',
  );
  if (value === 'CONTRACT') return merchant.contract;
  return { ...merchant.contract, feeReturn: value === 'NONE' ? 'NONE' : 'PRO_RATA' };
}

export const scopeOf = (
  context: Pick<Context, 'institution'>,
  merchant: string,
  channel: PaymentChannel = 'unionpay.pos',
): Scope => ({
  channel,
  institution: context.institution,
  issuer: null,
  merchant,
});

export const questionAbout = (
  payment: Payment,
  parts: Omit<Question<Route>, 'subject'>,
): Question<Route> => ({
  subject: { kind: 'payment', id: payment.id },
  ...parts,
});

/** A sale's events do not say that they are a sale's. */
const kindIn = ({ kind, preauth }: Payment): Readonly<Record<string, unknown>> | null =>
  kind === 'sale'
    ? null
    : preauth === undefined
      ? { paymentKind: kind }
      : { paymentKind: kind, ofPaymentId: preauth.id };

/** What of an event may be read by people: never the sealed card, never the whole payment. */
function bodyOf(event: PaymentEvent | CancellationEvent): Readonly<Record<string, unknown>> {
  if (event.kind === 'payment-sent' || event.kind === 'payment-refused') {
    const { payment } = event;
    return {
      amountFen: payment.amountFen,
      card: payment.card.masked,
      terminal: payment.terminal,
      rrn: payment.rrn,
      entryMode: payment.entryMode,
      ...(payment.variety === undefined ? {} : { variety: payment.variety.is }),
      ...(instalmentsOf(payment) === 0 ? {} : { periods: instalmentsOf(payment) }),
      ...(payment.offline === undefined ? {} : { offline: true }),
      ...(event.kind === 'payment-refused' ? { outcome: event.payment.outcome } : {}),
    };
  }
  if (event.kind === 'advice-opened') {
    const { id, kind, amountFen, terminal, rrn } = event.opened;
    return { id, advice: kind, amountFen, terminal, rrn };
  }
  const { kind: _kind, ...body } = event;
  return body;
}

interface Owner {
  readonly book: string;
  readonly paymentId: PaymentId;
  readonly cancellationId: CancellationId | null;
  readonly orderId: OrderId | undefined;
  /** What every event of it says beside its own; null for a sale, whose events say no more. */
  readonly kind: Readonly<Record<string, unknown>> | null;
}

const orderOf = (payment: Payment): OrderId | undefined => payment.order?.id as OrderId | undefined;

function tell(
  work: Workspace,
  { book, paymentId, cancellationId, orderId, kind }: Owner,
  events: readonly { atMs: number; event: PaymentEvent | CancellationEvent }[],
): void {
  for (const { atMs, event } of events) {
    const own = bodyOf(event);
    const body = kind === null ? own : { ...own, ...kind };
    work.addEvent({ book, paymentId, cancellationId, orderId, atMs, kind: event.kind, body });
  }
}

/** Writes a step of the way out. */
export function writePayment(context: Context, step: PaymentStep): void {
  const { work } = context;
  work.putPayment(step.payment);
  work.addJournals(step.payment.id, null, step.journals, context.nowMs);
  const { book, id: paymentId } = step.payment;
  const kind = kindIn(step.payment);
  tell(work, { book, paymentId, cancellationId: null, orderId: orderOf(step.payment), kind }, step.events);
}

/** Writes a step of the way back, counts it in the batch it belongs to, and queues its message. */
export function writeBack(context: Context, step: BackStep): void {
  const { work } = context;
  const { payment, cancellation } = step;
  const owner = {
    book: payment.book,
    paymentId: payment.id,
    cancellationId: cancellation.id,
    orderId: orderOf(payment),
    kind: kindIn(payment),
  };
  work.putPayment(payment);
  work.putCancellation(cancellation);
  work.addJournals(payment.id, cancellation.id, step.journals, context.nowMs);
  tell(work, owner, step.paymentEvents);
  tell(work, owner, step.events);
  const by = cancellation.terminal ?? payment.terminal;
  for (const { entry, sign } of step.batch) {
    const key = entry === 'sale' || entry === 'host-void' ? payment.terminal : by;
    count(context, payment, key, entry, cancellation.amountFen, sign);
  }
  noteWayBack(context, payment, cancellation);
  if (step.send !== null) context.sends.push(backRequest(step));
}

/** The once key of a payment: what its terminal calls it. */
export const paymentKey = (kind: PaymentKind, terminalKey: string): string => `${kind}/${terminalKey}`;
export const saleKey = (terminalKey: string): string => paymentKey('sale', terminalKey);

/** A payment that the command's keys must have brought; its absence is a fault of the program. */
export function required(context: Context, id: Payment['id']): Payment {
  const payment = context.work.payment(id);
  if (payment === undefined) throw new Error(`Cannot find the payment ${id} in the loaded batch`);
  return payment;
}

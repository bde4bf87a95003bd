/** The messages that carry payments and ways back to the network. */
import type { BackStep } from '#domain/cancellation';
import { CURRENCIES } from '#domain/money';
import {
  type Advice,
  channelOf,
  isHold,
  type NetworkKey,
  type Payment,
  type TerminalKey,
  terminalKeyText,
} from '#domain/payment';
import type { Carried, NetworkRequest } from '../ports/index.ts';

/** Which message carries a payment of a kind, and its MTI on the network. */
function messageOfPayment({ kind, isNotice }: Payment): NetworkRequest['message'] {
  if (kind === 'sale') return isNotice === true ? 'offline-sale' : 'sale';
  if (kind !== 'completion') return 'preauth';
  return isNotice === true ? 'completion-notice' : 'completion';
}
const mtiOf = (payment: Payment): string =>
  isHold(payment) ? '0100' : payment.isNotice === true ? '0220' : '0200';

/** The request that carries a payment to the network. */
export function paymentRequest(
  payment: Payment,
  merchantName: string,
  carried: Carried | null,
): NetworkRequest {
  const { preauth } = payment;
  const request: NetworkRequest = {
    ...commonRequest(payment),
    message: messageOfPayment(payment),
    subject: { book: payment.book, paymentId: payment.id, cancellationId: null, part: 'payment' },
    network: payment.network,
    original: preauth === undefined ? null : { mti: '0100', network: preauth.network },
    originalKind: null,
    amountFen: payment.amountFen,
    carried,
    rrn: payment.rrn,
    authCode: preauth?.authCode ?? payment.offline?.authCode ?? null,
    merchantName,
    reasonCode: null,
    attempt: payment.state === 'sent' ? (payment.attempts ?? 1) : 1,
    sendBeforeMs: payment.state === 'sent' && payment.isNotice === undefined ? payment.replyDueMs : null,
  };
  const sealedChip = payment.offline?.sealedChip ?? null;
  return sealedChip === null ? request : { ...request, ...sealedIn(sealedChip, payment.terminal) };
}

type Common = Pick<
  NetworkRequest,
  | 'paymentKind'
  | 'variety'
  | 'channel'
  | 'currencyNumeric'
  | 'card'
  | 'entryMode'
  | 'conditionCode'
  | 'mcc'
  | 'merchantId'
  | 'terminalId'
>;
function commonRequest(payment: Payment): Common {
  const common = {
    paymentKind: payment.kind,
    channel: channelOf(payment),
    currencyNumeric: CURRENCIES[payment.currency].numeric,
    card: payment.card,
    entryMode: payment.entryMode,
    conditionCode: payment.conditionCode,
    mcc: payment.mcc,
    merchantId: payment.terminal.merchantId,
    terminalId: payment.terminal.terminalId,
  };
  return payment.variety === undefined ? common : { ...common, variety: payment.variety };
}

const authCodeOf = (payment: Payment): string | null => {
  if (payment.state === 'approved' || payment.state === 'voided') return payment.approval.authCode;
  if (payment.state === 'unknown') return payment.lateApproval?.authCode ?? null;
  return payment.state === 'reversed' ? (payment.approval?.authCode ?? null) : null;
};

/** F60.1 of a reversal: who found what (protocol facts, network reversal reasons). */
const REVERSAL_REASONS: Readonly<Record<string, string>> = {
  '98': '4354',
  A0: '4355',
  '06': '4007',
  '17': '4351',
  '96': '4351',
};

/** Chip data goes along sealed, bound to the terminal's message that brought it. */
const sealedIn = (sealed: string | null, terminal: TerminalKey): Pick<NetworkRequest, 'sealedChip'> =>
  sealed === null ? {} : { sealedChip: { sealed, boundTo: terminalKeyText(terminal) } };

/** The message that tells the network of a changed amount or of a script's result. */
export function adviceRequest(payment: Payment, advice: Advice): NetworkRequest {
  const deltaFen = advice.amountFen - payment.amountFen;
  const script = advice.kind === 'script-result';
  return {
    ...commonRequest(payment),
    message: script ? 'script-result' : deltaFen < 0n ? 'credit-adjustment' : 'debit-adjustment',
    subject: { book: payment.book, paymentId: payment.id, cancellationId: null, part: 'advice' },
    network: advice.network,
    original: { mti: mtiOf(payment), network: payment.network },
    originalKind: null,
    amountFen: script ? payment.amountFen : deltaFen < 0n ? -deltaFen : deltaFen,
    carried: null,
    rrn: advice.rrn,
    authCode: authCodeOf(payment),
    merchantName: '',
    reasonCode: null,
    attempt: advice.state === 'sending' ? advice.attempts : 1,
    sendBeforeMs: null,
    ...sealedIn(advice.sealedChip, advice.terminal),
  };
}

export function backRequest(step: BackStep): NetworkRequest {
  const { payment, cancellation } = step;
  const { message, attempt } = step.send!;
  const undo = message === 'void-reversal';
  const network: NetworkKey =
    undo && cancellation.state === 'undoing' ? cancellation.undo : cancellation.network;
  const original = undo
    ? { mti: isHold(payment) ? '0100' : '0200', network: cancellation.network }
    : { mti: mtiOf(payment), network: payment.network };
  return {
    ...commonRequest(payment),
    // A refund is no message of the family: its original says so.
    conditionCode: message === 'refund' && payment.kind === 'completion' ? '00' : payment.conditionCode,
    message: undo ? 'reversal' : (message as 'reversal' | 'void' | 'refund'),
    subject: {
      book: payment.book,
      paymentId: payment.id,
      cancellationId: cancellation.id,
      part: undo ? 'undo' : 'message',
    },
    network,
    original,
    originalKind: undo ? 'void' : 'payment',
    amountFen: cancellation.amountFen,
    carried: null,
    rrn: cancellation.rrn,
    authCode: authCodeOf(payment),
    merchantName: '',
    reasonCode: message === 'reversal' || undo ? (REVERSAL_REASONS[cancellation.reason] ?? '4021') : null,
    attempt,
    sendBeforeMs: message === 'void' && cancellation.state === 'sending' ? cancellation.dueMs : null,
  };
}

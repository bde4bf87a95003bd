/** One command, one handler; and which rows a command needs before it can be decided. */
import { networkKeyText, terminalKeyText } from '#domain/payment';
import { bookOf, type Command, type Handled } from '../commands.ts';
import type { ClosureKey, LoadKeys } from '../ports/index.ts';
import type { Hold } from '../preauth-commands.ts';
import { handleSwitch } from './acceptance.ts';
import { handleAct } from './act.ts';
import { adviceKey, handleAdvise } from './advice.ts';
import { handleEndAdvice } from './advice-end.ts';
import { handleEndBatch, handleEndDifference, handleUpload } from './batch.ts';
import { batchPrefixes } from './batch-list.ts';
import { handleCircumstances } from './circumstances.ts';
import { codeQueryKeys, handleQueryCode } from './code-query.ts';
import type { Context } from './context.ts';
import { paymentKey, saleKey } from './context.ts';
import { originalText } from './find-hold.ts';
import { handleHostCancel } from './host-cancel.ts';
import { handleInquire, handleInquiryTold } from './inquiry.ts';
import { handleBackAnswered, handleBackDue, handleBackNotSent, handleCleared } from './network-back.ts';
import {
  codePaymentKey,
  handleAskOrder,
  handleCloseOrder,
  handleOpenOrder,
  handleOrderDue,
  handleOrderFound,
  handlePayOrder,
  openKey,
  orderNoKey,
  payKey,
  tillOrderKey,
} from './order.ts';
import { followOrders } from './order-follow.ts';
import { handleOrderPaid } from './order-paid.ts';
import { handlePay, handlePaymentAnswered, handlePaymentDue, handlePaymentNotSent } from './pay.ts';
import { handleHold } from './preauth.ts';
import { followPreauths } from './preauth-follow.ts';
import { handleRequestDue, handleRequestMove, handleRequestOpen, handleRequestPaper } from './request.ts';
import { handleNote, handleSettle, handleSignIn, handleSignOff } from './terminal.ts';
import { handleTerminalCancel } from './terminal-cancel.ts';
import { handleTerminalReverse } from './terminal-reverse.ts';
import { addWalletKeys, routeWallet, type WalletKeyLists } from './wallet-route.ts';
import { cancelKey, hostKey } from './way-back.ts';

export { endedAdvices } from './advice.ts';
export { type Context, scopeOf } from './context.ts';
export { outcomeOfPayment, replyOfPayment } from './pay.ts';
export { tipBound } from './tip-bound.ts';
export { replyOfMovement } from './wallet-route.ts';
export { outcomeOfCancellation, replyOfCancellation } from './way-back.ts';

/** One command, and what its payments do to their orders. */
export function handle(context: Context, command: Command): Handled {
  const handled = route(context, command);
  followPreauths(context);
  followOrders(context);
  return handled;
}

function route(context: Context, command: Command): Handled {
  switch (command.type) {
    case 'pay':
      return handlePay(context, command);
    case 'hold':
      return handleHold(context, command);
    case 'terminal-cancel':
      return handleTerminalCancel(context, command);
    case 'terminal-reverse':
      return handleTerminalReverse(context, command);
    case 'sign-in':
      return handleSignIn(context, command);
    case 'settle':
      return handleSettle(context, command);
    case 'advise-payment':
      return handleAdvise(context, command);
    case 'end-advice':
      return handleEndAdvice(context, command);
    case 'inquire':
      return handleInquire(context, command);
    case 'inquiry-told':
      return handleInquiryTold(context, command);
    case 'sign-off':
      return handleSignOff(context, command);
    case 'note-terminal':
      return handleNote(context, command);
    case 'switch-acceptance':
      return handleSwitch(context, command);
    case 'upload-batch':
      return handleUpload(context, command);
    case 'end-batch':
      return handleEndBatch(context, command);
    case 'end-difference':
      return handleEndDifference(context, command);
    case 'host-cancel':
      return handleHostCancel(context, command);
    case 'answered':
      return command.subject.cancellationId === null
        ? handlePaymentAnswered(context, command)
        : handleBackAnswered(context, command);
    case 'not-sent':
      return command.subject.cancellationId === null
        ? handlePaymentNotSent(context, command)
        : handleBackNotSent(context, command);
    case 'request-open':
      return handleRequestOpen(context, command);
    case 'request-move':
      return handleRequestMove(context, command);
    case 'request-paper':
      return handleRequestPaper(context, command);
    case 'due':
      if (command.requestId !== undefined) return handleRequestDue(context, command, command.requestId);
      return command.cancellationId === null
        ? handlePaymentDue(context, command)
        : handleBackDue(context, command);
    case 'cleared':
      return handleCleared(context, command);
    case 'act':
      return handleAct(context, command);
    case 'record-circumstances':
      return handleCircumstances(context, command);
    case 'open-order':
      return handleOpenOrder(context, command);
    case 'query-code':
      return handleQueryCode(context, command);
    case 'pay-order':
      return handlePayOrder(context, command);
    case 'close-order':
      return handleCloseOrder(context, command);
    case 'ask-order':
      return handleAskOrder(context, command);
    case 'order-paid':
      return handleOrderPaid(context, command);
    case 'order-found':
      return handleOrderFound(context, command);
    case 'order-due':
      return handleOrderDue(context, command);
    default:
      return routeWallet(context, command);
  }
}

type Listed = Omit<LoadKeys, 'wallet' | 'closures'>;
type Keys = { -readonly [K in keyof Listed]: Listed[K] extends readonly (infer T)[] ? T[] : never } & {
  wallet?: WalletKeyLists;
  closures?: ClosureKey[];
};

/** A pre-authorisation as a terminal names it: by its own earlier message, and by card and code. */
function addHold(
  keys: Keys,
  named: Pick<Hold, 'names' | 'terminal'> & { readonly book: string; readonly cardIndex: string | null },
): void {
  const { book, names, terminal, cardIndex } = named;
  if (names === null) return;
  const { original, authCode } = names;
  if (original !== null)
    keys.once.push({ book, key: paymentKey('preauthorisation', originalText(terminal, original)) });
  if (authCode !== null && cardIndex !== null) keys.holds.push({ book, cardIndex, authCode });
}

function addKeys(keys: Keys, command: Command): void {
  const book = bookOf(command);
  keys.books.push(book);
  switch (command.type) {
    case 'pay':
      keys.once.push({ book, key: saleKey(terminalKeyText(command.terminal)) });
      keys.terminals.push({ book, terminalId: command.terminal.terminalId });
      return;
    case 'hold':
      keys.once.push({ book, key: paymentKey(command.kind, terminalKeyText(command.terminal)) });
      keys.terminals.push({ book, terminalId: command.terminal.terminalId });
      addHold(keys, { ...command, book, cardIndex: command.card.index });
      return;
    case 'terminal-cancel': {
      const { terminalId } = command.terminal;
      keys.once.push({ book, key: cancelKey(command.route, terminalKeyText(command.terminal)) });
      keys.once.push({
        book,
        key: paymentKey(command.of ?? 'sale', originalText(command.terminal, command.original)),
      });
      if (command.byCode === true)
        keys.once.push({
          book,
          key: openKey(tillOrderKey(originalText(command.terminal, command.original))),
        });
      if (command.of === 'preauthorisation')
        addHold(keys, { ...command, book, names: { original: null, authCode: command.authCode ?? null } });
      keys.terminals.push({ book, terminalId });
      if (command.rrn !== null) keys.rrns.push({ book, rrn: command.rrn });
      return;
    }
    case 'terminal-reverse': {
      const text = terminalKeyText(command.terminal);
      const key = command.of === 'void' ? cancelKey('VOID', text) : paymentKey(command.of, text);
      keys.once.push({ book, key });
      keys.terminals.push({ book, terminalId: command.terminal.terminalId });
      if (command.rrn !== null) keys.rrns.push({ book, rrn: command.rrn });
      return;
    }
    case 'sign-in':
    case 'sign-off':
    case 'note-terminal':
      keys.terminals.push({ book, terminalId: command.terminalId });
      return;
    case 'advise-payment': {
      const { merchantId, terminalId } = command.terminal;
      keys.once.push({ book, key: adviceKey(terminalKeyText(command.terminal)) });
      if (command.original !== null) {
        const { batchNo, stan } = command.original;
        const text = `${merchantId}/${terminalId}/${batchNo}/${stan}`;
        for (const kind of ['sale', 'completion', 'preauthorisation'] as const)
          keys.once.push({ book, key: paymentKey(kind, text) });
      }
      keys.terminals.push({ book, terminalId });
      if (command.rrn !== null) keys.rrns.push({ book, rrn: command.rrn });
      return;
    }
    case 'settle':
    case 'inquire':
      keys.terminals.push({ book, terminalId: command.terminal.terminalId });
      return;
    case 'inquiry-told':
      return;
    case 'switch-acceptance':
    case 'end-batch': {
      const { batchNo, terminalId, merchant } = command;
      keys.terminals.push({ book, terminalId });
      if (command.type === 'end-batch') keys.batches.push({ book, terminalId, batchNo });
      for (const prefix of batchPrefixes({ merchantId: merchant.merchantId, terminalId }, batchNo))
        keys.oncePrefixes.push({ book, prefix });
      return;
    }
    case 'upload-batch':
    case 'end-difference':
      keys.terminals.push({ book, terminalId: command.terminalId });
      keys.batches.push({ book, terminalId: command.terminalId, batchNo: command.batchNo });
      return;
    case 'host-cancel':
      keys.once.push({ book, key: hostKey(command.key) });
      keys.payments.push({ book, id: command.paymentId });
      return;
    case 'answered':
    case 'not-sent':
      keys.payments.push({ book, id: command.subject.paymentId });
      return;
    case 'due':
    case 'cleared':
    case 'request-open':
    case 'request-move':
    case 'request-paper':
    case 'act':
    case 'record-circumstances':
    case 'end-advice':
      keys.payments.push({ book, id: command.paymentId });
      return;
    case 'open-order':
      keys.once.push({ book, key: orderNoKey(command.orderNo) }, { book, key: openKey(command.key) });
      if (command.till !== undefined)
        keys.terminals.push({ book, terminalId: command.till.terminal.terminalId });
      return;
    case 'query-code':
      for (const key of codeQueryKeys(command)) keys.once.push({ book, key });
      if (command.paymentId !== undefined) keys.payments.push({ book, id: command.paymentId });
      return;
    case 'pay-order':
      keys.once.push({ book, key: payKey(command.key) });
      keys.orders.push({ book, id: command.orderId });
      return;
    case 'order-paid':
      keys.once.push({ book, key: codePaymentKey(networkKeyText(command.paid.network)) });
      keys.orders.push({ book, id: command.orderId });
      return;
    case 'close-order':
    case 'ask-order':
    case 'order-found':
    case 'order-due':
      keys.orders.push({ book, id: command.orderId });
      return;
    default:
      addWalletKeys(keys, command);
  }
}

/** A payment brings its cancellations, order, terminal and the accounts of its book: the store sees to that. */
export function keysOf(commands: readonly Command[]): LoadKeys {
  const keys: Keys = {
    once: [],
    oncePrefixes: [],
    payments: [],
    rrns: [],
    holds: [],
    cancellations: [],
    terminals: [],
    batches: [],
    orders: [],
    books: [],
  };
  for (const command of commands) addKeys(keys, command);
  return keys.books.length > 1 ? { ...keys, books: [...new Set(keys.books)] } : keys;
}

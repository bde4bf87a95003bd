/** What a terminal does beside payments: sign-in with new working keys, and the settlement of its batch. */
import { isRefusal, settleBatch, signIn } from '#domain/terminal';
import { type Handled, replyWith, type Settle, type SignIn } from '../commands.ts';
import type { Context } from './context.ts';

export function handleSignIn(context: Context, command: SignIn): Handled {
  const { work, nowMs } = context;
  const terminal = work.terminal(command.merchant.book, command.terminalId);
  if (terminal === undefined) return { reply: replyWith('terminal-unknown', nowMs) };
  if (terminal.status === 'blocked') return { reply: replyWith('terminal-blocked', nowMs) };
  const { operator, pinKey, macKey } = command;
  const signedIn = signIn(terminal, { operator, pinKey, macKey, atMs: nowMs });
  work.putTerminal(signedIn);
  work.addEvent({
    book: terminal.book,
    paymentId: null,
    cancellationId: null,
    atMs: nowMs,
    kind: 'terminal-signed-in',
    body: {
      merchantId: terminal.merchantId,
      terminalId: terminal.terminalId,
      operator,
      batchNo: terminal.batchNo,
    },
  });
  return { reply: replyWith('approved', nowMs, { terminal: signedIn }) };
}

export function handleSettle(context: Context, command: Settle): Handled {
  const { work, nowMs } = context;
  const terminal = work.terminal(command.merchant.book, command.terminal.terminalId);
  if (terminal === undefined) return { reply: replyWith('terminal-unknown', nowMs) };
  if (terminal.signedIn === null) return { reply: replyWith('terminal-not-signed-in', nowMs) };
  const { batchNo, stan } = command.terminal;
  const result = settleBatch(terminal, { batchNo, stan, totals: command.totals, atMs: nowMs });
  if (isRefusal(result)) return { reply: replyWith(result, nowMs, { terminal }) };
  if (result.terminal === terminal) {
    return {
      reply: replyWith('approved', nowMs, { terminal, settlement: result.settlement, repeated: true }),
    };
  }
  work.putTerminal(result.terminal);
  work.addEvent({
    book: terminal.book,
    paymentId: null,
    cancellationId: null,
    atMs: nowMs,
    kind: 'batch-settled',
    body: { merchantId: terminal.merchantId, terminalId: terminal.terminalId, ...result.settlement },
  });
  return {
    reply: replyWith('approved', nowMs, { terminal: result.terminal, settlement: result.settlement }),
  };
}

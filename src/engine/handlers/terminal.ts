/** What a terminal does beside payments: sign-in and sign-off, the settlement of its batch, what it tells of itself. */
import type { Outcome } from '#domain/outcome';
import {
  batchAfter,
  isRefusal,
  settleBatch,
  signIn,
  signOff,
  type Terminal,
  withHeld,
  withStatus,
  withWanted,
} from '#domain/terminal';
import { type Handled, replyWith } from '../commands.ts';
import type { NoteTerminal, Settle, SignIn, SignOff, TerminalNote } from '../terminal-commands.ts';
import type { Context } from './context.ts';

/** A step of the terminal's own story. */
export function tellOf(
  { work, nowMs: atMs }: Context,
  { book, merchantId, terminalId }: Terminal,
  kind: string,
  body: Readonly<Record<string, unknown>>,
): void {
  const told = { merchantId, terminalId, ...body };
  work.addEvent({ book, paymentId: null, cancellationId: null, atMs, kind, body: told });
}

export function handleSignIn(context: Context, command: SignIn): Handled {
  const { work, nowMs } = context;
  const terminal = work.terminal(command.merchant.book, command.terminalId);
  if (terminal === undefined) return { reply: replyWith('terminal-unknown', nowMs) };
  if (terminal.status === 'blocked') return { reply: replyWith('terminal-blocked', nowMs) };
  const { operator, pinKey, macKey, trackKey = null, profile } = command;
  const keys = { pinKey, macKey, trackKey, ...(profile === undefined ? {} : { profile }) };
  const signedIn = signIn(terminal, { operator, ...keys, atMs: nowMs });
  work.putTerminal(signedIn);
  tellOf(context, terminal, 'terminal-signed-in', { operator, batchNo: terminal.batchNo });
  return { reply: replyWith('approved', nowMs, { terminal: signedIn }) };
}

export function handleSignOff(context: Context, command: SignOff): Handled {
  const { work, nowMs } = context;
  const terminal = work.terminal(command.merchant.book, command.terminalId);
  if (terminal === undefined) return { reply: replyWith('terminal-unknown', nowMs) };
  if (terminal.signedIn === null)
    return { reply: replyWith('approved', nowMs, { terminal, repeated: true }) };
  const signedOff = signOff(terminal);
  work.putTerminal(signedOff);
  tellOf(context, terminal, 'terminal-signed-off', { operator: command.operator, batchNo: terminal.batchNo });
  return { reply: replyWith('approved', nowMs, { terminal: signedOff }) };
}

export function handleSettle(context: Context, command: Settle): Handled {
  const { work, nowMs } = context;
  const terminal = work.terminal(command.merchant.book, command.terminal.terminalId);
  if (terminal === undefined) return { reply: replyWith('terminal-unknown', nowMs) };
  if (terminal.signedIn === null) return { reply: replyWith('terminal-not-signed-in', nowMs) };
  const { batchNo, stan } = command.terminal;
  const result = settleBatch(terminal, { batchNo, stan, totals: command.totals, atMs: nowMs });
  if (isRefusal(result)) return { reply: replyWith(result, nowMs, { terminal }) };
  const { settlement } = result;
  if (result.terminal === terminal)
    return { reply: replyWith('approved', nowMs, { terminal, settlement, repeated: true }) };
  work.putTerminal(result.terminal);
  work.putBatch(batchAfter(terminal, settlement));
  tellOf(context, terminal, 'batch-settled', { ...settlement });
  return { reply: replyWith('approved', nowMs, { terminal: result.terminal, settlement }) };
}

function noted(terminal: Terminal, note: TerminalNote, nowMs: number): Terminal | Outcome {
  switch (note.kind) {
    case 'held':
      return terminal.held?.[note.set] === note.version
        ? terminal
        : withHeld(terminal, note.set, note.version);
    case 'status':
      return withStatus(terminal, { atMs: nowMs, text: note.text });
    case 'wanted':
      return (terminal.wants?.[note.what] ?? false) === note.wanted
        ? terminal
        : withWanted(terminal, note.what, note.wanted);
    case 'blocked': {
      const status = note.blocked ? 'blocked' : 'active';
      return terminal.status === status ? terminal : { ...terminal, status };
    }
    // Told once, in the terminal's own story.
    case 'registered':
      return { ...terminal };
    case 'language':
      return (terminal.language ?? 'en') === note.language
        ? terminal
        : { ...terminal, language: note.language };
    case 'profiles':
      // The keys in force were made for a dialect that it may not speak any more.
      return note.profiles.includes(terminal.profile ?? 'standard')
        ? { ...terminal, profiles: note.profiles }
        : { ...signOff(terminal), profiles: note.profiles };
  }
}

export function handleNote(context: Context, command: NoteTerminal): Handled {
  const { work, nowMs } = context;
  const terminal = work.terminal(command.merchant.book, command.terminalId);
  if (terminal === undefined) return { reply: replyWith('terminal-unknown', nowMs) };
  const next = noted(terminal, command.note, nowMs);
  if (typeof next === 'string') return { reply: replyWith(next, nowMs, { terminal }) };
  if (next === terminal) return { reply: replyWith('accepted', nowMs, { terminal, repeated: true }) };
  work.putTerminal(next);
  const { kind: what, ...body } = command.note;
  tellOf(context, terminal, 'terminal-noted', { note: what, ...body });
  return { reply: replyWith('accepted', nowMs, { terminal: next }) };
}

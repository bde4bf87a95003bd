/** A product is switched at a terminal, or somebody asks what would come of it. */
import { type AcceptanceFacts, canBeSwitched, routeOf } from '#domain/acceptance';
import { calendarDayOf, SHANGHAI } from '#domain/calendar';
import type { Payment } from '#domain/payment';
import { acceptanceOf, type Product, productsOf, type Terminal, withAcceptance } from '#domain/terminal';
import { type Handled, replyWith } from '../commands.ts';
import type { SwitchAcceptance } from '../terminal-commands.ts';
import { batchPrefixes } from './batch-list.ts';
import { type Context, scopeOf } from './context.ts';
import { tellOf } from './terminal.ts';

/**
 * Whoever switches and whoever pays meet in the merchant's lane: what was decided before stands, what is decided
 * after is refused, and nothing is both.
 */
export function handleSwitch(context: Context, command: SwitchAcceptance): Handled {
  const { work, nowMs: atMs } = context;
  const { product, wanted, by, reason, asker } = command;
  const terminal = work.terminal(command.merchant.book, command.terminalId);
  if (terminal === undefined) return { reply: replyWith('terminal-unknown', atMs) };
  const acceptance = canBeSwitched({
    question: {
      subject: { kind: 'acceptance', id: `${terminal.terminalId}/${product}` },
      ...{ asker, route: routeOf(wanted), amountFen: null, terminalId: terminal.terminalId },
    },
    facts: factsOf(context, terminal, command),
    book: context.rules,
    scope: scopeOf(context, terminal.merchantId),
    day: calendarDayOf(atMs, SHANGHAI),
    nowMs: atMs,
  });
  if (acceptance.verdict !== 'YES')
    return { reply: replyWith(acceptance.reason ?? 'internal', atMs, { terminal, acceptance }) };
  if (command.only === 'ask') return { reply: replyWith('accepted', atMs, { terminal, acceptance }) };
  const next = withAcceptance(terminal, product, wanted, atMs);
  work.putTerminal(next);
  const { book, merchantId, terminalId } = terminal;
  const { version } = acceptanceOf(next, product);
  work.addAcceptance({
    ...{ book, merchantId, terminalId, product, version, state: wanted, atMs, by, reason },
    answer: acceptance,
  });
  tellOf(context, terminal, 'acceptance-switched', { product, state: wanted, version, by, reason });
  return { reply: replyWith('accepted', atMs, { terminal: next, acceptance }) };
}

function factsOf(context: Context, terminal: Terminal, command: SwitchAcceptance): AcceptanceFacts {
  const { product, wanted } = command;
  const { debitCount, creditCount } = terminal.totals;
  const used = paymentsOf(context, terminal, command.batchNo).filter((payment) => uses(payment, product));
  const count = (...states: readonly Payment['state'][]): number =>
    used.filter(({ state }) => states.includes(state)).length;
  return {
    ...{ product, state: acceptanceOf(terminal, product).state, wanted },
    batchCount: debitCount + creditCount,
    standing: count('approved'),
    withoutOutcome: count('sent', 'unknown'),
  };
}

/** Payments of the open batch; of a batch that was settled meanwhile none. */
function paymentsOf({ work }: Context, terminal: Terminal, batchNo: string): Payment[] {
  if (batchNo !== terminal.batchNo) return [];
  const rows = batchPrefixes(terminal, batchNo).flatMap((prefix) =>
    work.onceBeginning(terminal.book, prefix),
  );
  return rows.flatMap(({ subject }) => (subject?.kind === 'payment' ? (work.payment(subject.id) ?? []) : []));
}

/** The service of a payment by its condition code (F25); the kind of a pre-authorisation says it by itself. */
const SERVICE_OF_CONDITION: Readonly<Record<string, 'moto' | 'instalment' | 'points' | 'reservation'>> = {
  '08': 'moto',
  '18': 'moto',
  '64': 'instalment',
  '65': 'points',
  '67': 'reservation',
};

function uses(payment: Payment, product: Product): boolean {
  const { kind, entryMode, conditionCode } = payment;
  // A completion follows a hold: it has no switch of its own.
  if (kind === 'completion') return false;
  const service = kind === 'sale' ? (SERVICE_OF_CONDITION[conditionCode] ?? 'sale') : 'preauth';
  // F22: a third digit of 1 tells that a PIN was entered.
  return productsOf({ service, entryMode, pinEntered: entryMode.endsWith('1') }).includes(product);
}

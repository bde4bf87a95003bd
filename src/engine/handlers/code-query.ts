/** A till asks what became of a message about a code: a sale, a code that it showed, a void or a refund. */
import type { Outcome } from '#domain/outcome';
import { type Payment, terminalKeyText } from '#domain/payment';
import { type Handled, type Reply, replyWith } from '../commands.ts';
import type { QueryCode } from '../order-commands.ts';
import type { OnceRow } from '../ports/index.ts';
import { type Context, required, saleKey } from './context.ts';
import { openKey, tillOrderKey } from './order.ts';
import { replyOfPayment } from './pay.ts';
import { cancelKey, replyOfCancellation } from './way-back.ts';

/** Under which of these a message stands depends on what it was; a till uses a number once. */
export function codeQueryKeys({ of }: Pick<QueryCode, 'of'>): string[] {
  const text = terminalKeyText(of);
  return [saleKey(text), openKey(tillOrderKey(text)), cancelKey('VOID', text), cancelKey('REFUND', text)];
}

export function handleQueryCode(context: Context, command: QueryCode): Handled {
  const { work, nowMs } = context;
  const { book } = command.merchant;
  const keys = codeQueryKeys(command);
  const found = keys.flatMap((key) => work.once(book, key) ?? []);
  const made = found.find(({ subject }) => subject !== null) ?? found[0];
  if (made !== undefined) return told(context, command, made);
  if (command.shutsOut)
    for (const key of keys)
      work.putOnce({ book, key, print: null, subject: null, outcome: 'asked-before-arrival', atMs: nowMs });
  return { reply: replyWith('original-not-found', nowMs) };
}

function told(context: Context, command: QueryCode, { subject, outcome, print, key }: OnceRow): Handled {
  const { work, nowMs } = context;
  // What was shut out is not there, however often it is asked for. A refusal that is remembered is told again.
  if (subject === null)
    return { reply: replyWith(print === null ? 'original-not-found' : (outcome ?? 'internal'), nowMs) };
  switch (subject.kind) {
    case 'wallet':
    case 'wallet-payment':
      throw new Error(`Cannot tell a till of the once key ${key}: it is of a wallet`);
    case 'payment':
      return ofPayment(context, required(context, subject.id));
    case 'cancellation': {
      const cancellation = work.cancellation(subject.id);
      if (cancellation === undefined) throw new Error(`Cannot find the cancellation of the once key ${key}`);
      const payment = work.payment(cancellation.paymentId) ?? null;
      const reply = replyOfCancellation(cancellation, payment, nowMs);
      return reply === null ? { waitFor: cancellation.id, repeated: false } : { reply };
    }
    case 'order': {
      const order = work.order(subject.id);
      if (order === undefined) throw new Error(`Cannot find the order of the once key ${key}`);
      if (order.state !== 'paid') {
        const open = outcomeOfOpen(order.state);
        return { reply: replyWith(open, nowMs, { order }) };
      }
      const payment = command.paymentId === order.paymentId ? work.payment(order.paymentId) : undefined;
      const stands = payment === undefined ? null : standing(payment, nowMs);
      return { reply: { ...(stands ?? replyWith('approved', nowMs)), order } };
    }
    case 'request':
      throw new Error(`Cannot tell of ${key}: a till opens no request`);
  }
}

type OpenState = 'unpaid' | 'paying' | 'unknown' | 'closing' | 'closed';
function outcomeOfOpen(state: OpenState): Outcome {
  if (state === 'closed') return 'order-closed';
  return state === 'closing' ? 'order-close-awaited' : 'order-awaits-payment';
}

function ofPayment({ nowMs }: Context, payment: Payment): Handled {
  const reply = standing(payment, nowMs);
  return reply === null ? { waitFor: payment.id, repeated: false } : { reply };
}

/** The payment as it stands now: a till that asks must not take a voided one for paid. */
function standing(payment: Payment, nowMs: number): Reply | null {
  if (payment.state === 'voided') return replyWith('already-voided', nowMs, { payment });
  return replyOfPayment(payment, nowMs);
}

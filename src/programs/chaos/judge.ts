/** Holds what the clients were told against what the platform says now. */
import type { PaymentView } from '#adapters/http-api';
import { brokenHold, type Held } from './deposits.ts';
import type { Stack } from './stack.ts';
import type { Told } from './traffic.ts';

export interface Verdict {
  readonly checked: number;
  readonly broken: readonly string[];
}

/** A promise that was made to a cashier and is not kept, in words; `null` for a promise kept. */
function brokenPromise(told: Told, payment: PaymentView | undefined): string | null {
  const name = `${told.terminalId} batch ${told.batchNo} trace ${told.stan}`;
  if (payment === undefined)
    return told.result === 'approved' ? `${name}: told approved, and the platform does not know it` : null;
  const amount = told.amountFen;
  if (BigInt(payment.amount) !== amount)
    return `${name}: ${amount} fen were asked, ${payment.amount} are booked`;
  const { returned } = payment.wayBack;
  if (told.result === 'declined' && payment.state === 'approved')
    return `${name}: told declined, and it is approved`;
  if (told.result === 'unknown' && !told.givenUp && !told.reversed && payment.state === 'sent')
    return `${name}: still without an outcome`;
  if (told.reversed && payment.state === 'approved')
    return `${name}: its reversal was acknowledged, and it is approved`;
  if (told.result === 'approved' && !told.reversed) {
    if (payment.state === 'declined') return `${name}: told approved, and it is declined`;
    if (payment.state === 'reversed' && !told.givenUp) return `${name}: told approved, and it is reversed`;
    const back = payment.state === 'voided' || payment.state === 'reversed' ? amount : BigInt(returned);
    if (back < told.backFen) return `${name}: told that ${told.backFen} fen went back, ${back} did`;
  }
  if (returned > payment.amount) return `${name}: more went back than was paid`;
  return null;
}

export async function judge(stack: Stack, told: readonly Told[], holds: readonly Held[]): Promise<Verdict> {
  const byKey = new Map<string, PaymentView>();
  const broken: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { items: PaymentView[]; next: string | null } = (
      await stack.api<{ items: PaymentView[]; next: string | null }>(
        `/v1/payments?limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`,
      )
    ).body;
    for (const payment of page.items) {
      const key = `${payment.terminalId}/${payment.batchNo}/${payment.traceNo}`;
      if (byKey.has(key)) broken.push(`${key}: two payments for one message of a terminal`);
      byKey.set(key, payment);
    }
    cursor = page.next;
  }
  for (const sale of told) {
    const text = brokenPromise(sale, byKey.get(`${sale.terminalId}/${sale.batchNo}/${sale.stan}`));
    if (text !== null) broken.push(text);
  }
  for (const hold of holds) {
    const text = brokenHold(hold, byKey.get(`${hold.terminalId}/${hold.batchNo}/${hold.stan}`));
    if (text !== null) broken.push(text);
  }
  return { checked: told.length + holds.length, broken };
}

/** What a shop, its supervisor, the institution and a payer do with requests, as steps of a story. */
import type { CancelRequest } from '#domain/request';
import type { RequestMove } from '#engine';
import { CLERK, OPERATOR, OWNER, PAYER, SUPERVISOR } from './domain/request-samples.ts';
import type { Asked, Shop } from './shop.ts';

const WHO = { payer: PAYER, clerk: CLERK, owner: OWNER, supervisor: SUPERVISOR, operator: OPERATOR } as const;
export type Who = keyof typeof WHO;

export const DAY_MS = 86_400_000;

/** The requests of a payment, oldest first. */
export function requestsOf(shop: Shop, stan: string): CancelRequest[] {
  const id = shop.find(stan)?.id;
  return shop.store
    .requests()
    .filter(({ paymentId }) => paymentId === id)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** `asked, waiting`, with the reason of a failure. */
export function requests(shop: Shop, stan: string): string {
  const all = requestsOf(shop, stan);
  const told = all.map((each) => (each.state === 'failed' ? `failed: ${each.outcome}` : each.state));
  return told.length === 0 ? 'none' : told.join(', ');
}

export function payerAsks(
  shop: Shop,
  stan: string,
  wish: { readonly amountFen?: bigint; readonly whenOpen?: boolean } = {},
): Asked {
  return shop.submit({
    type: 'request-open',
    merchant: shop.merchant,
    paymentId: shop.find(stan)!.id,
    amountFen: wish.amountFen ?? null,
    whenOpen: wish.whenOpen ?? false,
    reason: 'wrong size',
    contact: { phone: { sealed: 'SEALED', masked: '138****0000' }, email: null },
  });
}

/** One person moves the newest request of a payment. */
export function moves(shop: Shop, who: Who, move: RequestMove['move'], stan: string): Asked {
  const request = requestsOf(shop, stan).at(-1)!;
  const { book, paymentId, id: requestId } = request;
  const why = move === 'refuse' || move === 'reject' ? 'worn already' : null;
  return shop.submit({ type: 'request-move', book, paymentId, requestId, move, by: WHO[who], why });
}

/** A paper comes in for the newest request of a payment. */
export function handsIn(shop: Shop, who: Who, item: string, stan: string): Asked {
  const { book, paymentId, id: requestId } = requestsOf(shop, stan).at(-1)!;
  const paper = {
    sha256: item.replace(/[^0-9a-f]/g, '0').padEnd(64, '0'),
    kind: 'pdf',
    sizeBytes: 10,
    item,
    by: WHO[who].id,
  } as const;
  return shop.submit({ type: 'request-paper', book, paymentId, requestId, paper });
}

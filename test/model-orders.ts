/** The part of the test network that knows orders: who scanned, who paid, what is closed; and its payment notices. */
import { type ClearingDay, SHANGHAI, wireTime } from '#domain/calendar';
import type { OrderId } from '#domain/order';
import { networkKeyText } from '#domain/payment';
import type { CodePayment, OrderFinding, OrderRequest } from '#engine';

export type OrderFate = 'well' | 'lost' | 'answer-lost' | 'link-down';

interface Parts {
  readonly nowMs: () => number;
  readonly day: () => ClearingDay;
  /** The issuer of the payer takes the money. */
  readonly take: (key: string, amountFen: bigint, card: string) => void;
}

export const PAYER = {
  index: 'aa'.repeat(16),
  cipher: 'cGF5ZXI=',
  masked: '620001******0017',
  expiry: null,
  sequence: null,
} as const;

export class ModelOrders {
  readonly #parts: Parts;
  readonly #paid = new Map<OrderId, CodePayment[]>();
  readonly #scanned = new Set<OrderId>();
  readonly closed = new Set<OrderId>();
  readonly #fates = new Map<OrderRequest['message'], OrderFate[]>();
  readonly received: OrderRequest[] = [];
  deliver: (finding: OrderFinding) => void = () => {};
  notify: (orderId: OrderId, paid: CodePayment) => Promise<string> = async () => 'later';
  #scans = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  next(message: OrderRequest['message'], ...fates: OrderFate[]): void {
    this.#fates.set(message, [...(this.#fates.get(message) ?? []), ...fates]);
  }

  count(message: OrderRequest['message']): number {
    return this.received.filter((each) => each.message === message).length;
  }

  /** A payer's app scanned the code and shows the amount: nothing is paid yet. */
  scan(orderId: OrderId): void {
    this.#scanned.add(orderId);
  }

  /** The payer leaves without paying. */
  leave(orderId: OrderId): void {
    this.#scanned.delete(orderId);
  }

  /** A payer pays; the issuer takes the money, whatever this order is by then. */
  pay(orderId: OrderId, merchantId: string, amountFen: bigint): CodePayment {
    this.#scans += 1;
    const { transmission, year } = wireTime(this.#parts.nowMs(), SHANGHAI);
    const stan = String(900_000 + this.#scans);
    const paid: CodePayment = {
      network: { year, transmission, stan, acquirerId: '48021000', forwarderId: '00010000' },
      rrn: transmission.slice(4) + stan,
      amountFen,
      currencyNumeric: '156',
      card: { ...PAYER, index: PAYER.index.slice(6) + stan },
      authCode: '777777',
      clearingDay: this.#parts.day(),
      merchantId,
    };
    this.#scanned.delete(orderId);
    this.#parts.take(networkKeyText(paid.network), amountFen, paid.card.index);
    this.#paid.set(orderId, [...(this.#paid.get(orderId) ?? []), paid]);
    return paid;
  }

  /** Every payment of an order, first one first. */
  paidFor(orderId: OrderId): readonly CodePayment[] {
    return this.#paid.get(orderId) ?? [];
  }

  async receive(request: OrderRequest): Promise<'sent' | 'not-sent'> {
    const fate = this.#fates.get(request.message)?.shift() ?? 'well';
    if (fate === 'link-down') return 'not-sent';
    this.received.push(request);
    if (fate === 'lost') return 'sent';
    const found = this.#found(request);
    if (fate === 'well') this.deliver({ orderId: request.orderId, found });
    return 'sent';
  }

  #found({ message, orderId }: OrderRequest): OrderFinding['found'] {
    const [first] = this.#paid.get(orderId) ?? [];
    if (first !== undefined) return first;
    if (this.#scanned.has(orderId)) return 'paying';
    if (message === 'enquiry') return 'nothing';
    this.closed.add(orderId);
    return 'closed';
  }
}

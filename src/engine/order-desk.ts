/** What the network says of orders, and who waits to hear it. */
import { CURRENCIES } from '#domain/money';
import type { Order, OrderId } from '#domain/order';
import { type Command, type Reply, replyWith } from './commands.ts';
import type { Limits } from './limits.ts';
import type {
  Clock,
  CodePayment,
  Merchant,
  NetworkPort,
  OrderFinding,
  OrderRequest,
  Store,
  Telemetry,
  Timers,
} from './ports/index.ts';
import { Waiting } from './waiting.ts';

export interface OrderDeskOptions {
  readonly store: Store;
  readonly network: NetworkPort;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly telemetry: Telemetry;
  readonly limits: Limits;
  readonly merchant: (merchantId: string) => Promise<Merchant | null>;
  readonly submit: (command: Command) => Promise<Reply>;
  readonly crashPoint?: (name: string) => void;
}

/**
 * What the network is told of its payment notice: it is on disk, there is no such order here, or nothing, so that it
 * tells us again.
 */
export type NoticeTaken = 'taken' | 'no-such-order' | 'later';

export class OrderDesk {
  readonly #options: OrderDeskOptions;
  readonly #waiting: Waiting<OrderId>;
  /** When an order was last asked about, so that many readers are one question. */
  readonly #askedMs = new Map<OrderId, number>();
  readonly #dueUnderWay = new Set<OrderId>();

  constructor(options: OrderDeskOptions) {
    this.#options = options;
    this.#waiting = new Waiting(options);
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** After the commit: those who wait for news of an order get it. */
  changed(orders: readonly Order[]): void {
    for (const order of orders) this.#tell(order.id, order);
  }

  #tell(id: OrderId, order: Order | null): void {
    this.#waiting.tell(id, replyWith('accepted', this.#options.clock.nowMs(), { order }));
  }

  async send(request: OrderRequest): Promise<void> {
    this.#options.crashPoint?.('before-send');
    try {
      // What does not leave is sent again when it is due.
      await this.#options.network.sendOrder(request);
      this.#options.crashPoint?.('after-send');
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#options.telemetry.trouble({ where: 'network send', message });
    }
  }

  /** Asks the network about an order and waits for what it says, at most `waitMs`. */
  async refresh(order: Order, waitMs: number): Promise<void> {
    const { clock, limits, submit } = this.#options;
    const nowMs = clock.nowMs();
    const lastMs = this.#askedMs.get(order.id);
    if (lastMs !== undefined && Math.abs(nowMs - lastMs) < limits.orderRefreshMs) return;
    this.#askedMs.delete(order.id);
    if (this.#askedMs.size >= limits.orderRefreshKeptMax)
      this.#askedMs.delete(this.#askedMs.keys().next().value!);
    this.#askedMs.set(order.id, nowMs);
    const heard = this.#waiting.for(order.id, waitMs);
    const { outcome } = await submit({ type: 'ask-order', book: order.book, orderId: order.id });
    // Nothing was asked: the order is an end, or nobody can be asked now.
    if (outcome !== 'accepted') this.#tell(order.id, null);
    await heard;
  }

  /** The network tells of a payment: by its notice, or in answer to a question. */
  async paid(orderId: OrderId, paid: CodePayment): Promise<NoticeTaken> {
    const { store, merchant, submit, telemetry } = this.#options;
    const order = await store.order(orderId);
    const refused = (why: string): NoticeTaken => {
      const message = `a payment ${paid.rrn} is for the order ${orderId}, ${why}`;
      telemetry.trouble({ where: 'payment notice', message });
      return 'no-such-order';
    };
    if (order === null || order.merchantId !== paid.merchantId)
      return refused('which its merchant does not have');
    // The same figure in another currency is another sum: it pays nothing here, and no refund of ours could undo it.
    const { numeric } = CURRENCIES[order.currency];
    if (paid.currencyNumeric !== numeric)
      return refused(`whose currency is ${numeric} and not ${paid.currencyNumeric}`);
    const found = await merchant(order.merchantId);
    if (found === null) return 'later';
    const reply = await submit({ type: 'order-paid', merchant: found, orderId, paid });
    return reply.outcome === 'approved' ? 'taken' : 'later';
  }

  /** Resolves with the next change of an order, or after `waitMs`. */
  async news(id: OrderId, waitMs: number): Promise<void> {
    await this.#waiting.for(id, waitMs);
  }

  /** An answer to an enquiry or a close. */
  async found({ orderId, found }: OrderFinding): Promise<void> {
    if (typeof found !== 'string') await this.paid(orderId, found);
    else {
      const order = await this.#options.store.order(orderId);
      if (order === null) return;
      await this.#options.submit({ type: 'order-found', book: order.book, orderId, found });
    }
    this.#tell(orderId, null);
  }

  async workOffDue(): Promise<void> {
    const { store, clock, limits, submit } = this.#options;
    const due = await store.dueOrders(clock.nowMs(), limits.dueBatchMax);
    if (due.length === 0) return;
    await Promise.all(
      due.map(async (each) => {
        if (this.#dueUnderWay.has(each.orderId)) return;
        this.#dueUnderWay.add(each.orderId);
        try {
          await submit({ type: 'order-due', ...each });
        } finally {
          this.#dueUnderWay.delete(each.orderId);
        }
      }),
    );
  }
}

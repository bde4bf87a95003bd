/**
 * A lane: one connection, one batch in flight. Commands wait only while the previous batch is under way; there
 * is no timer. A batch is loaded once, decided purely in order, applied once; replies and messages to the
 * network leave after the commit and never before.
 */
import type { Cancellation } from '#domain/cancellation';
import type { Order } from '#domain/order';
import type { AdviceId, CancellationId, Payment, PaymentId } from '#domain/payment';
import type { Terminal } from '#domain/terminal';
import type { WalletPayment, WalletPaymentId } from '#domain/wallet';
import { type Command, type Handled, type Reply, replyWith } from './commands.ts';
import { type Context, handle, keysOf } from './handlers/index.ts';
import {
  type ChangeSet,
  LeaseLost,
  type NetworkRequest,
  type OrderRequest,
  type Store,
  StoreClash,
  StoreUnavailable,
} from './ports/index.ts';
import { isEmpty } from './tracked.ts';
import { Workspace } from './workspace.ts';

export interface LaneLimits {
  readonly laneBatchMax: number;
  readonly laneQueueMax: number;
  readonly clashRetriesMax: number;
  readonly storeRetriesMax: number;
  readonly storeRetryMs: number;
  /** Attempts may each take long; together they take no longer than about this. */
  readonly storeRetryTotalMs: number;
}

/** What a batch changed, for those who wait for it. */
export interface Committed {
  readonly payments: readonly Payment[];
  readonly cancellations: readonly Cancellation[];
  readonly terminals: readonly Terminal[];
  readonly orders: readonly Order[];
  readonly movements: readonly WalletPayment[];
}

const NONE: readonly never[] = [];

/** Most batches change rows of few kinds: nothing is made for the others. */
const writtenBy = ({ payments, cancellations, terminals, orders, wallet }: ChangeSet): Committed => ({
  payments: payments.length === 0 ? NONE : payments.map(({ row }) => row.payment),
  cancellations: cancellations.length === 0 ? NONE : cancellations.map(({ cancellation }) => cancellation),
  terminals: terminals.length === 0 ? NONE : terminals.map(({ terminal }) => terminal),
  orders: orders.length === 0 ? NONE : orders.map(({ order }) => order),
  movements: wallet === undefined ? NONE : wallet.movements.map(({ row }) => row.movement),
});

export interface LaneHooks {
  /** A context for one command over the batch's workspace. */
  context(work: Workspace, sends: NetworkRequest[], orderSends: OrderRequest[]): Context;
  /** After the commit: what changed, for those who wait, and what must be sent. */
  committed(changed: Committed, sends: readonly NetworkRequest[], orderSends: readonly OrderRequest[]): void;
  pause(delayMs: number): Promise<void>;
  leaseLost(error: LeaseLost): void;
  trouble(where: string, error: unknown): void;
  applied(commands: number, tookMs: number): void;
  nowMs(): number;
  /** Named points at which a test or the simulation may stop the program. */
  crashPoint(name: 'before-apply' | 'after-apply'): void;
}

/** A reply, or the wish to be told when a payment or cancellation ends. */
export type Settled =
  | { readonly reply: Reply }
  | {
      readonly waitFor: PaymentId | CancellationId | AdviceId | WalletPaymentId;
      readonly repeated: boolean;
    };

interface Item {
  readonly command: Command;
  readonly resolve: (settled: Settled) => void;
}

/**
 * New work may be put off when the queue is full. What ends something under way may not: a refused answer would
 * turn an approved sale into an unknown one. Its number is bounded by what was let in.
 */
const ENDS_SOMETHING: ReadonlySet<Command['type']> = new Set([
  'answered',
  'not-sent',
  'due',
  'cleared',
  'order-paid',
  'order-found',
  'order-due',
  'wallet-due',
  'wallet-transfer-answered',
  'wallet-transfer-not-sent',
  'wallet-transfer-cleared',
]);

export class Lane {
  readonly #index: number;
  readonly #store: Store;
  readonly #limits: LaneLimits;
  readonly #hooks: LaneHooks;
  #queue: Item[] = [];
  #running = false;
  #idle: (() => void)[] = [];

  constructor(index: number, store: Store, limits: LaneLimits, hooks: LaneHooks) {
    this.#index = index;
    this.#store = store;
    this.#limits = limits;
    this.#hooks = hooks;
  }

  get queued(): number {
    return this.#queue.length;
  }

  submit(command: Command): Promise<Settled> {
    if (this.#queue.length >= this.#limits.laneQueueMax && !ENDS_SOMETHING.has(command.type)) {
      return Promise.resolve({ reply: replyWith('busy', this.#hooks.nowMs()) });
    }
    return new Promise((resolve) => {
      this.#queue.push({ command, resolve });
      if (!this.#running) void this.#run();
    });
  }

  /** Resolves when nothing is queued or under way. */
  async drained(): Promise<void> {
    if (!this.#running && this.#queue.length === 0) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#queue.length > 0) {
      const batch = this.#takeBatch();
      await this.#process(batch);
    }
    this.#running = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #takeBatch(): readonly Item[] {
    const queue = this.#queue;
    if (queue.length > this.#limits.laneBatchMax) return queue.splice(0, this.#limits.laneBatchMax);
    this.#queue = [];
    return queue;
  }

  async #process(batch: readonly Item[], mayBeApplied = false): Promise<void> {
    let unsure = mayBeApplied;
    const untilMs = this.#hooks.nowMs() + this.#limits.storeRetryTotalMs;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#once(batch, unsure);
        return;
      } catch (error) {
        const splits = !(error instanceof StoreUnavailable || error instanceof LeaseLost);
        if (splits && batch.length > 1) {
          // Whatever one command broke, its neighbours are strangers to it: the parts are tried, never the whole
          // again, until the command stands alone.
          const middle = Math.ceil(batch.length / 2);
          await this.#process(batch.slice(0, middle), unsure);
          await this.#process(batch.slice(middle), unsure);
          return;
        }
        if (error instanceof StoreClash && attempt <= this.#limits.clashRetriesMax) continue;
        const more = attempt <= this.#limits.storeRetriesMax && this.#hooks.nowMs() < untilMs;
        if (error instanceof StoreUnavailable && more) {
          // Whether the batch was applied is unknown. Loading again tells: every command finds its own traces.
          this.#hooks.trouble('store', error);
          unsure = true;
          await this.#hooks.pause(this.#limits.storeRetryMs);
          continue;
        }
        if (error instanceof LeaseLost) this.#hooks.leaseLost(error);
        this.#hooks.trouble(`lane ${this.#index}`, error);
        for (const { resolve } of batch)
          resolve({ reply: replyWith('storage-trouble', this.#hooks.nowMs()) });
        return;
      }
    }
  }

  async #once(batch: readonly Item[], unsure: boolean): Promise<void> {
    const startedMs = this.#hooks.nowMs();
    const commands = batch.map(({ command }) => command);
    const loaded = await this.#store.load(this.#index, keysOf(commands));
    const work = new Workspace(loaded);
    const sends: NetworkRequest[] = [];
    const orderSends: OrderRequest[] = [];
    const handled = commands.map((command) =>
      this.#decide(command, this.#hooks.context(work, sends, orderSends), batch.length),
    );
    const changes = work.changes();
    if (!isEmpty(changes)) {
      this.#hooks.crashPoint('before-apply');
      await this.#store.apply(this.#index, changes);
      this.#hooks.crashPoint('after-apply');
    }
    // Where an earlier attempt was applied unseen its changes are found here as loaded rows: those who wait for
    // them have to be told all the same.
    if (unsure) {
      const payments = loaded.payments.map(({ payment }) => payment);
      const { cancellations, orders } = loaded;
      const movements = (loaded.wallet?.movements ?? []).map(({ movement }) => movement);
      this.#hooks.committed({ payments, cancellations, terminals: [], orders, movements }, [], []);
    }
    this.#hooks.committed(writtenBy(changes), sends, orderSends);
    this.#hooks.applied(batch.length, this.#hooks.nowMs() - startedMs);
    for (let at = 0; at < batch.length; at += 1) batch[at]!.resolve(handled[at]!);
  }

  #decide(command: Command, context: Context, batchSize: number): Handled {
    try {
      return handle(context, command);
    } catch (error) {
      // A fault of the program in one command. Half its effects may stand in the workspace, so the batch is
      // taken apart; alone, the command is answered as trouble and nothing of it is stored.
      if (batchSize === 1) this.#hooks.trouble(`decide ${command.type}`, error);
      throw error;
    }
  }
}

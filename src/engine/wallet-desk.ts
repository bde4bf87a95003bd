/** Wallets between two commands: names for new ones, and what has to be looked at again. */
import type { Cancellation } from '#domain/cancellation';
import type { Payment } from '#domain/payment';
import type { WalletId } from '#domain/wallet';
import type { Command, Reply } from './commands.ts';
import type { IdMaker } from './ids.ts';
import type { Limits } from './limits.ts';
import { follow, type OnUsSays, onUsWord } from './on-us-follow.ts';
import type { Clock, DueClosure, DueLoss, DueWallet, Store } from './ports/index.ts';

export interface WalletDeskOptions {
  readonly store: Pick<
    Store,
    | 'dueWallets'
    | 'dueLosses'
    | 'dueClosures'
    | 'movement'
    | 'movementByKey'
    | 'locate'
    | 'payment'
    | 'walletSurroundings'
  >;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'dueBatchMax'>;
  readonly ids: Pick<IdMaker, 'wallet'>;
  readonly submit: (command: Command) => Promise<Reply>;
}

export class WalletDesk {
  readonly #options: WalletDeskOptions;
  readonly #underWay = new Set<string>();

  constructor(options: WalletDeskOptions) {
    this.#options = options;
  }

  /** The name of a wallet that is about to be opened, and of its book. */
  newId(): WalletId {
    const { ids, clock } = this.#options;
    return ids.wallet(clock.nowMs());
  }

  async workOffDue(): Promise<void> {
    const { store, clock, limits } = this.#options;
    const due = await store.dueWallets(clock.nowMs(), limits.dueBatchMax);
    if (due.length > 0) await Promise.all(due.map((each) => this.#workOff(each)));
    const losses = await store.dueLosses(clock.nowMs(), limits.dueBatchMax);
    if (losses.length > 0) await Promise.all(losses.map((each) => this.#workOffLoss(each)));
    const left = await store.dueClosures(clock.nowMs(), limits.dueBatchMax);
    if (left.length > 0) await Promise.all(left.map((each) => this.#expire(each)));
  }

  #expire({ book, closureId }: DueClosure): Promise<void> {
    return this.#once(closureId, async () => ({ type: 'closure-due', book, closureId }));
  }

  /** What a wallet says of a payment whose way back outlived its day; null where the clearing file has the word. */
  wordOf(payment: Payment, cancellations: readonly Cancellation[]): Promise<OnUsSays | null> {
    const { store, submit } = this.#options;
    return onUsWord(store, submit, payment, cancellations);
  }

  #workOff({ book, movementId }: DueWallet): Promise<void> {
    return this.#once(movementId ?? book, async () => {
      const asked = movementId === null ? null : await follow(this.#options.store, movementId);
      if (asked !== null) return asked;
      if (movementId !== null) return { type: 'wallet-due', book, movementId };
      const around = await this.#options.store.walletSurroundings(book);
      return { type: 'wallet-due', book, movementId, around };
    });
  }

  #workOffLoss({ book, lossId }: DueLoss): Promise<void> {
    return this.#once(lossId, async () => ({ type: 'wallet-loss-due', book, lossId }));
  }

  async #once(key: string, command: () => Promise<Command>): Promise<void> {
    if (this.#underWay.has(key)) return;
    this.#underWay.add(key);
    try {
      await this.#options.submit(await command());
    } finally {
      this.#underWay.delete(key);
    }
  }
}

/** The holder of a wallet with the app in hand: acts under names of their own, repeated until they are answered. */
import type { BindingId, ServiceId, ServiceKind, Wallet, WalletAct, WalletId } from '#domain/wallet';
import type { Reply } from '#engine';
import type { Asking } from './asking.ts';
import type { Ground } from './ground.ts';
import { walletIdOf } from './wallet-cards.ts';

export class WalletHolder {
  readonly id: WalletId;
  readonly #index: number;
  readonly #ground: Ground;
  readonly #asking: Asking;
  #keys = 0;
  /** As the app saw it last. */
  wallet: Wallet | null = null;

  constructor(ground: Ground, asking: Asking, index: number) {
    this.id = walletIdOf(index);
    this.#index = index;
    this.#ground = ground;
    this.#asking = asking;
  }

  /** A name for what is asked next. */
  nextKey(): string {
    this.#keys += 1;
    return `J-${this.#index}-${this.#keys}`;
  }

  open(then: () => void): void {
    this.#ground.audit(({ holders }) => holders.opens(this.#index, this.id));
    const holder = { name: '持**', idNumber: '110101********0011', phone: '140****0017' };
    this.act({ kind: 'open', holder, accountClass: 'II' }, then);
  }

  /** Money between the balance and a bound card. */
  moves(
    kind: 'top-up' | 'payout',
    bindingId: BindingId,
    amountFen: bigint,
    then: (moved: boolean) => void,
  ): void {
    const key = this.nextKey();
    const moved = { book: this.id, kind, bindingId, amountFen, by: 'holder', key } as const;
    this.#asking.ask(`${kind} ${key} ${amountFen} fen`, { type: 'wallet-transfer', ...moved }, (reply) =>
      then(reply?.outcome === 'accepted'),
    );
  }

  /** What the app shows as free to spend. */
  freeFen(): bigint {
    let fen = 0n;
    this.#ground.audit(({ holders }) => {
      fen = holders.freeFen(this.id);
    });
    return fen;
  }

  /** What the holder owes, as the app shows it. */
  arrearsFen(): bigint {
    let fen = 0n;
    this.#ground.audit(({ holders }) => {
      fen = holders.arrearsFen(this.id);
    });
    return fen;
  }

  /** How the account stands, as the app shows it. */
  status(): string {
    let status = '';
    this.#ground.audit(({ holders }) => {
      status = holders.statusOf(this.id);
    });
    return status;
  }

  service(kind: ServiceKind): ServiceId | null {
    const found = this.wallet?.services.find(
      (each) => each.kind === kind && each.place.kind === 'everywhere',
    );
    return found?.id ?? null;
  }

  /** `then` hears of an act that was done; one that was refused, or never answered, is told to `otherwise`. */
  act(act: WalletAct, then: (made: string) => void, otherwise: () => void = () => {}): void {
    const key = this.nextKey();
    this.#ground.audit(({ holders }) => holders.asks(this.id, key, act));
    const command = { type: 'wallet-act', book: this.id, act, by: 'holder', key } as const;
    this.#asking.ask(`wallet ${key} ${wordsOf(act)}`, command, (reply: Reply | null) => {
      if (reply !== null) this.#ground.audit(({ holders }) => holders.told(this.id, key, reply.outcome));
      this.wallet = reply?.wallet ?? this.wallet;
      if (reply?.outcome === 'accepted') then(reply.made ?? '');
      else otherwise();
    });
  }
}

function wordsOf(act: WalletAct): string {
  switch (act.kind) {
    case 'switch-service':
      return `switches ${act.serviceId} ${act.to}`;
    case 'unbind':
    case 'lose-card':
      return `${act.kind} ${act.bindingId}`;
    case 'suspend-device-card':
    case 'resume-device-card':
    case 'remove-device-card':
      return `${act.kind} ${act.deviceCardId}`;
    default:
      return act.kind;
  }
}

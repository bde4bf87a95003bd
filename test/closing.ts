/** A holder with a wallet in a shop's engine, and the hands with which it is closed. */
import { type Closure, type ClosureSubject, type Hand, NO_CHOICES, NOTHING_AROUND } from '#domain/closure';
import type { Service, ServiceKind, Wallet, WalletAct, WalletId } from '#domain/wallet';
import type { ClosureMove, ClosureSurroundings, GivenProof, Reply } from '#engine';
import { CARD, Shop } from './shop.ts';

export const PHONE: Hand = { kind: 'holder', session: 'wse_phone', device: 'phone' };
export const TABLET: Hand = { kind: 'holder', session: 'wse_tablet', device: 'tablet' };
export const STAFF: Hand = { kind: 'staff', by: 'stf_1', reason: 'called, the telephone is broken' };

const { balanceFen: _b, movements: _m, benefitsGivenUp: _g, proven: _p, ...AROUND } = NOTHING_AROUND;
export const around: ClosureSurroundings = AROUND;

const MINUTE = 60_000;

export class HolderInShop {
  readonly shop: Shop;
  readonly book: WalletId;
  #acts = 0;

  constructor(shop: Shop) {
    this.shop = shop;
    this.book = shop.engine.wallets.newId();
  }

  static async open(): Promise<HolderInShop> {
    const holder = new HolderInShop(await Shop.open());
    await holder.does({
      ...{ kind: 'open', accountClass: 'III', redPacketFen: 500n },
      holder: { name: '*甲', idNumber: '1****************8', phone: '140****0017' },
    });
    return holder;
  }

  does(act: WalletAct): Promise<Reply> {
    this.#acts += 1;
    return this.shop.submit({
      type: 'wallet-act',
      book: this.book,
      act,
      by: 'holder',
      key: `act ${this.#acts}`,
    }).told;
  }

  async bind(): Promise<string> {
    const { made } = await this.does({
      ...{
        kind: 'bind',
        card: CARD,
        issuer: '01020000',
        bankZh: '工商银行',
        bankEn: 'ICBC',
        cardKind: 'debit',
      },
    });
    return made!;
  }

  get wallet(): Wallet {
    return this.shop.store.wallets().find(({ id }) => id === this.book)!;
  }

  service(kind: ServiceKind): Service {
    return this.wallet.services.find((each) => each.kind === kind && each.place.kind === 'everywhere')!;
  }

  closure(id: string): Closure {
    return this.shop.store.closures().find((each) => each.id === id)!;
  }

  proofs(...kinds: readonly GivenProof['kind'][]): GivenProof[] {
    const atMs = this.shop.time.clock.nowMs();
    return kinds.map((kind) => ({ kind, atMs, untilMs: atMs + 5 * MINUTE }));
  }

  begin(
    subject: ClosureSubject,
    by: Hand = PHONE,
    proofs: readonly GivenProof[] = [],
    beside: Partial<ClosureSurroundings> = {},
  ): Promise<Reply> {
    return this.shop.submit({
      ...{ type: 'closure-begin', book: this.book, subject, by, proofs, around: { ...around, ...beside } },
    }).told;
  }

  move(
    closure: Pick<Closure, 'id'>,
    move: ClosureMove['move'],
    by: Hand = PHONE,
    proofs: readonly GivenProof[] = [],
    beside: Partial<ClosureSurroundings> = {},
  ): Promise<Reply> {
    return this.shop.submit({
      ...{ type: 'closure-move', book: this.book, closureId: closure.id, move, by, proofs },
      around: { ...around, ...beside },
    }).told;
  }

  byStaff(subject: ClosureSubject, seen: string, key = 'by staff'): Promise<Reply> {
    return this.shop.submit({
      ...{ type: 'closure-by-staff', book: this.book, subject, seen, key, by: STAFF, around },
      ...{ choices: NO_CHOICES, proofs: this.proofs('staff') },
    }).told;
  }

  kinds(): string[] {
    return this.shop.store.events().map(({ kind }) => kind);
  }
}

/**
 * A shop whose network has wallets in front of it, and a cardholder: a phone with a token on the balance, one with a
 * token on a bound card, and money. The chip is a model: what it says of counter and holder is read as it stands.
 */
import { credit, debit, post, postedBalanceFen } from '#domain/ledger';
import type { SealedCard } from '#domain/payment';
import type { ServiceKind, Wallet, WalletAct, WalletId, WalletPayment } from '#domain/wallet';
import { createIdMaker, type Reply } from '#engine';
import { OWN_BIN, PAY_CODE_BIN } from '#engine/on-us';
import { Workspace } from '../src/engine/workspace.ts';
import { chipOf, modelChip, type Tap } from './model-chip.ts';
import { type Asked, CARD, Shop, type ShopOptions } from './shop.ts';

export { chipOf, modelChip, type Tap } from './model-chip.ts';

const numberOf = (bin: string, name: string): SealedCard => ({
  ...{
    index: `${bin}-${name}`,
    cipher: 'sealed',
    masked: `${bin.slice(0, 6)}*********${name.padStart(4, '0')}`,
  },
  ...{ expiry: '3012', sequence: '001' },
});

const ids = createIdMaker(901);

export class Holder {
  readonly shop: Shop;
  readonly book: WalletId;
  readonly token = numberOf(OWN_BIN, '1');
  readonly cardToken = numberOf(OWN_BIN, '2');
  bindingId = '';
  #acts = 0;
  #counter = 0;

  private constructor(shop: Shop) {
    this.shop = shop;
    this.book = shop.engine.wallets.newId();
  }

  static async open(
    options: ShopOptions & { readonly balanceFen?: bigint; readonly accountClass?: 'I' | 'II' | 'III' } = {},
  ): Promise<Holder> {
    const shop = await Shop.open({ ...options, onUs: modelChip });
    const holder = new Holder(shop);
    await holder.does({
      ...{ kind: 'open', accountClass: options.accountClass ?? 'III' },
      holder: { name: '*明', idNumber: '1101**********1234', phone: '138****0001' },
    });
    const bank = { issuer: '01020000', bankZh: '工商银行', bankEn: 'ICBC', cardKind: 'debit' } as const;
    holder.bindingId = (await holder.does({ kind: 'bind', card: CARD, ...bank })).made!;
    const device = { kind: 'phone', name: 'phone' } as const;
    const balance = { kind: 'balance' } as const;
    const card = { kind: 'card', bindingId: holder.bindingId as never } as const;
    await holder.does({ kind: 'add-device-card', token: holder.token, source: balance, device });
    await holder.does({ kind: 'add-device-card', token: holder.cardToken, source: card, device });
    await holder.fund(options.balanceFen ?? 1_000_000n);
    return holder;
  }

  does(act: WalletAct): Promise<Reply> {
    this.#acts += 1;
    const key = `act-${this.#acts}`;
    return this.shop.submit({ type: 'wallet-act', book: this.book, act, by: 'holder', key }).told;
  }

  /** Money comes onto the balance, as a top-up books it. */
  async fund(amountFen: bigint): Promise<void> {
    if (amountFen === 0n) return;
    const { store, time } = this.shop;
    const nowMs = time.clock.nowMs();
    const keys = {
      ...{ once: [], oncePrefixes: [], payments: [], rrns: [], holds: [], cancellations: [] },
      ...{ terminals: [], batches: [], orders: [], books: [this.book] },
      wallet: { books: [this.book], movements: [], tokens: [] },
    };
    const work = new Workspace(await store.load(0, keys));
    const movement: WalletPayment = {
      ...{ id: ids.movement(this.book, nowMs), book: this.book, kind: 'top-up', amountFen, atMs: nowMs },
      ...{ source: { kind: 'balance' }, card: CARD, serviceIds: [], merchant: null, networkKey: null },
      ...{ state: 'paid', returnedFen: 0n, reason: null, authCode: '000000', version: 0 },
      ...{ endedAtMs: nowMs, dueMs: null },
    };
    work.wallets.putMovement(movement);
    work.addMovementJournals(
      movement.id,
      [post([], [debit('network_clearing', amountFen), credit('wallet_balance', amountFen)])],
      nowMs,
    );
    await store.apply(0, work.changes());
  }

  /** A tap of the phone at terminal 1: 071 by contactless chip, no PIN at the terminal. */
  tap(
    stan: string,
    at: Partial<Tap> & { readonly amountFen?: bigint; readonly card?: SealedCard } = {},
  ): Asked {
    this.#counter += 1;
    const { counter = this.#counter, verified = true, amountFen = 10_000n } = at;
    const chipData = chipOf({ counter, verified, ...(at.wrong === undefined ? {} : { wrong: at.wrong }) });
    const card = at.card ?? this.token;
    return this.shop.sale(stan, { card, amountFen, chipData, entryMode: '072' });
  }

  /** The holder shows a code, and the till scans it. */
  async showCode(name: string, liveMs = 60_000): Promise<SealedCard> {
    const code = numberOf(PAY_CODE_BIN, name);
    const expiresMs = this.shop.time.clock.nowMs() + liveMs;
    await this.shop.submit({ type: 'wallet-code', book: this.book, code, source: null, expiresMs }).told;
    return code;
  }
  scanned(stan: string, code: SealedCard, amountFen = 10_000n): Asked {
    return this.shop.sale(stan, { card: code, amountFen, entryMode: '032' });
  }

  wallet(): Wallet {
    return this.shop.store.wallets().find(({ id }) => id === this.book)!;
  }
  service(kind: ServiceKind): Wallet['services'][number] {
    return this.wallet().services.find((each) => each.kind === kind && each.place.kind === 'everywhere')!;
  }
  off(kind: ServiceKind): Promise<Reply> {
    return this.does({ kind: 'switch-service', serviceId: this.service(kind).id, to: 'off' });
  }
  on(kind: ServiceKind): Promise<Reply> {
    return this.does({ kind: 'switch-service', serviceId: this.service(kind).id, to: 'on' });
  }

  /** Movements that are no top-ups, oldest first. */
  paid(): WalletPayment[] {
    return this.shop.store.movements().filter(({ kind }) => kind !== 'top-up');
  }
  states(): string[] {
    return this.paid().map(({ state, reason }) => (reason === null ? state : `${state}: ${reason}`));
  }
  balanceFen(account: 'wallet_balance' | 'on_us_clearing' | 'suspense' = 'wallet_balance'): bigint {
    const row = this.shop.store.accounts().find(({ key }) => key.book === this.book && key.kind === account);
    return row === undefined ? 0n : postedBalanceFen(account, row.balance);
  }
  /** What of the balance may be spent. */
  availableFen(): bigint {
    const row = this.shop.store
      .accounts()
      .find(({ key }) => key.book === this.book && key.kind === 'wallet_balance');
    return this.balanceFen() - (row?.balance.debitPendingFen ?? 0n);
  }
  events(kind: string): readonly Readonly<Record<string, unknown>>[] {
    const all = this.shop.store.events();
    return all.filter((event) => event.book === this.book && event.kind === kind).map(({ body }) => body);
  }
  settle(): Promise<void> {
    return this.shop.time.settle();
  }
}

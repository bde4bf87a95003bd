/**
 * One holder of a wallet: opens it, binds cards, puts a token on the phone, pays at the tills of a shop by tap and by
 * code, and meanwhile switches services off, unbinds, removes, reports a loss or closes the account; what was paid is
 * voided, reversed and refunded, some of it when nothing is left open.
 */
import type { SealedCard } from '#domain/payment';
import type { BindingId, DeviceCardId, Source } from '#domain/wallet';
import { Asking } from './asking.ts';
import { codeAct, refundAct, tapAct, voidAct } from './card-acts.ts';
import { GOOD_CARDS, sealedOf } from './cards.ts';
import type { Entry } from './entries.ts';
import type { Ground } from './ground.ts';
import type { Host } from './host.ts';
import type { Office } from './office.ts';
import { type Dice, diceOf } from './seed.ts';
import type { CardAct, TerminalActor } from './terminal.ts';
import { ownCodeOf, tokenOf } from './wallet-cards.ts';
import { type ClosingKind, closeIt, closingOf } from './wallet-closings.ts';
import { WalletHolder } from './wallet-holder.ts';

/** One journey in 25 is a holder's. */
export const isWalletJourney = (seed: number, index: number): boolean =>
  diceOf(seed, 'wallet?', index).perMille(40);

/** An app asks on until it is told: what is closed or not its holder has to know. */
const TRIES = 40;
const CODE_MS = 60_000;
const LOCKED_BY_MS = [8 * 3_600_000, 11 * 3_600_000] as const;
const AFTERS = ['none', 'none', 'void', 'refund', 'part', 'office', 'late', 'late'] as const;

export interface WalletParts {
  readonly ground: Ground;
  readonly host: Host;
  readonly office: Office;
  readonly terminal: TerminalActor;
  /** Another till of the same shop. */
  readonly sibling: TerminalActor;
}

/** A token on the phone, and what it needs to pay. */
interface Phone {
  readonly id: DeviceCardId;
  readonly serial: number;
  readonly source: Source;
  /** Of its cryptograms. */
  counter: number;
}

export class WalletJourney {
  readonly index: number;
  readonly #parts: WalletParts;
  readonly #dice: Dice;
  readonly #asking: Asking;
  readonly #holder: WalletHolder;
  readonly #closing: ClosingKind;
  #cards: BindingId[] = [];
  #phone: Phone | null = null;
  #codes = 0;
  #hasMoney = false;

  constructor(parts: WalletParts, index: number) {
    this.index = index;
    this.#parts = parts;
    this.#dice = diceOf(parts.ground.seed, 'wallet', index);
    this.#asking = new Asking(parts.ground, parts.host, index, 'app', TRIES);
    this.#holder = new WalletHolder(parts.ground, this.#asking, index);
    this.#closing = closingOf(this.#dice);
  }

  get over(): boolean {
    return this.#asking.over;
  }

  get lastActMs(): number {
    return this.#asking.lastActMs;
  }

  start(): void {
    this.#holder.open(() =>
      this.#bind(() => this.#sign(() => this.#topUp(() => this.#addToken(() => this.#live())))),
    );
  }

  #bind(then: () => void): void {
    const number = this.#dice.below(GOOD_CARDS);
    const more = this.#cards.length === 0 && this.#dice.perMille(300);
    const issuer = { issuer: 'MODEL', bankZh: '模拟银行', bankEn: 'MODEL BANK', cardKind: 'debit' } as const;
    this.#holder.act(
      { kind: 'bind', card: sealedOf(number), ...issuer },
      (made) => {
        this.#cards.push(made as BindingId);
        if (more) this.#bind(then);
        else then();
      },
      then,
    );
  }

  /** A contract stands by one of the cards: unbinding alone does not end it. */
  #sign(then: () => void): void {
    const { merchant } = this.#parts.terminal;
    const bindingId = this.#cards[0];
    if (bindingId === undefined || !this.#dice.perMille(500)) {
      then();
      return;
    }
    const { merchantId, nameZh, nameEn } = merchant;
    const signed = { merchantId, nameZh, nameEn, subject: 'parking', perPaymentFen: 5_000n };
    this.#holder.act({ kind: 'sign-deduction', ...signed, source: { kind: 'card', bindingId } }, then, then);
  }

  /** Half of all holders have money on the account. */
  #topUp(then: () => void): void {
    const bindingId = this.#cards[0];
    if (bindingId === undefined || !this.#dice.perMille(500)) {
      then();
      return;
    }
    const amountFen = BigInt(this.#dice.between(10_000, 200_000));
    this.#holder.moves('top-up', bindingId, amountFen, (moved) => {
      this.#hasMoney = moved;
      then();
    });
  }

  #addToken(then: () => void): void {
    const bindingId = this.#cards.at(-1);
    if (bindingId === undefined) return;
    const serial = 1;
    const source: Source = this.#hasMoney ? { kind: 'balance' } : { kind: 'card', bindingId };
    const device = { kind: 'phone', name: 'phone' } as const;
    this.#holder.act(
      { kind: 'add-device-card', token: tokenOf(this.index, serial), source, device },
      (made) => {
        this.#phone = { id: made as DeviceCardId, serial, source, counter: 0 };
        then();
      },
    );
  }

  /** Payments come and go, and somewhere among them something is closed. */
  #live(): void {
    const dice = this.#dice;
    const taps = dice.between(1, 3);
    for (let at = 0; at < taps; at += 1) this.#asking.after(dice.between(500, 240_000), () => this.#pay());
    if (this.#closing === 'none') return;
    this.#asking.after(dice.between(500, 240_000), () => this.#close());
    // Whether it is really closed somebody finds out at the till.
    this.#asking.after(dice.between(240_000, 900_000), () => this.#pay());
  }

  #pay(): void {
    const { terminal, sibling } = this.#parts;
    const at = this.#dice.perMille(800) ? terminal : sibling;
    if (this.#dice.perMille(700)) this.#tap(at);
    else this.#showCode(at);
  }

  /** Some cryptograms are recorded and come a second time. */
  #tap(at: TerminalActor): void {
    const phone = this.#phone;
    if (phone === null) return;
    const { source } = phone;
    if (phone.counter === 0 || !this.#dice.perMille(150)) phone.counter += 1;
    const card = tokenOf(this.index, phone.serial);
    const needs = [this.#holder.service('tap') ?? '', phone.id, 'account'];
    if (source.kind === 'card') needs.push(source.bindingId);
    const { counter } = phone;
    const tap = { counter, verified: this.#dice.perMille(700), wrong: this.#dice.perMille(30) };
    const begins = (name: string): void => this.#begins(name, needs, `${card.masked} ${counter}`);
    this.#sell(at, card, tapAct(at.merchant, this.index, this.#amountFen(), card, tap, begins));
  }

  /** A code is shown, and some are shown to a second till. */
  #showCode(at: TerminalActor): void {
    const { ground, sibling } = this.#parts;
    this.#codes += 1;
    const code = ownCodeOf(this.index, this.#codes);
    const twice = this.#dice.perMille(200);
    const needs = [this.#holder.service('pay-code') ?? '', 'account'];
    const begins = (name: string): void => this.#begins(name, needs, code.masked + code.index);
    const command = {
      ...({ type: 'wallet-code', book: this.#holder.id, code, source: null } as const),
      expiresMs: ground.agenda.nowMs + CODE_MS,
    };
    this.#asking.ask('shows a code', command, (reply) => {
      if (reply?.outcome !== 'accepted') return;
      const sell = (till: TerminalActor): void =>
        this.#sell(till, code, codeAct(till.merchant, this.index, this.#amountFen(), code, begins));
      sell(at);
      if (twice) this.#asking.after(this.#dice.between(1_000, 20_000), () => sell(sibling));
    });
  }

  #amountFen(): bigint {
    return BigInt(this.#dice.between(1, 60_000));
  }

  #begins(name: string, needs: readonly string[], shown: string): void {
    this.#parts.ground.audit(({ holders }) => holders.pays(this.#holder.id, name, needs, shown));
  }

  #sell(at: TerminalActor, card: SealedCard, act: CardAct): void {
    this.#asking.begin();
    at.card(act, (entry, ended) => {
      this.#asking.end();
      if (entry !== null && ended === 'approved') this.#goBack(at, entry, card);
    });
  }

  #goBack(at: TerminalActor, sale: Entry, card: SealedCard): void {
    const dice = this.#dice;
    const refund = (amountFen: bigint): void => {
      this.#parts.ground.audit((auditor) => auditor.refundWished(this.index, amountFen));
      this.#sent(at, refundAct(at, this.index, sale, card, amountFen, null));
    };
    const acts: Readonly<Record<(typeof AFTERS)[number], readonly [number, () => void]>> = {
      none: [1_000, () => {}],
      void: [60_000, () => this.#void(at, sale, card)],
      refund: [120_000, () => refund(sale.amountFen)],
      part: [300_000, () => refund(1n + sale.amountFen / 3n)],
      // Everything that was to be closed is closed by then.
      late: [4_000_000, () => refund(sale.amountFen)],
      office: [900_000, () => this.#office(sale)],
    };
    // Of an account that is closed for good most refunds come when it is locked.
    if (this.#closing === 'account' && dice.perMille(600)) {
      this.#asking.after(dice.between(...LOCKED_BY_MS), () => refund(sale.amountFen));
      return;
    }
    const [mostMs, act] = acts[dice.pick(AFTERS)];
    this.#asking.after(dice.between(1_000, mostMs), act);
  }

  /**
   * Some holders take what a void gives back off the account at once, while the till may not know yet whether it voided
   * anything. Of those who then owe it most bring it again.
   */
  #void(at: TerminalActor, sale: Entry, card: SealedCard): void {
    const { seed, profile } = this.#parts.ground;
    const dice = diceOf(seed, 'wallet-void', this.index, sale.key.stan);
    const takes = dice.perMille(500);
    const deaf = takes && profile.restless > 0 && dice.perMille(400);
    this.#sent(at, { ...voidAct(at, this.index, sale, card), deaf });
    const bindingId = this.#cards.at(-1);
    if (bindingId === undefined || !takes) return;
    const pays = dice.perMille(700);
    this.#asking.after(dice.between(500, 20_000), () => {
      const freeFen = this.#holder.freeFen();
      if (freeFen > 0n) this.#holder.moves('payout', bindingId, freeFen, () => {});
    });
    if (pays) this.#asking.after(dice.between(180_000, 1_800_000), () => this.#bring(bindingId));
  }

  #bring(bindingId: BindingId): void {
    const owedFen = this.#holder.arrearsFen();
    if (owedFen > 0n) this.#holder.moves('top-up', bindingId, owedFen, () => {});
  }

  #office(sale: Entry): void {
    this.#asking.begin();
    this.#parts.office.cancel(this.index, sale, null, null, () => this.#asking.end());
  }

  #sent(at: TerminalActor, act: CardAct): void {
    this.#asking.begin();
    at.card(act, () => this.#asking.end());
  }

  #close(): void {
    const { ground } = this.#parts;
    const bindingId = this.#cards.at(-1);
    if (this.#phone === null || bindingId === undefined) return;
    const closer = { ground, dice: this.#dice, asking: this.#asking, holder: this.#holder };
    closeIt(this.#closing, { ...closer, deviceCardId: this.#phone.id, bindingId });
  }
}

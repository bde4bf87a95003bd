/** What holders of wallets ask for, tap with and are told; said before the program hears it. */
import type { Outcome } from '#domain/outcome';
import type { WalletAct } from '#domain/wallet';
import { arrearsFen } from './arrears.ts';
import type { AuditMemory } from './memory.ts';
import { meaningOf } from './records.ts';
import { endedBy, isDone, reopenedBy } from './wallet-acts.ts';
import { freeFen, inWallet, isWalletMoving, newWallet } from './wallet-records.ts';

export class Holders {
  readonly #memory: AuditMemory;

  constructor(memory: AuditMemory) {
    this.#memory = memory;
  }

  /** Somebody is about to open this wallet. */
  opens(index: number, id: string): void {
    const journey = this.#memory.journey(index);
    const wallet = newWallet(id, journey);
    journey.wallets.push(wallet);
    this.#memory.wallets.set(id, wallet);
  }

  asks(id: string, key: string, act: WalletAct): void {
    const wallet = this.#memory.wallets.get(id)!;
    wallet.acts.push({ key, act, askedMs: this.#memory.now(), told: null });
    const reopened = reopenedBy(act);
    if (reopened === null) return;
    const left = wallet.closed.filter(({ what }) => what !== reopened);
    wallet.closed.splice(0, wallet.closed.length, ...left);
  }

  /** The answer to an act. What is told as done is so on disk; what is told closed pays nothing from now on. */
  told(id: string, key: string, outcome: Outcome): void {
    const wallet = this.#memory.wallets.get(id)!;
    const asked = wallet.acts.find((each) => each.key === key)!;
    asked.told = outcome;
    if (meaningOf(outcome) !== 'success') return;
    if (isDone(wallet, asked.act) === false)
      throw inWallet(
        wallet,
        'told-stays-true',
        `${asked.act.kind} was told «${outcome}», on disk it is not done`,
      );
    const what = endedBy(asked.act);
    if (what !== null && !wallet.acts.some(({ act }) => reopenedBy(act) === what))
      wallet.closed.push({ what, toldMs: this.#memory.now() });
  }

  /** A payment begins: its name at the till, what of the wallet it needs, and the code or cryptogram that is shown. */
  pays(id: string, name: string, needs: readonly string[], shown: string): void {
    const wallet = this.#memory.wallets.get(id)!;
    if (this.#memory.taps.has(name)) return;
    const tap = { name, wallet, needs, shown, begunMs: this.#memory.now(), paid: false };
    this.#memory.taps.set(name, tap);
    wallet.taps.push(tap);
  }

  /** The till was told that it is paid. */
  paid(name: string): void {
    const tap = this.#memory.taps.get(name);
    if (tap === undefined) return;
    tap.paid = true;
    const { wallet, needs, begunMs, shown } = tap;
    const closed = wallet.closed.find(({ what, toldMs }) => toldMs < begunMs && needs.includes(what));
    if (closed !== undefined)
      throw inWallet(
        wallet,
        'closed-pays-nothing',
        `${name} was told as paid, and ${closed.what} as closed ${begunMs - closed.toldMs} ms before it began`,
      );
    for (const each of wallet.taps)
      if (each.paid && each.shown === shown && each !== tap)
        throw inWallet(wallet, 'shown-once', `${shown} paid ${each.name} and ${name}`);
  }

  isMoving(id: string): boolean {
    const wallet = this.#memory.wallets.get(id);
    return wallet !== undefined && isWalletMoving(wallet);
  }

  /** Of a top-up or payout. */
  journeyOfMovement(id: string): number {
    return this.#memory.movements.get(id)?.wallet.journey.index ?? -1;
  }

  /** The money of a merchant's payment came from a bound card. */
  isByCard(paymentId: string): boolean {
    for (const { payment, fromBalance } of this.#memory.movements.values())
      if (payment?.id === paymentId) return !fromBalance;
    return false;
  }

  statusOf(id: string): string {
    return this.#memory.wallets.get(id)?.row?.status.state ?? 'not there';
  }

  /** What is owed to a holder, less what is held: what an app shows. */
  freeFen(id: string): bigint {
    const wallet = this.#memory.wallets.get(id);
    return wallet === undefined ? 0n : freeFen(wallet);
  }

  /** What the holder owes, as the app shows it. */
  arrearsFen(id: string): bigint {
    const wallet = this.#memory.wallets.get(id);
    return wallet === undefined ? 0n : arrearsFen(wallet);
  }
}

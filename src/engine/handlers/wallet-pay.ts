/** Paying with a wallet, whatever the way: decided, booked and told in one commit of the holder's lane. */
import { type CalendarDay, calendarDayOf, civil, SHANGHAI } from '#domain/calendar';
import type { Outcome } from '#domain/outcome';
import {
  bindingOf,
  chosenSource,
  type Deduction,
  type DeviceCard,
  decidePay,
  declineMovement,
  holdMovement,
  type Instead,
  isPayment,
  type MovementStep,
  type PayAsk,
  type PayLimits,
  payLimits,
  payMovement,
  type Source,
  type Standing,
  type Wallet,
  type WalletId,
  type WalletPayment,
  withoutUse,
  withUse,
  withUseAgain,
} from '#domain/wallet';
import { type Context, scopeOf } from './context.ts';
import { tellOfWallet } from './wallet.ts';
import { bookMovement, moneyOfHolder } from './wallet-books.ts';

/** A movement whose bank was asked is looked at again after this: by then whoever asked has an answer or reverses. */
export const FOLLOW_MS = 120_000;

/** Of the balance: booked, less what is reserved. */
export const standingOf = (context: Pick<Context, 'work'>, book: string): Standing => ({
  availableFen: moneyOfHolder(context, book).freeFen,
});

export const payLimitsOf = (context: Context, merchantId: string, wallet: Wallet): PayLimits =>
  payLimits(wallet, {
    book: context.rules,
    scope: scopeOf(context, merchantId),
    day: calendarDayOf(context.nowMs, SHANGHAI),
  });

export interface WantedPayment {
  readonly way: PayAsk['way'];
  readonly amountFen: bigint;
  readonly merchant: NonNullable<WalletPayment['merchant']>;
  /** Null: by the order of sources. */
  readonly source: Source | null;
  readonly verified: boolean;
  readonly deviceCard?: DeviceCard | null;
  readonly deduction?: Deduction | null;
  /** Of the device card's cryptogram. */
  readonly counter?: number | null;
  readonly networkKey: string | null;
  /** `held`: the merchant is told first, and settles it; of a card the bank is asked first in any case. */
  readonly begins: 'paid' | 'held';
  /** Why it cannot be, found before the wallet was looked at. */
  readonly refusal?: Outcome | null;
}

export interface BegunPayment {
  readonly movement: WalletPayment;
  readonly instead: readonly Instead[];
}

const dayAndYear = (atMs: number): { readonly day: CalendarDay; readonly year: number } => ({
  day: calendarDayOf(atMs, SHANGHAI),
  year: civil(atMs, SHANGHAI).year,
});

/**
 * Decides and writes a payment. Where it may not be, a declined movement stays with its reason, and the holder is told
 * what else would pay.
 */
export function beginPayment(context: Context, wallet: Wallet, wanted: WantedPayment): BegunPayment {
  const { nowMs: atMs, ids, networkKeys } = context;
  const { way, amountFen, merchant, verified, networkKey } = wanted;
  const deviceCard = wanted.deviceCard ?? null;
  const deduction = wanted.deduction ?? null;
  const counter = wanted.counter ?? 0;
  const { day, year } = dayAndYear(atMs);
  const { merchantId, terminalId } = merchant;
  const limits = payLimitsOf(context, merchantId, wallet);
  const standing = standingOf(context, wallet.book);
  const without = { way, amountFen, merchantId, terminalId, verified, deviceCard, deduction, day, year };
  const source = wanted.source ?? chosenSource(wallet, without, limits, standing);
  const answer = decidePay(wallet, { ...without, source }, limits, standing);
  const base = {
    id: ids.movement(wallet.book, atMs),
    ...{ book: wallet.book, kind: way, source, amountFen, merchant, networkKey, atMs, dueMs: null },
    card: source.kind === 'card' ? (bindingOf(wallet, source.bindingId)?.card ?? null) : null,
    serviceIds: answer.may ? answer.services.map(({ id }) => id) : [],
  };
  const reason = wanted.refusal ?? (answer.may ? null : answer.reason);
  if (reason !== null) {
    const stopped = answer.may || wanted.refusal ? null : answer.serviceId;
    const instead = answer.may ? [] : answer.instead;
    const step = declineMovement(
      { ...base, card: null, serviceIds: stopped === null ? [] : [stopped] },
      reason,
      atMs,
    );
    writeMovement(context, step);
    const told = { ...tellsOf(step.movement), outcome: reason, serviceId: stopped, instead };
    tellOfWallet(context, wallet.book, 'wallet-payment-declined', told);
    // A cryptogram is good for one answer, whatever the answer is.
    if (counter > (deviceCard?.counter ?? 0) && deviceCard !== null)
      context.work.wallets.put(withCounter(wallet, deviceCard, counter));
    return { movement: step.movement, instead };
  }
  const asksBank = source.kind === 'card';
  const step =
    asksBank || wanted.begins === 'held'
      ? holdMovement({ ...base, dueMs: atMs + FOLLOW_MS })
      : payMovement(base, networkKeys.next(atMs).stan, atMs);
  writeMovement(context, step);
  const used = {
    ...{ kind: way, services: base.serviceIds, source, amountFen, day, year, atMs },
    ...{ deviceCardId: deviceCard?.id ?? null, deductionId: deduction?.id ?? null },
    counter: wanted.counter ?? null,
  };
  context.work.wallets.put(withUse(wallet, used));
  const kind = step.movement.state === 'paid' ? 'wallet-paid' : 'wallet-payment-held';
  tellOfWallet(context, wallet.book, kind, tellsOf(step.movement));
  return { movement: step.movement, instead: [] };
}

const withCounter = (wallet: Wallet, { id }: DeviceCard, counter: number): Wallet => ({
  ...wallet,
  deviceCards: wallet.deviceCards.map((each) => (each.id === id ? { ...each, counter } : each)),
});

export const tellsOf = (movement: WalletPayment): Readonly<Record<string, unknown>> => ({
  ...{ movementId: movement.id, movement: movement.kind, amountFen: movement.amountFen },
  ...{ source: movement.source, card: movement.card?.masked ?? null, merchant: movement.merchant },
});

export const writeMovement = (context: Context, { movement, journals }: MovementStep): void =>
  bookMovement(context, movement, journals);

function changeUse(context: Context, movement: WalletPayment, change: typeof withoutUse): void {
  const wallet = context.work.wallets.wallet(movement.book as WalletId);
  if (wallet === undefined || !isPayment(movement)) return;
  const { serviceIds: services, source, amountFen } = movement;
  context.work.wallets.put(change(wallet, { services, source, amountFen, ...dayAndYear(movement.atMs) }));
}

/** A payment that was undone whole, or that its bank turned away: what it took of the bounds is free again. */
export const freeUse = (context: Context, movement: WalletPayment): void =>
  changeUse(context, movement, withoutUse);

/** It stands again, and counts again. */
export const useAgain = (context: Context, movement: WalletPayment): void =>
  changeUse(context, movement, withUseAgain);

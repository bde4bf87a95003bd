/** What the entries of one movement have to sum to, by its state alone: a verification compares them. */
import type { AccountKind } from '../ledger/index.ts';
import type { Fen } from '../money/index.ts';
import { bookedOfLate, isLatePayout } from './late-payout.ts';
import type { WalletPayment } from './state.ts';

/** Credits less debits, by account. Accounts that are not named stand at nothing. */
export type Booked = Partial<Record<AccountKind, Fen>>;
export interface BookedMovement {
  readonly posted: Booked;
  readonly pending: Booked;
}

const NOTHING: BookedMovement = { posted: {}, pending: {} };
const without = (sums: Booked): Booked =>
  Object.fromEntries(Object.entries(sums).filter(([, fen]) => fen !== 0n)) as Booked;

export function bookedOf(movement: WalletPayment): BookedMovement {
  const { kind } = movement;
  const booked =
    kind === 'cover'
      ? ofCover(movement)
      : isLatePayout(movement)
        ? bookedOfLate(movement)
        : kind === 'top-up' || kind === 'payout'
          ? ofTransfer(movement)
          : ofPayment(movement);
  return { posted: without(booked.posted), pending: without(booked.pending) };
}

const isOpen = ({ state }: WalletPayment): boolean => state === 'held' || state === 'unknown';

function ofCover({ state, amountFen }: WalletPayment): BookedMovement {
  return state === 'paid'
    ? { posted: { loss_cover: -amountFen, wallet_balance: amountFen }, pending: {} }
    : NOTHING;
}

function ofTransfer(movement: WalletPayment): BookedMovement {
  const { kind, state, amountFen, transfer, suspenseFen = 0n } = movement;
  const sums: Booked =
    kind === 'top-up'
      ? { network_clearing: -amountFen, wallet_balance: amountFen }
      : { wallet_balance: -amountFen, payout_in_transit: amountFen };
  if (isOpen(movement)) return { posted: {}, pending: sums };
  if (state === 'bounced')
    return { posted: { wallet_balance: -suspenseFen, suspense: suspenseFen }, pending: {} };
  if (state !== 'paid') return NOTHING;
  // Its refund came back when nobody owned the balance any more.
  if (kind === 'top-up' && suspenseFen > 0n)
    return { posted: { network_clearing: -amountFen, suspense: suspenseFen }, pending: {} };
  // What the network cleared is owed to it, and under way no more.
  const isCleared = kind === 'payout' && (transfer?.clearedOn ?? null) !== null;
  return {
    posted: isCleared ? { wallet_balance: -amountFen, network_clearing: amountFen } : sums,
    pending: {},
  };
}

function ofPayment(movement: WalletPayment): BookedMovement {
  const { state, source, amountFen, returnedFen, suspenseFen = 0n, recoveredFen = 0n } = movement;
  if (source.kind === 'card') return NOTHING;
  if (isOpen(movement))
    return { posted: {}, pending: { wallet_balance: -amountFen, on_us_clearing: amountFen } };
  const suspense = suspenseFen;
  if (state === 'reversed')
    return {
      posted: { wallet_balance: -suspense - recoveredFen, suspense, loss_cover: recoveredFen },
      pending: {},
    };
  if (state !== 'paid') return NOTHING;
  return {
    posted: {
      wallet_balance: returnedFen - suspenseFen - recoveredFen - amountFen,
      on_us_clearing: amountFen - returnedFen,
      suspense,
      loss_cover: recoveredFen,
    },
    pending: {},
  };
}

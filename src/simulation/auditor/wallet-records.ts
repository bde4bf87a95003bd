/** What the auditor remembers of a wallet: what its holder asked for, its rows, and its book added up. */
import type { Outcome } from '#domain/outcome';
import type { Wallet, WalletAct } from '#domain/wallet';
import type { PaymentBooks } from './books.ts';
import type { IssuerTruth } from './issuers.ts';
import { type AuditedJourney, type AuditedPayment, isHanded } from './records.ts';
import { type Law, Violation } from './violation.ts';

export interface AskedAct {
  readonly key: string;
  readonly act: WalletAct;
  readonly askedMs: number;
  told: Outcome | null;
}

export interface AuditedMovement {
  readonly id: string;
  readonly wallet: AuditedWallet;
  readonly kind: string;
  readonly fromBalance: boolean;
  readonly amountFen: bigint;
  readonly wireKey: string | null;
  /** The merchant's side of it; null for a top-up or payout. */
  readonly payment: AuditedPayment | null;
  /** Of the messages of a top-up or payout, as they are named in writing and on the line. */
  readonly upstream: string[];
  readonly wireKeys: string[];
  readonly books: PaymentBooks;
  returnedFen: bigint;
  /** It was undone once. */
  wasUndone: boolean;
  /** What of it was missing when it stood again. */
  uncoveredFen: bigint;
  /** Why it was declined. */
  reason: string | null;
  state: string;
  /** Since when it is so. */
  sinceMs: number;
  /** It looks at its merchant's payment again: what its bank did, nobody may have heard. */
  follows: boolean;
}

/** What a holder was told is closed; nothing that begins later may be paid with it. */
export interface ToldClosed {
  /** A part by its id, or `account`. */
  readonly what: string;
  readonly toldMs: number;
}

export interface AuditedWallet {
  readonly id: string;
  readonly journey: AuditedJourney;
  readonly acts: AskedAct[];
  readonly movements: AuditedMovement[];
  readonly closed: ToldClosed[];
  /** What was paid, or was to be paid, with parts of it. */
  readonly taps: Tap[];
  row: Wallet | null;
  /** Money of it is under way, or a waiting time runs: it is looked at again and again. */
  waits: boolean;
  /** Credits less debits on the accounts of its book. */
  readonly postedFen: Map<string, bigint>;
  readonly pendingFen: Map<string, bigint>;
  /** Debits alone: what of an account is taken already. */
  readonly reservedFen: Map<string, bigint>;
  /** As of the last batch: what was taken beyond what is free, and what the holder was told to owe. */
  arrears: { readonly overdrawnFen: bigint; readonly toldFen: bigint };
  /** What voids that were undone in this batch say to be missing. */
  newlyOwedFen: bigint;
  /** Payments that this batch declined because the balance is short. */
  short: Short[];
  /** What was owed to the holder when the account was locked; null before. */
  lockedWithFen: bigint | null;
}

export interface Short {
  readonly id: string;
  readonly amountFen: bigint;
  /** The least that was free before the batch and after each of its journals. */
  leastFen: bigint;
}

/** A payment that begins with parts of a wallet. */
export interface Tap {
  /** At the till. */
  readonly name: string;
  readonly wallet: AuditedWallet;
  readonly needs: readonly string[];
  /** The code, or the token with its counter. */
  readonly shown: string;
  readonly begunMs: number;
  paid: boolean;
}

export const newWallet = (id: string, journey: AuditedJourney): AuditedWallet => ({
  ...{ id, journey, acts: [], movements: [], closed: [], taps: [], row: null, waits: false },
  ...{ postedFen: new Map(), pendingFen: new Map(), reservedFen: new Map(), lockedWithFen: null },
  ...{ arrears: { overdrawnFen: 0n, toldFen: 0n }, newlyOwedFen: 0n, short: [] },
});

export const inWallet = ({ id, journey }: AuditedWallet, law: Law, text: string): Violation =>
  new Violation(law, journey.index, `${id}: ${text}`);

export const owedFen = (wallet: AuditedWallet, account = 'wallet_balance'): bigint =>
  wallet.postedFen.get(account) ?? 0n;

/** What of it can be taken: money on its way in is not there yet. */
export const freeFen = (wallet: AuditedWallet, account = 'wallet_balance'): bigint =>
  owedFen(wallet, account) - (wallet.reservedFen.get(account) ?? 0n);

const OPEN: ReadonlySet<string> = new Set(['held', 'unknown']);
export const isOpenMovement = ({ state }: AuditedMovement): boolean => OPEN.has(state);
/** It has an end of its own, and may have to take that of its merchant's payment. */
export const isFollowing = ({ follows, payment, state }: AuditedMovement): boolean =>
  follows && payment !== null && !OPEN.has(state);
/** Its merchant's payment is with a person: it follows that, whenever it ends. */
export const isWithPerson = ({ payment }: AuditedMovement): boolean => payment !== null && isHanded(payment);

/** Its row or a movement of it was written. */
export const noteWaiting = (wallet: AuditedWallet): void => {
  wallet.waits =
    wallet.row?.status.state === 'closing' ||
    wallet.movements.some((each) => isOpenMovement(each) || isFollowing(each));
};

/** The refund of a top-up that no account took is on its way back, until the holder has its money. */
export const isTopUpComingBack = (wallets: readonly AuditedWallet[], truth: IssuerTruth): boolean =>
  wallets.some(({ movements }) =>
    movements.some(
      ({ kind, state, wireKey }) =>
        kind === 'top-up' && state === 'reversed' && (truth.charge(wireKey ?? '')?.unpostedFen ?? 0n) > 0n,
    ),
  );

/** Money of it is under way. */
export const isMoneyMoving = ({ waits, movements }: AuditedWallet): boolean =>
  waits && movements.some((each) => (isOpenMovement(each) || isFollowing(each)) && !isWithPerson(each));

/** Something of it moves by itself: money under way, or a waiting time. */
export const isWalletMoving = (wallet: AuditedWallet): boolean =>
  wallet.waits && (wallet.row?.status.state === 'closing' || isMoneyMoving(wallet));

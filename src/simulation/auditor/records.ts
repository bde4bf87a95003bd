/** What the auditor remembers of a journey, of its payments and of what the parties were told. */
import { kindOf, type Outcome } from '#domain/outcome';
import type { Contract, NetworkKey } from '#domain/payment';
import type { PaymentBooks } from './books.ts';
import type { AuditedOrder } from './orders.ts';
import type { AuditedRequest } from './requests.ts';
import type { AuditedWallet } from './wallet-records.ts';

export interface AuditedBack {
  readonly id: string;
  readonly route: 'REVERSAL' | 'VOID' | 'REFUND';
  readonly amountFen: bigint;
  readonly openedMs: number;
  /** Terminal and batch of the message that asked for it; `null` for the other doors. */
  readonly batch: string | null;
  readonly door: string;
  /** Names under which its messages went upstream, as its row had them last. */
  network: NetworkKey;
  undo: NetworkKey | null;
  state: string;
  /** Since when it is in this state, and when its row was written last. */
  sinceMs: number;
  writtenMs: number;
}

export interface AuditedPayment {
  readonly id: string;
  readonly kind: string;
  readonly journey: AuditedJourney;
  /** The pre-authorisation that it raises or completes. */
  readonly preauth: AuditedPayment | null;
  /** What raises or completes it. */
  readonly family: AuditedPayment[];
  /** The order that it is for; `null` for a card at a terminal. */
  readonly order: AuditedOrder | null;
  /** Merchant, terminal, batch and trace number of the sale; the network's name of a payment by code. */
  readonly key: string;
  readonly wireKey: string;
  /** The card that was shown, as it is sealed. */
  readonly cardIndex: string;
  /** With what changed it: tips, corrections. */
  amountFen: bigint;
  /** A change of it is told to the network until it is acknowledged. */
  changing: boolean;
  readonly contract: Contract;
  /** When it was first written, in true time. */
  readonly startedMs: number;
  readonly books: PaymentBooks;
  readonly backs: Map<string, AuditedBack>;
  readonly requests: AuditedRequest[];
  /** The message of a terminal that made it; `null` for a payment by code. */
  readonly asked: Asked | null;
  /** Keys under which its messages went upstream. */
  readonly upstream: string[];
  readonly wireKeys: string[];
  /** It reports what happened at the till already. */
  readonly isNotice: boolean;
  state: string;
  /** When its row was written last. */
  writtenMs: number;
  clearingDay: string | null;
  claimedFen: bigint;
  returnedFen: bigint;
  whole: string | null;
  /** What the bank really paid out of suspense for it, and what it kept for its service. */
  bankOutFen: bigint;
  bankFeesFen: bigint;
  /** Payouts that the bank made, those that it took back included, and those that the books have. */
  bankRounds: number;
  bookedRounds: number;
  /** An approval of the network was handed to the engine, which lived on. */
  approvalTaken: boolean;
  /** A decline of the network reached the program. */
  declineTaken: boolean;
  /** Its issuer or the network refused a copy of it. */
  refusedThere: boolean;
  /** Shop and operators were told that the goods are out and nobody pays for them. */
  lossTold: boolean;
}

/** One message of a terminal and what it was told. */
export interface Asked {
  /** Kind and key, as the acquirer's once row is called. */
  readonly name: string;
  readonly kind: 'sale' | 'preauthorisation' | 'increment' | 'completion' | 'void' | 'refund' | 'advice';
  readonly key: string;
  readonly amountFen: bigint;
  /** The first valid reply, `null` while none came. */
  told: { readonly outcome: string; readonly meaning: 'success' | 'no' | 'unknown' } | null;
  cancellationId: string | null;
  reversal: 'done' | 'not-found' | 'refused' | 'failed' | null;
}

export interface AuditedJourney {
  readonly index: number;
  readonly asked: Asked[];
  readonly payments: AuditedPayment[];
  /** Each wish for money back, over all doors: its amount, `null` for all that is left. Paid ones are taken out. */
  readonly wishes: (bigint | null)[];
  readonly orders: AuditedOrder[];
  readonly wallets: AuditedWallet[];
  /** Numbers of the orders that its shop asked for, also of those that no crash let be written. */
  readonly orderNos: string[];
  /** Wire keys of what payers paid with the merchant's code. */
  readonly scans: string[];
  /** Whether something of it still moves, as last looked at; `null` since a row or an issuer's record of it changed. */
  moving: boolean | null;
}

/** What the one who is told an outcome makes of it. */
export const meaningOf = (outcome: Outcome): 'success' | 'no' | 'unknown' => {
  const kind = kindOf(outcome);
  if (kind === 'success') return 'success';
  return kind === 'declined' || kind === 'refused' ? 'no' : 'unknown';
};

/** Money is held and none is taken. */
export const isHeldOnly = ({ kind }: Pick<AuditedPayment, 'kind'>): boolean =>
  kind === 'preauthorisation' || kind === 'increment';

/** Terminal and batch of a terminal key: `10000059/000002`. */
export const batchOfKey = (key: string): string => key.split('/').slice(1, 3).join('/');

/**
 * Should the network have turned one copy of it away and carried out another, its word of that did not arrive: nobody
 * here can know of it before the clearing file is compared.
 */
export const isUnheard = (payment: AuditedPayment): boolean =>
  payment.state === 'declined' && payment.declineTaken && !payment.approvalTaken;

/**
 * A sale made without the host: what is promised is that it is on disk. Its issuer may refuse it afterwards, and then
 * it is told as a loss.
 */
export const isTakenIn = ({ kind, isNotice, state, lossTold }: AuditedPayment): boolean =>
  kind === 'sale' && isNotice && (state === 'sent' || (state === 'declined' && lossTold));

export const isHanded = (payment: AuditedPayment): boolean => {
  for (const back of payment.backs.values()) if (back.state === 'handed') return true;
  return false;
};

export const isOverruled = (payment: AuditedPayment): boolean => {
  for (const back of payment.backs.values()) if (back.state === 'overruled') return true;
  return false;
};

const AFTER_BOUNCE: ReadonlySet<string> = new Set([
  'bounced',
  'account-named',
  'payout-ordered',
  'paid-out',
  'stranded',
]);
/** A refund that was made, whatever became of its money. */
export const wasMade = (state: string): boolean => state === 'done' || AFTER_BOUNCE.has(state);

/** What of it came back from the bank, as the acquirer has it. */
export const bouncedFen = (payment: AuditedPayment): bigint => {
  let sumFen = 0n;
  for (const { state, amountFen } of payment.backs.values()) if (AFTER_BOUNCE.has(state)) sumFen += amountFen;
  return sumFen;
};
/** Somebody is still at it: an account is being checked, or the bank has an order. */
export const isAtTheDesk = (payment: AuditedPayment): boolean => {
  for (const { state } of payment.backs.values())
    if (state === 'account-named' || state === 'payout-ordered') return true;
  return false;
};

const OPEN: ReadonlySet<string> = new Set(['sending', 'undoing', 'awaiting-file']);
export const isMoving = (payment: AuditedPayment): boolean => {
  if (payment.state === 'sent' || payment.changing) return true;
  for (const back of payment.backs.values()) if (OPEN.has(back.state)) return true;
  return false;
};

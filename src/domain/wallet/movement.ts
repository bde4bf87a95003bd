/**
 * A payment with a wallet: its states, and what each step books in the holder's book. Top-ups and payouts are transfers
 * and have steps of their own (transfer.ts).
 */
import { credit, debit, hold, type Journal, mirror, type Posting, post, release } from '../ledger/index.ts';
import type { Fen } from '../money/index.ts';
import type { Outcome } from '../outcome/index.ts';
import { shortFen } from './money.ts';
import type { MovementKind, MovementState, WalletPayment } from './state.ts';

export type MovementCommand =
  /** The money was taken: by this institution itself, or by the bank of the bound card. */
  | { readonly type: 'settle'; readonly authCode: string | null; readonly atMs: number }
  | { readonly type: 'decline'; readonly reason: Outcome; readonly atMs: number }
  /** No answer came in time. */
  | { readonly type: 'lose' }
  /** Undone whole, after an unknown outcome or after a success. */
  | { readonly type: 'reverse'; readonly atMs: number; readonly closed: boolean }
  /**
   * A void that was itself undone: the payment stands again, whatever is left. `freeFen`: of the balance, or of
   * suspense once the account is closed.
   */
  | { readonly type: 'revive'; readonly atMs: number; readonly closed: boolean; readonly freeFen: Fen }
  | { readonly type: 'give-back'; readonly amountFen: Fen; readonly closed: boolean };
export type MovementCommandType = MovementCommand['type'];

export interface MovementStep {
  readonly movement: WalletPayment;
  readonly journals: readonly Journal[];
}

type Outcomes = 'moves' | 'same' | 'refused';
const NOTHING: Readonly<Record<MovementCommandType, Outcomes>> = {
  ...{ settle: 'refused', decline: 'refused', lose: 'refused' },
  ...{ reverse: 'refused', revive: 'refused', 'give-back': 'refused' },
};
const TO_PAID = { settle: 'moves', decline: 'moves', lose: 'moves', reverse: 'moves' } as const;

/**
 * What each state makes of each command. `same`: it is so already, and asking again changes nothing. `refused`: it
 * cannot be, and nothing is booked.
 */
export const TRANSITIONS: Readonly<Record<MovementState, Readonly<Record<MovementCommandType, Outcomes>>>> = {
  held: { ...TO_PAID, revive: 'refused', 'give-back': 'refused' },
  unknown: { ...TO_PAID, lose: 'same', revive: 'refused', 'give-back': 'refused' },
  paid: {
    settle: 'same',
    decline: 'refused',
    lose: 'same',
    reverse: 'moves',
    revive: 'same',
    'give-back': 'moves',
  },
  declined: {
    // A copy of the message was carried out after another one was turned away.
    settle: 'moves',
    decline: 'same',
    lose: 'same',
    reverse: 'same',
    revive: 'refused',
    'give-back': 'refused',
  },
  reversed: {
    settle: 'same',
    decline: 'same',
    lose: 'same',
    reverse: 'same',
    revive: 'moves',
    'give-back': 'refused',
  },
  // No payment bounces: a payout does.
  bounced: NOTHING,
};

const PAYS: readonly MovementKind[] = ['tap', 'pay-code', 'scan', 'deduction', 'transit'];
export const isPayment = ({ kind }: Pick<WalletPayment, 'kind'>): boolean => PAYS.includes(kind);

/**
 * What a movement books when it is paid. A payment with a bound card moves no money of this book: the bank of the card
 * pays the merchant.
 */
export function postingsOf(movement: Pick<WalletPayment, 'source'>, amountFen: Fen): Posting[] {
  return movement.source.kind === 'card'
    ? []
    : [debit('wallet_balance', amountFen), credit('on_us_clearing', amountFen)];
}

/** After a closing nobody owns the balance any more: what comes in waits in suspense for an account that is named. */
export const toSuspense = (postings: readonly Posting[]): Posting[] =>
  postings.map((each) => (each.account === 'wallet_balance' ? { ...each, account: 'suspense' } : each));

const withJournal = (movement: WalletPayment, journal: Journal): MovementStep => ({
  movement,
  journals: journal.lines.length === 0 ? [] : [journal],
});

type Base = Omit<WalletPayment, 'state' | 'returnedFen' | 'reason' | 'authCode' | 'endedAtMs' | 'version'>;
const NEW = { returnedFen: 0n, reason: null, authCode: null, endedAtMs: null, version: 0 };

/** The money is reserved, or the card's bank is about to be asked. */
export function holdMovement(base: Base): MovementStep {
  return withJournal({ ...base, ...NEW, state: 'held' }, hold(postingsOf(base, base.amountFen)));
}

/** Taken at once, in the commit that decides it. */
export function payMovement(base: Base, authCode: string, atMs: number): MovementStep {
  const movement: WalletPayment = { ...base, ...NEW, state: 'paid', authCode, endedAtMs: atMs, dueMs: null };
  return withJournal(movement, post([], postingsOf(base, base.amountFen)));
}

export function declineMovement(base: Base, reason: Outcome, atMs: number): MovementStep {
  const movement: WalletPayment = {
    ...base,
    ...NEW,
    state: 'declined',
    reason,
    endedAtMs: atMs,
    dueMs: null,
  };
  return { movement, journals: [] };
}

/** Null: refused, nothing is so. The same object: it is so already. */
export function stepMovement(movement: WalletPayment, command: MovementCommand): MovementStep | null {
  const verdict = TRANSITIONS[movement.state][command.type];
  if (verdict === 'refused') return null;
  if (verdict === 'same') return { movement, journals: [] };
  const { amountFen } = movement;
  const postings = postingsOf(movement, amountFen);
  const pending = movement.state === 'held' || movement.state === 'unknown';
  switch (command.type) {
    case 'settle': {
      const paid = { ...movement, state: 'paid' as const, dueMs: null, reason: null };
      return withJournal(
        { ...paid, authCode: command.authCode ?? movement.authCode, endedAtMs: command.atMs },
        post(pending ? postings : [], postings),
      );
    }
    case 'decline':
      return withJournal(
        { ...movement, state: 'declined', reason: command.reason, dueMs: null, endedAtMs: command.atMs },
        release(postings),
      );
    case 'lose':
      return { movement: { ...movement, state: 'unknown' }, journals: [] };
    case 'reverse':
      return reversed(movement, command, postings, pending);
    case 'revive':
      return revived(movement, command);
    case 'give-back':
      return givenBack(movement, command);
  }
}

/** The institution's own part first (LAW-49), then the holder's: in suspense once the account is closed. */
const backPostings = (ownFen: Fen, holderFen: Fen, closed: boolean): Posting[] => [
  debit('loss_cover', ownFen),
  debit(closed ? 'suspense' : 'wallet_balance', holderFen),
  credit('on_us_clearing', ownFen + holderFen),
];

/** What stands in suspense, what the institution has again, what was missing; a part of nothing is left out. */
function withParts(
  movement: WalletPayment,
  { suspenseFen, recoveredFen, uncoveredFen }: Required<Parts>,
): WalletPayment {
  const { suspenseFen: _s, recoveredFen: _r, uncoveredFen: _u, ...rest } = movement;
  return {
    ...rest,
    ...(recoveredFen > 0n ? { recoveredFen } : {}),
    ...(suspenseFen !== 0n ? { suspenseFen } : {}),
    ...(uncoveredFen > 0n ? { uncoveredFen } : {}),
  };
}
type Parts = Pick<WalletPayment, 'suspenseFen' | 'recoveredFen' | 'uncoveredFen'>;

function reversed(
  movement: WalletPayment,
  { atMs, closed }: { readonly atMs: number; readonly closed: boolean },
  postings: readonly Posting[],
  pending: boolean,
): MovementStep | null {
  // What went back in part cannot be undone whole.
  if (movement.returnedFen > 0n) return null;
  const undone = { ...movement, state: 'reversed' as const, dueMs: null, endedAtMs: atMs };
  if (pending) return withJournal(undone, release(postings));
  if (postings.length === 0) return { movement: undone, journals: [] };
  const { coveredFen = 0n, suspenseFen = 0n, amountFen } = movement;
  const ownFen = coveredFen < amountFen ? coveredFen : amountFen;
  const holderFen = amountFen - ownFen;
  return withJournal(
    withParts(undone, {
      recoveredFen: ownFen,
      suspenseFen: closed ? suspenseFen + holderFen : suspenseFen,
      uncoveredFen: 0n,
    }),
    mirror([], backPostings(ownFen, holderFen, closed)),
  );
}

/** What the void gave back is taken again where it went, and what is not there any more is owed (WAL-17). */
function revived(
  movement: WalletPayment,
  { atMs, closed, freeFen }: Extract<MovementCommand, { type: 'revive' }>,
): MovementStep {
  const stands = { ...movement, state: 'paid' as const, endedAtMs: atMs };
  if (movement.source.kind === 'card') return { movement: stands, journals: [] };
  const { recoveredFen: ownFen = 0n, suspenseFen = 0n } = movement;
  const holderFen = movement.amountFen - ownFen;
  return withJournal(
    withParts(stands, {
      recoveredFen: 0n,
      suspenseFen: closed ? suspenseFen - holderFen : suspenseFen,
      uncoveredFen: shortFen(holderFen, freeFen),
    }),
    post([], backPostings(ownFen, holderFen, closed)),
  );
}

/** What the institution covered after a report of loss is its own when the shop gives it back (LAW-49). */
function givenBack(
  movement: WalletPayment,
  { amountFen, closed }: { readonly amountFen: Fen; readonly closed: boolean },
): MovementStep | null {
  const returnedFen = movement.returnedFen + amountFen;
  if (amountFen <= 0n || returnedFen > movement.amountFen) return null;
  const after = { ...movement, returnedFen };
  if (movement.source.kind === 'card') return { movement: after, journals: [] };
  const { coveredFen = 0n, recoveredFen = 0n, suspenseFen = 0n, uncoveredFen = 0n } = movement;
  const openFen = coveredFen - recoveredFen;
  const ownFen = openFen < amountFen ? openFen : amountFen;
  const holderFen = amountFen - ownFen;
  return withJournal(
    withParts(after, {
      recoveredFen: recoveredFen + ownFen,
      suspenseFen: closed ? suspenseFen + holderFen : suspenseFen,
      uncoveredFen,
    }),
    mirror([], backPostings(ownFen, holderFen, closed)),
  );
}

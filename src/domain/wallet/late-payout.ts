/**
 * What waits in suspense of a closed wallet goes to an account that its holder names, and to nobody else's (EXC-05,
 * PBC-02): named at the counter, approved by a second person, ordered, paid or sent back. Each naming is a movement.
 */
import {
  credit,
  debit,
  hold,
  type Journal,
  mirrored,
  type Posting,
  release,
  transfer,
} from '../ledger/index.ts';
import type { Fen } from '../money/index.ts';
import type { Outcome } from '../outcome/index.ts';
import type { LateAccount, LatePayout, LateState } from './late-state.ts';
import type { MovementState, WalletPayment, WalletPaymentId } from './state.ts';

/** How the movement stands by what became of it. */
const STANDS = {
  ...{ named: 'held', ordered: 'held', paid: 'paid', returned: 'bounced', rejected: 'declined' },
} as const satisfies Record<LateState, MovementState>;

export type LateCommand =
  | { readonly type: 'approve'; readonly by: string }
  | { readonly type: 'reject'; readonly by: string }
  | { readonly type: 'delivered'; readonly orderNo: string }
  | {
      readonly type: 'paid' | 'returned' | 'struck';
      readonly orderNo: string;
      readonly bankReference: string;
      readonly bankFeeFen: Fen;
    }
  | { readonly type: 'due' };
export type LateCommandType = LateCommand['type'];

type Verdict = 'moves' | 'same' | 'refused';
/**
 * What each state makes of each command. `same`: it is so already. The channel and the clock are not refused, they are
 * late.
 */
export const LATE_TRANSITIONS: Readonly<Record<LateState, Readonly<Record<LateCommandType, Verdict>>>> = {
  named: {
    ...{ approve: 'moves', reject: 'moves', delivered: 'same', due: 'moves' },
    ...{ paid: 'refused', returned: 'refused', struck: 'refused' },
  },
  // What the bank may be carrying out is not put back here: the bank has the word.
  ordered: {
    ...{ approve: 'refused', reject: 'refused', delivered: 'moves', due: 'moves' },
    ...{ paid: 'moves', returned: 'moves', struck: 'moves' },
  },
  paid: {
    ...{ approve: 'refused', reject: 'refused', delivered: 'same', due: 'same' },
    ...{ paid: 'same', returned: 'moves', struck: 'moves' },
  },
  returned: {
    ...{ approve: 'refused', reject: 'refused', delivered: 'same', due: 'same' },
    ...{ paid: 'refused', returned: 'same', struck: 'same' },
  },
  rejected: {
    ...{ approve: 'refused', reject: 'same', delivered: 'same', due: 'same' },
    ...{ paid: 'refused', returned: 'refused', struck: 'refused' },
  },
};

export interface LatePace {
  readonly accountCheckMs: number;
  readonly payoutAnswerMs: number;
  readonly attemptsMax: number;
  /** How long after this attempt the next one follows. */
  readonly againMs: (attempt: number) => number;
}

/** A movement with what became of it beside it. */
export interface LateMovement extends WalletPayment {
  readonly late: LatePayout;
}
export const isLatePayout = (movement: WalletPayment): movement is LateMovement =>
  movement.kind === 'late-payout' && movement.late !== undefined;

export interface LateStep {
  readonly movement: LateMovement;
  readonly events: readonly { readonly kind: string; readonly body: Readonly<Record<string, unknown>> }[];
  readonly journals: readonly Journal[];
}

const payout = (amountFen: Fen): Posting[] => [debit('suspense', amountFen), credit('bank', amountFen)];
const fee = (feeFen: Fen): Posting[] => [debit('bank_fee_expense', feeFen), credit('bank', feeFen)];

/** What of the entries remains, by the state alone: credits less debits. */
export function bookedOfLate({ late, amountFen }: LateMovement) {
  const pays = { suspense: -amountFen, bank: amountFen };
  const feeFen = late.state === 'paid' || late.state === 'returned' ? late.bankFeeFen : 0n;
  const paidFen = late.state === 'paid' ? amountFen : 0n;
  return {
    posted: { suspense: -paidFen, bank: paidFen + feeFen, bank_fee_expense: -feeFen },
    pending: late.state === 'named' || late.state === 'ordered' ? pays : {},
  };
}

/** Of an account number the last four digits, of a name nothing. */
const told = ({ id, amountFen, late }: LateMovement) => ({
  ...{ movementId: id, amountFen, bank: late.account.bank, account: late.account.number.masked },
});

function become(
  movement: LateMovement,
  late: LatePayout,
  more: {
    readonly dueMs: number | null;
    readonly atMs?: number;
    readonly journals?: readonly Journal[];
    readonly body?: Readonly<Record<string, unknown>>;
  },
): LateStep {
  const { dueMs, atMs = null, journals = [], body = {} } = more;
  const after: LateMovement = { ...movement, late, state: STANDS[late.state], dueMs, endedAtMs: atMs };
  return {
    movement: after,
    events: [{ kind: `wallet-late-payout-${late.state}`, body: { ...told(after), ...body } }],
    journals: journals.filter(({ lines }) => lines.length > 0),
  };
}

/** Everything that waits and is free is reserved for the account. The caller looked for a refusal first. */
export function nameLateAccount(
  asked: {
    readonly account: LateAccount;
    readonly namedBy: string;
    readonly check: string;
    readonly id: WalletPaymentId;
    readonly book: string;
    readonly amountFen: Fen;
    readonly atMs: number;
  },
  { accountCheckMs }: LatePace,
): LateStep {
  const { id, book, amountFen, atMs, account, namedBy, check } = asked;
  const late: LatePayout = { state: 'named', account, namedBy, check };
  const movement: LateMovement = {
    ...{ id, book, kind: 'late-payout', state: 'held', source: { kind: 'balance' }, card: null, late },
    ...{ serviceIds: [], amountFen, returnedFen: 0n, merchant: null, networkKey: null, reason: null },
    ...{ authCode: null, dueMs: null, atMs, endedAtMs: null, version: 0 },
  };
  return become(movement, late, {
    dueMs: atMs + accountCheckMs,
    journals: [hold(payout(amountFen))],
    body: { by: namedBy },
  });
}

/** Why a person's or the bank's word is not possible; null: it is, or is so already. `freeFen`: left in suspense. */
export function refusalOfLate({ late }: LateMovement, command: LateCommand, freeFen: Fen): Outcome | null {
  if (LATE_TRANSITIONS[late.state][command.type] === 'refused') return 'not-in-this-state';
  if (command.type === 'approve') {
    if (command.by === late.namedBy) return 'four-eyes';
    // A payment that stands again after all took back what waited.
    return freeFen < 0n ? 'wallet-nothing-waits' : null;
  }
  if (!('orderNo' in command) || command.type === 'delivered') return null;
  if (!('orderNo' in late) || late.orderNo !== command.orderNo) return 'no-such-order';
  const isOther = late.state === 'paid' && command.type === 'paid';
  return isOther && late.bankReference !== command.bankReference ? 'not-in-this-state' : null;
}

/** The order's number: no refund's order can have it. */
export const lateOrderNo = (id: WalletPaymentId): string => `W${id.slice(4)}-1`;

/** The same movement: it is so already. The caller looked for a refusal first. */
export function stepLate(
  movement: LateMovement,
  command: LateCommand,
  atMs: number,
  pace: LatePace,
): LateStep {
  const { late } = movement;
  const same: LateStep = { movement, events: [], journals: [] };
  if (LATE_TRANSITIONS[late.state][command.type] !== 'moves') return same;
  switch (command.type) {
    case 'approve': {
      const { by } = command;
      const order = { orderNo: lateOrderNo(movement.id), orderedMs: atMs, approvedBy: by };
      const { account, namedBy, check } = late;
      return become(
        movement,
        { state: 'ordered', account, namedBy, check, ...order, attempts: 1, deliveredMs: null },
        { dueMs: atMs + pace.againMs(1), body: { orderNo: order.orderNo, by } },
      );
    }
    case 'reject': {
      const { account, namedBy, check } = late;
      return become(
        movement,
        { state: 'rejected', account, namedBy, check, rejectedBy: command.by },
        { dueMs: null, atMs, journals: [release(payout(movement.amountFen))], body: { by: command.by } },
      );
    }
    case 'delivered': {
      if (late.state !== 'ordered' || late.deliveredMs !== null || late.orderNo !== command.orderNo)
        return same;
      const after = { ...movement, late: { ...late, deliveredMs: atMs }, dueMs: atMs + pace.payoutAnswerMs };
      return { ...same, movement: after };
    }
    case 'due':
      return due(movement, atMs, pace);
    default:
      return bankSaid(movement, command, atMs);
  }
}

/** A return (退票) keeps the bank's fee; a struck entry (冲账) undoes it all (EXC-06). */
function bankSaid(
  movement: LateMovement,
  { type, orderNo, bankReference, bankFeeFen }: Extract<LateCommand, { readonly bankReference: string }>,
  atMs: number,
): LateStep {
  const { late, amountFen } = movement;
  if (late.state !== 'ordered' && late.state !== 'paid')
    throw new Error(`Cannot end ${movement.id}: no order`);
  const { account, namedBy, check, orderedMs, approvedBy } = late;
  const part = { account, namedBy, check, orderNo, orderedMs, approvedBy, bankReference };
  const held = payout(amountFen);
  const said = { dueMs: null, atMs, body: { orderNo, bankReference } };
  if (type === 'paid') {
    const journals = [transfer(held, [...held, ...fee(bankFeeFen)])];
    return become(movement, { state: 'paid', ...part, bankFeeFen }, { ...said, journals });
  }
  const wasFeeFen = late.state === 'paid' ? late.bankFeeFen : 0n;
  const keptFen = type === 'struck' ? 0n : late.state === 'paid' ? wasFeeFen : bankFeeFen;
  const journals =
    late.state === 'paid'
      ? [transfer([], [...mirrored(held), ...mirrored(fee(wasFeeFen - keptFen))])]
      : [keptFen === 0n ? release(held) : transfer(held, fee(keptFen))];
  return become(movement, { state: 'returned', ...part, bankFeeFen: keptFen }, { ...said, journals });
}

/** The second person or the bank is overdue, which a person is told once; an order goes out again. */
function due(movement: LateMovement, atMs: number, pace: LatePace): LateStep {
  const { late, dueMs } = movement;
  if (dueMs === null || dueMs > atMs) return { movement, events: [], journals: [] };
  if (late.state === 'ordered' && late.deliveredMs === null && late.attempts < pace.attemptsMax) {
    const attempts = late.attempts + 1;
    const after = { ...movement, late: { ...late, attempts }, dueMs: atMs + pace.againMs(attempts) };
    return { movement: after, events: [], journals: [] };
  }
  const after = { ...movement, dueMs: null };
  return {
    movement: after,
    events: [{ kind: 'wallet-late-payout-overdue', body: { ...told(after), of: late.state } }],
    journals: [],
  };
}

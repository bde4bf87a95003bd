/**
 * What surrounds a payment and no message of ours tells: a court's freeze, a dispute at the bank, the mark of a risk
 * rule, a card that was closed, a sale taken twice. An operator records it, and every answer reads it.
 */
import type { Outcome } from '../outcome/index.ts';
import type { Payment, PaymentBase, PaymentId } from './state.ts';

export const DISPUTES = ['none', 'retrieval', 'open', 'charged-back', 'won'] as const;
export const CARD_STATES = ['normal', 'replaced', 'lost', 'token-removed', 'closed'] as const;
/** `first` stands, `later` goes back whole. */
export const DUPLICATES = ['none', 'first', 'later'] as const;

export interface Circumstances {
  readonly frozen: boolean;
  readonly dispute: (typeof DISPUTES)[number];
  /** When the bank asked for the slip. */
  readonly slipAskedAtMs: number | null;
  readonly suspicious: boolean;
  readonly crossBorder: boolean;
  readonly cardState: (typeof CARD_STATES)[number];
  readonly duplicate: (typeof DUPLICATES)[number];
  /** The other payment of the two. */
  readonly duplicateOf: PaymentId | null;
}

/** Nothing special. */
export const NO_CIRCUMSTANCES: Circumstances = {
  frozen: false,
  dispute: 'none',
  slipAskedAtMs: null,
  suspicious: false,
  crossBorder: false,
  cardState: 'normal',
  duplicate: 'none',
  duplicateOf: null,
};
type Name = keyof Circumstances;

/** One operator wants a hold taken off; another one has to say the same. */
export interface Release {
  readonly name: Name;
  readonly value: Circumstances[Name];
  readonly by: string;
  readonly reason: string;
  readonly atMs: number;
}

export const circumstancesOf = ({ circumstances }: Pick<PaymentBase, 'circumstances'>): Circumstances =>
  circumstances === undefined ? NO_CIRCUMSTANCES : { ...NO_CIRCUMSTANCES, ...circumstances };

/** Of a suspicion nobody outside the institution is told: neither the merchant nor the payer. */
export const isConfidential = (name: string): boolean => name === 'suspicious';

/**
 * Does the change take off what one mistaken or bought person must not set free: a freeze, a suspicion, or the record
 * that the holder has the money?
 */
const frees = (before: Circumstances, name: Name): boolean =>
  name === 'dispute'
    ? before.dispute === 'charged-back'
    : (name === 'frozen' || name === 'suspicious') && before[name];

/** All went back: nothing is left that a chargeback could take. */
const nothingLeft = (payment: Payment): boolean =>
  payment.state === 'voided' ||
  payment.state === 'reversed' ||
  (payment.state === 'approved' && payment.back.returnedFen >= payment.amountFen);

export interface RecordOf {
  readonly told: Partial<Circumstances>;
  readonly by: string;
  readonly reason: string;
  readonly atMs: number;
}

/** Why an operator cannot record this; `null` when it is possible, or known already. */
export function refusalOfRecord(payment: Payment, { told, by }: RecordOf): Outcome | null {
  const before = circumstancesOf(payment);
  const after = { ...before, ...told };
  if (after.dispute === 'charged-back' && before.dispute !== 'charged-back' && nothingLeft(payment))
    return 'already-refunded';
  if ((after.duplicate === 'none') !== (after.duplicateOf === null) || after.duplicateOf === payment.id)
    return 'duplicate-of-another';
  const own = releasesOf(payment).some((each) => each.by === by && told[each.name] === each.value);
  return own ? 'four-eyes' : null;
}

export const releasesOf = ({ releases = [] }: Pick<PaymentBase, 'releases'>): readonly Release[] => releases;

export interface Recorded {
  readonly payment: Payment;
  /** What is so from now on. */
  readonly changed: Partial<Circumstances>;
  /** What another operator has to say too. */
  readonly proposed: Partial<Circumstances>;
}

/**
 * Records what changed and leaves the rest; told what is known already, it is the same object. What frees waits for a
 * second operator, and a hold that is told anew ends the proposal to take it off. Ask {@link refusalOfRecord} before.
 */
export function withCircumstances(payment: Payment, { told, by, reason, atMs }: RecordOf): Recorded {
  const before = circumstancesOf(payment);
  const open = releasesOf(payment);
  const names = (Object.keys(NO_CIRCUMSTANCES) as Name[]).filter((name) => told[name] !== undefined);
  const differing = names.filter((name) => told[name] !== before[name]);
  const waits = (name: Name): boolean =>
    frees(before, name) &&
    !open.some((each) => each.name === name && each.value === told[name] && each.by !== by);
  const pick = (wanted: readonly Name[]): Partial<Circumstances> =>
    Object.fromEntries(wanted.map((name) => [name, told[name]]));
  const changed = pick(differing.filter((name) => !waits(name)));
  const proposed = pick(differing.filter(waits));
  const asked = (Object.keys(proposed) as Name[]).map((name): Release => {
    return { name, value: told[name] as Circumstances[Name], by, reason, atMs };
  });
  const releases = [...open.filter(({ name }) => !names.includes(name)), ...asked];
  const moved = Object.keys(changed).length > 0;
  if (!moved && asked.length === 0 && releases.length === open.length) return { payment, changed, proposed };
  const { releases: _before, ...rest } = payment;
  return {
    payment: {
      ...(rest as Payment),
      ...(moved ? { circumstances: { ...before, ...changed } } : {}),
      ...(releases.length > 0 ? { releases } : {}),
    },
    changed,
    proposed,
  };
}

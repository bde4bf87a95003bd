/** On which terms money goes back: how much, where to, when, and what becomes of the fee. */
import type { Arrival, Effect, Terms } from '../answer/index.ts';
import { discountBack, feeBack, nothingOf } from '../payment/index.ts';
import { type FactInput, wantedFen } from './checks/finding.ts';
import type { Facts } from './facts.ts';

/**
 * Where the money goes. Never more of a card than the mask that the facts carry. Only what enters clearing can be led
 * to another account of the holder.
 */
function destinationOf(facts: Facts, cleared: boolean): Terms['destination'] {
  const masked = facts.card;
  if (facts.kind === 'preauthorisation') return { masked, zh: '该卡', en: 'the card' };
  if (facts.cardState === 'closed' && cleared)
    return { masked, zh: '持卡人本人的其他账户', en: 'another account of the same holder', instead: true };
  if (facts.source === 'balance') return { masked, zh: '付款账户余额', en: 'the balance that paid' };
  return { masked, zh: '付款原卡', en: 'the card that paid' };
}

export const AT_ONCE = (ruleId: string, certainty: Arrival['certainty'] = 'B+'): Arrival => ({
  fromDays: 0,
  toDays: 0,
  unit: 'at-once',
  certainty,
  ruleId,
});

/** A range that two parameters give. */
export function rangeOf(
  { parameter }: FactInput,
  unit: Arrival['unit'],
  fromKey: string,
  toKey: string,
): Arrival {
  const [from, to] = [parameter(fromKey), parameter(toKey)];
  return {
    fromDays: Number(from.value),
    toDays: Number(to.value),
    unit,
    certainty: to.certainty,
    ruleId: to.ruleId,
  };
}

/** At most so much, in the unit of the parameter. */
export function within({ parameter }: FactInput, unit: Arrival['unit'], key: string): Arrival {
  const to = parameter(key);
  return { fromDays: 0, toDays: Number(to.value), unit, certainty: to.certainty, ruleId: to.ruleId };
}

/** Does the issuer's own figure speak of this payment? It may be known for one channel or one kind of card alone. */
export function issuerSpeaksOfIt({ facts, parameter }: FactInput): boolean {
  const channel = parameter('issuer.arrivalOfChannel').value;
  const cards = parameter('issuer.arrivalOfCards').value;
  return (
    (channel === 'any' || channel === facts.channel) &&
    (cards === 'any' || cards === facts.cardType || facts.cardType === 'unknown')
  );
}

/** Arrival on a card: across a border ISS-06, else the issuer's own figures where it has any, else the channel's. */
export function cardArrival(input: FactInput, ofChannel: () => Arrival): Arrival {
  const { facts, parameter } = input;
  const arrival = (): Arrival => {
    if (facts.crossBorder)
      return { ...within(input, 'calendar-day', 'crossBorder.arrivalToDays'), fromDays: 1 };
    const narrowed = ['issuer', 'merchant'].includes(parameter('issuer.refundArrivalToDays').layer);
    return narrowed && issuerSpeaksOfIt(input)
      ? rangeOf(input, 'working-day', 'issuer.refundArrivalFromDays', 'issuer.refundArrivalToDays')
      : ofChannel();
  };
  // A refund that first has to come back is sent anew after the account was checked: nobody promises when.
  return facts.cardState === 'closed' ? { ...arrival(), certainty: 'C', ruleId: 'EXC-05' } : arrival();
}

/**
 * Everything of the merchant discount comes back: what does not enter clearing is not charged (FEE-07). What of it went
 * back before does not go back again.
 */
export const feeNever = (facts: Facts, ruleId = 'FEE-07'): Terms['fee'] => ({
  returnedFen: facts.feeFen > facts.feeBackFen ? facts.feeFen - facts.feeBackFen : 0n,
  keptFen: 0n,
  ruleId,
});

/** The fee of this part as the contract or platform returns it. */
export function feeOfRefund(input: FactInput, feeReturn: Facts['feeReturn'], ruleId?: string): Terms['fee'] {
  const { facts } = input;
  const fee = feeBack({
    route: 'REFUND',
    feeReturn,
    capped: facts.feeCapped,
    amountFen: facts.amountFen,
    feeFen: facts.feeFen,
    alreadyBackFen: facts.returnedFen + facts.claimedFen,
    alreadyFeeFen: facts.feeBackFen,
    backFen: wantedFen(input),
  });
  return { returnedFen: fee.returnedFen, keptFen: fee.keptFen, ruleId: ruleId ?? fee.ruleId };
}

/** The fee of this part as a parameter says: by the contract, pro rata (`ALL` of it in the end), or not at all. */
export function feeByParameter(input: FactInput, key: string, ruleId: string): Terms['fee'] {
  const { value } = input.parameter(key);
  if (value === 'CONTRACT') return feeOfRefund(input, input.facts.feeReturn, ruleId);
  return feeOfRefund(input, value === 'NONE' ? 'NONE' : 'PRO_RATA', ruleId);
}

/** Who gets how much of the amount: the payer what the payer paid, each funder of a discount its own part. */
function shares(facts: Facts, backFen: bigint): Pick<Terms, 'payerFen' | 'discounts'> {
  if (facts.discounts.length === 0) return {};
  const discountFen = facts.discounts.reduce((sum, { amountFen }) => sum + amountFen, 0n);
  const price = { paidFen: facts.amountFen - discountFen, parts: facts.discounts };
  const beforeFen = facts.returnedFen + facts.claimedFen;
  let before = discountBack(price, nothingOf(price), beforeFen);
  if (facts.payerBackFen !== null && facts.discounts.length === 1) {
    // With one funder what the payer got says what the funder got.
    const funderFen = beforeFen - facts.payerBackFen;
    before = { paidFen: facts.payerBackFen, parts: [{ ...facts.discounts[0]!, amountFen: funderFen }] };
  }
  const now = discountBack(price, before, backFen);
  return { payerFen: now.paidFen, discounts: now.parts };
}

export function termsOf(
  input: FactInput,
  parts: {
    readonly amountFen?: bigint;
    readonly arrival: Arrival;
    readonly fee: Terms['fee'];
    readonly aftercare: readonly string[];
    readonly items?: readonly string[];
    readonly effect?: Effect;
    /** A refund: it goes through clearing. */
    readonly cleared?: boolean;
  },
): Terms {
  const amountFen = parts.amountFen ?? wantedFen(input);
  const effect = parts.effect ?? (input.facts.kind === 'preauthorisation' ? 'hold-lifted' : null);
  const terms: Terms = {
    amountFen,
    destination: destinationOf(input.facts, parts.cleared === true),
    arrival: parts.arrival,
    fee: parts.fee,
    evidence: { items: parts.items ?? ['slip-or-reference'], approval: 'none' },
    aftercare: parts.aftercare,
  };
  if (effect === null && input.facts.discounts.length === 0) return terms;
  return { ...terms, ...(effect === null ? {} : { effect }), ...shares(input.facts, amountFen) };
}

/** What the payer of a refund still has to do, whatever the channel. */
export const refundAftercare = (facts: Facts): readonly string[] => [
  ['unionpay.pos', 'cross-border'].includes(facts.channel) ? 'keep-slip' : 'keep-order-number',
  ...(facts.source === 'card' && facts.cardType === 'unknown' ? ['pay-issued-bill'] : []),
  'check-statement',
];

/** A reversal of what nobody knows: money goes back only if any was taken. */
export const undoneEffect = ({ outcome }: Facts): { readonly effect?: Effect } =>
  outcome === 'unknown' || outcome === 'open' ? { effect: 'if-taken' } : {};

/** EXC-01: nobody is asked to pay again before the outcome is known. */
export const undoneCare = ({ outcome }: Facts): readonly string[] =>
  outcome === 'unknown' || outcome === 'open' ? ['do-not-pay-again'] : [];

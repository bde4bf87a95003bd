/** What follows from the facts that were told: days, what is left, the fee, and whether the batch is still open. */
import {
  type ClearingDay,
  calendarDayOf,
  daysBetween,
  predictedClearingDay,
  SHANGHAI,
} from '../calendar/index.ts';
import type { Problems, Told as ToldBy } from '../document/index.ts';
import { proportionFen } from '../money/index.ts';
import { type Channel, type Facts, factsWith, type Kind } from './facts.ts';

const PPM = 1_000_000n;

/** Facts as a document tells them, by what they fill. */
export type Told = ToldBy<keyof Facts | 'feeRatePpm' | 'feeCapFen'>;

/** What follows from what was told: days, what is left, the fee, and whether the batch is still open. */
export function whole(
  problems: Problems,
  told: Told,
  subject: { kind: Kind; channel: Channel },
  nowMs: number,
  rules: { readonly cutOver: string; readonly feeReturn: string },
): Facts {
  const get = <K extends keyof Facts>(key: K): Facts[K] | undefined => told[key] as Facts[K] | undefined;
  const outcome = get('outcome') ?? 'approved';
  const amountFen = get('amountFen') ?? 0n;
  const paidAtMs = get('paidAtMs') ?? get('createdAtMs') ?? nowMs;
  const returnedFen = get('returnedFen') ?? 0n;
  const claimedFen = get('claimedFen') ?? 0n;
  const day = (atMs: number): ClearingDay => predictedClearingDay(atMs, rules.cutOver, SHANGHAI);
  const clearingDay = get('clearingDay') ?? day(paidAtMs);
  const clearingDayNow = get('clearingDayNow') ?? day(nowMs);
  const wholeUnderWay = get('wholeUnderWay') ?? null;
  const back = returnedFen + claimedFen;
  if (back > amountFen)
    problems.say(
      '/facts/returnedFen',
      `found ${back} fen back and under way of ${amountFen}: more than was paid`,
    );
  const whyNothing = nothingGoesBack(subject.kind, outcome);
  if (back > 0n && whyNothing !== null)
    problems.say(
      told.returnedFen === undefined ? '/facts/claimedFen' : '/facts/returnedFen',
      `found ${back} fen back and under way, expected 0: ${whyNothing}`,
    );
  if (paidAtMs > nowMs) problems.say('/facts/paidAt', 'found an instant after `now`, expected one before it');
  const discounts = get('discounts') ?? [];
  const discountFen = discounts.reduce((sum, part) => sum + part.amountFen, 0n);
  if (discountFen > amountFen)
    problems.say(
      '/facts/discounts',
      `found ${discountFen} fen of discounts on ${amountFen}: more than the amount`,
    );
  const payerBackFen = get('payerBackFen');
  if (payerBackFen != null && (discounts.length !== 1 || payerBackFen > back))
    problems.say('/facts/payerBackFen', 'expected with exactly one discount, and at most what went back');
  const { feeFen = 0n, capped } = feeOf(told, amountFen);
  const feeBackFen =
    get('feeBackFen') ?? (back >= amountFen ? feeFen : proportionFen(feeFen, back, amountFen));
  contradictions(problems, told, subject, {
    nowMs,
    feeFen,
    feeBackFen,
    clearingDay,
    clearingDayNow,
    day: day(paidAtMs),
  });
  const { feeRatePpm: _rate, feeCapFen: _cap, ...facts } = told;
  return factsWith({
    ...(facts as Partial<Facts>),
    ...subject,
    outcome,
    amountFen,
    returnedFen,
    claimedFen,
    remainingFen:
      outcome === 'approved' && wholeUnderWay === null && back <= amountFen ? amountFen - back : 0n,
    wholeUnderWay,
    paidAtMs,
    clearingDay,
    clearingDayNow,
    paymentDay: calendarDayOf(paidAtMs, SHANGHAI),
    batchOpen: get('batchOpen') ?? clearingDay === clearingDayNow,
    crossBorder: subject.channel === 'cross-border' || get('crossBorder') === true,
    feeFen,
    feeBackFen,
    // The contract of a document may be told by the parameter that stands for it.
    ...(rules.feeReturn === 'CONTRACT'
      ? {}
      : { feeReturn: rules.feeReturn === 'NONE' ? ('NONE' as const) : ('PRO_RATA' as const) }),
    parts: get('parts') ?? (returnedFen > 0n ? 1 : 0),
    feeCapped: capped ?? get('feeCapped') ?? false,
  });
}

/** Outcomes that one kind of subject alone has. */
const OUTCOMES_OF: Readonly<Partial<Record<Facts['outcome'], readonly Kind[]>>> = {
  unpaid: ['order', 'sale'],
  closed: ['order', 'sale', 'refund', 'transfer'],
  bounced: ['refund'],
};
/** Facts that cannot be true together. */
function contradictions(
  problems: Problems,
  told: Told,
  { kind, channel }: { kind: Kind; channel: Channel },
  found: {
    readonly nowMs: number;
    readonly feeFen: bigint;
    readonly feeBackFen: bigint;
    readonly clearingDay: ClearingDay;
    readonly clearingDayNow: ClearingDay;
    readonly day: ClearingDay;
  },
): void {
  const kinds = OUTCOMES_OF[told.outcome as Facts['outcome']];
  if (kinds !== undefined && !kinds.includes(kind))
    problems.say('/facts/outcome', `found "${told.outcome}", which is for ${kinds.join(', ')} alone`);
  if (found.feeBackFen > found.feeFen)
    problems.say(
      '/facts/feeBackFen',
      `found ${found.feeBackFen} fen back of a fee of ${found.feeFen}: more than was taken`,
    );
  if (told.feeFen !== undefined && told.feeRatePpm !== undefined)
    problems.say('/facts/feeRatePpm', 'found feeFen as well, expected one of the two');
  if (channel === 'cross-border' && told.crossBorder === false)
    problems.say('/facts/crossBorder', 'found false, expected true in the channel cross-border');
  if (found.clearingDayNow < found.clearingDay)
    problems.say(
      '/facts/clearingDayNow',
      `found ${found.clearingDayNow}, expected no day before ${found.clearingDay}`,
    );
  if (Math.abs(daysBetween(found.day, found.clearingDay)) > 1)
    problems.say(
      '/facts/clearingDay',
      `found ${found.clearingDay}, expected a day next to ${found.day}, the clock's`,
    );
  for (const [name, key] of PAST)
    if (((told[key] as number | undefined) ?? 0) > found.nowMs)
      problems.say(`/facts/${name}`, 'found an instant after `now`, expected one before it');
  const [received, returned] = [told.goodsReceivedAtMs, told.goodsReturnedAtMs] as (number | undefined)[];
  if (received !== undefined && returned !== undefined && returned < received)
    problems.say('/facts/goodsReturnedAt', 'found an instant before goodsReceivedAt');
}
const PAST = [
  ['lastPartAt', 'lastPartAtMs'],
  ['createdAt', 'createdAtMs'],
  ['splitAt', 'splitAtMs'],
  ['d0PaidOutAt', 'd0PaidOutAtMs'],
  ['goodsReceivedAt', 'goodsReceivedAtMs'],
  ['goodsReturnedAt', 'goodsReturnedAtMs'],
  ['refundAskedAt', 'refundAskedAtMs'],
] as const;

/** Why nothing can have gone back of such a subject; `null` where it can. */
function nothingGoesBack(kind: Kind, outcome: Facts['outcome']): string | null {
  if (['unpaid', 'open', 'unknown', 'declined', 'closed'].includes(outcome))
    return `the outcome is "${outcome}"`;
  if (kind === 'preauthorisation') return 'a pre-authorisation holds money and takes none';
  return kind === 'transfer' || kind === 'refund' ? `a ${kind} is not given back in parts` : null;
}

function feeOf(told: Told, amountFen: bigint): { feeFen: bigint | undefined; capped: boolean | undefined } {
  const feeFen = told.feeFen as bigint | undefined;
  if (feeFen !== undefined || told.feeRatePpm === undefined) return { feeFen, capped: undefined };
  const full = proportionFen(amountFen, BigInt(told.feeRatePpm as number), PPM);
  const cap = told.feeCapFen as bigint | undefined;
  const capped = cap !== undefined && full > cap;
  return { feeFen: capped ? cap : full, capped };
}

/** Facts without which no case can be posed. What is there and wrong was told already. */
export function required(
  problems: Problems,
  told: Told,
  given: Readonly<Record<string, unknown>>,
  kind: Kind,
): void {
  const need = (name: string): void => {
    if (given[name] === undefined || given[name] === null) problems.say(`/facts/${name}`, 'is missing');
  };
  need('outcome');
  if (told.outcome === 'not-found') return;
  need('amountFen');
  if (told.amountFen === 0n) problems.wrong('/facts/amountFen', 0, 'a whole number of fen from 1');
  if (kind !== 'order' || !['unpaid', 'closed'].includes(String(told.outcome))) need('paidAt');
}

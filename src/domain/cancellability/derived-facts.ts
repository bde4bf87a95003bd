/** What follows from the facts that were told: days, what is left, the fee, and whether the batch is still open. */
import { type ClearingDay, calendarDayOf, predictedClearingDay, SHANGHAI } from '../calendar/index.ts';
import { proportionFen } from '../money/index.ts';
import type { Problems } from './document-problems.ts';
import type { FactRow } from './fact-row.ts';
import { type Channel, type Facts, factsWith, type Kind } from './facts.ts';

const PPM = 1_000_000n;

/** Facts as a document tells them, by what they fill. */
export type Told = Partial<Record<FactRow['fills'], unknown>>;

/** What follows from what was told: days, what is left, the fee, and whether the batch is still open. */
export function whole(
  problems: Problems,
  told: Told,
  subject: { kind: Kind; channel: Channel },
  nowMs: number,
  cutOver: string,
): Facts {
  const get = <K extends keyof Facts>(key: K): Facts[K] | undefined => told[key] as Facts[K] | undefined;
  const outcome = get('outcome') ?? 'approved';
  const amountFen = get('amountFen') ?? 0n;
  const paidAtMs = get('paidAtMs') ?? get('createdAtMs') ?? nowMs;
  const returnedFen = get('returnedFen') ?? 0n;
  const claimedFen = get('claimedFen') ?? 0n;
  const day = (atMs: number): ClearingDay => predictedClearingDay(atMs, cutOver, SHANGHAI);
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
  const { feeFen, capped } = feeOf(told, amountFen);
  const feeBackFen = get('feeBackFen') ?? 0n;
  if (feeBackFen > (feeFen ?? 0n))
    problems.say(
      '/facts/feeBackFen',
      `found ${feeBackFen} fen of the fee back of ${feeFen ?? 0n}: more than was taken`,
    );
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
    feeFen: feeFen ?? 0n,
    feeCapped: capped ?? get('feeCapped') ?? false,
  });
}

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

/**
 * Every fact that a document may tell, with its unit and meaning: the one table behind the published schema, the
 * reader of documents and the tests. A fact that is left out stands at its fallback, or at what its meaning says.
 */
import type { PURPOSES } from '../answer/index.ts';
import { NEUTRAL } from './facts.ts';
import { SURROUNDING_FACTS } from './facts-around-it.ts';
import { PAYMENT_FACTS } from './facts-of-payment.ts';

/** By the name that a document uses. */
export const FACT_TABLE = { ...PAYMENT_FACTS, ...SURROUNDING_FACTS };

export type FactName = keyof typeof FACT_TABLE;

/** The value of a fact that is left out; `undefined` where it must be told or follows from others. */
const FOLLOWS: readonly FactName[] = [
  'batchOpen',
  'clearingDay',
  'clearingDayNow',
  'feeBackFen',
  'feeCapped',
  'parts',
];

export function fallbackOf(name: FactName): unknown {
  if (FOLLOWS.includes(name)) return undefined;
  const { fills } = FACT_TABLE[name];
  return fills in NEUTRAL ? NEUTRAL[fills as keyof typeof NEUTRAL] : undefined;
}

export const PURPOSE_MEANINGS: Readonly<Record<(typeof PURPOSES)[number], string>> = {
  'customer-request': 'the customer changed their mind',
  'wrong-amount': 'the amount was wrong',
  duplicate: 'the purchase was taken twice',
  'goods-returned': 'the goods came back',
  'goods-defective': 'the goods have a defect',
  'not-delivered': 'goods or service were not delivered as agreed',
  unauthorised: 'the holder did not authorise it',
  other: 'another reason',
};

/** How a payment of what arrived after the closing stands. */
import type { Fen } from '../money/index.ts';

/** The bank pays to a number and a name: that of the wallet's holder, as it was kept. The number is sealed. */
export interface LateAccount {
  readonly bank: string;
  readonly holder: string;
  readonly number: { readonly index: string; readonly cipher: string; readonly masked: string };
}

interface Named {
  readonly account: LateAccount;
  readonly namedBy: string;
  /** The document that was seen, and what whoever saw it wrote down. */
  readonly check: string;
}
interface Ordered extends Named {
  /** The same however often it is handed over. */
  readonly orderNo: string;
  readonly orderedMs: number;
  readonly approvedBy: string;
}
interface Told extends Ordered {
  readonly bankReference: string;
  /** What the bank kept for it: an expense of this institution, never the holder's (EXC-06). */
  readonly bankFeeFen: Fen;
}

/**
 * - `named` an account of the holder's own is named; the amount is reserved
 * - `ordered` a second person approved; `deliveredMs` is when the bank's channel took the order
 * - `paid` the bank says so; it may still send it back
 * - `returned` the bank sent it back: it waits in suspense again, to be named anew
 * - `rejected` the second person put it back
 */
export type LatePayout =
  | (Named & { readonly state: 'named' })
  | (Ordered & { readonly state: 'ordered'; readonly attempts: number; readonly deliveredMs: number | null })
  | (Told & { readonly state: 'paid' })
  | (Told & { readonly state: 'returned' })
  | (Named & { readonly state: 'rejected'; readonly rejectedBy: string });
export type LateState = LatePayout['state'];
export const LATE_STATES = [
  'named',
  'ordered',
  'paid',
  'returned',
  'rejected',
] as const satisfies LateState[];

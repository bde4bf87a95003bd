/**
 * Misbehaviour on request: for the next messages, or by odds drawn from a seed, so that a run can be repeated.
 * - `no-reply`: lost before it was processed
 * - `lose-reply`: processed, the answer is lost
 * - `late`: processed, answered after a wait
 * - `double`: answered twice
 * - `cut`: processed, then the connection is cut
 * - `wrong-mac`: answered with a message code that is wrong
 */
export const faultKinds = ['no-reply', 'lose-reply', 'late', 'double', 'cut', 'wrong-mac'] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  readonly kind: FaultKind;
  /** Wait of a late answer. */
  readonly lateMs: number;
}

export interface FaultOrder extends Fault {
  readonly count: number;
  /** Only messages of this type; null for every financial message. */
  readonly mti: string | null;
}

export type FaultOdds = Readonly<Partial<Record<FaultKind, number>>>;

export interface FaultView {
  readonly orders: readonly FaultOrder[];
  readonly odds: FaultOdds;
  readonly seed: number;
  readonly lateMs: number;
  /** How often each kind was done. */
  readonly done: Readonly<Record<FaultKind, number>>;
}

export interface FaultPlan {
  order(order: FaultOrder): void;
  /** Odds from 0 to 1 per kind, together at most 1. They replace the earlier ones. */
  setOdds(odds: FaultOdds, seed: number, lateMs: number): void;
  /** What becomes of the message that just came. Orders go first, oldest first. */
  next(mti: string): Fault | null;
  view(): FaultView;
  clear(): void;
}

export const faultOrdersMax = 100;

/** Network management is left alone unless an order names it: a link that never signs on proves little. */
const isFinancial = (mti: string): boolean => /^0[1246]/.test(mti);

/** mulberry32: small, and the same numbers everywhere. */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const noneDone = (): Record<FaultKind, number> => ({
  'no-reply': 0,
  'lose-reply': 0,
  late: 0,
  double: 0,
  cut: 0,
  'wrong-mac': 0,
});

export function createFaultPlan(): FaultPlan {
  let orders: { readonly order: FaultOrder; left: number }[] = [];
  let odds: FaultOdds = {};
  let seed = 1;
  let lateMs = 0;
  let draw = numbersFrom(seed);
  let done = noneDone();

  function fromOrders(mti: string): Fault | null {
    const found = orders.find(({ order }) => (order.mti === null ? isFinancial(mti) : order.mti === mti));
    if (found === undefined) return null;
    found.left -= 1;
    if (found.left === 0) orders = orders.filter((entry) => entry !== found);
    return { kind: found.order.kind, lateMs: found.order.lateMs };
  }

  function fromOdds(): Fault | null {
    const kinds = faultKinds.filter((kind) => (odds[kind] ?? 0) > 0);
    if (kinds.length === 0) return null;
    let left = draw();
    for (const kind of kinds) {
      left -= odds[kind] ?? 0;
      if (left < 0) return { kind, lateMs };
    }
    return null;
  }

  return {
    order(order) {
      if (orders.length >= faultOrdersMax) {
        throw new RangeError(`Cannot take another fault: ${faultOrdersMax} wait already; clear them first`);
      }
      orders.push({ order, left: order.count });
    },
    setOdds(next, nextSeed, nextLateMs) {
      const sum = faultKinds.reduce((total, kind) => total + (next[kind] ?? 0), 0);
      if (sum > 1) throw new RangeError(`Cannot set the odds: together they are ${sum}, expected at most 1`);
      odds = next;
      seed = nextSeed;
      lateMs = nextLateMs;
      draw = numbersFrom(seed);
    },
    next(mti) {
      const fault = fromOrders(mti) ?? (isFinancial(mti) ? fromOdds() : null);
      if (fault !== null) done[fault.kind] += 1;
      return fault;
    },
    view: () => ({
      orders: orders.map(({ order, left }) => ({ ...order, count: left })),
      odds,
      seed,
      lateMs,
      done: { ...done },
    }),
    clear() {
      orders = [];
      odds = {};
      done = noneDone();
    },
  };
}

/**
 * The journals of one payment in their order: every hold is ended once, by what the state says became of
 * it.
 */
import { type AfterBounce, type Cancellation, isAfterBounce, type SentRoute } from '#domain/cancellation';
import type { JournalKind } from '#domain/ledger';
import { isHold, openChangeOf, type Payment } from '#domain/payment';
import { holdsClaim } from './way-back.ts';

export interface JournalTableRow {
  readonly payment_id: string;
  readonly no: number;
  readonly kind: JournalKind;
  readonly cancellation_id: string | null;
  readonly mirrors_no: number | null;
}

type Way = Readonly<Partial<Record<JournalKind, string>>>;

/**
 * The way out: the expected amount is held, then booked or released. A late approval may expect it once
 * more.
 */
const OUT: Readonly<Record<string, Way>> = {
  nothing: { hold: 'expected' },
  expected: { post: 'booked', release: 'released' },
  released: { hold: 'expected' },
  booked: {},
};

/** A changed amount: a tip or a correction that the network has not taken yet, and what became of it. */
const CHANGE: Readonly<Record<string, Way>> = {
  none: { hold: 'open' },
  open: { post: 'none', release: 'none' },
};

/**
 * A way back: claimed, then given back or free again; a void that was done may be undone, and tried
 * again.
 */
const BACK: Readonly<Record<string, Way>> = {
  free: { hold: 'claimed' },
  claimed: { mirror: 'given', release: 'free' },
  given: {},
};
/** A refund that came back: through suspense, held for a payout, paid out or in suspense again. */
const REFUND_BACK: Readonly<Record<string, Way>> = {
  ...BACK,
  given: { transfer: 'in suspense' },
  'in suspense': { hold: 'ordered', transfer: 'in suspense' },
  ordered: { transfer: 'paid out', release: 'in suspense' },
  'paid out': { transfer: 'in suspense' },
};
const VOID_BACK: Readonly<Record<string, Way>> = {
  ...BACK,
  given: { hold: 'reviving' },
  reviving: { post: 'free', release: 'given' },
};

const BOUNCED_AT: Readonly<Record<AfterBounce['state'], string>> = {
  bounced: 'in suspense',
  'account-named': 'in suspense',
  'payout-ordered': 'ordered',
  'paid-out': 'paid out',
  stranded: 'in suspense',
};

const BACK_BY: Readonly<Record<SentRoute, Readonly<Record<string, Way>>>> = {
  REVERSAL: BACK,
  VOID: VOID_BACK,
  REFUND: REFUND_BACK,
};

const OUT_OF: Readonly<Record<Payment['state'], readonly string[]>> = {
  sent: ['expected'],
  unknown: ['expected'],
  approved: ['booked'],
  voided: ['booked'],
  declined: ['nothing', 'released'],
  reversed: ['released', 'booked'],
  completed: ['nothing'],
  expired: ['nothing'],
};

function backOf(payment: Payment, cancellation: Cancellation, out: string): string {
  if (isAfterBounce(cancellation)) return BOUNCED_AT[cancellation.state];
  if (cancellation.state === 'done') {
    // The reversal of an unknown outcome books nothing of its own: it ends the hold of the way out.
    return cancellation.route === 'REVERSAL' && out !== 'booked' ? 'free' : 'given';
  }
  if (!holdsClaim(cancellation)) return 'free';
  if (payment.state === 'approved') return 'claimed';
  return payment.state === 'voided' ? 'reviving' : 'free';
}

/** Where the journals come from, in turn, and what of them breaks the order. */
class Order {
  out = 'nothing';
  /** Number of the journal that booked the sale: the one that mirrors name. */
  postNo = 0;
  change = 'none';
  readonly back = new Map<string, string>();
  readonly wrong: string[] = [];
  readonly #byId: ReadonlyMap<string, Cancellation>;

  constructor(cancellations: readonly Cancellation[]) {
    this.#byId = new Map(cancellations.map((each) => [each.id, each]));
  }

  take(row: JournalTableRow): void {
    const { no, kind, cancellation_id: id, mirrors_no: mirrorsNo } = row;
    const owner = id === null ? undefined : this.#byId.get(id);
    if (id !== null && owner === undefined)
      this.wrong.push(`its journal ${no} belongs to the cancellation ${id}, which it does not have`);
    if ((kind === 'mirror') !== (mirrorsNo !== null))
      this.wrong.push(`its journal ${no} is a ${kind} and names ${mirrorsNo ?? 'nothing'} as mirrored`);
    else if (kind === 'mirror' && mirrorsNo !== this.postNo)
      this.wrong.push(
        `its journal ${no} mirrors ${mirrorsNo}, the sale was booked by ${this.postNo || 'none'}`,
      );
    if (this.out === 'booked' && id !== null) this.#takeBack(row, id, owner);
    else if (this.out === 'booked') this.#takeChange(row);
    else this.#takeOut(row, owner);
  }

  #takeOut({ no, kind }: JournalTableRow, owner: Cancellation | undefined): void {
    const next = OUT[this.out]?.[kind];
    if (next === undefined || (owner !== undefined && (owner.route !== 'REVERSAL' || kind === 'hold'))) {
      this.wrong.push(
        `its journal ${no} is a ${kind}${owner ? ` of a ${owner.route}` : ''} after ${this.out}`,
      );
      return;
    }
    this.out = next;
    if (next === 'booked') this.postNo = no;
  }

  /** The amount changes: reserved, then booked or released. What goes back after that mirrors the change. */
  #takeChange({ no, kind }: JournalTableRow): void {
    const next = CHANGE[this.change]?.[kind];
    if (next === undefined)
      this.wrong.push(
        `its journal ${no}, a ${kind}, belongs to no cancellation and to no change of its amount`,
      );
    else this.change = next;
    if (next !== undefined && kind === 'post') this.postNo = no;
  }

  #takeBack({ no, kind }: JournalTableRow, id: string, owner: Cancellation | undefined): void {
    const before = this.back.get(id) ?? 'free';
    const next = BACK_BY[owner?.route ?? 'REVERSAL'][before]?.[kind];
    if (next === undefined) this.wrong.push(`its journal ${no} is a ${kind} of ${id} after ${before}`);
    else this.back.set(id, next);
    // A void that was undone booked the sale again: what goes back after that mirrors this journal.
    if (next !== undefined && kind === 'post') this.postNo = no;
  }
}

/** What breaks the order of the journals of a payment, in words. They are given by number. */
export function wrongJournals(
  payment: Payment,
  cancellations: readonly Cancellation[],
  journals: readonly JournalTableRow[],
): string[] {
  const order = new Order(cancellations);
  if (isHold(payment))
    return journals.map(({ no, kind }) => `its journal ${no} is a ${kind}: nothing is booked for a hold`);
  for (const row of journals) order.take(row);
  if (order.wrong.length > 0) return order.wrong;
  if (!OUT_OF[payment.state].includes(order.out))
    return [`its journals leave the sale ${order.out}, its state is ${payment.state}`];
  const changing = openChangeOf(payment) === null ? 'none' : 'open';
  if (order.change !== changing)
    return [`its journals leave a change of its amount ${order.change}, its advices say ${changing}`];
  return cancellations.flatMap((each) => {
    const [actual, wanted] = [order.back.get(each.id) ?? 'free', backOf(payment, each, order.out)];
    return actual === wanted
      ? []
      : [`the journals of its ${each.state} ${each.route} ${each.id} leave it ${actual}, not ${wanted}`];
  });
}

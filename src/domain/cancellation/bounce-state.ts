/**
 * What becomes of a refund that the issuer sends back (退票): its money waits in suspense (挂账) until its holder names
 * another account of their own. One refund all the way, never a second one (EXC-05, PBC-02, WX-06).
 */
import type { ClearingDay } from '../calendar/index.ts';
import type { Fen } from '../money/index.ts';
import type { Outcome } from '../outcome/index.ts';

/** Why the issuer could not post it. */
export const RETURN_REASONS = ['account-closed', 'account-not-found', 'account-restricted', 'other'] as const;
export type ReturnReason = (typeof RETURN_REASONS)[number];

/** Papers by which a bank knows its customer. */
export const ID_KINDS = [
  'resident-id',
  'passport',
  'hong-kong-macao-permit',
  'taiwan-permit',
  'residence-permit',
] as const;
export type IdKind = (typeof ID_KINDS)[number];

/** A person as two parties can compare them without telling each other: keyed fingerprints of name and document. */
export interface PersonPrint {
  readonly namePrint: string;
  readonly idKind: IdKind;
  readonly idPrint: string;
}

/** An account that the holder of the refund names. Its number is sealed like a card number. */
export interface OtherAccount extends PersonPrint {
  readonly bank: string;
  /** The bank pays to a number and a name, so the name stands here; events show its first character. */
  readonly holder: string;
  readonly number: { readonly index: string; readonly cipher: string; readonly masked: string };
}

/** What the issuer of the returned card confirmed of its holder, as an operator recorded it. */
export interface IssuerWord extends PersonPrint {
  readonly reference: string;
  readonly by: string;
  readonly atMs: number;
}

/** An order to the bank. `orderNo` is the same however often it is handed over. */
export interface PayoutOrder {
  readonly orderNo: string;
  readonly orderedMs: number;
  readonly namedBy: string;
  readonly checkedBy: string;
  readonly approvedBy: string;
}

/** What all states after the bounce keep: how the refund was acknowledged, and how it came back. */
export interface Bounced {
  readonly doneMs: number;
  readonly outcome: Outcome;
  readonly clearingDay: ClearingDay | null;
  readonly bounce: {
    readonly clearingDay: ClearingDay;
    readonly why: ReturnReason;
    readonly atMs: number;
    /** Payouts that the bank sent back. */
    readonly rounds: number;
    /** What banks kept for payouts, all rounds together (EXC-06). */
    readonly bankFeesFen: Fen;
  };
}

export type StrandedReason = 'nobody-claims' | 'payouts-return';

export type AfterBounce = Bounced &
  (
    | { readonly state: 'bounced'; readonly reminders: number; readonly dueMs: number }
    | {
        readonly state: 'account-named';
        readonly account: OtherAccount;
        readonly namedBy: string;
        readonly namedMs: number;
        readonly issuerWord: IssuerWord | null;
        /** When the check is overdue; `null` once that was told. */
        readonly dueMs: number | null;
      }
    | {
        readonly state: 'payout-ordered';
        readonly account: OtherAccount;
        readonly order: PayoutOrder;
        readonly attempts: number;
        /** When the bank's channel took the order; `null` while it is handed over again. */
        readonly deliveredMs: number | null;
        readonly dueMs: number | null;
      }
    | {
        readonly state: 'paid-out';
        readonly account: OtherAccount;
        readonly order: PayoutOrder;
        readonly paidMs: number;
        readonly bankReference: string;
        readonly bankFeeFen: Fen;
      }
    /** Reminded in vain, or sent back too often: the money stays in suspense and a person has it. */
    | { readonly state: 'stranded'; readonly sinceMs: number; readonly why: StrandedReason }
  );

export const samePerson = (a: PersonPrint, b: PersonPrint): boolean =>
  a.namePrint === b.namePrint && a.idKind === b.idKind && a.idPrint === b.idPrint;

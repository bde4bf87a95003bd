/**
 * A report of loss: a telephone or a card is gone, or a payment was not the holder's. SPEC.md of this room says what
 * each state means. What a report stops is the wallet's; this room keeps who says so, what is claimed, with which
 * papers, and what was decided.
 */
import type { Fen } from '../money/index.ts';
import type { BindingId, DeviceCardId, WalletPaymentId } from '../wallet/index.ts';

export type LossCaseId = string & { readonly __brand: 'LossCaseId' };

export const LOSS_WHATS = ['phone', 'card', 'payment'] as const;
export type LossWhat = (typeof LOSS_WHATS)[number];

/** How it reached us: signed in, without sign-in by what only the holder knows, by a person of the institution. */
export const LOSS_DOORS = ['app', 'public', 'staff'] as const;
export type LossDoor = (typeof LOSS_DOORS)[number];

/** Who acts. The id is the person's, of a holder or of staff. */
export interface LossActor {
  readonly id: string;
  readonly role: 'holder' | 'operator';
}

/** What was told. It never changes; what is told later is added beside it. */
export interface LossReport {
  readonly what: LossWhat;
  readonly deviceCardIds: readonly DeviceCardId[];
  readonly bindingIds: readonly BindingId[];
  /** Stolen, as its holder says: then the police's record is wanted. */
  readonly theft: boolean;
  /** When it was lost, as far as its holder knows. */
  readonly happenedAtMs: number | null;
  readonly words: string;
  readonly door: LossDoor;
  readonly by: string;
  readonly language: 'zh' | 'en';
  readonly atMs: number;
}

/** A payment that its holder says was not made by them, as it was when it was named. */
export interface DisputedPayment {
  readonly movementId: WalletPaymentId;
  readonly kind: string;
  readonly amountFen: Fen;
  /** What went back to the holder by other ways already: it cannot be covered once more (LAW-49). */
  readonly returnedFen: Fen;
  readonly atMs: number;
  readonly nameZh: string;
  readonly nameEn: string;
  /** The bank card that paid, masked; null: the balance. */
  readonly card: string | null;
}

/** A paper that was handed in; its content lies encrypted elsewhere, under this hash. */
export interface LossPaper {
  readonly sha256: string;
  readonly kind: 'png' | 'jpeg' | 'pdf';
  readonly sizeBytes: number;
  readonly item: LossPaperItem;
  readonly by: string;
  readonly atMs: number;
}

/** `statement` in the holder's words and signed; `other`: whatever helps and was not asked for. */
export const LOSS_PAPERS = ['statement', 'police-record', 'where-i-was', 'other'] as const;
export type LossPaperItem = (typeof LOSS_PAPERS)[number];

/** What is paid for each payment; whoever decides less than what is claimed says why. */
export interface CoverShare {
  readonly movementId: WalletPaymentId;
  readonly amountFen: Fen;
}

export const REFUSAL_WHYS = ['authorised', 'at-fault', 'papers-do-not-show', 'already-returned'] as const;
export type LossRefusalWhy = (typeof REFUSAL_WHYS)[number];

export type LossDecision =
  | { readonly kind: 'cover'; readonly shares: readonly CoverShare[]; readonly words: string }
  | { readonly kind: 'refuse'; readonly why: LossRefusalWhy; readonly words: string };

/** Who decided what: both pairs of eyes, and what was decided before an objection. */
export interface DecisionRecord {
  readonly by: string;
  readonly step: 'decided' | 'approved' | 'rejected';
  readonly decision: LossDecision;
  readonly atMs: number;
}

export interface LossBase {
  readonly id: LossCaseId;
  readonly book: string;
  readonly report: LossReport;
  /** Told later, with the same case: more that is lost. */
  readonly alsoLost: readonly {
    readonly deviceCardIds: readonly DeviceCardId[];
    readonly bindingIds: readonly BindingId[];
    readonly atMs: number;
  }[];
  readonly disputed: readonly DisputedPayment[];
  readonly papers: readonly LossPaper[];
  /** When the wallet was released again after somebody saw who the holder is; null: it stands still. */
  readonly lifted: { readonly atMs: number; readonly by: string } | null;
  readonly decisions: readonly DecisionRecord[];
  /** The holder objected to a refusal, in these words; once. */
  readonly objection: { readonly words: string; readonly atMs: number } | null;
  readonly version: number;
}

export type LossCase = LossBase &
  (
    | { readonly state: 'noted'; readonly dueMs: number | null }
    | { readonly state: 'papers'; readonly dueMs: number }
    | { readonly state: 'review'; readonly dueMs: number }
    | { readonly state: 'escalated' }
    | {
        readonly state: 'approval';
        readonly proposed: LossDecision & { readonly kind: 'cover' };
        readonly proposedBy: string;
        readonly dueMs: number | null;
      }
    | {
        readonly state: 'covered';
        readonly shares: readonly CoverShare[];
        readonly amountFen: Fen;
        readonly words: string;
        readonly endedMs: number;
      }
    | {
        readonly state: 'refused';
        readonly why: LossRefusalWhy;
        readonly words: string;
        /** Until then the holder may object; null: that was done already. */
        readonly objectUntilMs: number | null;
        readonly endedMs: number;
      }
    | { readonly state: 'withdrawn'; readonly endedMs: number }
    | { readonly state: 'lapsed'; readonly endedMs: number }
    | { readonly state: 'closed'; readonly endedMs: number }
  );

export type LossState = LossCase['state'];
export const LOSS_STATES = [
  'noted',
  'papers',
  'review',
  'escalated',
  'approval',
  'covered',
  'refused',
  'withdrawn',
  'lapsed',
  'closed',
] as const satisfies readonly LossState[];

export type LossIn<S extends LossState> = Extract<LossCase, { state: S }>;

/** Still without an end: it stands in the operators' list, and it blocks the closing of its account. */
const OPEN: readonly LossState[] = ['noted', 'papers', 'review', 'escalated', 'approval'];
export const isLossOpen = ({ state }: Pick<LossCase, 'state'>): boolean => OPEN.includes(state);

/** Somebody wants money: a dispute, as the blockers of closing an account count it. */
export const isDispute = (loss: LossCase): boolean => isLossOpen(loss) && loss.state !== 'noted';

export const dueOfLoss = (loss: LossCase): number | null => ('dueMs' in loss ? loss.dueMs : null);

/** Drops what only one state has. */
export function lossBase(loss: LossCase): LossBase {
  const { id, book, report, alsoLost, disputed, papers, lifted, decisions, objection, version } = loss;
  return { id, book, report, alsoLost, disputed, papers, lifted, decisions, objection, version };
}

/** What is claimed: the payments without what went back of them. */
export const claimedOf = ({ disputed }: Pick<LossBase, 'disputed'>): Fen =>
  disputed.reduce((sum, each) => sum + each.amountFen - each.returnedFen, 0n);

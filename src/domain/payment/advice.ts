/**
 * What the network must still be told of a payment that stands: that its amount changed (a tip, a corrected amount), or
 * what a card made of its issuer's commands. An advice is stored and repeated under one key until it is acknowledged;
 * it is never reversed. While one that moves money is open no way back is.
 */
import type { Journal } from '../ledger/index.ts';
import type { Fen } from '../money/index.ts';
import { kindOf, type Outcome } from '../outcome/index.ts';
import { changeHold, changePost, changeRelease, sharesAt } from './advice-books.ts';
import {
  type AdviceEndCommand,
  type AdviceEndEvent,
  type AdviceEndProposal,
  decideAdviceEnd,
  evolveAdviceEnd,
} from './advice-end.ts';
import type { NetworkKey, Payment, Shares, TerminalKey } from './state.ts';

export type AdviceId = string & { readonly __brand: 'AdviceId' };

/** `tip` and `adjustment` change the amount; `script-result` moves nothing. */
export const ADVICE_KINDS = ['tip', 'adjustment', 'script-result'] as const;
export type AdviceKind = (typeof ADVICE_KINDS)[number];

export interface AdviceBase {
  readonly id: AdviceId;
  readonly kind: AdviceKind;
  /** The terminal's message. */
  readonly terminal: TerminalKey;
  readonly network: NetworkKey;
  readonly rrn: string;
  /** What the whole amount is from then on; of a script result what it is. */
  readonly amountFen: Fen;
  /** Chip data under the module's key, until it is acknowledged; `null` where none goes along. */
  readonly sealedChip: string | null;
  readonly openedMs: number;
}

export type Advice = AdviceBase &
  (
    | { readonly state: 'sending'; readonly attempts: number; readonly dueMs: number }
    /** `fromFen`: the amount before it. */
    | { readonly state: 'done'; readonly endedMs: number; readonly fromFen: Fen }
    | { readonly state: 'refused'; readonly outcome: Outcome; readonly endedMs: number }
    /** Repeated up to its bound: a person was told. It shuts the way back, so it goes on being asked for, slowly. */
    | {
        readonly state: 'handed';
        readonly sinceMs: number;
        readonly attempts: number;
        readonly dueMs: number;
        /** What one operator found became of it; another one has to approve. */
        readonly proposal?: AdviceEndProposal;
      }
  );

/** More of one payment is not taken. */
export const ADVICES_MAX = 20;

export const advicesOf = ({ advices = [] }: { readonly advices?: readonly Advice[] }): readonly Advice[] =>
  advices;

type OpenAdvice = Extract<Advice, { readonly dueMs: number }>;
export const isOpenAdvice = (advice: Advice): advice is OpenAdvice =>
  advice.state === 'sending' || advice.state === 'handed';
export const movesMoney = ({ kind }: Pick<Advice, 'kind'>): boolean => kind !== 'script-result';

/** The change of the amount that is under way; `null` where none is. */
export const openChangeOf = (payment: Payment): Advice | null =>
  advicesOf(payment).find((each) => isOpenAdvice(each) && movesMoney(each)) ?? null;

/** When an advice must be sent again; `null` where none waits for that. */
export const adviceDueMs = (payment: Payment): number | null => {
  const dues = advicesOf(payment).flatMap((each) => (isOpenAdvice(each) ? [each.dueMs] : []));
  return dues.length === 0 ? null : Math.min(...dues);
};

/** Why the amount of this payment cannot change now; `null` where it can. */
export function refusalOfChange(payment: Payment, toFen: Fen): Outcome | null {
  switch (payment.state) {
    case 'sent':
      return 'payment-in-progress';
    case 'unknown':
      return 'outcome-not-known';
    case 'declined':
    case 'expired':
    case 'completed':
      return 'payment-not-approved';
    case 'reversed':
      return 'already-reversed';
    case 'voided':
      return 'already-voided';
    case 'approved':
      break;
  }
  if (payment.kind === 'preauthorisation' || payment.kind === 'increment' || payment.discounts !== undefined)
    return 'adjustment-not-possible';
  const { back } = payment;
  if (back.whole !== null) return back.whole.route === 'VOID' ? 'void-in-progress' : 'reversal-in-progress';
  if (back.returnedFen > 0n || back.claimedFen > 0n) return 'refund-started';
  if (openChangeOf(payment) !== null) return 'adjustment-in-progress';
  if (advicesOf(payment).length >= ADVICES_MAX) return 'count-limit';
  return toFen === payment.amountFen ? 'adjustment-changes-nothing' : null;
}

export type AdviceCommand =
  | AdviceEndCommand
  | { readonly type: 'advise'; readonly advice: AdviceBase; readonly dueMs: number; readonly atMs: number }
  | {
      readonly type: 'advice-answered';
      readonly id: AdviceId;
      readonly outcome: Outcome;
      readonly atMs: number;
    }
  /** `dueMs`: when the next repeat is; `overdue`: it passed the bound of its repeats. */
  | {
      readonly type: 'advice-due';
      readonly id: AdviceId;
      readonly dueMs: number;
      readonly overdue: boolean;
      readonly atMs: number;
    };

export type AdviceEvent =
  | AdviceEndEvent
  | { readonly kind: 'advice-opened'; readonly opened: AdviceBase; readonly dueMs: number }
  | {
      readonly kind: 'advice-sent-again';
      readonly id: AdviceId;
      readonly attempt: number;
      readonly dueMs: number;
    }
  | {
      readonly kind: 'advice-handed';
      readonly id: AdviceId;
      readonly advice: AdviceKind;
      readonly attempt: number;
      readonly dueMs: number;
    }
  | {
      readonly kind: 'amount-changed';
      readonly id: AdviceId;
      readonly advice: AdviceKind;
      readonly fromFen: Fen;
      readonly amountFen: Fen;
      readonly shares: Shares;
      readonly outcome: Outcome;
    }
  | {
      readonly kind: 'advice-acknowledged';
      readonly id: AdviceId;
      readonly advice: AdviceKind;
      readonly outcome: Outcome;
    }
  | {
      readonly kind: 'advice-refused';
      readonly id: AdviceId;
      readonly advice: AdviceKind;
      readonly outcome: Outcome;
    };

/** Of no use as an answer: the network itself is in trouble, or does not know. It is asked again. */
const isTrouble = (outcome: Outcome): boolean => {
  const kind = kindOf(outcome);
  return kind === 'unknown' || kind === 'trouble' || AGAIN.includes(outcome);
};
const AGAIN: readonly Outcome[] = [
  'cut-over-running',
  'issuer-not-operating',
  'no-route',
  'switch-trouble',
  'acquirer-state',
  'upstream-mac',
  'security-processing',
  'network-unreachable',
];

export function decideAdvice(payment: Payment, command: AdviceCommand): readonly AdviceEvent[] {
  if (command.type === 'advise') {
    const { advice, dueMs } = command;
    if (advicesOf(payment).length >= ADVICES_MAX) return [];
    if (movesMoney(advice) && refusalOfChange(payment, advice.amountFen) !== null) return [];
    return [{ kind: 'advice-opened', opened: advice, dueMs }];
  }
  const found = advicesOf(payment).find(({ id }) => id === command.id);
  if (found === undefined || !isOpenAdvice(found)) return [];
  const { id, kind: advice } = found;
  if (command.type === 'advice-due') {
    if (found.dueMs > command.atMs) return [];
    const next = { id, attempt: found.attempts + 1, dueMs: command.dueMs };
    // A person is told once.
    return command.overdue && found.state === 'sending'
      ? [{ kind: 'advice-handed', advice, ...next }]
      : [{ kind: 'advice-sent-again', ...next }];
  }
  if (command.type !== 'advice-answered')
    return found.state === 'handed'
      ? decideAdviceEnd(found, command, (outcome) => answered(payment, found, outcome))
      : [];
  return answered(payment, found, command.outcome);
}

/** The network's word on an advice, or that of two persons who stand for it. */
function answered(payment: Payment, found: Advice, outcome: Outcome): readonly AdviceEvent[] {
  const { id, kind: advice, amountFen } = found;
  if (isTrouble(outcome)) return [];
  // «Already have it» is success: the answer to an earlier send was lost.
  const taken = kindOf(outcome) === 'success' || outcome === 'duplicate';
  if (!taken) return [{ kind: 'advice-refused', id, advice, outcome }];
  if (!movesMoney(found)) return [{ kind: 'advice-acknowledged', id, advice, outcome }];
  const fromFen = payment.amountFen;
  const shares = sharesAt(payment, amountFen);
  return [{ kind: 'amount-changed', id, advice, fromFen, amountFen, shares, outcome }];
}

const baseOfAdvice = ({ id, kind, terminal, network, rrn, amountFen, sealedChip, openedMs }: AdviceBase) => ({
  ...{ id, kind, terminal, network, rrn, amountFen, sealedChip, openedMs },
});

/** What the event makes of the payment; `null` where it cannot follow. */
export function evolveAdvice(payment: Payment, event: AdviceEvent, atMs: number): Payment | null {
  const advices = advicesOf(payment);
  if (event.kind === 'advice-opened') {
    if (movesMoney(event.opened) && payment.state !== 'approved') return null;
    const opened: Advice = { ...event.opened, state: 'sending', attempts: 1, dueMs: event.dueMs };
    return { ...payment, advices: [...advices, opened] };
  }
  const found = advices.find(({ id }) => id === event.id);
  if (found === undefined) return null;
  const become = (next: Advice, more: object = {}): Payment => ({
    ...payment,
    ...more,
    advices: advices.map((each) => (each.id === next.id ? next : each)),
  });
  // Chip data is kept no longer than it is needed.
  const ended = { ...baseOfAdvice(found), sealedChip: null };
  switch (event.kind) {
    case 'advice-sent-again':
      if (!isOpenAdvice(found)) return null;
      return become({ ...found, attempts: event.attempt, dueMs: event.dueMs });
    case 'advice-handed':
      return become({
        ...baseOfAdvice(found),
        ...{ state: 'handed', sinceMs: atMs, attempts: event.attempt, dueMs: event.dueMs },
      });
    case 'advice-end-proposed':
    case 'advice-end-rejected':
    case 'advice-end-approved':
      return found.state === 'handed' ? become(evolveAdviceEnd(found, event, atMs)) : null;
    case 'advice-acknowledged':
      return become({ ...ended, state: 'done', endedMs: atMs, fromFen: payment.amountFen });
    case 'advice-refused':
      return become({ ...ended, state: 'refused', outcome: event.outcome, endedMs: atMs });
    case 'amount-changed': {
      if (payment.state !== 'approved') return null;
      const { amountFen, shares } = event;
      const { fromFen } = event;
      return become({ ...ended, state: 'done', endedMs: atMs, fromFen }, { amountFen, shares });
    }
  }
}

/** The journals of an advice. */
export function adviceJournals(payment: Payment, event: AdviceEvent): Journal[] {
  if (payment.state !== 'approved') return [];
  switch (event.kind) {
    case 'advice-opened':
      return movesMoney(event.opened) ? [changeHold(payment, event.opened.amountFen)] : [];
    case 'amount-changed':
      return [changePost(payment, event.amountFen)];
    case 'advice-refused': {
      const found = advicesOf(payment).find(({ id }) => id === event.id);
      return found !== undefined && movesMoney(found) ? [changeRelease(payment, found.amountFen)] : [];
    }
    default:
      return [];
  }
}

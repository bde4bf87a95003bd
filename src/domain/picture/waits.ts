/** Who waits for whom, since when, until when, and what happens then. */
import type { Cancellation } from '../cancellation/index.ts';
import { advicesOf, circumstancesOf, isOpenAdvice, type Payment } from '../payment/index.ts';
import { type CancelRequest, dueOfRequest } from '../request/index.ts';
import type { Station } from '../tracking/index.ts';
import type { TrackedWay } from './coins.ts';
import type { NextStep, Wait, WaitKind } from './model.ts';
import { NEXT_WORDS, waitWords } from './words.ts';

type Parts = Pick<Wait, 'wayNo' | 'kind' | 'sinceMs'> &
  Partial<Pick<Wait, 'untilMs' | 'next' | 'attempt'>> & { readonly route?: Cancellation['route'] };

/** Who waits, and for whom. */
const BETWEEN: Readonly<Record<WaitKind, readonly [by: Station, on: Station]>> = {
  answer: ['institution', 'bank'],
  'notice-answer': ['institution', 'network'],
  'back-answer': ['institution', 'network'],
  'void-answer': ['institution', 'bank'],
  'undo-answer': ['institution', 'network'],
  file: ['institution', 'network'],
  person: ['account', 'institution'],
  'second-person': ['account', 'institution'],
  arrival: ['account', 'bank'],
  holder: ['institution', 'account'],
  'account-check': ['account', 'institution'],
  payout: ['institution', 'bank'],
  advice: ['institution', 'network'],
  completion: ['bank', 'merchant'],
  'other-payment': ['merchant', 'bank'],
  dispute: ['account', 'bank'],
  shop: ['account', 'merchant'],
  papers: ['merchant', 'account'],
  supervisor: ['account', 'merchant'],
  review: ['account', 'institution'],
  opening: ['account', 'institution'],
};

function wait({ route, ...parts }: Parts): Wait {
  const [by, on] = BETWEEN[parts.kind];
  const next = parts.next ?? null;
  return {
    untilMs: null,
    attempt: null,
    ...parts,
    ...{ by, on, next },
    words: waitWords(parts.kind, route),
    nextWords: next === null ? null : NEXT_WORDS[next],
  };
}

function ofPayment(payment: Payment): Wait[] {
  const { startedMs } = payment;
  const waits: Wait[] = [];
  if (payment.state === 'sent') {
    const { replyDueMs: untilMs, attempts = 1 } = payment;
    waits.push(
      payment.isNotice === true
        ? wait({
            ...{ wayNo: 0, kind: 'notice-answer', sinceMs: startedMs, untilMs },
            ...{ next: 'send-again', attempt: attempts },
          })
        : wait({ wayNo: 0, kind: 'answer', sinceMs: startedMs, untilMs, next: 'reverse' }),
    );
  }
  if (payment.state === 'approved' && payment.hold !== undefined) {
    const { hold, holdUntilMs: untilMs = null, approval } = payment;
    const busy = hold.completion?.state === 'open' || hold.raises.some(({ state }) => state === 'open');
    if (busy) waits.push(wait({ wayNo: 0, kind: 'other-payment', sinceMs: approval.approvedMs }));
    else if (payment.back.whole === null)
      waits.push(
        wait({ wayNo: 0, kind: 'completion', sinceMs: approval.approvedMs, untilMs, next: 'lapse' }),
      );
  }
  for (const advice of advicesOf(payment).filter(isOpenAdvice)) {
    const { openedMs: sinceMs, dueMs: untilMs, attempts: attempt } = advice;
    if (advice.state === 'handed') {
      const kind = advice.proposal === undefined ? 'person' : 'second-person';
      waits.push(wait({ wayNo: 0, kind, sinceMs: advice.sinceMs }));
    }
    waits.push(wait({ wayNo: 0, kind: 'advice', sinceMs, untilMs, next: 'send-again', attempt }));
  }
  const { dispute, slipAskedAtMs } = circumstancesOf(payment);
  if (dispute === 'open' || dispute === 'retrieval')
    waits.push(wait({ wayNo: 0, kind: 'dispute', sinceMs: slipAskedAtMs ?? startedMs }));
  return waits;
}

function ofWay(payment: Payment, { no: wayNo, cancellation }: TrackedWay): Wait[] {
  const { route, openedMs } = cancellation;
  switch (cancellation.state) {
    case 'sending': {
      const { dueMs: untilMs, attempts: attempt } = cancellation;
      const kind = route === 'VOID' ? 'void-answer' : 'back-answer';
      const next = route === 'VOID' ? 'undo' : 'send-again';
      return [wait({ wayNo, kind, sinceMs: openedMs, untilMs, next, attempt, route })];
    }
    case 'undoing': {
      const { dueMs: untilMs, attempts: attempt } = cancellation;
      return [wait({ wayNo, kind: 'undo-answer', sinceMs: openedMs, untilMs, next: 'send-again', attempt })];
    }
    case 'awaiting-file':
      return [
        wait({
          ...{ wayNo, kind: 'file', sinceMs: cancellation.sinceMs },
          ...{ untilMs: cancellation.dueMs, next: 'person' },
        }),
      ];
    case 'handed': {
      const kind = cancellation.proposal === undefined ? 'person' : 'second-person';
      return [wait({ wayNo, kind, sinceMs: cancellation.sinceMs })];
    }
    case 'done': {
      if (cancellation.arrival === undefined || cancellation.arrival.state === 'confirmed') return [];
      const { state, latestMs: untilMs } = cancellation.arrival;
      const end: { untilMs?: number; next: NextStep } =
        state === 'expected' ? { untilMs, next: 'ask' } : { next: 'ask' };
      return payment.state === 'declined'
        ? []
        : [wait({ wayNo, kind: 'arrival', sinceMs: cancellation.doneMs, ...end })];
    }
    case 'bounced': {
      const { bounce, dueMs: untilMs } = cancellation;
      return [wait({ wayNo, kind: 'holder', sinceMs: bounce.atMs, untilMs, next: 'remind' })];
    }
    case 'account-named': {
      const { namedMs: sinceMs, dueMs: untilMs } = cancellation;
      return [wait({ wayNo, kind: 'account-check', sinceMs, untilMs, next: 'look' })];
    }
    case 'payout-ordered': {
      const { order, dueMs: untilMs, deliveredMs } = cancellation;
      const next = deliveredMs === null ? 'send-again' : 'look';
      return [wait({ wayNo, kind: 'payout', sinceMs: order.orderedMs, untilMs, next })];
    }
    case 'stranded':
      return [wait({ wayNo, kind: 'person', sinceMs: cancellation.sinceMs })];
    case 'refused':
    case 'undone':
    case 'overruled':
    case 'paid-out':
      return [];
  }
}

/** A request that somebody has to decide, or that waits for its day. */
function ofRequest(request: CancelRequest): Wait[] {
  const { asked } = request;
  const untilMs = dueOfRequest(request);
  const of = (kind: WaitKind, next: NextStep | null): Wait[] => [
    wait({ wayNo: 0, kind, sinceMs: asked.atMs, untilMs, next: untilMs === null ? null : next }),
  ];
  switch (request.state) {
    case 'asked':
      return of('shop', 'escalate');
    case 'escalated':
    case 'review':
      return of('review', 'look');
    case 'papers':
      return of('papers', 'expire');
    case 'approval':
      return of('supervisor', 'escalate');
    case 'waiting':
      return of('opening', 'carry-out');
    default:
      return [];
  }
}

export const waitsOf = (
  payment: Payment,
  ways: readonly TrackedWay[],
  requests: readonly CancelRequest[],
): readonly Wait[] => [
  ...ofPayment(payment),
  ...ways.flatMap((way) => ofWay(payment, way)),
  ...requests.flatMap(ofRequest),
];

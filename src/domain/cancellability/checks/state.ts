/** What became of the payment, and how much of it is left: the same questions in every channel. */
import { type FactCheck, HELD, refuse, refuseBut, SILENT } from './finding.ts';

/** RSK-01: no refund without its original. */
export const originalExists: FactCheck = {
  ruleId: 'RSK-01',
  reads: ['outcome'],
  judge: ({ facts }) => (facts.outcome === 'not-found' ? refuse('payment-not-found') : SILENT),
};

/**
 * PBC-12: a personal receipt code has no merchant behind it, so nobody can send the money back by a route. What the
 * payer did not authorise, or what went wrong on the way, is the payer's own provider's to put right (LAW-41, LAW-42).
 */
export const merchantBehindIt: FactCheck = {
  ruleId: 'PBC-12',
  reads: ['channel'],
  judge: ({ facts, question }) => {
    if (facts.channel !== 'personal-code') return SILENT;
    const ofTheProvider = question.purpose === 'unauthorised' || question.purpose === 'wrong-amount';
    return {
      held: false,
      reason: 'no-merchant',
      ...(ofTheProvider ? { advice: ['call-issuer', 'complain-12363'] } : {}),
    };
  },
};

/** Nothing was undone before, and nothing that takes the whole is under way. */
export const notUndoneYet = (ruleId: string): FactCheck => ({
  ruleId,
  reads: ['outcome', 'wholeUnderWay'],
  judge: ({ facts }) => {
    if (facts.outcome === 'reversed') return refuse('already-reversed');
    if (facts.outcome === 'voided') return refuse('already-voided');
    if (facts.outcome === 'unknown') return HELD;
    if (facts.wholeUnderWay === 'REVERSAL') return refuse('reversal-in-progress');
    if (facts.wholeUnderWay === 'VOID') return refuse('void-in-progress');
    if (facts.wholeUnderWay === 'ADJUSTMENT') return refuse('adjustment-in-progress');
    return HELD;
  },
});

/** Void and refund need a success that is known here (UP-02, UP-05). */
const knownSuccess = (ruleId: string): FactCheck => ({
  ruleId,
  reads: ['outcome'],
  judge: ({ facts }) => {
    switch (facts.outcome) {
      case 'approved':
        return HELD;
      case 'open':
        return refuse('payment-in-progress');
      case 'unknown':
        return refuse('outcome-not-known');
      case 'unpaid':
        return refuse('order-unpaid');
      case 'closed':
        return refuse('order-closed');
      default:
        return refuse('payment-not-approved');
    }
  },
});

/** A payment that was undone is refused by the name of what undid it, before its outcome is looked at. */
export function knownSuccessOrUndone(ruleId: string): FactCheck {
  const undone = notUndoneYet(ruleId);
  const known = knownSuccess(ruleId);
  return {
    ruleId,
    reads: ['outcome', 'wholeUnderWay'],
    judge: (input) => {
      const finding = undone.judge(input);
      return finding.held ? known.judge(input) : finding;
    },
  };
}

export const wholeAmount = (
  ruleId: string,
  reason: 'void-not-whole' | 'reversal-amount-differs' | 'ends-as-a-whole',
): FactCheck => ({
  ruleId,
  reads: ['amountFen'],
  judge: ({ facts, question }) =>
    question.amountFen === null || question.amountFen === facts.amountFen ? HELD : refuse(reason),
});

export const nothingRefunded = (ruleId: string): FactCheck => ({
  ruleId,
  reads: ['returnedFen', 'claimedFen'],
  judge: ({ facts }) => {
    if (facts.returnedFen > 0n)
      return refuse(facts.returnedFen >= facts.amountFen ? 'already-refunded' : 'refund-started');
    return facts.claimedFen > 0n ? refuse('refund-in-progress') : HELD;
  },
});

/** The sum of all that goes back never passes the amount (UP-05, WX-02, ALI-01). */
export const withinRemaining = (ruleId: string): FactCheck => ({
  ruleId,
  reads: ['amountFen', 'returnedFen', 'claimedFen', 'remainingFen'],
  judge: ({ facts, question }) => {
    if (facts.returnedFen >= facts.amountFen) return refuse('already-refunded');
    if (facts.remainingFen === 0n) return refuse('refund-in-progress');
    if (question.amountFen !== null && question.amountFen < 1n) return refuse('amount-out-of-range');
    if (question.amountFen !== null && question.amountFen > facts.remainingFen) {
      return refuseBut(
        facts.claimedFen > 0n && question.amountFen <= facts.remainingFen + facts.claimedFen
          ? 'refund-in-progress'
          : 'exceeds-remaining',
        facts.remainingFen,
      );
    }
    return HELD;
  },
});

/** A reversal needs an outcome that is unknown to the one who asks (UP-04, WX-08, ALI-02). */
export const outcomeUnknown = (ruleId: string): FactCheck => ({
  // Outcome is known per party: a reversal from the terminal proves that *it* holds no final result, whatever
  // this host knows. A question that leaves the route open proves nothing. Seen from the host a reversal needs
  // an unknown outcome.
  ruleId,
  reads: ['outcome', 'terminalId', 'returnedFen', 'claimedFen', 'notice', 'agreed'],
  judge: ({ facts, question }) => {
    if (facts.outcome === 'unknown') return HELD;
    if (facts.outcome === 'declined') return refuse('payment-not-approved');
    if (facts.outcome === 'unpaid') return refuse('order-unpaid');
    if (facts.outcome === 'closed') return refuse('order-closed');
    // The terminal speaks for its own payments alone. The deadline is the host's: it undoes what has no answer yet,
    // never a success that the host knows.
    const lacksAnswer =
      (question.asker === 'terminal' && question.terminalId === facts.terminalId) ||
      (question.asker === 'deadline' && facts.outcome === 'open');
    if (question.route === 'REVERSAL' && lacksAnswer) {
      // A terminal that counted a success in totals that agreed holds its result.
      if (facts.agreed) return refuse('outcome-is-known');
      // What is repeated until the network has it cannot be undone on the way: it would be taken after all.
      if (facts.notice) return refuse('notice-not-reversed');
      if (facts.returnedFen > 0n) return refuse('refund-started');
      return facts.claimedFen > 0n ? refuse('refund-in-progress') : HELD;
    }
    return refuse(facts.outcome === 'open' ? 'payment-in-progress' : 'outcome-is-known');
  },
});

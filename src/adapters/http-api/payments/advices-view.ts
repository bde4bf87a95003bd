/** What the network is told of a payment beside the payment, as the API shows it. */
import type { ApiKey } from '#adapters/postgres';
import { type Advice, advicesOf, isOpenAdvice, movesMoney, type Payment } from '#domain/payment';
import { ADVICE_WORDS, STATE_WORDS, VERDICT_OF_END_WORDS } from '#domain/wording';
import { amount, instant, outcomeView } from '../answers/answer-view.ts';
import type { AdviceView } from './schemas-advices.ts';

function proposalOf(advice: Advice): AdviceView['proposal'] {
  if (advice.state !== 'handed' || advice.proposal === undefined) return null;
  const { verdict, evidence, by, atMs } = advice.proposal;
  return { verdict, words: { ...VERDICT_OF_END_WORDS[verdict] }, evidence, by, at: instant(atMs) };
}

/** `no`: from 1. What operators propose among themselves is theirs. */
export function adviceView(payment: Payment, advice: Advice, no: number, role: ApiKey['role']): AdviceView {
  const { kind, state, terminal } = advice;
  const open = isOpenAdvice(advice) ? advice : null;
  return {
    payment: payment.id,
    no,
    kind,
    kindWords: { ...ADVICE_WORDS[kind] },
    state,
    stateWords: { ...STATE_WORDS[state] },
    amount: movesMoney(advice) ? amount(advice.amountFen) : null,
    outcome: state === 'refused' ? outcomeView(advice.outcome) : null,
    terminal: { id: terminal.terminalId, batch: terminal.batchNo, trace: terminal.stan },
    rrn: advice.rrn,
    openedAt: instant(advice.openedMs),
    attempts: open === null ? null : open.attempts,
    nextCheckAt: open === null ? null : instant(open.dueMs),
    proposal: role === 'operator' ? proposalOf(advice) : null,
    links: {
      payment: `/v1/payments/${payment.id}`,
      journey: `/v1/payments/${payment.id}/journey`,
    },
  };
}

export const advicesView = (payment: Payment, role: ApiKey['role']): AdviceView[] =>
  advicesOf(payment).map((advice, index) => adviceView(payment, advice, index + 1, role));

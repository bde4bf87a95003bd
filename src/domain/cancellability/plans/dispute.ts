/** DSP-01: a payer's dispute is opened at the bank that issued the card, not here. */
import { noOpenDispute, notChargedBack } from '../checks/blocks.ts';
import { type FactCheck, type FactRoute, HELD, refuse, SILENT } from '../checks/finding.ts';
import { AT_ONCE, feeNever, termsOf } from '../terms.ts';
import { FIRST } from './common.ts';
import { DISPUTE_WINDOWS } from './dispute-window.ts';

/** DSP-04: the reasons that have a code: taken twice, taken though declined, denied by the holder. */
const reasonCode: FactCheck = {
  ruleId: 'DSP-04',
  reads: ['duplicate', 'outcome'],
  judge: ({ facts, question }) =>
    facts.duplicate === 'later' ||
    facts.outcome === 'declined' ||
    ['duplicate', 'unauthorised'].includes(question.purpose ?? '')
      ? HELD
      : SILENT,
};

/** DSP-01: what was decided once goes on for a credit card alone: a debit card has no second chargeback. */
const atTheIssuer: FactCheck = {
  ruleId: 'DSP-01',
  reads: ['dispute', 'cardType'],
  judge: ({ facts, parameter }) => {
    const ended =
      facts.dispute === 'won' &&
      facts.cardType === 'debit' &&
      parameter('dispute.secondChargebackForDebit').value !== true;
    return refuse(ended ? 'no-second-dispute' : 'dispute-at-issuer');
  },
};

export const dispute: FactRoute = {
  route: 'DISPUTE',
  onRequest: true,
  thenRoute: null,
  checks: [...FIRST, noOpenDispute, notChargedBack, ...DISPUTE_WINDOWS, reasonCode, atTheIssuer],
  terms: (input) =>
    termsOf(input, { arrival: AT_ONCE('DSP-01', 'C'), fee: feeNever(input.facts), aftercare: [] }),
};

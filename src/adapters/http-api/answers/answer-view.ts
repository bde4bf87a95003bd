/** An answer as the API tells it. */
import type { Answer, Citation, Entitlement } from '#domain/answer';
import { isoInZone, SHANGHAI } from '#domain/calendar';
import type { Route } from '#domain/cancellation';
import type { Fen } from '#domain/money';
import { OUTCOMES, type Outcome } from '#domain/outcome';
import { answerSentence, arrivalText, isUsual, ROUTE_WORDS, termWords } from '#domain/wording';
import type { AnswerView, OutcomeView } from '../schemas.ts';

export const instant = (atMs: number): string => isoInZone(atMs, SHANGHAI);
export const instantOrNull = (atMs: number | null): string | null => (atMs === null ? null : instant(atMs));

/** Fen as a JSON integer. Beyond 2^53 a reader would see another number: better none. */
export function amount(fen: Fen): number {
  const value = Number(fen);
  if (!Number.isSafeInteger(value))
    throw new RangeError(`Cannot tell ${fen} fen as a JSON number: it is beyond 2^53`);
  return value;
}

export function outcomeView(code: Outcome): OutcomeView {
  const { kind, retry, iso8583, http, zh, en } = OUTCOMES[code];
  return { code, kind, retry, iso8583, http, zh, en };
}

const coded = (code: string): { code: string; zh: string; en: string } => ({ code, ...termWords(code) });

export const ruleView = (rule: Citation): AnswerView['rules'][number] => ({
  id: rule.id,
  zh: rule.zh,
  en: rule.en,
  source: rule.source,
  certainty: rule.certainty,
  held: rule.held,
  parameters: rule.parameters.map((reading) => ({ ...reading })),
  facts: rule.facts.map((reading) => ({ ...reading })),
});

type TermsView = Pick<
  AnswerView,
  | 'effect'
  | 'amount'
  | 'payerAmount'
  | 'discounts'
  | 'destination'
  | 'arrival'
  | 'fee'
  | 'evidence'
  | 'aftercare'
>;

const NO_TERMS: TermsView = {
  effect: null,
  amount: null,
  payerAmount: null,
  discounts: [],
  destination: null,
  arrival: null,
  fee: null,
  evidence: null,
  aftercare: [],
};

function termsView({ terms }: Answer<Route>): TermsView {
  if (terms === null) return NO_TERMS;
  const { arrival, fee, evidence, discounts = [] } = terms;
  const comesBack = !['nothing-was-paid', 'refund-withdrawn', 'no-money-moves'].includes(
    terms.effect ?? 'money-back',
  );
  return {
    effect: terms.effect ?? 'money-back',
    // Of an unpaid order and of a refund that is taken back nothing comes back to anybody.
    amount: comesBack ? amount(terms.amountFen) : 0,
    payerAmount: comesBack ? amount(terms.payerFen ?? terms.amountFen) : 0,
    discounts: discounts.map(({ funder, amountFen }) => ({ funder, amount: amount(amountFen) })),
    destination: { ...terms.destination },
    arrival: {
      from: arrival.fromDays,
      to: arrival.toDays,
      unit: arrival.unit,
      certainty: arrival.certainty,
      usually: isUsual(arrival.certainty),
      rule: arrival.ruleId,
      words: { zh: arrivalText(arrival, 'zh'), en: arrivalText(arrival, 'en') },
    },
    fee: { returned: amount(fee.returnedFen), kept: amount(fee.keptFen), rule: fee.ruleId },
    evidence: {
      items: evidence.items.map(coded),
      approval: evidence.approval,
      approvals: (evidence.approvals ?? []).map(({ by, reason }) => ({ by, reason: outcomeView(reason) })),
    },
    aftercare: terms.aftercare.map(coded),
  };
}

const entitlementView = (right: Entitlement | null): AnswerView['entitlement'] =>
  right === null
    ? null
    : {
        rule: right.ruleId,
        until: instantOrNull(right.untilMs),
        merchantDue: instantOrNull(right.merchantDueMs),
      };

export function answerView(answer: Answer<Route>): AnswerView {
  const { deadline, reason, next } = answer;
  return {
    verdict: answer.verdict,
    sentence: { zh: answerSentence(answer, 'zh'), en: answerSentence(answer, 'en') },
    route: answer.route,
    currency: 'CNY',
    ...termsView(answer),
    entitlement: entitlementView(answer.terms?.entitlement ?? answer.entitlement ?? null),
    deadline:
      deadline === null
        ? null
        : {
            at: instant(deadline.atMs),
            usually: deadline.certainty !== undefined && isUsual(deadline.certainty),
            thenRoute: deadline.thenRoute,
          },
    opensAt: instantOrNull(answer.opensAtMs),
    reason: reason === null ? null : outcomeView(reason),
    next:
      next === 'none'
        ? null
        : {
            route: next.route,
            opensAt: instantOrNull(next.opensAtMs),
            at: next.at,
            until: instantOrNull(next.untilMs ?? null),
            usually: next.certainty !== undefined && isUsual(next.certainty),
            amount: next.amountFen === undefined ? null : amount(next.amountFen),
            words: { ...ROUTE_WORDS[next.route] },
          },
    advice: (answer.advice ?? []).map(coded),
    rules: answer.rules.map(ruleView),
    rulesEdition: answer.edition ?? 0,
    at: instant(answer.atMs),
  };
}

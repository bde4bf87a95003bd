/** What a closing changes, as the API tells it. */
import type { Answer } from '#domain/answer';
import {
  type Choices,
  CLOSURE_ROUTE_WORDS,
  type ClosureRoute,
  closureSentence,
  closureTerm,
  type Impact,
  impactWords,
  type Shown,
} from '#domain/closure';
import { isUsual } from '#domain/wording';
import { amount, instant, instantOrNull, outcomeView, ruleView } from '../answers/answer-view.ts';
import type { ClosureAnswerView, ImpactView, PageView } from './schemas-closures.ts';

type W = { readonly zh: string; readonly en: string };
const NONE: W = { zh: '', en: '' };
/** A copy: views are the caller's own. */
const words = (of: W | undefined) => ({ ...(of ?? NONE) });
const wordsOrNull = (of: W | null) => (of === null ? null : { zh: of.zh, en: of.en });
const fen = (of: bigint | null): number | null => (of === null ? null : amount(of));

export function impactView(impact: Impact, choices: Choices): ImpactView {
  const { subject, route, money, fees, kept, takenBack } = impact;
  const said = impactWords(impact);
  return {
    ...{ subject: { ...subject }, route, name: words(impact.name) },
    stops: impact.stops.map(({ what, id, name, usedCount, lastUsedMs, ruleId: rule }, index) => ({
      ...{ what, id, usedCount, rule, name: words(name), words: words(said.stops[index]) },
      lastUsedAt: instantOrNull(lastUsedMs),
    })),
    goesOn: impact.goesOn.map(({ what, id, name, mayEnd, otherSource, ruleId: rule, ...going }, index) => ({
      ...{ what, id, mayEnd, otherSource, rule, name: words(name), words: words(said.goesOn[index]) },
      chosen: choices.endDeductions.some((each) => each === id),
      ...{ perPayment: fen(going.perPaymentFen), lastUsedAt: instantOrNull(going.lastUsedMs) },
    })),
    refundsUnderWay: impact.refundsUnderWay.map(
      ({ id, to, masked, stuck, ruleId: rule, ...refund }, index) => ({
        ...{ id, to, masked, stuck, rule, amount: amount(refund.amountFen) },
        ...{ merchant: wordsOrNull(refund.merchant), usually: isUsual(refund.certainty) },
        words: words(said.refundsUnderWay[index]),
      }),
    ),
    blockers: impact.blockers.map(({ code, ruleId: rule, at, opensAtMs, certainty, items }, index) => ({
      ...{
        reason: outcomeView(code),
        rule,
        at,
        usually: isUsual(certainty),
        words: words(said.blockers[index]),
      },
      opensAt: instantOrNull(opensAtMs),
      items: items.map(({ what, id, name, amountFen, atMs }) => ({
        ...{ what, id, name: wordsOrNull(name), amount: fen(amountFen), at: instantOrNull(atMs) },
      })),
    })),
    money: {
      ...{ balance: amount(money.balanceFen), redPacket: amount(money.redPacketFen), points: money.points },
      ...{ benefitsLost: money.benefitsLost, words: said.money.map(words) },
    },
    fee: { amount: amount(fees.feeFen), rule: fees.ruleId, words: words(said.fees) },
    otherWays: impact.otherWays.map(({ how, name }) => ({ how, words: words(name) })),
    kept: {
      ...{ years: kept.years, rules: [...kept.ruleIds], until: instantOrNull(kept.untilMs) },
      words: words(said.kept),
    },
    takenBack: {
      ...{ how: takenBack.how, until: takenBack.how === 'until' ? instant(takenBack.untilMs) : null },
      words: words(said.takenBack),
    },
    proof: { ways: impact.proof.map((way) => [...way]), words: words(said.proof) },
  };
}

const coded = (code: string) => ({ code, ...closureTerm(code) });

export function closureAnswerView(answer: Answer<ClosureRoute>, name: W): ClosureAnswerView {
  const { verdict, route, reason, terms, advice = [], rules, opensAtMs, deadline, next, atMs } = answer;
  return {
    ...{ verdict, route },
    sentence: words(closureSentence(answer, name)),
    reason: reason === null ? null : outcomeView(reason),
    opensAt: instantOrNull(opensAtMs),
    deadline:
      deadline === null
        ? null
        : {
            at: instant(deadline.atMs),
            usually: deadline.certainty !== undefined && isUsual(deadline.certainty),
            thenRoute: deadline.thenRoute,
          },
    next:
      next === 'none'
        ? null
        : {
            ...{ route: next.route, opensAt: instantOrNull(next.opensAtMs) },
            words: words(CLOSURE_ROUTE_WORDS[next.route]),
          },
    evidence:
      terms === null ? null : { items: terms.evidence.items.map(coded), approval: terms.evidence.approval },
    aftercare: (terms?.aftercare ?? []).map(coded),
    advice: advice.map(coded),
    rules: rules.map(ruleView),
    rulesEdition: answer.edition ?? 0,
    at: instant(atMs),
  };
}

export const pageView = ({ answer, impact, print }: Shown, choices: Choices): PageView => ({
  answer: closureAnswerView(answer, impact.name),
  impact: impactView(impact, choices),
  seen: print,
});

/** What a payer sees without login: no fee between shop and institution, no facts, no ids of other ways back. */
import type { Answer } from '#domain/answer';
import type { Route } from '#domain/cancellation';
import type { CancellationId } from '#domain/payment';
import type { RuleBook } from '#domain/policy';
import { type CancelRequest, dueOfRequest, isUnsent } from '#domain/request';
import { isUsual, lastFour, REQUEST_STATE_WORDS } from '#domain/wording';
import { amount, answerView, instant, instantOrNull } from '../answers/answer-view.ts';
import type { HttpApiOptions } from '../options.ts';
import {
  cancellationIdOf,
  coded,
  contactOf,
  endedMsOf,
  outcomeOf,
  papersWanted,
  purposeOf,
  refusalOf,
} from '../requests/requests-view.ts';
import type { LookedUpView, PublicAnswerView, PublicRequestView } from './schemas-public.ts';
import { trackingUrl } from './tracking-link.ts';

const publicRules = ({ rules }: Answer<Route>, book: RuleBook): PublicAnswerView['rules'] =>
  rules.map(({ id, zh, en, source, certainty, held }) => {
    const now = book.rules.get(id);
    const inChinese = now?.source === source ? now.sourceZh : undefined;
    return {
      ...{ id, zh, en, certainty, held },
      source: { zh: inChinese ?? source, en: source },
      usually: isUsual(certainty),
    };
  });

/** FEE-12 has what a payer is charged; a way back that it does not speak of charges nothing. */
function payerFeeOf({ terms, rules }: Answer<Route>): number | null {
  if (terms === null) return null;
  const readings = rules.flatMap(({ parameters }) => parameters);
  const fee = readings.find(({ name }) => name === 'fee.payerRefundFen')?.value;
  return typeof fee === 'number' ? fee : 0;
}

export function publicAnswerView(answer: Answer<Route>, book: RuleBook): PublicAnswerView {
  const { terms } = answer;
  const plain =
    terms === null
      ? answer
      : {
          ...answer,
          terms: {
            ...terms,
            fee: { ...terms.fee, returnedFen: 0n, keptFen: 0n },
            destination: { ...terms.destination, masked: lastFour(terms.destination.masked) },
          },
        };
  const { fee: _fee, rules: _rules, discounts: _discounts, ...view } = answerView(plain);
  return { ...view, payerFee: payerFeeOf(answer), rules: publicRules(answer, book) };
}

/** Where a payer's request stands, for whoever has the receipt: no reason, no contact, no token. */
export const briefRequest = (request: CancelRequest | undefined): LookedUpView['request'] =>
  request === undefined
    ? null
    : {
        state: request.state,
        stateWords: { ...REQUEST_STATE_WORDS[request.state] },
        dueAt: instantOrNull(dueOfRequest(request)),
      };

/** The rules that want something of the payer; nothing where nothing is wanted. */
const whyOf = (request: CancelRequest, book: RuleBook): PublicRequestView['why'] =>
  request.needs.papers.length > 0 || request.needs.approval !== 'none'
    ? publicRules(request.answer, book)
    : [];

export async function publicRequestView(
  options: Pick<HttpApiOptions, 'engine' | 'security' | 'tracking' | 'reader' | 'rules'>,
  request: CancelRequest,
): Promise<PublicRequestView> {
  const record = await options.reader.payment(request.paymentId);
  const merchant = record === null ? null : await options.engine.merchant(record.payment.terminal.merchantId);
  const { id, asked, state } = request;
  const refusal = refusalOf(request);
  const cancellationId = cancellationIdOf(request) as CancellationId | null;
  return {
    id,
    merchant: { zh: merchant?.nameZh ?? '', en: merchant?.nameEn ?? '' },
    state,
    stateWords: { ...REQUEST_STATE_WORDS[state] },
    amount: asked.amountFen === null ? null : amount(asked.amountFen),
    currency: 'CNY',
    reason: asked.reason,
    purpose: purposeOf(request),
    contact: contactOf(request),
    papersWanted: papersWanted(request),
    papers: request.papers.map(({ kind, sizeBytes, item, atMs }) => ({
      kind,
      size: sizeBytes,
      item: coded(item),
      at: instant(atMs),
    })),
    canWithdraw: isUnsent(request) && asked.door === 'payer',
    approval: request.needs.approval,
    why: whyOf(request, options.rules.book),
    refusal: refusal === null ? null : { stageWords: refusal.stageWords, why: refusal.why },
    outcome: outcomeOf(request),
    dueAt: instantOrNull(dueOfRequest(request)),
    arrival: state === 'finished' ? request.arrival : null,
    askedAt: instant(asked.atMs),
    endedAt: instantOrNull(endedMsOf(request)),
    tracking:
      cancellationId === null
        ? null
        : await trackingUrl(options.security, options.tracking.publicUrl(), cancellationId),
  };
}

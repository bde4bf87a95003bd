/** What a payer sees without login: no fee between shop and institution, no facts, no ids of other ways back. */
import type { Answer } from '#domain/answer';
import type { Route } from '#domain/cancellation';
import type { CancellationId } from '#domain/payment';
import { type CancelRequest, dueOfRequest } from '#domain/request';
import { REQUEST_STATE_WORDS } from '#domain/wording';
import { amount, answerView, instant, instantOrNull } from './answer-view.ts';
import type { HttpApiOptions } from './options.ts';
import {
  cancellationIdOf,
  contactOf,
  endedMsOf,
  outcomeOf,
  papersWanted,
  refusalOf,
} from './requests-view.ts';
import type { PublicAnswerView, PublicRequestView } from './schemas-requests.ts';
import { trackingUrl } from './tracking-link.ts';

/** Whoever typed the last four digits learns no more of the card than these. */
const lastFour = (masked: string): string => masked.replace(/\d(?=.*\*)/g, '*');

const ruleNames = ({ rules }: Answer<Route>): PublicAnswerView['rules'] =>
  rules.map(({ id, zh, en }) => ({ id, zh, en }));

export function publicAnswerView(answer: Answer<Route>): PublicAnswerView {
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
  return { ...view, rules: ruleNames(answer) };
}

/** The rules that want something of the payer; nothing where nothing is wanted. */
const whyOf = (request: CancelRequest): PublicRequestView['why'] =>
  request.needs.papers.length > 0 || request.needs.approval !== 'none' ? ruleNames(request.answer) : [];

export async function publicRequestView(
  options: Pick<HttpApiOptions, 'engine' | 'security' | 'tracking' | 'reader'>,
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
    contact: contactOf(request),
    papersWanted: papersWanted(request),
    approval: request.needs.approval,
    why: whyOf(request),
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

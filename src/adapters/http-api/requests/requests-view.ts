/** Requests as the shop and the institution see them. */
import { type CancelRequest, dueOfRequest } from '#domain/request';
import { PURPOSE_WORDS, REQUEST_STATE_WORDS, STAGE_WORDS, termWords } from '#domain/wording';
import { amount, answerView, instant, instantOrNull, outcomeView } from '../answers/answer-view.ts';
import type { RequestDetailView, RequestView } from './schemas-requests.ts';

export const coded = (code: string): { code: string; zh: string; en: string } => ({
  code,
  ...termWords(code),
});

export const papersWanted = ({ needs, papers }: CancelRequest): RequestView['papersWanted'] =>
  needs.papers.map((item) => ({
    ...coded(item),
    received: papers.some((paper) => paper.item === item),
  }));

export function refusalOf(request: CancelRequest): RequestView['refusal'] {
  if (request.state !== 'refused') return null;
  const { by, stage, why } = request;
  return { by, stage, stageWords: { ...STAGE_WORDS[stage] }, why };
}

export const purposeOf = ({ asked: { purpose } }: CancelRequest): RequestView['purpose'] =>
  purpose === undefined ? null : { code: purpose, ...PURPOSE_WORDS[purpose] };

export const contactOf = ({ asked }: CancelRequest): RequestView['contact'] => ({
  phone: asked.contact?.phone?.masked ?? null,
  email: asked.contact?.email?.masked ?? null,
});

export const outcomeOf = (request: CancelRequest): RequestView['outcome'] =>
  request.state === 'failed' ? outcomeView(request.outcome) : null;

export const endedMsOf = (request: CancelRequest): number | null =>
  'endedMs' in request ? request.endedMs : null;

export const cancellationIdOf = (request: CancelRequest): string | null =>
  'cancellationId' in request ? request.cancellationId : null;

export function requestView(request: CancelRequest): RequestView {
  const { id, paymentId, asked, state } = request;
  return {
    id,
    book: request.book,
    payment: paymentId,
    state,
    stateWords: { ...REQUEST_STATE_WORDS[state] },
    amount: asked.amountFen === null ? null : amount(asked.amountFen),
    currency: 'CNY',
    route: asked.route,
    whenOpen: asked.whenOpen,
    door: asked.door,
    by: asked.by,
    requestedBy: asked.shopPerson,
    reason: asked.reason,
    purpose: purposeOf(request),
    contact: contactOf(request),
    papersWanted: papersWanted(request),
    approval: request.needs.approval,
    papers: request.papers.map((paper) => ({
      sha256: paper.sha256,
      kind: paper.kind,
      size: paper.sizeBytes,
      item: coded(paper.item),
      by: paper.by,
      at: instant(paper.atMs),
      link: `/v1/requests/${id}/evidence/${paper.sha256}`,
    })),
    acceptedBy: request.acceptedBy,
    approvedBy: request.approvedBy,
    reviewedBy: request.reviewedBy,
    refusal: refusalOf(request),
    cancellation: cancellationIdOf(request),
    overtakenBy: state === 'overtaken' ? request.wonBy : null,
    outcome: outcomeOf(request),
    arrival: state === 'finished' ? request.arrival : null,
    dueAt: instantOrNull(dueOfRequest(request)),
    askedAt: instant(asked.atMs),
    endedAt: instantOrNull(endedMsOf(request)),
    links: {
      self: `/v1/requests/${id}`,
      payment: `/v1/payments/${paymentId}`,
      explanation: `/v1/requests/${id}/explanation`,
    },
  };
}

export const requestDetail = (request: CancelRequest): RequestDetailView => ({
  ...requestView(request),
  answer: answerView(request.answer),
});

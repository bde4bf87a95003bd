/** Errors as RFC 9457 problems, each with a row of the outcome catalogue behind it. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import { httpStatusOf, OUTCOMES, type Outcome, retryOf, wordsOf } from '#domain/outcome';
import { shownText } from '#domain/wording';

/** One thing that is wrong with the input. `pointer` is a JSON pointer into the part named by `in`. */
export interface InputError {
  readonly in: 'body' | 'query' | 'path' | 'header';
  readonly pointer: string;
  readonly detail: string;
}

export interface ProblemParts {
  readonly detail?: string;
  readonly detailZh?: string;
  readonly errors?: readonly InputError[];
  /** Only where HTTP has a more exact status than the outcome. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** More members, for example the whole answer of a refused cancellation. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** Thrown by a route to end the request with a problem. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly outcome: Outcome;
  readonly parts: ProblemParts;
  constructor(outcome: Outcome, parts: ProblemParts = {}) {
    super(parts.detail ?? OUTCOMES[outcome].en);
    this.outcome = outcome;
    this.parts = parts;
  }
}

/** One wrong value of the input. */
export const inputProblem = (where: InputError['in'], pointer: string, detail: string): Problem =>
  new Problem('input-not-valid', { detail, errors: [{ in: where, pointer, detail }] });

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The document itself; also for places where no request object exists. */
export function problemBody(
  outcome: Outcome,
  parts: ProblemParts,
  instance: string,
  requestId: string | null,
): Record<string, unknown> {
  return {
    type: `/v1/outcomes#${outcome}`,
    title: capital(wordsOf(outcome, 'en')),
    titleZh: wordsOf(outcome, 'zh'),
    status: parts.status ?? httpStatusOf(outcome),
    code: outcome,
    ...(parts.detail === undefined ? {} : { detail: parts.detail }),
    ...(parts.detailZh === undefined ? {} : { detailZh: parts.detailZh }),
    retry: retryOf(outcome),
    instance,
    ...(requestId === null ? {} : { requestId }),
    ...(parts.errors === undefined ? {} : { errors: parts.errors }),
    ...parts.members,
  };
}

/** The address that was called, without its query, short and with long digits masked. */
export const instanceOf = (request: Pick<FastifyRequest, 'url'>): string =>
  shownText(request.url.split('?')[0] ?? '', 120);

export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: Outcome,
  parts: ProblemParts = {},
): FastifyReply {
  const body = problemBody(outcome, parts, instanceOf(request), request.id);
  if (request.act !== null && request.act !== undefined) request.act.refused = outcome;
  const headers: Record<string, string> = { ...parts.headers };
  if (body.status === 503) headers['retry-after'] = '1';
  return reply
    .code(body.status as number)
    .headers(headers)
    .header('content-type', PROBLEM_TYPE)
    .serializer((value: unknown) => JSON.stringify(value))
    .send(body);
}

/**
 * Every error that can end a request, as a problem. Nothing of the framework's own wording or of a stack
 * leaves.
 */

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Outcome } from '#domain/outcome';
import { maskDigits, shownText } from '#domain/wording';
import { LeaseLost, StoreUnavailable } from '#engine';
import { inputErrors } from './input.ts';
import { type InputError, Problem, type ProblemParts, sendProblem } from './problems.ts';

const PLACES_ZH = { body: '请求体', query: '参数', path: '路径', header: '请求头' } as const;
const PARTS = { body: 'body', querystring: 'query', params: 'path', headers: 'header' } as const;

function ofValidation(error: FastifyError): [Outcome, ProblemParts] {
  const where: InputError['in'] = PARTS[error.validationContext as keyof typeof PARTS] ?? 'body';
  const errors = inputErrors(where, error.validation ?? []);
  if (
    where === 'header' &&
    errors.some(({ pointer, detail }) => pointer === '/idempotency-key' && detail === 'is missing')
  ) {
    return [
      'key-missing',
      {
        detail:
          'Send the header Idempotency-Key: 1 to 128 visible ASCII characters, the same when you repeat it.',
        detailZh: '请发送请求头 Idempotency-Key：1 至 128 个可见 ASCII 字符，重发时保持不变。',
        errors,
      },
    ];
  }
  const outOfRange = (error.validation ?? []).every(
    ({ keyword, instancePath }) =>
      instancePath === '/amount' && (keyword === 'minimum' || keyword === 'maximum'),
  );
  const detail = errors
    .map((each) => `${each.in} ${each.pointer === '' ? 'as a whole' : each.pointer} ${each.detail}`)
    .slice(0, 3)
    .join('; ');
  const places = errors.slice(0, 3).map((each) => `${PLACES_ZH[each.in]} ${each.pointer}`.trim());
  const detailZh = `不正确：${places.join('、')}`;
  return [outOfRange ? 'amount-out-of-range' : 'input-not-valid', { detail, detailZh, errors }];
}

/** Errors that the framework raises before a route runs. */
function ofFramework(error: FastifyError): [Outcome, ProblemParts] | null {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return ['input-too-large', { detail: 'The body is larger than this API takes.' }];
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_EMPTY_TYPE':
      return ['media-type', { detail: 'Send the body as application/json.' }];
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return ['input-not-valid', { detail: 'The body is empty; a JSON object is expected.' }];
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return ['input-not-valid', { detail: 'The body has another length than Content-Length says.' }];
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_INVALID_URL':
      return ['input-not-valid', { detail: 'The address could not be decoded.' }];
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return ['not-found', {}];
    default:
      return null;
  }
}

export function handleError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof Problem) return sendProblem(request, reply, error.outcome, error.parts);
  if (error instanceof StoreUnavailable || error instanceof LeaseLost) {
    request.log.warn(maskDigits(`${error.name}: ${error.message}`));
    return sendProblem(request, reply, 'storage-trouble');
  }
  if (error.validation !== undefined) return sendProblem(request, reply, ...ofValidation(error));
  const known = ofFramework(error);
  if (known !== null) return sendProblem(request, reply, ...known);
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) {
    return sendProblem(request, reply, 'input-not-valid', { status, detail: shownText(error.message, 120) });
  }
  request.log.error(
    { err: { name: error.name, stack: maskDigits(error.stack ?? '') } },
    maskDigits(String(error.message)),
  );
  return sendProblem(request, reply, 'internal', { detail: `The log has this failure under ${request.id}.` });
}

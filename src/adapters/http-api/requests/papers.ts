/** A paper on its way in: judged by its content, stored encrypted, then told to the request. */
import type { FastifyReply } from 'fastify';
import { inspectPaper, type StoredPaper } from '#adapters/evidence';
import type { Outcome } from '#domain/outcome';
import { type CancelRequest, isUnsent } from '#domain/request';
import type { Api } from '../api-type.ts';
import type { HttpApiOptions } from '../options.ts';
import { inputProblem, Problem } from '../problems.ts';

const TYPES = { png: 'image/png', jpeg: 'image/jpeg', pdf: 'application/pdf' } as const;

/** Routes inside take a paper as their body: raw bytes, whatever its header calls them. */
export function takesPapers(app: Api, options: HttpApiOptions, routes: (scope: Api) => void): void {
  void app.register(async (scope) => {
    const types = [...Object.values(TYPES), 'application/octet-stream'];
    const limit = { parseAs: 'buffer', bodyLimit: options.limits.paperBytesMax } as const;
    scope.addContentTypeParser(types, limit, (_request, body, done) => done(null, body));
    routes(scope as unknown as Api);
  });
}

const FAULTS: Readonly<Record<'unreadable' | 'unsafe', Outcome>> = {
  unreadable: 'paper-not-readable',
  unsafe: 'paper-not-safe',
};

/** Takes a paper in and gives the request as it stands afterwards. */
export async function takePaper(
  options: HttpApiOptions,
  request: CancelRequest,
  given: { readonly body: unknown; readonly item: string; readonly by: string },
): Promise<CancelRequest> {
  const { body, item, by } = given;
  if (!Buffer.isBuffer(body))
    throw new Problem('media-type', {
      detail: `Send the paper itself as the body, as ${Object.values(TYPES).join(', ')}.`,
    });
  if (!isUnsent(request)) throw new Problem('request-moved-on');
  const wanted = request.needs.papers;
  if (wanted.length > 0 && !wanted.includes(item))
    throw inputProblem('query', '/item', `must be one of ${wanted.join(', ')}`);
  const kind = inspectPaper(body, options.limits);
  if (typeof kind !== 'string')
    throw new Problem(FAULTS[kind.fault], { detail: `The file is refused: ${kind.why}.` });
  const { id: requestId, book, paymentId } = request;
  const kept = await options.papers.put({ requestId, book }, { kind, bytes: body }, options.clock.nowMs());
  if (kept === 'full') throw new Problem('papers-too-many');
  const { sha256 } = kept;
  const paper = { sha256, kind, sizeBytes: body.length, item, by } as const;
  const told = await options.engine.submit({ type: 'request-paper', book, paymentId, requestId, paper });
  if (told.outcome !== 'accepted' || told.request === null) throw new Problem(told.outcome);
  return told.request;
}

/** Sends a paper so that no browser does anything with it but save it. */
export async function sendPaper(
  options: HttpApiOptions,
  request: CancelRequest,
  sha256: string,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const named = request.papers.some((paper) => paper.sha256 === sha256);
  const paper = named ? await options.papers.get(request.id, sha256) : null;
  if (paper === null) throw new Problem('not-found', { detail: 'The request has no such paper.' });
  return sendStored(paper, sha256, reply);
}

export function sendStored(paper: StoredPaper, sha256: string, reply: FastifyReply): FastifyReply {
  return reply
    .headers({
      'content-type': TYPES[paper.kind],
      'content-disposition': `attachment; filename="${sha256.slice(0, 12)}.${paper.kind}"`,
      'content-security-policy': "default-src 'none'; sandbox",
    })
    .send(Buffer.from(paper.bytes));
}

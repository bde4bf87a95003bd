/**
 * The pages: files under names that change with their content, and one document for every other address. It may
 * load from here alone, runs no script of its own and stands in no frame.
 */
import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Encoding, PageFile, Pages } from '#adapters/web-pages';
import type { Api } from './api-type.ts';
import { Problem } from './problems.ts';

const policyOf = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "media-src 'self' blob:",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** A payer's address holds a token: it travels in no Referer. The camera reads the code of a receipt. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(self), microphone=(), geolocation=(), payment=()',
  vary: 'accept',
};
const NONCE_BYTES = 16;

const wantsDocument = (request: FastifyRequest): boolean =>
  (request.method === 'GET' || request.method === 'HEAD') &&
  /\btext\/html\b/.test(request.headers.accept ?? '') &&
  !/^\/(v1|assets)(\/|$|\?)/.test(request.url);

/** For addresses that no route has: the document, where a browser asks for one. */
export function sendDocument(
  pages: Pages | null,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply | null {
  if (pages === null || !wantsDocument(request)) return null;
  const nonce = randomBytes(NONCE_BYTES).toString('base64url');
  return reply
    .code(200)
    .headers({ ...HEADERS, 'content-security-policy': policyOf(nonce) })
    .serializer((value: unknown) => String(value))
    .send(pages.document(nonce));
}

/** The shortest body that the caller can read. A quality of zero is a refusal. */
function packedFor(request: FastifyRequest, file: PageFile): [Encoding | null, Buffer] {
  const accepted = String(request.headers['accept-encoding'] ?? '');
  for (const encoding of ['br', 'gzip'] as const) {
    const body = file.packed[encoding];
    const named = new RegExp(`(?:^|[\\s,])${encoding}(?!\\s*;\\s*q=0(?:\\.0*)?(?:\\s|,|$))`).test(accepted);
    if (body !== undefined && named) return [encoding, body];
  }
  return [null, file.body];
}

export function addPageRoutes(app: Api, pages: Pages | null): void {
  if (pages === null) return;
  app.get('/assets/*', { config: { access: 'public' }, schema: { hide: true } }, async (request, reply) => {
    const file = pages.file(request.url.split('?')[0] ?? '');
    if (file === null) throw new Problem('not-found', { detail: 'There is no such file.' });
    const [encoding, body] = packedFor(request, file);
    reply.headers({
      'content-type': file.type,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
      ...(encoding === null ? {} : { 'content-encoding': encoding }),
    });
    return reply.serializer((value: unknown) => value as never).send(body);
  });
}

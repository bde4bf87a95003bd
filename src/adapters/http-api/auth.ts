/** Who is calling: a key in `Authorization: Bearer`, known to the database only by its hash. */
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { ApiKey, Reader } from '#adapters/postgres';
import { Problem } from './problems.ts';

const KEY_MAX = 200;
const BEARER = /^Bearer +([\x21-\x7e]+) *$/i;

/** What the database holds of a key. */
export const keyHash = (key: string): string => createHash('sha256').update(key, 'utf8').digest('hex');

const refused = (detail: string): Problem =>
  new Problem('not-signed-in', { detail, headers: { 'www-authenticate': 'Bearer realm="yuanlu"' } });

async function keyOf(request: FastifyRequest, reader: Reader): Promise<ApiKey> {
  const header = request.headers.authorization;
  if (header === undefined) throw refused('Send the header Authorization: Bearer followed by your key.');
  const key = BEARER.exec(header)?.[1];
  if (key === undefined || key.length > KEY_MAX)
    throw refused('The header Authorization must be the word Bearer and a key.');
  const found = await reader.apiKey(keyHash(key));
  if (found === null) throw refused('This key is not known.');
  return found;
}

/** The caller stands on this machine and no proxy speaks for somebody else. */
function isLocal(request: FastifyRequest): boolean {
  const address = request.socket.remoteAddress ?? '';
  const forwarded =
    request.headers.forwarded !== undefined || request.headers['x-forwarded-for'] !== undefined;
  return !forwarded && (address === '::1' || /^(?:::ffff:)?127\./.test(address));
}

/** Runs before anything of the request is read: without a key no body is taken in. */
export async function authenticate(request: FastifyRequest, reader: Reader): Promise<void> {
  // No route: the answer is «not found» for everybody.
  if (request.routeOptions.url === undefined) return;
  const access = request.routeOptions.config.access ?? 'key';
  if (access === 'public' || (access === 'metrics' && isLocal(request))) return;
  const key = await keyOf(request, reader);
  if (access !== 'key' && key.role !== 'operator')
    throw new Problem('not-allowed', { detail: 'This needs the key of an operator.' });
  request.apiKey = key;
}

export function callerOf(request: FastifyRequest): ApiKey {
  if (request.apiKey === null) throw refused('Send the header Authorization: Bearer followed by your key.');
  return request.apiKey;
}

/**
 * The book whose rows the caller may see: a merchant's own, an operator's choice or `null` for all. For a
 * merchant another book is the same as one that does not exist.
 */
export function bookFor(caller: ApiKey, asked: string | undefined): string | null {
  if (caller.role === 'operator') return asked ?? null;
  if (asked !== undefined && asked !== caller.book)
    throw new Problem('not-found', { detail: 'There is no such book.' });
  return caller.book;
}

export const maySee = (caller: ApiKey, book: string): boolean =>
  caller.role === 'operator' || caller.book === book;

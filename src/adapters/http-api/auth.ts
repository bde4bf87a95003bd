/** Who is calling: a program by the key in `Authorization: Bearer`, or a person by the cookie of a sign-in. */
import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ApiKey } from '#adapters/postgres';
import type { SignedIn } from '#adapters/sign-in';
import {
  isFresh,
  KEY_PERMISSIONS,
  needsProof,
  type Permission,
  ROLE_PERMISSIONS,
  SIDES,
} from '#domain/staff';
import { isLocal, placeOf, requireCsrf, requireOwnPage, takeToken, tokenOf } from './browser.ts';
import type { HttpApiOptions } from './options.ts';
import { Problem } from './problems.ts';
import { ROUTE_PERMISSIONS } from './route-permissions.ts';
import { beginRefused } from './staff/staff-acts.ts';
import { holderOf } from './wallet/holder.ts';

const KEY_MAX = 200;
const BEARER = /^Bearer +([\x21-\x7e]+) *$/i;

/** `id` is that of a key or of a person: whoever signs in twice is one all the same. */
export interface Caller extends ApiKey {
  readonly signedIn: SignedIn | null;
  readonly can: readonly Permission[];
}

/** What the database holds of a key. */
export const keyHash = (key: string): string => hash('sha256', key, 'hex');

const refused = (detail: string, detailZh: string): Problem =>
  new Problem('not-signed-in', {
    detail,
    detailZh,
    headers: { 'www-authenticate': 'Bearer realm="yuanlu"' },
  });
const nobody = (): Problem =>
  refused(
    'Sign in, or send the header Authorization: Bearer followed by your key.',
    '请登录，或发送请求头 Authorization: Bearer 和密钥。',
  );

async function byKey(header: string, options: HttpApiOptions): Promise<Caller> {
  const key = BEARER.exec(header)?.[1];
  if (key === undefined || key.length > KEY_MAX)
    throw refused(
      'The header Authorization must be the word Bearer and a key.',
      '请求头 Authorization 应为 Bearer 加密钥。',
    );
  const found = await options.reader.apiKey(keyHash(key));
  if (found === null) throw refused('This key is not known.', '密钥无效。');
  return { ...found, signedIn: null, can: KEY_PERMISSIONS[found.role] };
}

export function callerFrom(signedIn: SignedIn): Caller {
  const { id, role, book } = signedIn.member;
  const side = SIDES[role];
  const can = ROLE_PERMISSIONS[role];
  const supervisor = side === 'merchant' && can.includes('requests.decide');
  return { id, role: side, book, supervisor, signedIn, can };
}

/** What a page asks by itself, without its person, keeps nobody signed in. */
export const isQuiet = ({ headers }: FastifyRequest): boolean =>
  // A stream that broke is opened again by the browser, whoever sits before it.
  headers['x-quiet'] === '1' || headers['last-event-id'] !== undefined;

/** Who is signed in at this browser, if anybody. */
export async function signedInAt(request: FastifyRequest, options: HttpApiOptions): Promise<SignedIn | null> {
  const token = tokenOf(request, options);
  if (token === null) return null;
  return options.staff.standing(token, { quiet: isQuiet(request), local: placeOf(request).local });
}

async function byCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  options: HttpApiOptions,
): Promise<Caller> {
  const token = tokenOf(request, options);
  if (token === null) throw nobody();
  const signedIn = await signedInAt(request, options);
  if (signedIn === null) {
    takeToken(reply, options);
    throw refused('Your sign-in has ended. Sign in again.', '登录已结束，请重新登录。');
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    requireOwnPage(request, options);
    requireCsrf(request, token);
  }
  return callerFrom(signedIn);
}

/** What somebody who is signed in has to do before this. */
function needed(signedIn: SignedIn, permission: Permission, nowMs: number): Problem | null {
  const [need] = signedIn.needs;
  if (need === 'new-password') return new Problem('new-password-needed');
  if (need === 'second-factor') return new Problem('second-factor-missing');
  return needsProof(permission, signedIn.session.provenMs, nowMs) ? new Problem('proof-needed') : null;
}

/** Why the caller may not call this route; `null`: it may. */
function barred(request: FastifyRequest, caller: Caller, nowMs: number): Problem | null {
  const { access = 'key' } = request.routeOptions.config;
  const { signedIn } = caller;
  if (access === 'person') {
    if (signedIn === null)
      return new Problem('not-allowed', { detail: 'This is for people who are signed in, not for keys.' });
    const { fresh = false } = request.routeOptions.config;
    return fresh && !isFresh(signedIn.session.provenMs, nowMs) ? new Problem('proof-needed') : null;
  }
  const permission =
    ROUTE_PERMISSIONS[`${request.method} ${request.routeOptions.url}`.replace(/^HEAD/, 'GET')];
  if (permission === undefined) {
    if (signedIn === null && (access === 'key' || caller.role === 'operator')) return null;
    return new Problem('not-allowed', { detail: 'No role is allowed this yet.' });
  }
  if (!caller.can.includes(permission))
    return new Problem('not-allowed', {
      detail: signedIn === null ? `A key of a ${caller.role} may not do this.` : 'Your role may not do this.',
      detailZh: signedIn === null ? '此密钥无此权限。' : '您的角色无此权限。',
    });
  return signedIn === null ? null : needed(signedIn, permission, nowMs);
}

/** Runs before anything of the request is read: of a stranger no body is taken in. */
export async function authenticate(
  request: FastifyRequest,
  reply: FastifyReply,
  options: HttpApiOptions,
): Promise<void> {
  // No route: the answer is «not found» for everybody.
  if (request.routeOptions.url === undefined) return;
  const access = request.routeOptions.config.access ?? 'key';
  if (access === 'public' || (access === 'metrics' && isLocal(request))) return;
  if (access === 'holder') {
    request.holder = await holderOf(request, reply, options);
    return;
  }
  const { authorization } = request.headers;
  const caller =
    authorization === undefined
      ? await byCookie(request, reply, options)
      : await byKey(authorization, options);
  request.caller = caller;
  const problem = barred(request, caller, options.clock.nowMs());
  if (problem === null) return;
  await beginRefused(request, options, problem);
  throw problem;
}

/** Of a stream that is open for long: is its caller still let in? Asking keeps nobody signed in. */
export async function isStillLetIn(request: FastifyRequest, options: HttpApiOptions): Promise<boolean> {
  const { authorization } = request.headers;
  const { local } = placeOf(request);
  const token = tokenOf(request, options);
  try {
    if (authorization !== undefined)
      return barred(request, await byKey(authorization, options), options.clock.nowMs()) === null;
    const signedIn = token === null ? null : await options.staff.standing(token, { quiet: true, local });
    return signedIn !== null && barred(request, callerFrom(signedIn), options.clock.nowMs()) === null;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}

export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw nobody();
  return request.caller;
}

/** The person who is signed in; of routes that only people call. */
export function personOfCall(request: FastifyRequest): SignedIn {
  const { signedIn } = callerOf(request);
  if (signedIn === null) throw nobody();
  return signedIn;
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

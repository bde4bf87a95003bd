/** What a browser sends: its cookie, and proof that a page of ours asked. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { csrfOf, type Place, type RelyingParty } from '#adapters/sign-in';
import type { HttpApiOptions } from './options.ts';
import { Problem } from './problems.ts';
import { addressGroup } from './rate-limit.ts';
import { isLoopback } from './tls.ts';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** With TLS, here or at a proxy before us, the name itself forbids any other way of setting it. */
const isSecure = (options: HttpApiOptions): boolean =>
  options.tls != null || options.tracking.publicUrl().startsWith('https:');

/** Each is a secret of its own: of a sign-in of the staff, of a sign-in to a wallet, and of the device it is at. */
export type Cookie = 'yuanlu' | 'yuanlu-wallet' | 'yuanlu-device';

const cookieName = (cookie: Cookie, options: HttpApiOptions): string =>
  isSecure(options) ? `__Host-${cookie}` : cookie;

export function cookieOf(request: FastifyRequest, cookie: Cookie, options: HttpApiOptions): string | null {
  const start = `${cookieName(cookie, options)}=`;
  const given = (request.headers.cookie ?? '').split(';').map((each) => each.trim());
  const values = given.filter((each) => each.startsWith(start)).map((each) => each.slice(start.length));
  // Two of one name: somebody planted one, and nobody knows which.
  const [token] = values;
  return values.length === 1 && token !== undefined && TOKEN.test(token) ? token : null;
}

/** Without an age it goes when the browser is closed, and the server ends what it opens before that. */
export function giveCookie(
  reply: FastifyReply,
  cookie: Cookie,
  token: string,
  options: HttpApiOptions,
  ageSeconds?: number,
): void {
  const secure = isSecure(options) ? '; Secure' : '';
  const age = ageSeconds === undefined ? '' : `; Max-Age=${ageSeconds}`;
  const name = cookieName(cookie, options);
  reply.header('set-cookie', `${name}=${token}; Path=/; HttpOnly; SameSite=Strict${age}${secure}`);
}

export const takeCookie = (reply: FastifyReply, cookie: Cookie, options: HttpApiOptions): void =>
  giveCookie(reply, cookie, '', options, 0);

export const tokenOf = (request: FastifyRequest, options: HttpApiOptions): string | null =>
  cookieOf(request, 'yuanlu', options);
export const giveToken = (reply: FastifyReply, options: HttpApiOptions, token: string): void =>
  giveCookie(reply, 'yuanlu', token, options);
export const takeToken = (reply: FastifyReply, options: HttpApiOptions): void =>
  takeCookie(reply, 'yuanlu', options);

const notOurs = (detail: string, detailZh: string): Problem =>
  new Problem('page-not-ours', { detail, detailZh });

/** Browsers say where a request comes from; whatever is not a browser says nothing and has no cookie to lend. */
export function requireOwnPage(request: FastifyRequest, options: HttpApiOptions): void {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const refusal = (): Problem =>
    notOurs('This was asked by a page of another site.', '请求来自其他网站的页面。');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw refusal();
  if (origin === undefined) return;
  const from = URL.canParse(origin) ? new URL(origin) : null;
  if (from === null || from.host === '') throw refusal();
  // With the scheme of the origin, so that its usual port may be written or not.
  const asked = `${from.protocol}//${host ?? ''}`;
  const here = URL.canParse(asked) && new URL(asked).origin === from.origin;
  const told = options.tracking.publicUrl();
  const published = URL.canParse(told) && new URL(told).origin === from.origin;
  if (!here && !published) throw refusal();
}

const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

export function requireCsrf(request: FastifyRequest, token: string, told = '/v1/session'): void {
  const given = request.headers['x-csrf-token'];
  if (typeof given === 'string' && timingSafeEqual(digest(given), digest(csrfOf(token)))) return;
  throw notOurs(
    `Send the header x-csrf-token with the value that GET ${told} tells.`,
    `请发送请求头 x-csrf-token，其值见 GET ${told}。`,
  );
}

/** The caller stands on this machine and no proxy speaks for somebody else. */
export function isLocal(request: FastifyRequest): boolean {
  const address = request.socket.remoteAddress ?? '';
  const forwarded =
    request.headers.forwarded !== undefined || request.headers['x-forwarded-for'] !== undefined;
  return !forwarded && (address === '::1' || /^(?:::ffff:)?127\./.test(address));
}

/** Also by name: a foreign name that was made to point at this machine is a foreign page. */
function isHere(request: FastifyRequest): boolean {
  const url = `http://${request.headers.host ?? ''}`;
  return isLocal(request) && URL.canParse(url) && isLoopback(new URL(url).hostname);
}

export const placeOf = (request: FastifyRequest): Place => ({
  address: addressGroup(request.ip),
  agent: String(request.headers['user-agent'] ?? ''),
  local: isHere(request),
});

/**
 * The name that passkeys made at this page belong to: that of the published address, else `localhost`. A number is no
 * name, and whatever else a caller calls us is none of ours.
 */
export function relyingPartyOf(request: FastifyRequest, options: HttpApiOptions): RelyingParty | null {
  const told = options.tracking.publicUrl();
  const published = URL.canParse(told) ? new URL(told) : null;
  const { host = '' } = request.headers;
  if (published !== null && published.host === host.toLowerCase() && isIP(published.hostname) === 0)
    return { id: published.hostname, origin: published.origin };
  const scheme = options.tls == null ? 'http' : 'https';
  const asked = URL.canParse(`${scheme}://${host}`) ? new URL(`${scheme}://${host}`) : null;
  return asked?.hostname === 'localhost' ? { id: 'localhost', origin: asked.origin } : null;
}

/** Which cardholder is calling: by the cookie of a sign-in to a wallet and that of the device it was made at. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { newToken } from '#adapters/sign-in';
import type { HolderPlace, HolderSignedIn } from '#adapters/wallet-sign-in';
import { DEVICE_KNOWN_MS, type PersonId } from '#domain/person';
import type { WalletId } from '#domain/wallet';
import { isQuiet } from '../auth.ts';
import { cookieOf, giveCookie, placeOf, requireCsrf, requireOwnPage, takeCookie } from '../browser.ts';
import type { HttpApiOptions } from '../options.ts';
import { Problem } from '../problems.ts';

const SESSION = '/v1/wallet/session';

/** The cardholder of a call. */
export interface Holder {
  readonly personId: PersonId;
  readonly walletId: WalletId;
  readonly sessionId: string;
  readonly demo: boolean;
  readonly language: 'zh' | 'en';
  /** Masked. */
  readonly name: string;
  readonly phone: string;
}

const refused = (detail: string, detailZh: string): Problem =>
  new Problem('not-signed-in', { detail, detailZh });

/** Who is signed in to a wallet at this browser, if anybody. */
export async function holderAt(
  request: FastifyRequest,
  options: HttpApiOptions,
): Promise<HolderSignedIn | null> {
  const token = cookieOf(request, 'yuanlu-wallet', options);
  const device = cookieOf(request, 'yuanlu-device', options);
  if (token === null || device === null) return null;
  const how = { quiet: isQuiet(request), local: placeOf(request).local };
  return options.holders.standing({ token, device }, how);
}

/** Before anything of the request is read. */
export async function holderOf(
  request: FastifyRequest,
  reply: FastifyReply,
  options: HttpApiOptions,
): Promise<HolderSignedIn> {
  const token = cookieOf(request, 'yuanlu-wallet', options);
  if (token === null) throw refused('Sign in to the wallet.', '请登录钱包。');
  const found = await holderAt(request, options);
  if (found === null) {
    takeCookie(reply, 'yuanlu-wallet', options);
    throw refused('Your sign-in has ended. Sign in again.', '登录已结束，请重新登录。');
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    requireOwnPage(request, options);
    requireCsrf(request, token, SESSION);
  }
  return found;
}

/** The cardholder who is signed in; of routes with `access: 'holder'`. */
export function requirePerson(request: FastifyRequest): Holder {
  const found = request.holder;
  if (found === null) throw refused('Sign in to the wallet.', '请登录钱包。');
  const { person, session } = found;
  return {
    ...{ personId: person.id, walletId: person.walletId, sessionId: session.id, demo: person.demo },
    ...{ language: person.language, name: person.name.masked, phone: person.phone.masked },
  };
}

/** From where somebody calls; a device that has no secret yet gets one. */
export function holderPlace(
  request: FastifyRequest,
  reply: FastifyReply,
  options: HttpApiOptions,
): HolderPlace {
  const known = cookieOf(request, 'yuanlu-device', options);
  const device = known ?? newToken();
  // With every sign-in it lives anew.
  giveCookie(reply, 'yuanlu-device', device, options, Math.floor(DEVICE_KNOWN_MS / 1000));
  return { ...placeOf(request), device };
}

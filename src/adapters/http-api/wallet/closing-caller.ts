/** Who closes, with what this sign-in has proven, and what lies around the wallet. */
import type { FastifyRequest } from 'fastify';
import type { Hand } from '#domain/closure';
import type { WalletId } from '#domain/wallet';
import { type ClosureSurroundings, type GivenProof, LIMITS } from '#engine';
import type { HttpApiOptions } from '../options.ts';
import { requirePerson } from './holder.ts';

export interface ClosingCaller {
  readonly walletId: WalletId;
  readonly personId: string;
  readonly sessionId: string;
  readonly hand: Hand;
}

/** What a browser says of itself, short; the person knows the device by it. */
export function deviceOf(request: FastifyRequest): string {
  const agent = request.headers['user-agent'] ?? '';
  const of = /iPhone|iPad|Android|Windows|Macintosh|Linux/.exec(agent)?.[0] ?? 'browser';
  return of.slice(0, LIMITS.deviceNameMax);
}

export function closingCaller(request: FastifyRequest): ClosingCaller {
  const { walletId, personId, sessionId } = requirePerson(request);
  const hand = { kind: 'holder', session: sessionId, device: deviceOf(request) } as const;
  return { walletId, personId, sessionId, hand };
}

/** Proofs for this act alone, and those for none in particular. */
export async function proofsFor(
  { holders }: HttpApiOptions,
  sessionId: string,
  act: string | null,
): Promise<GivenProof[]> {
  const acts = act === null ? [null] : [null, act];
  const held = (await Promise.all(acts.map((each) => holders.proofs(sessionId, each)))).flat();
  return held.map(({ kind, atMs, untilMs }) => ({ kind, atMs, untilMs }));
}

/** What other books and other desks know of the wallet, and what its person agreed to; staff act by no face. */
export async function surroundingsOf(
  { reader, holders }: Pick<HttpApiOptions, 'reader' | 'holders'>,
  walletId: WalletId,
  personId: string | null,
): Promise<ClosureSurroundings> {
  const { checks } = holders;
  const [{ refunds, holds, lastPayoutAtMs }, consent] = await Promise.all([
    reader.walletSurroundings(walletId),
    personId === null ? null : checks.consent(personId),
  ]);
  return {
    ...{ refunds, holds, lastPayoutAtMs, disputes: [], stop: 'none', suspicious: false },
    // Wallets are opened by the identity number alone, and for nobody under 14.
    person: { realName: true, under14: false, guardianAgreed: false },
    // Withdrawn after the proof, it counts no longer (LAW-30). Without a provider no face is used at all.
    ...{ faceConsent: consent !== null, faceAssessed: checks.faceProvider !== null },
  };
}

/** Acts that ask for more than being signed in. */
import type { FastifyRequest } from 'fastify';
import type { HeldProof } from '#adapters/wallet-sign-in';
import { isProven, openWays, type ProofKind, type ProofNeed } from '#domain/person';
import type { HttpApiOptions } from '../options.ts';
import { Problem } from '../problems.ts';
import { requirePerson } from './holder.ts';

/** What can be proven here at all, for this person. */
export async function offeredProofs(options: HttpApiOptions, personId: string): Promise<ProofKind[]> {
  return options.holders.offers(personId);
}

/**
 * Ends the request with `proof-needed` unless one of the ways is proven; a page goes one of `ways` and asks again.
 * `act`: the proofs must have been made for this act alone, for example a closing.
 */
export async function requireProof(
  request: FastifyRequest,
  options: HttpApiOptions,
  need: ProofNeed,
  act: string | null = null,
): Promise<readonly HeldProof[]> {
  const { sessionId, personId } = requirePerson(request);
  const held = await options.holders.proofs(sessionId, act);
  const have = [...new Set(held.map(({ kind }) => kind))];
  if (isProven(need, have)) return held;
  const offered = await offeredProofs(options, personId);
  throw new Problem('proof-needed', {
    detail: 'Prove it by one of the ways, at POST /v1/wallet/proofs, and ask again.',
    detailZh: '请先完成其中一种验证方式，再重新提交。',
    members: { ways: openWays(need, have, offered), have, act },
  });
}

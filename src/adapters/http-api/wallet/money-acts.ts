/** What the routes of a wallet's money share. */
import type { FastifyRequest } from 'fastify';
import type { Source, Wallet, WalletId } from '#domain/wallet';
import type { Reply } from '#engine';
import type { HttpApiOptions } from '../options.ts';
import { Problem } from '../problems.ts';

/** Of the bound card that an id names, or the balance; what is not there is said. */
export function sourceNamed(wallet: Wallet, name: string): Source {
  if (name === 'balance') return { kind: 'balance' };
  const binding = wallet.bindings.find(({ id }) => id === name);
  if (binding === undefined) throw new Problem('wallet-part-not-found');
  return { kind: 'card', bindingId: binding.id };
}

export async function walletFor({ reader }: HttpApiOptions, walletId: WalletId): Promise<Wallet> {
  const wallet = await reader.wallet(walletId);
  if (wallet === null) throw new Problem('wallet-not-found');
  return wallet;
}

/** The caller's own key; of a call without one, its own. */
export function actKey(request: FastifyRequest): string {
  const given = request.headers['idempotency-key'];
  return typeof given === 'string' ? `api/${given}` : `call ${request.id}`;
}

export function done(reply: Reply): Reply {
  if (reply.outcome !== 'accepted') throw new Problem(reply.outcome);
  return reply;
}

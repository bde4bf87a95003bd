/** Whoever has no sign-in any more stands at the counter with a document: it is compared with what was kept. */
import { countTry, forgiveTry } from '#adapters/sign-in';
import { normalIdNumber, normalName } from '#domain/person';
import type { WalletId } from '#domain/wallet';
import { clearDetails } from './new-person.ts';
import type { Parts } from './types.ts';

/** Wallets of one identity number that are looked at. */
const WALLETS_MAX = 50;

export interface Counter {
  /** All wallets, closed ones among them, of whom name and ID number belong to together; none where they do not. */
  walletsOfDocument(
    by: { readonly staffId: string; readonly address: string },
    document: { readonly name: string; readonly idNumber: string },
  ): Promise<{ readonly wallets: readonly WalletId[] } | { readonly waitMs: number }>;
}

export const counter = (parts: Parts): Counter => ({
  async walletsOfDocument({ staffId, address }, { name, idNumber }) {
    const { store, security } = parts;
    const place = { address, agent: '', local: false };
    const tried = { kind: 'check', text: staffId } as const;
    const waitMs = await countTry(parts, place, tried);
    if (waitMs > 0) return { waitMs };
    const index = await security.mark('id-number', normalIdNumber(idNumber));
    const people = await store.byIdNumber(index, WALLETS_MAX);
    const known = await Promise.all(people.map((person) => clearDetails(security, person)));
    const named = normalName(name);
    const wallets = people.flatMap(({ walletId }, at) => (known[at]?.name === named ? [walletId] : []));
    if (wallets.length > 0) await forgiveTry(parts, place, tried);
    return { wallets };
  },
});

/** The cardholders of the demonstration: each is a person with a wallet, opened as every other one. */
import type { PersonStore } from '#adapters/postgres';
import { Passwords } from '#adapters/sign-in';
import { personRow, type Wallets } from '#adapters/wallet-sign-in';
import { DEMO_HOLDERS } from '#domain/person';
import type { WalletId } from '#domain/wallet';
import type { Clock, SecurityModule } from '#engine';

/** Makes those that are missing; their wallets are opened with all that wait to be. In the order of the list. */
export async function seedDemoHolders(parts: {
  readonly store: PersonStore;
  readonly security: SecurityModule;
  readonly clock: Clock;
  readonly wallets: Wallets;
}): Promise<readonly WalletId[]> {
  const { store, security, clock, wallets } = parts;
  const passwords = new Passwords();
  const ids: WalletId[] = [];
  for (const { password, ...details } of DEMO_HOLDERS) {
    const known = await store.byPhone(await security.mark('telephone', details.phone));
    if (known !== null) {
      ids.push(known.walletId);
      continue;
    }
    const walletId = wallets.newId();
    const more = { state: 'opening', language: 'zh', demo: true, walletId } as const;
    const hash = await passwords.hash(password);
    await store.add(await personRow(security, { ...details, ...more, password: hash }, clock.nowMs()));
    ids.push(walletId);
  }
  return ids;
}

/** What a report of loss asks of who people are: whose wallet it is, and that nothing of before opens it any more. */
import type { PersonRecord } from '#adapters/postgres';
import { countTry, forgiveTry, TooManySignIns } from '#adapters/sign-in';
import { normalIdNumber, normalPhone } from '#domain/person';
import type { WalletId } from '#domain/wallet';
import { sendLossCode, takeLossCode } from './codes.ts';
import { phoneIndex } from './signing-in.ts';
import { LOSS_TEXTS, textFor } from './texts.ts';
import type { HolderPlace, HolderRefused, Parts } from './types.ts';

/** Wallets of one identity number that are looked at: one is open, the others were closed. */
const WALLETS_MAX = 50;

export interface Known {
  readonly phone: string;
  readonly idNumber: string;
  /** What only the holder knows; null: something else has to prove it. */
  readonly password: string | null;
}

export type KnownTold =
  | { readonly wallet: WalletId | null; readonly passwordRight: boolean }
  | { readonly waitMs: number }
  | 'busy';

export interface LossDoor {
  /** The open wallet to which ID number and telephone belong together. */
  walletOf(given: Pick<Known, 'phone' | 'idNumber'>): Promise<WalletId | null>;
  /** All wallets of the person of this one, itself among them. */
  walletsLike(walletId: WalletId): Promise<readonly WalletId[]>;
  /** After staff saw the holder: no sign-in, no device and no passkey of before opens anything. */
  afterLoss(walletId: string): Promise<void>;
  /** The same work and the same count of tries whether anybody is known or not. */
  knows(place: HolderPlace, given: Known): Promise<KnownTold>;
  /** A code to a number at which whoever reports can be reached; the same answer for every number. */
  sendLossCode(
    place: HolderPlace,
    given: { readonly phone: string; readonly lang: 'zh' | 'en' },
  ): Promise<HolderRefused | null>;
  takeLossCode(phone: string, code: string): Promise<boolean>;
  /** Told to the number that reported and to that of the wallet. */
  tellStopped(walletId: string, reachableAt: string): Promise<void>;
  /** Whoever was right costs the number no try. */
  forgive(place: HolderPlace, phone: string): Promise<void>;
}

async function personOf(
  parts: Parts,
  given: Pick<Known, 'phone' | 'idNumber'>,
): Promise<PersonRecord | null> {
  const [index, idIndex] = await Promise.all([
    phoneIndex(parts, normalPhone(given.phone)),
    parts.security.mark('id-number', normalIdNumber(given.idNumber)),
  ]);
  const person = await parts.store.byPhone(index);
  return person?.idNumber.index === idIndex ? person : null;
}

export function lossDoor(parts: Parts): LossDoor {
  const { store, clock, passwords } = parts;
  return {
    walletOf: async (given) => (await personOf(parts, given))?.walletId ?? null,
    async walletsLike(walletId) {
      const person = await store.byWallet(walletId);
      if (person === null) return [walletId];
      const all = await store.byIdNumber(person.idNumber.index, WALLETS_MAX);
      return all.map((each) => each.walletId);
    },
    async afterLoss(walletId) {
      const person = await store.byWallet(walletId);
      if (person === null) return;
      await store.forgetDevices(person.id, null);
      await store.removeCredential(person.id, null);
      await store.endSessions(person.id, null, clock.nowMs(), 'loss-reported');
    },
    async knows(place, given) {
      // One count with signing in: nobody has twice the tries.
      const tried = { kind: 'phone', text: await phoneIndex(parts, normalPhone(given.phone)) } as const;
      const waitMs = await countTry(parts, place, tried);
      if (waitMs > 0) return { waitMs };
      try {
        const person = await personOf(parts, given);
        // Hashed against nobody's password where nobody is known: it takes as long.
        const right = await passwords.fits(given.password ?? '', person?.password ?? null);
        return { wallet: person?.walletId ?? null, passwordRight: given.password !== null && right };
      } catch (error) {
        if (error instanceof TooManySignIns) return 'busy';
        throw error;
      }
    },
    sendLossCode: (place, given) => sendLossCode(parts, place, given),
    takeLossCode: (phone, code) => takeLossCode(parts, phone, code),
    async tellStopped(walletId, reachableAt) {
      const person = await store.byWallet(walletId);
      if (person === null) return;
      const own = await parts.security.unseal('telephone', person.phone.sealed, person.id);
      for (const phone of new Set([normalPhone(reachableAt), own])) {
        const to = { phone, phoneIndex: await phoneIndex(parts, phone), lang: person.language };
        const what = { kind: 'wallet-loss', subject: walletId, words: LOSS_TEXTS.stopped } as const;
        await store.addText(await textFor(parts, to, { ...what, secret: null, untilMs: null }));
      }
      parts.onText?.();
    },
    async forgive(place, phone) {
      const text = await phoneIndex(parts, normalPhone(phone));
      await forgiveTry(parts, place, { kind: 'phone', text });
    },
  };
}

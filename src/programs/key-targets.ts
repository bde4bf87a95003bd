/** Where a key that is loaded in a ceremony belongs, by its purpose. */
import type { KeyPlace, StoredKeys } from '#adapters/postgres';
import type { KeyPurpose, WrappedKey } from '#engine';

export interface KeyTarget {
  readonly purpose: KeyPurpose;
  /** `merchant/terminal` for a `tmk`; a name such as a BIN for derivation and issuer keys; else null. */
  readonly of: string | null;
}

/** What is wrong with a target, in words for a person; null when it can be. */
export function targetFault({ purpose, of }: KeyTarget): string | null {
  const name = of ?? '';
  if (purpose === 'tmk')
    return /^\w{15}\/\w{8}$/.test(name) ? null : 'a tmk belongs to a terminal, as 898310154110001/31010001';
  if (purpose === 'zmk' || purpose === 'zpk' || purpose === 'zak')
    return of === null ? null : `a ${purpose} belongs to the institution and has no name of its own`;
  if (purpose === 'bdk' || purpose.startsWith('imk-'))
    return /^[0-9A-Za-z-]{1,20}$/.test(name)
      ? null
      : `a ${purpose} has a name of 1 to 20 letters or digits, as a BIN`;
  return `a ${purpose} is made by the platform and not loaded`;
}

/** How the record of key operations names it. */
export const subjectOf = ({ purpose, of }: KeyTarget): string =>
  purpose === 'tmk' ? `terminal ${of}` : of === null ? 'zone' : `${purpose}/${of}`;

const SLOTS: Readonly<Partial<Record<KeyPurpose, readonly [KeyPlace['kind'], string]>>> = {
  tmk: ['terminal', 'masterKey'],
  zpk: ['institution', 'zone_pin_key'],
  zak: ['institution', 'zone_mac_key'],
};

/** Puts the key where it belongs; false where there is no such place. */
export async function storeKey(
  stored: StoredKeys,
  target: KeyTarget,
  key: WrappedKey,
  nowMs: number,
): Promise<boolean> {
  const [kind, slot] = SLOTS[target.purpose] ?? [];
  if (kind === undefined || slot === undefined) {
    await stored.put(target.of === null ? target.purpose : `${target.purpose}/${target.of}`, key, nowMs);
    return true;
  }
  // The place may be written by a running server between look and change.
  for (let tries = 0; tries < 5; tries += 1) {
    const place = await stored.find(kind, target.of);
    if (place === null) return false;
    if (await stored.replace(place, { [slot]: key })) return true;
  }
  return false;
}

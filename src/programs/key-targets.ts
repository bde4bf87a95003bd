/** Where a key that is loaded in a ceremony belongs, by its purpose. */
import type { KeyPlace, StoredKeys } from '#adapters/postgres';
import type { KeyAlgorithm, KeyPurpose, WrappedKey } from '#engine';

export interface KeyTarget {
  readonly purpose: KeyPurpose;
  readonly algorithm: KeyAlgorithm;
  /** `merchant/terminal` for a `tmk`; a name such as a BIN for derivation and issuer keys; else null. */
  readonly of: string | null;
}

interface Words {
  readonly zh: string;
  readonly en: string;
}

/** What is wrong with a target, in words for a person; null when it can be. */
export function targetFault({ purpose, algorithm, of }: KeyTarget): Words | null {
  const name = of ?? '';
  if (algorithm === 'aes' && (purpose === 'tmk' || purpose === 'zpk' || purpose === 'zak'))
    return {
      zh: `${purpose} 只用 3DES 或 SM4：这里的接口没有 AES`,
      en: `a ${purpose} is for triple DES or SM4: the interfaces here know no AES`,
    };
  if (purpose === 'tmk') {
    if (/^\w{15}\/\w{8}$/.test(name)) return null;
    return {
      zh: 'tmk 属于一台终端，例如 898310154110001/31010001',
      en: 'a tmk belongs to a terminal, as 898310154110001/31010001',
    };
  }
  if (purpose === 'zmk' || purpose === 'zpk' || purpose === 'zak') {
    if (of === null) return null;
    return {
      zh: `${purpose} 属于机构，没有自己的名称`,
      en: `a ${purpose} belongs to the institution and has no name of its own`,
    };
  }
  if (purpose === 'bdk' || purpose.startsWith('imk-')) {
    if (/^[0-9A-Za-z-]{1,20}$/.test(name)) return null;
    return {
      zh: `${purpose} 的名称为 1 至 20 个字母或数字，例如卡BIN`,
      en: `a ${purpose} has a name of 1 to 20 letters or digits, as a BIN`,
    };
  }
  return { zh: `${purpose} 由平台生成，不能装入`, en: `a ${purpose} is made by the platform and not loaded` };
}

/** How the record of key operations names it. */
export const subjectOf = ({ purpose, of }: KeyTarget): string =>
  purpose === 'tmk' ? `terminal ${of}` : of === null ? 'zone' : `${purpose}/${of}`;

/** Where a place of more than one key keeps it. Terminals have a master key for each cipher. */
function slotOf({ purpose, algorithm }: KeyTarget): readonly [KeyPlace['kind'], string] | null {
  if (purpose === 'tmk') return ['terminal', algorithm === 'sm4' ? 'sm4MasterKey' : 'masterKey'];
  if (purpose === 'zpk') return ['institution', 'zone_pin_key'];
  return purpose === 'zak' ? ['institution', 'zone_mac_key'] : null;
}

/** The terminal's master key for the other cipher, under which it could sign in too; null where it has none. */
export async function otherMasterKey(stored: StoredKeys, target: KeyTarget): Promise<WrappedKey | null> {
  const place = target.purpose === 'tmk' ? await stored.find('terminal', target.of) : null;
  return place?.keys[otherSlotOf(target)] ?? null;
}

const otherSlotOf = ({ algorithm }: KeyTarget): string =>
  algorithm === 'sm4' ? 'masterKey' : 'sm4MasterKey';

/** How an empty place of a terminal's master key is written. */
const NO_KEY = '' as WrappedKey;

/**
 * Puts the key where it belongs; false where there is no such place. `alone`: a terminal's master key for the other
 * cipher is taken away in the same act.
 */
export async function storeKey(
  stored: StoredKeys,
  target: KeyTarget,
  key: WrappedKey,
  nowMs: number,
  alone = false,
): Promise<boolean> {
  const found = slotOf(target);
  if (found === null) {
    await stored.put(target.of === null ? target.purpose : `${target.purpose}/${target.of}`, key, nowMs);
    return true;
  }
  const [kind, slot] = found;
  const keys = {
    [slot]: key,
    ...(alone && target.purpose === 'tmk' ? { [otherSlotOf(target)]: NO_KEY } : {}),
  };
  // The place may be written by a running server between look and change.
  for (let tries = 0; tries < 5; tries += 1) {
    const place = await stored.find(kind, target.of);
    if (place === null) return false;
    if (await stored.replace(place, keys)) return true;
  }
  return false;
}

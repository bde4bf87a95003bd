/** The keys of the zone to the network while the server runs: in force here, and in the database. */
import type { ZoneKeyDesk } from '#adapters/network-link';
import { createStoredKeys, type Institution } from '#adapters/postgres';
import type { Clock, WrappedKey } from '#engine';
import { storeKey } from '../key-targets.ts';

export interface ZoneKeys extends ZoneKeyDesk {
  readonly macKey: WrappedKey;
  /** Under which PINs go to the network now. */
  pinKey(): WrappedKey;
  close(): Promise<void>;
}

export function openZoneKeys(url: string, institution: Institution, clock: Clock): ZoneKeys {
  const stored = createStoredKeys({ url });
  let pinKey = institution.zonePinKey as WrappedKey;
  return {
    macKey: institution.zoneMacKey as WrappedKey,
    pinKey: () => pinKey,
    // Read each time: it may be loaded while the server runs.
    masterKey: () => stored.read('zmk'),
    async store(kind, key) {
      const purpose = kind === 'mac' ? 'zak' : 'zpk';
      if (!(await storeKey(stored, { purpose, algorithm: 'tdes', of: null }, key, clock.nowMs())))
        throw new Error('the row of the institution is being changed by somebody else');
      if (kind === 'pin') pinKey = key;
    },
    close: () => stored.close(),
  };
}

/**
 * This institution as the issuer of cards on telephones and watches. Its keys never leave the security module: a device
 * gets those of its own card, under a key that it made itself.
 */
import { createStoredKeys } from '#adapters/postgres';
import type { ChipScheme, SecurityModule, WrappedKey } from '#engine';
import { OWN_BIN } from '#engine/on-us';

export const OWN_SCHEME: ChipScheme = 'pboc-tdes';
const PURPOSES = ['imk-ac', 'imk-smi'] as const;
/** Under which name a key stands among the stored ones: as a ceremony would load it. */
const nameOf = (purpose: (typeof PURPOSES)[number]): string => `${purpose}/${OWN_BIN}`;

export interface OwnIssuer {
  readonly scheme: ChipScheme;
  /** For cryptograms, and for the MAC of scripts. */
  readonly key: WrappedKey;
  readonly scriptKey: WrappedKey;
}

/** Makes the keys where there are none yet. */
export async function prepareOwnIssuer(options: {
  readonly url: string;
  readonly security: Pick<SecurityModule, 'generateKey'>;
  readonly nowMs: number;
}): Promise<void> {
  const { url, security, nowMs } = options;
  const stored = createStoredKeys({ url });
  try {
    for (const purpose of PURPOSES)
      if ((await stored.read(nameOf(purpose))) === null)
        await stored.add(nameOf(purpose), (await security.generateKey(purpose)).key, nowMs);
  } finally {
    await stored.close();
  }
}

/** The keys as the server uses them. @throws Error where the database was prepared by no start of this version */
export async function openOwnIssuer(url: string): Promise<OwnIssuer> {
  const stored = createStoredKeys({ url });
  const read = async (purpose: (typeof PURPOSES)[number]): Promise<WrappedKey> => {
    const key = await stored.read(nameOf(purpose));
    if (key !== null) return key;
    throw new Error(
      `Cannot start the server: the key ${nameOf(purpose)} of this institution's device cards is missing. ` +
        '"npm start" makes it, and "yuanlu keys load" takes one in.',
    );
  };
  try {
    return { scheme: OWN_SCHEME, key: await read('imk-ac'), scriptKey: await read('imk-smi') };
  } finally {
    await stored.close();
  }
}

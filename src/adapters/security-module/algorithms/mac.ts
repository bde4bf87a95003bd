import { type KeyAlgorithm, type MacAlgorithm, type MacForm, SecurityModuleError } from '#engine/ports';
import { createSm4CbcMac, createX99CbcMac } from './cbc-mac.ts';
import { createCmac } from './cmac.ts';
import { createKeyCipher } from './key-cipher.ts';
import type { KeyedMac } from './keyed-mac.ts';
import { createPosEcbMac, createSm4PosEcbMac, toHexText } from './pos-ecb-mac.ts';
import { createRetailMac } from './retail-mac.ts';

const MAC_BYTES = 8;

type MacMaker = (key: Uint8Array) => KeyedMac;

/** The procedures that run over blocks of raw bytes, by the cipher of the key. */
const makers: Record<MacAlgorithm, Partial<Record<KeyAlgorithm, MacMaker>>> = {
  'pos-ecb': {
    tdes: (key) => createPosEcbMac(key, 'raw'),
    sm4: (key) => createSm4PosEcbMac(key, 'raw'),
  },
  'x9.9-cbc': { tdes: createX99CbcMac },
  'x9.19': { tdes: (key) => createRetailMac(key) },
  cmac: {
    tdes: (key) => createCmac(createKeyCipher('tdes', key)),
    aes: (key) => createCmac(createKeyCipher('aes', key)),
  },
  'sm4-cbc': { sm4: createSm4CbcMac },
};

/** The form in which the messages that use this algorithm usually carry it. */
export function usualForm(algorithm: MacAlgorithm): MacForm {
  return algorithm === 'pos-ecb' ? 'hex' : 'raw';
}

/**
 * The eight bytes of a message's MAC field. Keep the function where many messages share a key.
 * @throws SecurityModuleError `wrong-purpose` when the procedure is not defined for the key's cipher.
 */
export function createMac(
  algorithm: MacAlgorithm,
  key: { readonly algorithm: KeyAlgorithm; readonly bytes: Uint8Array },
  form: MacForm = usualForm(algorithm),
): KeyedMac {
  const make = makers[algorithm][key.algorithm];
  if (make === undefined) {
    throw new SecurityModuleError(
      'wrong-purpose',
      `Cannot make a ${algorithm} MAC with a ${key.algorithm} key: ` +
        `use a key of ${Object.keys(makers[algorithm]).join(' or ')}`,
    );
  }
  const mac = make(key.bytes);
  return form === 'raw'
    ? (data) => mac(data).slice(0, MAC_BYTES)
    : (data) => toHexText(mac(data).subarray(0, MAC_BYTES / 2));
}

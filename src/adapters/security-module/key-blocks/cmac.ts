/** CMAC (NIST SP 800-38B) over AES and triple DES, for key blocks and check values. */
import { createAesCipher } from '../algorithms/aes.ts';
import { createCmac } from '../algorithms/cmac.ts';
import { createTdesCipher } from '../algorithms/tdes.ts';

export const aesCmac = (key: Uint8Array, data: Uint8Array): Uint8Array =>
  createCmac(createAesCipher(key))(data);

export const tdesCmac = (key: Uint8Array, data: Uint8Array): Uint8Array =>
  createCmac(createTdesCipher(key))(data);

/**
 * The security module in software, and the algorithms behind it. A terminal and a card network keep keys
 * of their own; they use the algorithms directly, the platform uses only the module.
 */
export { openAesGcm, sealAesGcm } from './algorithms/aes-gcm.ts';
export { type BlockCipher, checkValueUnder } from './algorithms/block-cipher.ts';
export { makeCardCheck } from './algorithms/card-check.ts';
export { createX99CbcMac, x99CbcMac } from './algorithms/cbc-mac.ts';
export { chipRules } from './algorithms/chip-scheme.ts';
export { macKeyInSlot, withOddParity } from './algorithms/des-key.ts';
export { deriveAesInitialKey, deriveAesWorkingKey } from './algorithms/dukpt-aes.ts';
export { deriveTdesInitialKey, deriveTdesWorkingKey } from './algorithms/dukpt-tdes.ts';
export { fromHex, toHex } from './algorithms/hex.ts';
export { createKeyCipher } from './algorithms/key-cipher.ts';
export { keyedHash } from './algorithms/keyed-hash.ts';
export type { KeyedMac } from './algorithms/keyed-mac.ts';
export { createMac, usualForm } from './algorithms/mac.ts';
export {
  type CardInQuestion,
  recoverCardKey,
  recoverIssuerKey,
  type SchemeKey,
  schemeKeyChecksum,
  verifyCombinedData,
  verifyDynamicData,
  verifyStaticData,
} from './algorithms/offline-data.ts';
export {
  type Certified,
  certify,
  makeSigner,
  readSigner,
  type Signer,
  signCombinedData,
  signDynamicData,
  signerText,
  signStaticData,
} from './algorithms/offline-data-signing.ts';
export { maskPan } from './algorithms/pan.ts';
export { decodePinBlockIso0, decryptPin, encodePinBlockIso0, encryptPin } from './algorithms/pin-block.ts';
export { createPosEcbMac, posEcbMac } from './algorithms/pos-ecb-mac.ts';
export { drawBytes } from './algorithms/random.ts';
export type {
  OfflineReason,
  OfflineResult,
  OfflineStep,
  RsaPublicKey,
} from './algorithms/rsa-recovery.ts';
export {
  generateSm2Key,
  SM2_USER_ID,
  type Sm2Order,
  sm2Decrypt,
  sm2Encrypt,
  sm2PublicKey,
  sm2Sign,
  sm2UserDigest,
  sm2Verify,
  sm3,
} from './algorithms/sm2.ts';
export { createTdesCipher, keyCheckValue, tdesEcbDecrypt, tdesEcbEncrypt } from './algorithms/tdes.ts';
export { decryptTrack, encryptTrack } from './algorithms/track.ts';
export { type AuditedModule, actingFor, auditedModule } from './audited.ts';
export { capabilities, type SecurityModuleCapabilities, type SecurityModuleName } from './capabilities.ts';
export { checkValueOf } from './check-value.ts';
export {
  type CardKeys,
  createCardChip,
  createCardChipFrom,
  createIssuerChip,
  deriveCardKeys,
  type IssuerKeys,
} from './issuer-chip.ts';
export { createSoftwareKeyring, type Keyring, type MasterKeys, masterKeyIdOf } from './keyring.ts';
export { loadOrCreateMasterKey, MasterKeyError } from './master-key.ts';
export {
  beginMasterKeyChange,
  endMasterKeyChange,
  readMasterKeys,
  retireMasterKeyFile,
} from './master-key-change.ts';
export { openTokenKeyring, type TokenKeyring } from './pkcs11/keyring.ts';
export { Pkcs11Error } from './pkcs11/library.ts';
export { openToken, type Token, type TokenOptions } from './pkcs11/token.ts';
export { createSecurityModule, createSoftwareSecurityModule } from './software-module.ts';

export { CHIP_DATA_BYTES_MAX, type ChipData, chipDataOf, readChipData } from './chip-data.ts';
export {
  CRYPTOGRAM_RECIPES,
  type CryptogramRecipe,
  cryptogramInput,
  recipeOf,
} from './cryptogram-input.ts';
export { EMV_ERRORS, EmvError, type EmvErrorCode } from './error.ts';
export { IAD_BYTES_MAX, type IssuerApplicationData, readIad, writeIad } from './iad.ts';
export {
  authorisationResponseCode,
  type IssuerAnswer,
  type IssuerScript,
  readIssuerAnswer,
  readScriptResults,
  SCRIPT_BYTES_MAX,
  SCRIPT_OUTCOMES,
  type ScriptOutcome,
  type ScriptResult,
  writeIssuerAnswer,
  writeScriptResults,
} from './scripts.ts';
export {
  isTemplate,
  type LooseTlv,
  readTlv,
  readTlvLoose,
  TLV_LIMITS,
  type TlvLeaf,
  type TlvLimits,
  type TlvNode,
  type TlvRemark,
  type TlvRemarkKind,
  type TlvTemplate,
  writeTlv,
} from './tlv.ts';

export { CHIP_DATA_BYTES_MAX, type ChipData, chipDataOf, readChipData } from './chip-data.ts';
export {
  CRYPTOGRAM_RECIPES,
  type CryptogramRecipe,
  cryptogramInput,
  recipeOf,
} from './cryptogram-input.ts';
export { type DescribedObject, describeObjects } from './describe.ts';
export { EMV_ERRORS, EmvError, type EmvErrorCode } from './error.ts';
export {
  checkField55,
  FIELD_55_PURPOSES,
  FIELD_55_RULES,
  type Field55Issue,
  type Field55Purpose,
  type Field55Rule,
} from './field-55.ts';
export { IAD_BYTES_MAX, type IssuerApplicationData, readIad, writeIad } from './iad.ts';
export { verifiedOnDevice } from './on-device.ts';
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
export { tagSpec, tagSpecs, type ValueFault, valueFault } from './tags/dictionary.ts';
export type { TagFormat, TagOrigin, TagSensitivity, TagSpec } from './tags/row.ts';
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
export type { Words } from './words/bits.ts';
export { type CryptogramKind, cryptogramKind, cvrWords, wordsFor } from './words/values.ts';
export { type CvmList, readCvmList } from './words/verification.ts';

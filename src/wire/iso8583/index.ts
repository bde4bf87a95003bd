export { decode } from './codec/decode.ts';
export { encode } from './codec/encode.ts';
export { type DescribeOptions, describe, maskedField, maskPan } from './describe.ts';
export { type Iso87Options, iso87AsciiDialect, iso87AsciiDialectOf } from './dialects/iso87.ts';
export { networkDialect, networkDialectOf } from './dialects/network.ts';
export { posDialect } from './dialects/pos.ts';
export { Iso8583Error, type Iso8583ErrorCode, iso8583ErrorCodes } from './error.ts';
export { explainFields } from './explain/explain.ts';
export type { Bilingual, ExplainedPart } from './explain/part.ts';
export type { Content, Dialect, Encoding, FieldSpec, LengthPrefix, Sensitivity } from './field.ts';
export {
  decodeNetworkFrame,
  encodeNetworkFrame,
  type LengthCounts,
  type NetworkFrame,
  type NetworkFrameInput,
  networkHeaderBytes,
} from './frame/network.ts';
export {
  answerHeader,
  answerTpdu,
  decodePosFrame,
  encodePosFrame,
  type PosFrame,
  type PosHeader,
  processingRequirements,
  type Tpdu,
} from './frame/pos.ts';
export {
  FrameReader,
  type FrameReaderOptions,
  type Framing,
  networkFraming,
  plainFraming,
  posFraming,
} from './frame/reader.ts';
export { macInputNetwork, macInputPos } from './mac-input.ts';
export {
  bytesOf,
  type FieldValue,
  fromHex,
  type Iso8583Message,
  latinBytes,
  latinText,
  textOf,
  toHex,
  trimmed,
} from './message.ts';
export { type Direction, type Identified, identify } from './messages/identify.ts';
export { type Iso87MessageId, iso87Messages } from './messages/iso87.ts';
export { type NetworkMessageId, networkMessages } from './messages/network.ts';
export { type PosMessageId, posMessages } from './messages/pos.ts';
export { checkPresence, type FieldIssue, isComplete } from './messages/presence.ts';
export {
  anyProcessingCode,
  echoedFields,
  type MessageKind,
  type MessageRow,
  type MessageTable,
  type Presence,
  type Product,
  rowOf,
} from './messages/row.ts';
export { type OwnProfile, ownProfile, ProfileError } from './profiles/own.ts';
export { posDialectOf } from './profiles/pos-dialect-of.ts';
export {
  type Certainty,
  type DialectProfile,
  type KeyLayoutId,
  type ProfileMac,
  type ProfileParameter,
  profileParameters,
  type ReversalReasons,
} from './profiles/profile.ts';
export { defaultProfileId, dialectProfile, dialectProfiles } from './profiles/profiles.ts';
export {
  type Balance,
  buildAuthorisedSum,
  buildBalances,
  parseAuthorisedSum,
  parseBalances,
} from './subfields/balances.ts';
export {
  type BatchDetail,
  buildBatchDetails,
  buildTip,
  buildUploadCount,
  parseBatchDetails,
  parseTip,
  parseUploadCount,
} from './subfields/batch-details.ts';
export { buildCodeData, type CodeData, parseCodeData } from './subfields/code-data.ts';
export { buildCodeScheme, type CodeScheme, parseCodeScheme } from './subfields/code-scheme.ts';
export {
  buildChipUpload,
  buildField62Usage,
  buildSequenceNumber,
  type ChipUpload,
  type Field62Usage,
  field62Usages,
  parseChipUpload,
  parseField62Usage,
  parseSequenceNumber,
  type UploadEncoding,
  uploadEncodingOf,
} from './subfields/field-62.ts';
export {
  buildHolderIdentity,
  type HolderIdentity,
  parseHolderIdentity,
} from './subfields/holder-identity.ts';
export {
  buildInstalmentPlan,
  buildInstalmentTerms,
  type InstalmentPlan,
  type InstalmentTerms,
  parseInstalmentPlan,
  parseInstalmentTerms,
} from './subfields/instalments.ts';
export {
  buildBlockIndex,
  buildListAnswer,
  buildListQuery,
  buildListTags,
  type ListAnswer,
  type ListState,
  type ListTag,
  listStates,
  parseBlockIndex,
  parseListAnswer,
  parseListQuery,
  parseListTags,
} from './subfields/lists.ts';
export { buildField62Pin, buildSmPin, parseField62Pin, parseSmPin } from './subfields/long-pin.ts';
export {
  buildNetworkField48,
  buildNetworkField60Parts,
  buildNewKey,
  type NetworkField48,
  type NetworkField60Parts,
  parseNetworkField48,
  parseNetworkField60Parts,
  parseNewKey,
} from './subfields/network-60.ts';
export {
  buildNetworkField60,
  buildNetworkField90,
  institutionDigits,
  type NetworkField60,
  networkReversalReasons,
  type OriginalData,
  parseNetworkField60,
  parseNetworkField90,
} from './subfields/network-original.ts';
export {
  buildTerminalParameters,
  parseTerminalParameters,
  type TerminalParameters,
  transactionBits,
} from './subfields/parameters.ts';
export {
  buildPosField60,
  buildPosField61,
  type PosField60,
  type PosField61,
  parsePosField60,
  parsePosField61,
} from './subfields/pos-60-61.ts';
export { buildPrivateTags, type PrivateTag, parsePrivateTags } from './subfields/private-tags.ts';
export {
  buildSettlementTotals,
  type GroupTotals,
  parseSettlementTotals,
  type SettlementTotals,
  settlementResults,
} from './subfields/settlement-totals.ts';
export {
  buildSignInKeys,
  keyLayouts,
  parseSignInKeys,
  type SignInKeyLayout,
  type SignInKeys,
  signInKeyLayouts,
} from './subfields/sign-in-keys.ts';
export {
  parseTerminalSecurity,
  type TerminalSecurity,
  terminalSecurityTag,
} from './subfields/terminal-security.ts';
export {
  buildField44,
  buildPosField63,
  type Field44,
  type PosField63,
  parseField44,
  parsePosField63,
} from './subfields/texts.ts';

export { MERCHANT_CODE_LENGTH_MAX } from './checked.ts';
export { crc16, crcText, utf8 } from './crc16.ts';
export { QR_ERRORS, QrError, type QrErrorCode } from './error.ts';
export { CODE_KINDS, type CodeKind, codeKind } from './kind.ts';
export { buildMerchantCode, type MerchantCode, readMerchantCode } from './merchant-code.ts';
export { buildMerchantUrl, type MerchantUrl, readMerchantUrl } from './merchant-url.ts';
export type { Part } from './parts.ts';
export {
  PAY_CODE_LENGTH_MAX,
  PAY_CODE_SHAPES,
  type PayCodeChannel,
  type PayCodeShape,
  payCodeChannel,
  payCodeShape,
} from './pay-code.ts';
export {
  buildPayerCode,
  PAYER_CODE_LENGTH_MAX,
  type PayerApplication,
  type PayerCode,
  payerApplications,
  readPayerCode,
} from './payer-code.ts';
export { buildPresentedCode } from './presented-build.ts';
export {
  type AdditionalData,
  CODE_REMARKS,
  type CodeNode,
  type CodeRemark,
  identifierOf,
  type LocalNames,
  type PresentedCode,
  type ReadCode,
  schemeOf,
  type Tip,
  type UnionpayAccount,
  unionpayAccount,
} from './presented-code.ts';
export { readPresentedCode } from './presented-read.ts';

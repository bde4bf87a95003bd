export { crc16, crcText, utf8 } from './crc16.ts';
export { QR_ERRORS, QrError, type QrErrorCode } from './error.ts';
export {
  buildMerchantCode,
  MERCHANT_CODE_LENGTH_MAX,
  type MerchantCode,
  readMerchantCode,
} from './merchant-code.ts';
export { PAY_CODE_LENGTH_MAX, type PayCodeChannel, payCodeChannel } from './pay-code.ts';

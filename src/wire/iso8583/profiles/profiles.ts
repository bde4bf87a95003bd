import type { DialectProfile } from './profile.ts';

const standard: DialectProfile = {
  id: 'standard',
  zh: '银联标准',
  en: 'UnionPay terminal, double-length keys',
  frame: { lengthPrefix: true, headerBytes: 6, answerTpdu: 'swap' },
  entryModeJustify: 'left',
  cardSequence: { digits: 3, justify: 'right' },
  tracks: 'clear',
  trackPad: '0',
  field48Counts: 'digits',
  field60Digits: 13,
  field61Encoding: 'bcd',
  parameterLayout: 'two-digit-tags',
  uploadEncoding: 'bcd',
  mac: { algorithm: 'pos-ecb', cipher: 'tdes', form: 'hex', keyBytes: 8 },
  signIn: { code: '003', answerCode: '003', keyLayout: 'double' },
  pin: { cipher: 'tdes', captureCode: '12', algorithmDigit: '6', place: 'f52' },
  reversal: {
    reasons: { noAnswer: '98', notCompleted: '06', macWrong: 'A0', byCustomer: '17' },
    saleNamesOriginal: false,
    keepsTracks: false,
  },
  scriptNoticeType: '00',
  settlementAnswerCode: true,
  chipData: 'readable',
  texts: 'gb18030',
  codeMessages: 'f59-a3',
  codeText: 'f62',
};

const sm4 = {
  mac: { algorithm: 'pos-ecb', cipher: 'sm4', form: 'hex', keyBytes: 16 },
  pin: { cipher: 'sm4', captureCode: '12', algorithmDigit: '3', place: 'f63-sm' },
} as const;

/** Profiles seen in the field or asked for by the specification; an institution's own are rows of the same type. */
export const dialectProfiles: readonly DialectProfile[] = [
  standard,
  {
    ...standard,
    id: 'single-des',
    zh: '单倍长密钥',
    en: 'single-length keys (60.3 = 001)',
    signIn: { code: '001', answerCode: '001', keyLayout: 'single' },
    pin: { ...standard.pin, algorithmDigit: '0' },
  },
  {
    ...standard,
    id: 'track-key',
    zh: '磁道加密',
    en: 'double-length keys and a track key (60.3 = 004)',
    tracks: 'encrypted',
    signIn: { code: '004', answerCode: '004', keyLayout: 'double-track' },
  },
  {
    ...standard,
    id: 'whole-mac-key',
    zh: '十六字节MAK',
    en: 'MAC key of sixteen bytes',
    mac: { ...standard.mac, keyBytes: 16 },
  },
  {
    ...standard,
    ...sm4,
    id: 'sm4',
    zh: '国密签到(005)',
    en: 'SM4 keys (60.3 = 005), check values of three bytes',
    signIn: { code: '005', answerCode: '011', keyLayout: 'sm4-3' },
  },
  {
    ...standard,
    ...sm4,
    id: 'sm4-006',
    zh: '国密签到(006)',
    en: 'SM4 keys (60.3 = 006), check values of four bytes',
    signIn: { code: '006', answerCode: '006', keyLayout: 'sm4-4' },
  },
  {
    ...standard,
    id: 'binary-mac',
    zh: '二进制MAC',
    en: 'the usual MAC, F64 as eight raw bytes',
    mac: { ...standard.mac, form: 'raw' },
  },
  {
    ...standard,
    id: 'retail-mac',
    zh: 'X9.19 MAC',
    en: 'X9.19 MAC with sixteen bytes of key, raw; F61 in reversals of sales',
    mac: { algorithm: 'x9.19', cipher: 'tdes', form: 'raw', keyBytes: 16 },
    reversal: { ...standard.reversal, saleNamesOriginal: true },
  },
  {
    ...standard,
    id: 'self-service',
    zh: '自助终端',
    en: 'self-service terminal: X9.9 MAC, F26 = 06, one reversal reason, F61 as text',
    field61Encoding: 'ascii',
    mac: { algorithm: 'x9.9-cbc', cipher: 'tdes', form: 'raw', keyBytes: 8 },
    pin: { ...standard.pin, captureCode: '06' },
    reversal: {
      reasons: { noAnswer: '96', notCompleted: '96', macWrong: '96', byCustomer: null },
      saleNamesOriginal: false,
      keepsTracks: true,
    },
    scriptNoticeType: 'original',
  },
  {
    ...standard,
    id: 'acquirer',
    zh: '收单机构自有',
    en: 'one acquirer: tagged keys and parameters, its own messages for codes',
    field60Digits: 11,
    parameterLayout: 'acquirer-tags',
    signIn: { code: '004', answerCode: '004', keyLayout: 'tagged' },
    tracks: 'encrypted',
    codeMessages: 'acquirer',
  },
  {
    ...standard,
    id: 'acquirer-code',
    zh: '自有扫码报文',
    en: 'the usual terminal with one acquirer’s own messages for codes (60.1 = 60)',
    codeMessages: 'acquirer',
  },
  {
    ...standard,
    id: 'byte-counts',
    zh: 'F48按字节计长',
    en: 'F48 counted in bytes, TPDU repeated, SM4 PIN in F63',
    frame: { ...standard.frame, answerTpdu: 'repeat' },
    field48Counts: 'bytes',
    pin: { cipher: 'sm4', captureCode: '12', algorithmDigit: '4', place: 'f63-sm' },
  },
];

export const defaultProfileId = 'standard';

/** The profile of this id, `undefined` when there is none. `extra` are an institution's own, and win. */
export function dialectProfile(
  id: string,
  extra: readonly DialectProfile[] = [],
): DialectProfile | undefined {
  const named = (profile: DialectProfile): boolean => profile.id === id;
  return extra.find(named) ?? dialectProfiles.find(named);
}

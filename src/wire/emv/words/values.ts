/** What the coded objects say, in both languages. */
import { readIad } from '../iad.ts';
import { readScriptResults } from '../scripts.ts';
import {
  ADDITIONAL_CAPABILITY_BITS,
  AIP_BITS,
  bitWords,
  CVR_BITS,
  isSet,
  TERMINAL_CAPABILITY_BITS,
  TSI_BITS,
  TVR_BITS,
  type Words,
} from './bits.ts';
import { cvmListWords, cvmResultWords } from './verification.ts';

const NONE: Words = { zh: '无标志位', en: 'nothing set' };
const orNone = (words: readonly Words[]): readonly Words[] => (words.length === 0 ? [NONE] : words);

/** 9F27. The two highest bits say which cryptogram it is. */
export const CRYPTOGRAM_KINDS = ['aac', 'tc', 'arqc', 'reserved'] as const;
export type CryptogramKind = (typeof CRYPTOGRAM_KINDS)[number];
export const cryptogramKind = (information: number): CryptogramKind => CRYPTOGRAM_KINDS[information >> 6]!;

const KIND_WORDS: Readonly<Record<CryptogramKind, Words>> = {
  aac: { zh: 'AAC：交易拒绝', en: 'AAC: declined' },
  tc: { zh: 'TC：交易批准', en: 'TC: approved' },
  arqc: { zh: 'ARQC：请求联机授权', en: 'ARQC: online authorisation requested' },
  reserved: { zh: '保留的密文类型', en: 'reserved kind of cryptogram' },
};
const CID_REASONS: Readonly<Record<number, Words>> = {
  1: { zh: '服务不允许', en: 'service not allowed' },
  2: { zh: 'PIN重试次数超限', en: 'PIN try limit exceeded' },
  3: { zh: '发卡行认证失败', en: 'issuer authentication failed' },
};

function cidWords(value: Uint8Array): Words[] {
  const byte = value[0]!;
  const reason = byte & 7;
  return [
    KIND_WORDS[cryptogramKind(byte)],
    ...(isSet(value, 1, 4) ? [{ zh: '要求通知', en: 'advice required' }] : []),
    ...(reason === 0
      ? []
      : [CID_REASONS[reason] ?? { zh: `保留的原因码${reason}`, en: `reserved reason ${reason}` }]),
  ];
}

const SECOND_KIND: readonly Words[] = [
  { zh: '第二次生成密文：AAC', en: 'second cryptogram: AAC' },
  { zh: '第二次生成密文：TC', en: 'second cryptogram: TC' },
  { zh: '未请求第二次生成密文', en: 'second cryptogram not requested' },
  { zh: '第二次生成密文：保留', en: 'second cryptogram: reserved' },
];
const FIRST_KIND: readonly Words[] = [
  { zh: '第一次生成密文：AAC', en: 'first cryptogram: AAC' },
  { zh: '第一次生成密文：TC', en: 'first cryptogram: TC' },
  { zh: '第一次生成密文：ARQC', en: 'first cryptogram: ARQC' },
  { zh: '第一次生成密文：保留', en: 'first cryptogram: reserved' },
];

/** Card verification results of a PBOC or Visa card, four bytes. */
export function cvrWords(cvr: Uint8Array): readonly Words[] {
  const scripts = cvr[3]! >> 4;
  const flags = Uint8Array.of(0, cvr[1]! & 0x0f, cvr[2]!, cvr[3]! & 0x0f);
  return [
    SECOND_KIND[cvr[1]! >> 6]!,
    FIRST_KIND[(cvr[1]! >> 4) & 3]!,
    ...bitWords(flags, CVR_BITS),
    ...(scripts === 0
      ? []
      : [{ zh: `收到发卡行脚本命令${scripts}条`, en: `${scripts} issuer script commands received` }]),
  ];
}

const ALGORITHMS: Readonly<Record<number, Words>> = {
  1: { zh: '算法：3DES', en: 'algorithm: triple DES' },
  4: { zh: '算法：SM4', en: 'algorithm: SM4' },
};
const hexByte = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0');

/** @throws EmvError for a layout that is neither PBOC's nor Visa's */
function iadWords(value: Uint8Array): readonly Words[] {
  const iad = readIad(value);
  const version = hexByte(iad.cryptogramVersion);
  return [
    {
      zh: `密钥索引${hexByte(iad.keyIndex)}，密文版本${version}`,
      en: `key ${hexByte(iad.keyIndex)}, version ${version}`,
    },
    ...(iad.algorithm === null
      ? []
      : [
          ALGORITHMS[iad.algorithm] ?? {
            zh: `算法：${hexByte(iad.algorithm)}`,
            en: `algorithm: ${hexByte(iad.algorithm)}`,
          },
        ]),
    ...cvrWords(iad.cvr),
  ];
}

const OUTCOME_WORDS: Readonly<Record<string, Words>> = {
  'not-performed': { zh: '脚本未执行', en: 'script not performed' },
  failed: { zh: '脚本处理失败', en: 'script failed' },
  done: { zh: '脚本处理成功', en: 'script done' },
};
function scriptResultWords(value: Uint8Array): readonly Words[] {
  return readScriptResults(value).map(({ outcome, command, scriptId }) => {
    const words = OUTCOME_WORDS[outcome]!;
    const id = [...scriptId].map(hexByte).join('');
    const at =
      command === 0 ? { zh: '', en: '' } : { zh: `，第${command}条命令`, en: `, command ${command}` };
    return { zh: `${words.zh}（${id}${at.zh}）`, en: `${words.en} (${id}${at.en})` };
  });
}

const OWNERS: Readonly<Record<number, Words>> = {
  1: { zh: '金融机构', en: 'of a financial institution' },
  2: { zh: '商户', en: 'of a merchant' },
  3: { zh: '持卡人', en: 'of the cardholder' },
};
const ENVIRONMENTS: Readonly<Record<number, Words>> = {
  1: { zh: '有人值守，仅联机', en: 'attended, online only' },
  2: { zh: '有人值守，脱机可联机', en: 'attended, offline with online capability' },
  3: { zh: '有人值守，仅脱机', en: 'attended, offline only' },
  4: { zh: '无人值守，仅联机', en: 'unattended, online only' },
  5: { zh: '无人值守，脱机可联机', en: 'unattended, offline with online capability' },
  6: { zh: '无人值守，仅脱机', en: 'unattended, offline only' },
};
function terminalTypeWords(value: Uint8Array): readonly Words[] {
  const owner = OWNERS[value[0]! >> 4];
  const environment = ENVIRONMENTS[value[0]! & 15];
  return owner === undefined || environment === undefined
    ? [{ zh: '保留的终端类型', en: 'reserved terminal type' }]
    : [{ zh: `${owner.zh}终端，${environment.zh}`, en: `terminal ${owner.en}, ${environment.en}` }];
}

const TRANSACTION_TYPES: Readonly<Record<number, Words>> = {
  0: { zh: '消费', en: 'goods and services' },
  1: { zh: '取现', en: 'cash' },
  3: { zh: '预授权', en: 'pre-authorisation' },
  9: { zh: '返现消费', en: 'purchase with cashback' },
  32: { zh: '退货', en: 'refund' },
  48: { zh: '查询', en: 'inquiry' },
  49: { zh: '余额查询', en: 'balance inquiry' },
};
const transactionTypeWords = (value: Uint8Array): readonly Words[] => [
  TRANSACTION_TYPES[value[0]!] ?? { zh: '其他交易类型', en: 'another transaction type' },
];

type Say = (value: Uint8Array) => readonly Words[];

const SAY: Readonly<Record<string, Say>> = {
  '82': (value) => orNone(bitWords(value, AIP_BITS)),
  '8E': cvmListWords,
  '95': (value) => orNone(bitWords(value, TVR_BITS)),
  '9B': (value) => orNone(bitWords(value, TSI_BITS)),
  '9C': transactionTypeWords,
  '9F10': iadWords,
  '9F27': cidWords,
  '9F33': (value) => orNone(bitWords(value, TERMINAL_CAPABILITY_BITS)),
  '9F34': cvmResultWords,
  '9F35': terminalTypeWords,
  '9F40': (value) => orNone(bitWords(value, ADDITIONAL_CAPABILITY_BITS)),
  '9F5B': scriptResultWords,
  DF31: scriptResultWords,
};

/** The function that knows words for this tag's values of a right length; undefined where there are none. */
export const wordsFor = (tag: string): Say | undefined => SAY[tag];

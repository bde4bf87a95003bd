/** Cardholder verification: the card's list (8E) and what the terminal did (9F34). EMV book 3, annex C3. */
import { fail } from '../error.ts';
import type { Words } from './bits.ts';

const METHODS: Readonly<Record<number, Words>> = {
  0: { zh: '持卡人验证失败处理', en: 'fail verification' },
  1: { zh: 'IC卡明文PIN验证', en: 'plaintext PIN checked by the card' },
  2: { zh: '加密PIN联机验证', en: 'enciphered PIN checked online' },
  3: { zh: 'IC卡明文PIN验证加签名', en: 'plaintext PIN checked by the card, and signature' },
  4: { zh: 'IC卡加密PIN验证', en: 'enciphered PIN checked by the card' },
  5: { zh: 'IC卡加密PIN验证加签名', en: 'enciphered PIN checked by the card, and signature' },
  30: { zh: '签名', en: 'signature' },
  31: { zh: '无需持卡人验证', en: 'no verification required' },
  32: { zh: '持卡人证件出示', en: 'identity document shown' },
  63: { zh: '未执行持卡人验证', en: 'no verification performed' },
};
const CONDITIONS: Readonly<Record<number, Words>> = {
  0: { zh: '总是', en: 'always' },
  1: { zh: '无人值守现金交易时', en: 'if unattended cash' },
  2: {
    zh: '既非无人值守现金、人工现金，也非返现消费时',
    en: 'if neither unattended cash nor manual cash nor purchase with cashback',
  },
  3: { zh: '终端支持该方法时', en: 'if the terminal supports it' },
  4: { zh: '人工现金交易时', en: 'if manual cash' },
  5: { zh: '返现消费时', en: 'if purchase with cashback' },
  6: { zh: '应用货币交易且金额低于X时', en: 'if in application currency and under X' },
  7: { zh: '应用货币交易且金额高于X时', en: 'if in application currency and over X' },
  8: { zh: '应用货币交易且金额低于Y时', en: 'if in application currency and under Y' },
  9: { zh: '应用货币交易且金额高于Y时', en: 'if in application currency and over Y' },
};
const RESULTS: Readonly<Record<number, Words>> = {
  0: { zh: '结果未知', en: 'outcome unknown' },
  1: { zh: '失败', en: 'failed' },
  2: { zh: '成功', en: 'successful' },
};

const hexByte = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0');
const method = (byte: number): Words =>
  METHODS[byte & 0x3f] ?? {
    zh: `保留的方法${hexByte(byte & 0x3f)}`,
    en: `reserved method ${hexByte(byte & 0x3f)}`,
  };
const condition = (byte: number): Words =>
  CONDITIONS[byte] ?? { zh: `保留的条件${hexByte(byte)}`, en: `reserved condition ${hexByte(byte)}` };

/** 9F34: method, condition, result. */
export function cvmResultWords(value: Uint8Array): readonly Words[] {
  const result = RESULTS[value[2]!] ?? { zh: '保留的结果', en: 'reserved outcome' };
  const [how, when] = [method(value[0]!), condition(value[1]!)];
  // Where nothing was done there was no condition either.
  if ((value[0]! & 0x3f) === 0x3f) return [{ zh: `${how.zh}：${result.zh}`, en: `${how.en}: ${result.en}` }];
  return [{ zh: `${how.zh}（${when.zh}）：${result.zh}`, en: `${how.en} (${when.en}): ${result.en}` }];
}

export interface CvmList {
  /** Whole minor units of the application's currency. */
  readonly amountX: number;
  readonly amountY: number;
  readonly rules: readonly {
    readonly method: number;
    readonly condition: number;
    readonly nextIfFailed: boolean;
  }[];
}

const AMOUNT_BYTES = 4;
const amountAt = (value: Uint8Array, at: number): number =>
  value.subarray(at, at + AMOUNT_BYTES).reduce((sum, byte) => sum * 256 + byte, 0);

/** 8E. @throws EmvError `bad-value` */
export function readCvmList(value: Uint8Array): CvmList {
  const pairs = (value.length - 2 * AMOUNT_BYTES) / 2;
  if (!Number.isInteger(pairs) || pairs < 1)
    fail('bad-value', `read tag 8E: ${value.length} bytes, expected 8 and two for each rule`, '8E');
  return {
    amountX: amountAt(value, 0),
    amountY: amountAt(value, AMOUNT_BYTES),
    rules: Array.from({ length: pairs }, (_, i) => {
      const [how, when] = value.subarray(2 * AMOUNT_BYTES + 2 * i);
      return { method: how! & 0x3f, condition: when!, nextIfFailed: (how! & 0x40) !== 0 };
    }),
  };
}

export function cvmListWords(value: Uint8Array): readonly Words[] {
  const { amountX, amountY, rules } = readCvmList(value);
  return [
    ...(amountX === 0 && amountY === 0
      ? []
      : [
          {
            zh: `X=${amountX}，Y=${amountY}（最小货币单位）`,
            en: `X=${amountX}, Y=${amountY} in minor units`,
          },
        ]),
    ...rules.map((rule) => {
      const [how, when] = [method(rule.method), condition(rule.condition)];
      const next = rule.nextIfFailed
        ? { zh: '，失败则用下一方法', en: '; if it fails, the next' }
        : { zh: '', en: '' };
      return { zh: `${how.zh}（${when.zh}${next.zh}）`, en: `${how.en} (${when.en}${next.en})` };
    }),
  ];
}

import { describe, expect, test } from 'vitest';
import type { TerminalResult } from './result.ts';
import { slipText } from './slip.ts';

const sale: TerminalResult = {
  act: 'sale',
  result: 'approved',
  code: '00',
  reason: null,
  words: { zh: '成功', en: 'approved' },
  detail: null,
  stan: '000012',
  batchNo: '000007',
  balanceFen: null,
  tipFen: null,
  variety: null,
  instalments: null,
  amountFen: 123_450n,
  maskedPan: '621234******1234',
  cardEntry: 'chip',
  pinEntered: true,
  rrn: '101112000012',
  authCode: '345678',
  clearingDate: '0701',
  date: '0630',
  time: '231512',
  issuer: '01030000',
  acquirer: '48020000',
  text: null,
  original: null,
  reversal: null,
  flushed: null,
  needsSignIn: false,
  settlement: null,
  obeyed: [],
  atMs: Date.UTC(2026, 5, 30, 15, 15, 12),
};

const slip = (result: TerminalResult, lang: 'zh' | 'en') =>
  slipText(
    {
      merchantName: lang === 'zh' ? '原路咖啡' : 'Yuanlu Coffee',
      merchantId: '898110257340001',
      terminalId: '10000001',
      operator: '01',
      result,
    },
    lang,
  );

describe('sale', () => {
  test('in Chinese', () => {
    expect(slip(sale, 'zh')).toBe(`                 签购单
----------------------------------------
商户名称        原路咖啡
商户编号        898110257340001
终端编号        10000001
操作员号        01
----------------------------------------
发卡机构        01030000
收单机构        48020000
卡号            621234******1234 (I)
交易类型        消费
批次号          000007
凭证号          000012
授权码          345678
参考号          101112000012
清算日期        07/01
日期时间        2026/06/30 23:15:12
金额            RMB 1234.50
----------------------------------------
备注            已验证密码
持卡人签名:
`);
  });

  test('in English', () => {
    expect(slip(sale, 'en')).toBe(`                POS SLIP
----------------------------------------
Merchant        Yuanlu Coffee
Merchant no.    898110257340001
Terminal no.    10000001
Operator        01
----------------------------------------
Issuer          01030000
Acquirer        48020000
Card            621234******1234 (I)
Type            SALE
Batch           000007
Trace no.       000012
Auth code       345678
Reference no.   101112000012
Clearing date   07/01
Date and time   2026/06/30 23:15:12
Amount          RMB 1234.50
----------------------------------------
Remark          PIN verified
Cardholder signature:
`);
  });
});

const back = { ...sale, stan: '000013', pinEntered: false, cardEntry: 'keyed', authCode: null } as const;
const original = { stan: '000012', batchNo: '000007', rrn: '101112000012' };

test('a void slip names the original voucher and marks the amount', () => {
  const text = slip({ ...back, act: 'void', original: { ...original, date: null } }, 'zh');
  expect(text).toContain(`交易类型        消费撤销
批次号          000007
凭证号          000013
参考号          101112000012
清算日期        07/01
日期时间        2026/06/30 23:15:12
原批次号        000007
原凭证号        000012
原参考号        101112000012
金额            RMB -1234.50
----------------------------------------
持卡人签名:
`);
});

test('a refund slip also has the original date and is signed by the merchant', () => {
  const text = slip({ ...back, act: 'refund', original: { ...original, date: '0629' } }, 'en');
  expect(text).toContain(`Original batch  000007
Original trace  000012
Original ref.   101112000012
Original date   06/29
Amount          RMB -1234.50
----------------------------------------
Merchant signature:
`);
});

test('whatever is not approved is marked as no receipt and says its result', () => {
  const unknown: TerminalResult = {
    ...back,
    act: 'sale',
    result: 'unknown',
    code: null,
    words: { zh: '结果未知', en: 'unknown' },
    rrn: null,
    date: null,
    time: null,
  };
  const text = slip(unknown, 'zh');
  expect(text).toContain('交易通知（非签购凭证）');
  expect(text).toContain('日期时间        2026/06/30 23:15:12');
  expect(text).toContain('结果            结果未知');
  expect(text).not.toContain('签名');
  expect(slip({ ...unknown, result: 'declined', code: '51' }, 'en')).toContain(
    'Result          unknown [51]',
  );
});

test('around New Year the day of the host decides the year', () => {
  const newYear = { ...sale, date: '1231', atMs: Date.UTC(2026, 11, 31, 16, 0, 1) };
  expect(slip(newYear, 'en')).toContain('2026/12/31 23:15:12');
});

import { describe, expect, test } from 'vitest';
import {
  cellsOf,
  RECEIPT_WIDTHS,
  type Receipt,
  receiptLines,
  receiptText,
  settlementLines,
  wrapped,
} from './index.ts';

const sale: Receipt = {
  merchantName: '街角便利店',
  merchantId: '898310154110001',
  terminalId: '31010001',
  operator: '01',
  type: 'sale',
  variety: null,
  issuer: '01030000',
  acquirer: '48020000',
  maskedPan: '621234******1234',
  cardRead: 'chip',
  pinEntered: true,
  batchNo: '000007',
  stan: '000012',
  authCode: '345678',
  rrn: '101112000012',
  clearingDate: '0701',
  at: '2026/06/30 23:15:12',
  amountFen: 123_450n,
  tipFen: null,
  instalments: null,
  original: null,
  refusal: null,
  said: null,
  chip: [['AID', 'A000000333010101']],
};
const refund: Receipt = {
  ...sale,
  type: 'refund',
  cardRead: 'keyed',
  pinEntered: false,
  stan: '000013',
  original: { batchNo: '000007', stan: '000012', rrn: '101112000012', date: '0630' },
  chip: [],
};

test('the merchant’s copy of a sale, printed again, on paper of 58 mm', () => {
  const lines = receiptLines(sale, {
    ...{ lang: 'zh', copy: 'merchant', reprint: true, code: 'https://pay.example/#01H4S9X2' },
  });
  expect(receiptText(lines, 32)).toBe(`             签购单
            商户存根
             重打印
--------------------------------
商户名称    街角便利店
商户编号    898310154110001
终端编号    31010001
操作员号    01
--------------------------------
发卡机构    01030000
收单机构    48020000
卡号        621234******1234 (I)
交易类型    消费
批次号      000007
凭证号      000012
授权码      345678
参考号      101112000012
清算日期    07/01
日期时间    2026/06/30 23:15:12
金额        RMB 1234.50
AID         A000000333010101
--------------------------------
备注        已验证密码
本人确认以上交易，同意记入本卡账
户
持卡人签名:
可以取消吗？扫码查询
https://pay.example/#01H4S9X2
`);
});

test('the cardholder’s copy has nothing to sign', () => {
  const text = receiptText(receiptLines(sale, { lang: 'en', copy: 'cardholder' }), 48);
  expect(text).toContain('CARDHOLDER COPY');
  expect(text).not.toMatch(/signature|agree|REPRINT/i);
});

test('a refund tells where the money goes and from what; the shop signs both copies', () => {
  for (const copy of ['merchant', 'cardholder'] as const) {
    const text = receiptText(receiptLines(refund, { lang: 'zh', copy }), 40);
    expect(text).toContain('退回卡号        621234******1234 (M)');
    expect(text).toContain('原凭证号        000012');
    expect(text).toContain('原交易日期      06/30');
    expect(text).toContain('金额            RMB -1234.50');
    expect(text).toContain('商户签名:');
    expect(text).not.toContain('同意');
  }
});

describe('what is not approved', () => {
  const refused = { ...sale, refusal: { code: '51', zh: '余额不足', en: 'not enough money' } };

  test('is a notice: no signature, no code to scan', () => {
    const lines = receiptLines(refused, { lang: 'en', copy: 'merchant', code: 'https://pay.example' });
    expect(lines[0]).toEqual({ is: 'title', text: 'NOTICE (not a receipt)' });
    expect(lines.map(({ is }) => is)).not.toContain('signature');
    expect(lines.map(({ is }) => is)).not.toContain('code');
    expect(lines).toContainEqual({ is: 'row', label: 'Result', value: 'not enough money [51]' });
  });
});

test.each([
  ['a tap without a PIN', { ...sale, cardRead: 'tap', pinEntered: false }, true],
  ['a tap with a PIN', { ...sale, cardRead: 'tap' }, false],
  ['a code', { ...sale, variety: 'code', cardRead: 'keyed', pinEntered: false }, true],
  ['a chip', sale, false],
] as const)('nobody signs where the host asks for nothing: %s', (_title, receipt, unsigned) => {
  const text = receiptText(receiptLines(receipt, { lang: 'zh', copy: 'merchant' }), 40);
  expect(text.includes('免密免签')).toBe(unsigned);
  expect(text.includes('持卡人签名')).toBe(!unsigned);
});

test('a hold says that nothing was charged', () => {
  const text = receiptText(receiptLines({ ...sale, type: 'preauth' }, { lang: 'zh' }), 40);
  expect(text).toContain('仅冻结，未扣款');
});

test('tip and instalments stand below the amount', () => {
  const instalments = { firstFen: 40_000n, feeFen: 1_200n, firstFeeFen: 100n };
  const lines = receiptLines({ ...sale, tipFen: 1_000n, instalments }, { lang: 'en' });
  const rows = lines.flatMap((line) => ('value' in line ? [`${line.label} ${line.value}`] : []));
  expect(rows.slice(rows.indexOf('Amount RMB 1234.50') + 1, -2)).toEqual([
    'Of it tip RMB 10.00',
    'First part RMB 400.00',
    'Fee RMB 12.00',
    'First fee RMB 1.00',
  ]);
});

test('the slip of a settlement has both sums and whether they agree', () => {
  const { merchantName, merchantId, terminalId, operator, batchNo, at } = sale;
  const totals = { debitFen: 12_300n, debitCount: 3, creditFen: 200n, creditCount: 1 };
  const slip = { merchantName, merchantId, terminalId, operator, batchNo, at, stan: '000020', totals };
  const text = receiptText(
    settlementLines(
      { ...slip, outcome: 'differs', hostTotals: { ...totals, debitFen: 12_000n, debitCount: 2 } },
      { lang: 'zh' },
    ),
    32,
  );
  expect(text).toContain('终端\n借记合计    3  RMB 123.00\n贷记合计    1  RMB 2.00');
  expect(text).toContain('主机\n借记合计    2  RMB 120.00\n贷记合计    1  RMB 2.00');
  expect(text).toContain('对账不平');
});

describe('text fits its paper', () => {
  test.each(RECEIPT_WIDTHS)('in %i columns, whatever a host or a shop writes', (width) => {
    const wordy = {
      ...sale,
      merchantName: '一家名字特别特别长的街角便利店（浦东新区世纪大道第一分店）',
      said: 'https://a-very-long-word.example/that/no/paper/can/hold/in/a/single/line 请持卡人妥善保管',
    };
    for (const lang of ['zh', 'en'] as const) {
      const text = receiptText(receiptLines(wordy, { lang, copy: 'merchant', reprint: true }), width);
      for (const line of text.split('\n')) expect(cellsOf(line), line).toBeLessThanOrEqual(width);
      expect(text.replaceAll(/\s/g, '')).toContain(wordy.said.replaceAll(/\s/g, ''));
    }
  });

  test('a number of nineteen digits stays in one piece on narrow paper', () => {
    const long = { ...sale, maskedPan: '620000*********0017' };
    expect(receiptText(receiptLines(long, { lang: 'zh' }), 32)).toContain(
      '卡号\n         620000*********0017 (I)\n',
    );
  });

  test('lines break at blanks, Chinese anywhere', () => {
    expect(wrapped('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrapped('一二三四五', 4)).toEqual(['一二', '三四', '五']);
    expect(wrapped('', 4)).toEqual(['']);
  });
});

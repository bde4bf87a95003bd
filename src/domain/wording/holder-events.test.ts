import { describe, expect, test } from 'vitest';
import { HOLDER_EVENT_KINDS, holderEventWords } from './index.ts';

test.each(HOLDER_EVENT_KINDS)('%s has words in both languages, whatever its body lacks', (kind) => {
  const { zh, en } = holderEventWords(kind, {});
  expect(zh).toMatch(/[一-鿿]/);
  expect(en).not.toMatch(/[一-鿿]/);
});

describe('a declined payment', () => {
  const body = {
    ...{ amountFen: 1_250n, outcome: 'wallet-service-off' },
    merchant: { merchantId: 'm', nameZh: '早餐店', nameEn: 'Breakfast', terminalId: null },
  };
  test('says where, how much, why, and what would pay instead', () => {
    const instead = [
      { kind: 'service', serviceId: 'svc_1', service: 'pay-code' },
      { kind: 'source', source: { kind: 'balance' } },
      { kind: 'source', source: { kind: 'balance' } },
    ];
    const { zh, en } = holderEventWords('wallet-payment-declined', { ...body, instead });
    expect(zh).toBe('在早餐店付款 ¥12.50 未成功：您已关闭此支付服务。可改用：付款码、余额');
    expect(en).toMatch(/^¥12\.50 at Breakfast was not paid: .+\. Use instead: payment code, the balance$/);
  });
  test('names no way where there is none', () => {
    expect(holderEventWords('wallet-payment-declined', { ...body, instead: [] }).zh).not.toContain('可改用');
  });
});

test('a service of one terminal is called by its place', () => {
  const place = { kind: 'terminal', nameZh: '早餐店', nameEn: 'Breakfast', terminalId: '31010001' };
  const { zh } = holderEventWords('wallet-service-closed', { service: 'tap', place });
  expect(zh).toMatch(/^手机闪付（早餐店，终端 31010001）已关闭/);
});

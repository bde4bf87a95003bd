import { expect, describe as suite, test } from 'vitest';
import { describe, maskPan, posDialect } from './index.ts';

const message = {
  mti: '0200',
  fields: {
    2: '6200000000000000005',
    4: '000000012345',
    14: '3012',
    35: '6200000000000000005D30122010000012345',
    41: 'T1      ',
    52: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
    55: Uint8Array.of(0x9f, 0x26),
    59: 'A30196200000000000000009',
    60: '22000001000',
    62: Uint8Array.of(0xaa, 0xbb),
    63: 'CUP',
    64: Uint8Array.of(0x42, 0x37, 0x31, 0x33, 0x33, 0x42, 0x35, 0x37),
  },
};

suite('describe', () => {
  test('a dump is aligned, bilingual and masked', () => {
    expect(describe(posDialect, message)).toBe(
      [
        'MTI  消息类型 message type                    0200',
        '  2  主账号 primary account number            620000*********0005',
        '  4  交易金额 amount                          000000012345',
        ' 14  卡有效期 expiry                          ****',
        ' 35  2磁道数据 track 2                        [37 characters, masked]',
        " 41  受卡机终端标识码 terminal id             'T1      '",
        ' 52  个人标识码数据 PIN block                 [8 bytes, masked]',
        ' 55  IC卡数据域 chip data                     [2 bytes, masked]',
        ' 59  自定义域59 private tags                  A301… [24 characters]',
        ' 60  自定义域60 type, batch, management code  22000001000',
        ' 62  自定义域62 keys, parameters, private     [2 bytes, masked]',
        ' 63  自定义域63 operator, scheme, texts       CUP',
        " 64  报文鉴别码 message authentication code   4237313333423537 'B7133B57'",
      ].join('\n'),
    );
  });

  test('one language on request', () => {
    const dump = describe(posDialect, { mti: '0200', fields: { 4: '000000012345' } }, { lang: 'en' });
    expect(dump).toBe('MTI  message type  0200\n  4  amount        000000012345');
    expect(describe(posDialect, { mti: '0200', fields: {} }, { lang: 'zh' })).toBe('MTI  消息类型  0200');
  });

  test('secrets appear only when somebody asks', () => {
    const dump = describe(posDialect, message, { unmask: true });
    for (const secret of ['6200000000000000005', '0102030405060708', 'AABB', '3012'])
      expect(dump).toContain(secret);
  });

  test('a field the dialect does not know is treated as a secret', () => {
    expect(describe(posDialect, { mti: '0200', fields: { 99: 'secret' } })).not.toContain('secret');
  });

  test('a card number shows its first six and last four, a short one nothing', () => {
    expect(maskPan('6200000000000005')).toBe('620000******0005');
    expect(maskPan('620000000005')).toBe('************');
  });
});

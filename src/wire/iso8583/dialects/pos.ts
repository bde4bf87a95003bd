import type { Dialect, FieldSpec, Sensitivity } from '../field.ts';

type Names = readonly [zh: string, en: string, sensitivity?: Sensitivity];

function spec(base: Omit<FieldSpec, 'zh' | 'en' | 'sensitivity'>, names: Names): FieldSpec {
  return { ...base, zh: names[0], en: names[1], sensitivity: names[2] ?? 'public' };
}

const wire = { lengthDigits: 'bcd', lengthCounts: 'bytes', justify: 'left', pad: '0' } as const;

/** Fixed BCD digits; an odd count is led by a 0 nibble. */
function digits(max: number, ...names: Names): FieldSpec {
  return spec({ ...wire, content: 'n', encoding: 'bcd', length: 'fixed', max, justify: 'right' }, names);
}

/** Variable BCD digits; the length counts digits and an odd count is followed by a 0 nibble. */
function varDigits(length: 'LL' | 'LLL', max: number, ...names: Names): FieldSpec {
  return spec({ ...wire, content: 'n', encoding: 'bcd', length, lengthCounts: 'digits', max }, names);
}

function track(length: 'LL' | 'LLL', max: number, ...names: Names): FieldSpec {
  return spec({ ...wire, content: 'z', encoding: 'bcd', length, lengthCounts: 'digits', max }, names);
}

function text(content: 'an' | 'ans', max: number, ...names: Names): FieldSpec {
  return spec({ ...wire, content, encoding: 'ascii', length: 'fixed', max, pad: ' ' }, names);
}

function varText(content: 'an' | 'ans', length: 'LL' | 'LLL', max: number, ...names: Names): FieldSpec {
  return spec({ ...wire, content, encoding: 'ascii', length, max, pad: ' ' }, names);
}

function bytes(length: 'fixed' | 'LLL', max: number, ...names: Names): FieldSpec {
  return spec({ ...wire, content: 'b', encoding: 'binary', length, max }, names);
}

/**
 * The 64-field terminal dialect, per UnionPay POS interface as implemented by three unrelated terminals
 * and one acquirer host. Packed digits, binary chip and key fields, no secondary bitmap.
 *
 * F22 is the one fixed field whose odd digits touch the left (`021` is `02 10`). F62 is bytes in every
 * message: its content is keys in a sign-in answer and text elsewhere, so only the message can tell.
 */
export const posDialect: Dialect = {
  id: 'unionpay-pos',
  mtiEncoding: 'bcd',
  bitmap: 'primary-only',
  bitmapEncoding: 'binary',
  macField: 64,
  fields: {
    2: varDigits('LL', 19, '主账号', 'primary account number', 'pan'),
    3: digits(6, '交易处理码', 'processing code'),
    4: digits(12, '交易金额', 'amount'),
    5: digits(12, '清算金额', 'settlement amount'),
    6: digits(12, '持卡人扣账金额', 'billing amount'),
    7: digits(10, '传输日期时间', 'transmission date and time'),
    9: digits(8, '清算汇率', 'settlement rate'),
    10: digits(8, '扣账汇率', 'billing rate'),
    11: digits(6, '受卡方系统跟踪号', 'system trace number'),
    12: digits(6, '受卡方所在地时间', 'local time'),
    13: digits(4, '受卡方所在地日期', 'local date'),
    14: digits(4, '卡有效期', 'expiry', 'expiry'),
    15: digits(4, '清算日期', 'settlement date'),
    22: { ...digits(3, '服务点输入方式码', 'entry mode'), justify: 'left' },
    23: digits(3, '卡序列号', 'card sequence number'),
    25: digits(2, '服务点条件码', 'condition code'),
    26: digits(2, '服务点PIN获取码', 'PIN capture code'),
    32: varDigits('LL', 11, '受理机构标识码', 'acquirer id'),
    35: track('LL', 37, '2磁道数据', 'track 2', 'track'),
    36: track('LLL', 104, '3磁道数据', 'track 3', 'track'),
    37: text('an', 12, '检索参考号', 'retrieval reference number'),
    38: text('an', 6, '授权标识应答码', 'authorisation code'),
    39: text('an', 2, '应答码', 'response code'),
    41: text('ans', 8, '受卡机终端标识码', 'terminal id'),
    42: text('ans', 15, '受卡方标识码', 'merchant id'),
    43: text('ans', 40, '受卡方名称地址', 'merchant name and place'),
    44: varText('ans', 'LL', 25, '附加响应数据', 'additional response data'),
    46: varText('ans', 'LLL', 999, '保留域46', 'reserved 46', 'private'),
    47: varText('ans', 'LLL', 999, '保留域47', 'reserved 47', 'private'),
    48: varDigits('LLL', 322, '附加数据', 'additional data', 'private'),
    49: text('an', 3, '交易货币代码', 'currency'),
    50: text('an', 3, '清算货币代码', 'settlement currency'),
    51: text('an', 3, '账户货币代码', 'billing currency'),
    52: bytes('fixed', 8, '个人标识码数据', 'PIN block', 'pin'),
    53: digits(16, '安全控制信息', 'security control'),
    54: varText('an', 'LLL', 40, '余额', 'additional amounts', 'private'),
    55: bytes('LLL', 255, 'IC卡数据域', 'chip data', 'chip'),
    56: varText('ans', 'LLL', 999, '附加信息', 'additional text', 'private'),
    57: varText('ans', 'LLL', 999, '终端安全数据', 'terminal security data', 'private'),
    58: varText('ans', 'LLL', 100, '电子钱包交易信息', 'e-purse data', 'private'),
    59: varText('ans', 'LLL', 999, '自定义域59', 'private tags', 'private'),
    60: varDigits('LLL', 19, '自定义域60', 'type, batch, management code'),
    61: varDigits('LLL', 29, '原始信息域', 'original transaction'),
    62: bytes('LLL', 512, '自定义域62', 'keys, parameters, private', 'key'),
    63: varText('ans', 'LLL', 163, '自定义域63', 'operator, scheme, texts', 'private'),
    64: bytes('fixed', 8, '报文鉴别码', 'message authentication code', 'mac'),
  },
};

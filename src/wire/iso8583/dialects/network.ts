import type { Dialect, FieldSpec, Sensitivity } from '../field.ts';

type Names = readonly [zh: string, en: string, sensitivity?: Sensitivity];

const wire = { lengthDigits: 'ascii', lengthCounts: 'bytes', justify: 'left' } as const;

function spec(base: Omit<FieldSpec, 'zh' | 'en' | 'sensitivity'>, names: Names): FieldSpec {
  return { ...base, zh: names[0], en: names[1], sensitivity: names[2] ?? 'public' };
}

/** Fixed ASCII digits. */
function digits(max: number, ...names: Names): FieldSpec {
  return spec({ ...wire, content: 'n', encoding: 'ascii', length: 'fixed', max, pad: '0' }, names);
}

function varDigits(max: number, ...names: Names): FieldSpec {
  return spec({ ...wire, content: 'n', encoding: 'ascii', length: 'LL', max, pad: '0' }, names);
}

function track(length: 'LL' | 'LLL', max: number, ...names: Names): FieldSpec {
  return spec({ ...wire, content: 'z', encoding: 'ascii', length, max, pad: '0' }, names);
}

function text(content: 'an' | 'ans', max: number, ...names: Names): FieldSpec {
  return spec({ ...wire, content, encoding: 'ascii', length: 'fixed', max, pad: ' ' }, names);
}

function varText(content: 'an' | 'ans', length: 'LL' | 'LLL', max: number, ...names: Names): FieldSpec {
  return spec({ ...wire, content, encoding: 'ascii', length, max, pad: ' ' }, names);
}

function bytes(length: 'fixed' | 'LLL', max: number, ...names: Names): FieldSpec {
  return spec({ ...wire, content: 'b', encoding: 'binary', length, max, pad: '0' }, names);
}

/**
 * The 128-field dialect towards the switch, per UnionPay member interface as two unrelated network
 * programs agree on it. Everything is ASCII with ASCII length digits, except the bitmap, F52, F55, F96.
 *
 * F128 is the eight hex characters that thirteen out of thirteen published messages carry; for a link
 * that wants eight binary bytes see {@link networkDialectOf}. Widths from 104 to 126 are not published:
 * they share one generous bound, so that an answer is not lost for a text somebody made longer.
 */
export const networkDialect: Dialect = {
  id: 'unionpay-network',
  mtiEncoding: 'ascii',
  bitmap: 'with-secondary',
  bitmapEncoding: 'binary',
  macField: 128,
  fields: {
    2: varDigits(19, '主账号', 'primary account number', 'pan'),
    3: digits(6, '交易处理码', 'processing code'),
    4: digits(12, '交易金额', 'amount'),
    5: digits(12, '清算金额', 'settlement amount'),
    6: digits(12, '持卡人扣账金额', 'billing amount'),
    7: digits(10, '交易传输时间', 'transmission date and time'),
    9: digits(8, '清算汇率', 'settlement rate'),
    10: digits(8, '扣账汇率', 'billing rate'),
    11: digits(6, '系统跟踪号', 'system trace number'),
    12: digits(6, '受卡方所在地时间', 'local time'),
    13: digits(4, '受卡方所在地日期', 'local date'),
    14: digits(4, '卡有效期', 'expiry', 'expiry'),
    15: digits(4, '清算日期', 'settlement date'),
    16: digits(4, '兑换日期', 'conversion date'),
    18: digits(4, '商户类型', 'merchant category'),
    19: digits(3, '商户国家代码', 'merchant country'),
    22: digits(3, '服务点输入方式码', 'entry mode'),
    23: digits(3, '卡序列号', 'card sequence number'),
    25: digits(2, '服务点条件码', 'condition code'),
    26: digits(2, '服务点PIN获取码', 'PIN capture code'),
    28: text('an', 9, '交易费', 'transaction fee'),
    32: varDigits(11, '代理机构标识码', 'acquirer id'),
    33: varDigits(11, '发送机构标识码', 'forwarder id'),
    35: track('LL', 37, '第二磁道数据', 'track 2', 'track'),
    36: track('LLL', 104, '第三磁道数据', 'track 3', 'track'),
    37: text('an', 12, '检索参考号', 'retrieval reference number'),
    38: text('an', 6, '授权标识应答码', 'authorisation code'),
    39: text('an', 2, '应答码', 'response code'),
    41: text('ans', 8, '受卡机终端标识码', 'terminal id'),
    42: text('ans', 15, '受卡方标识码', 'merchant id'),
    43: text('ans', 40, '受卡方名称地址', 'merchant name and place'),
    44: varText('ans', 'LL', 25, '附加响应数据', 'additional response data'),
    45: varText('ans', 'LL', 79, '第一磁道数据', 'track 1', 'track'),
    48: varText('ans', 'LLL', 512, '附加数据', 'additional data', 'key'),
    49: text('an', 3, '交易货币代码', 'currency'),
    50: text('an', 3, '清算货币代码', 'settlement currency'),
    51: text('an', 3, '持卡人账户货币代码', 'billing currency'),
    52: bytes('fixed', 8, '个人标识码数据', 'PIN block', 'pin'),
    53: digits(16, '安全控制信息', 'security control'),
    54: varText('an', 'LLL', 40, '实际余额', 'additional amounts', 'private'),
    55: bytes('LLL', 255, 'IC卡数据域', 'chip data', 'chip'),
    56: varText('ans', 'LLL', 512, '附加信息', 'additional text', 'private'),
    57: varText('ans', 'LLL', 100, '附加交易信息', 'additional transaction data', 'private'),
    59: varText('ans', 'LLL', 600, '明细查询数据', 'detail query data', 'private'),
    60: varText('ans', 'LLL', 100, '自定义域60', 'reason code and channel'),
    61: varText('ans', 'LLL', 200, '持卡人身份认证信息', 'cardholder identity', 'private'),
    62: varText('ans', 'LLL', 200, '交换中心数据', 'switch data', 'private'),
    63: varText('ans', 'LLL', 512, '金融网络数据', 'network data', 'private'),
    70: digits(3, '网络管理信息码', 'network management code'),
    90: digits(42, '原始数据元', 'original data elements'),
    96: bytes('fixed', 8, '报文安全码', 'new key', 'key'),
    100: varDigits(11, '接收机构标识码', 'receiver id'),
    102: varText('ans', 'LL', 28, '账户标识1', 'account 1', 'pan'),
    103: varText('ans', 'LL', 28, '账户标识2', 'account 2', 'pan'),
    104: varText('ans', 'LLL', 512, '交易描述', 'transaction description', 'private'),
    113: varText('ans', 'LLL', 512, '附加信息113', 'additional data 113', 'private'),
    116: varText('ans', 'LLL', 512, '附加信息116', 'additional data 116', 'private'),
    117: varText('ans', 'LLL', 512, '附加信息117', 'additional data 117', 'private'),
    121: varText('ans', 'LLL', 512, '交换中心保留', 'switch reserved', 'private'),
    122: varText('ans', 'LLL', 512, '受理方保留', 'acquirer reserved', 'private'),
    123: varText('ans', 'LLL', 512, '发卡方保留', 'issuer reserved', 'private'),
    125: varText('ans', 'LLL', 512, '附加信息125', 'additional data 125', 'private'),
    126: varText('ans', 'LLL', 512, '附加信息126', 'additional data 126', 'private'),
    128: text('an', 8, '报文鉴别码', 'message authentication code', 'mac'),
  },
};

const rawMacDialect: Dialect = {
  ...networkDialect,
  id: `${networkDialect.id}/raw-mac`,
  fields: {
    ...networkDialect.fields,
    128: bytes('fixed', 8, '报文鉴别码', 'message authentication code', 'mac'),
  },
};

/** F128 differs between member programs: eight characters of hex (thirteen messages), or eight bytes (one program). */
export function networkDialectOf(macForm: 'hex' | 'raw'): Dialect {
  return macForm === 'hex' ? networkDialect : rawMacDialect;
}

import type { Content, Dialect, FieldSpec, Sensitivity } from '../field.ts';

/** What processors of the plain standard do differently: bitmaps and binary fields as bytes, or as hex characters. */
export interface Iso87Options {
  readonly bitmap: 'hex' | 'binary';
  readonly binaryFields: 'hex' | 'binary';
}

type Row = readonly [
  number: number,
  content: Content,
  length: FieldSpec['length'],
  max: number,
  zh: string,
  en: string,
  sensitivity?: Sensitivity,
];

/** ISO 8583:1987, the fields by number. Reserved ones hold text of any kind. */
const rows: readonly Row[] = [
  [2, 'n', 'LL', 19, '主账号', 'primary account number', 'pan'],
  [3, 'n', 'fixed', 6, '交易处理码', 'processing code'],
  [4, 'n', 'fixed', 12, '交易金额', 'amount'],
  [5, 'n', 'fixed', 12, '清算金额', 'settlement amount'],
  [6, 'n', 'fixed', 12, '持卡人扣账金额', 'billing amount'],
  [7, 'n', 'fixed', 10, '传输日期时间', 'transmission date and time'],
  [8, 'n', 'fixed', 8, '持卡人扣账手续费', 'billing fee'],
  [9, 'n', 'fixed', 8, '清算汇率', 'settlement rate'],
  [10, 'n', 'fixed', 8, '扣账汇率', 'billing rate'],
  [11, 'n', 'fixed', 6, '系统跟踪号', 'system trace number'],
  [12, 'n', 'fixed', 6, '本地时间', 'local time'],
  [13, 'n', 'fixed', 4, '本地日期', 'local date'],
  [14, 'n', 'fixed', 4, '卡有效期', 'expiry', 'expiry'],
  [15, 'n', 'fixed', 4, '清算日期', 'settlement date'],
  [16, 'n', 'fixed', 4, '兑换日期', 'conversion date'],
  [17, 'n', 'fixed', 4, '获取日期', 'capture date'],
  [18, 'n', 'fixed', 4, '商户类型', 'merchant type'],
  [19, 'n', 'fixed', 3, '受理方国家代码', 'acquirer country'],
  [20, 'n', 'fixed', 3, '主账号国家代码', 'card country'],
  [21, 'n', 'fixed', 3, '转发方国家代码', 'forwarder country'],
  [22, 'n', 'fixed', 3, '服务点输入方式码', 'entry mode'],
  [23, 'n', 'fixed', 3, '卡序列号', 'card sequence number'],
  [24, 'n', 'fixed', 3, '网络国际标识', 'network international id'],
  [25, 'n', 'fixed', 2, '服务点条件码', 'condition code'],
  [26, 'n', 'fixed', 2, '服务点PIN获取码', 'PIN capture code'],
  [27, 'n', 'fixed', 1, '授权码长度', 'length of the authorisation code'],
  [28, 'an', 'fixed', 9, '交易手续费', 'transaction fee'],
  [29, 'an', 'fixed', 9, '清算手续费', 'settlement fee'],
  [30, 'an', 'fixed', 9, '交易处理费', 'processing fee'],
  [31, 'an', 'fixed', 9, '清算处理费', 'settlement processing fee'],
  [32, 'n', 'LL', 11, '受理机构标识码', 'acquirer id'],
  [33, 'n', 'LL', 11, '发送机构标识码', 'forwarder id'],
  [34, 'an', 'LL', 28, '扩展主账号', 'extended account number', 'private'],
  [35, 'z', 'LL', 37, '2磁道数据', 'track 2', 'track'],
  [36, 'z', 'LLL', 104, '3磁道数据', 'track 3', 'track'],
  [37, 'an', 'fixed', 12, '检索参考号', 'retrieval reference number'],
  [38, 'an', 'fixed', 6, '授权标识应答码', 'authorisation code'],
  [39, 'an', 'fixed', 2, '应答码', 'response code'],
  [40, 'an', 'fixed', 3, '服务限制代码', 'service restriction code'],
  [41, 'ans', 'fixed', 8, '终端标识码', 'terminal id'],
  [42, 'ans', 'fixed', 15, '商户标识码', 'merchant id'],
  [43, 'ans', 'fixed', 40, '商户名称地址', 'merchant name and place'],
  [44, 'an', 'LL', 25, '附加响应数据', 'additional response data'],
  [45, 'an', 'LL', 76, '1磁道数据', 'track 1', 'track'],
  [46, 'an', 'LLL', 999, '附加数据ISO', 'additional data, ISO', 'private'],
  [47, 'an', 'LLL', 999, '附加数据国家', 'additional data, national', 'private'],
  [48, 'an', 'LLL', 999, '附加数据私有', 'additional data, private', 'private'],
  [49, 'an', 'fixed', 3, '交易货币代码', 'currency'],
  [50, 'an', 'fixed', 3, '清算货币代码', 'settlement currency'],
  [51, 'an', 'fixed', 3, '账户货币代码', 'billing currency'],
  [52, 'b', 'fixed', 8, '个人标识码数据', 'PIN block', 'pin'],
  [53, 'n', 'fixed', 16, '安全控制信息', 'security control'],
  [54, 'an', 'LLL', 120, '附加金额', 'additional amounts', 'private'],
  [55, 'ans', 'LLL', 999, 'ISO保留55', 'reserved, ISO (chip data)', 'chip'],
  [56, 'ans', 'LLL', 999, 'ISO保留56', 'reserved, ISO', 'private'],
  ...reserved(57, 59, '国家保留', 'reserved, national'),
  ...reserved(60, 63, '私有保留', 'reserved, private'),
  [64, 'b', 'fixed', 8, '报文鉴别码', 'message authentication code', 'mac'],
  [66, 'n', 'fixed', 1, '清算代码', 'settlement code'],
  [67, 'n', 'fixed', 2, '扩展付款代码', 'extended payment code'],
  [68, 'n', 'fixed', 3, '接收方国家代码', 'receiver country'],
  [69, 'n', 'fixed', 3, '清算机构国家代码', 'settler country'],
  [70, 'n', 'fixed', 3, '网络管理信息码', 'network management code'],
  [71, 'n', 'fixed', 4, '报文序号', 'message number'],
  [72, 'n', 'fixed', 4, '最后报文序号', 'last message number'],
  [73, 'n', 'fixed', 6, '动作日期', 'action date'],
  ...counts(),
  [90, 'n', 'fixed', 42, '原始数据元', 'original data elements'],
  [91, 'an', 'fixed', 1, '文件更新代码', 'file update code'],
  [92, 'an', 'fixed', 2, '文件安全代码', 'file security code'],
  [93, 'an', 'fixed', 5, '应答标识', 'response indicator'],
  [94, 'an', 'fixed', 7, '服务标识', 'service indicator'],
  [95, 'an', 'fixed', 42, '替换金额', 'replacement amounts'],
  [96, 'b', 'fixed', 8, '报文安全码', 'message security code', 'key'],
  [97, 'an', 'fixed', 17, '净清算额', 'net settlement amount'],
  [98, 'ans', 'fixed', 25, '收款人', 'payee'],
  [99, 'n', 'LL', 11, '清算机构标识码', 'settler id'],
  [100, 'n', 'LL', 11, '接收机构标识码', 'receiver id'],
  [101, 'ans', 'LL', 17, '文件名', 'file name'],
  [102, 'ans', 'LL', 28, '账户标识1', 'account 1', 'private'],
  [103, 'ans', 'LL', 28, '账户标识2', 'account 2', 'private'],
  [104, 'ans', 'LLL', 100, '交易描述', 'transaction description', 'private'],
  ...reserved(105, 111, 'ISO保留', 'reserved, ISO'),
  ...reserved(112, 119, '国家保留', 'reserved, national'),
  ...reserved(120, 127, '私有保留', 'reserved, private'),
  [128, 'b', 'fixed', 8, '报文鉴别码2', 'message authentication code, second', 'mac'],
];

function reserved(first: number, last: number, zh: string, en: string): Row[] {
  return Array.from({ length: last - first + 1 }, (_, i) => [
    first + i,
    'ans',
    'LLL',
    999,
    `${zh}${first + i}`,
    en,
    'private',
  ]);
}

/** Numbers and amounts of a settlement: credits and debits with their reversals, then fees and sums. */
function counts(): Row[] {
  const names: readonly (readonly [zh: string, en: string])[] = [
    ['贷记笔数', 'credits'],
    ['贷记冲正笔数', 'reversed credits'],
    ['借记笔数', 'debits'],
    ['借记冲正笔数', 'reversed debits'],
    ['转账笔数', 'transfers'],
    ['转账冲正笔数', 'reversed transfers'],
    ['查询笔数', 'inquiries'],
    ['授权笔数', 'authorisations'],
    ['贷记处理费', 'credit processing fee'],
    ['贷记手续费', 'credit transaction fee'],
    ['借记处理费', 'debit processing fee'],
    ['借记手续费', 'debit transaction fee'],
    ['贷记金额', 'credit amount'],
    ['贷记冲正金额', 'reversed credit amount'],
    ['借记金额', 'debit amount'],
    ['借记冲正金额', 'reversed debit amount'],
  ];
  return names.map(([zh, en], i) => [74 + i, 'n', 'fixed', i < 8 ? 10 : i < 12 ? 12 : 16, zh, en]);
}

function specOf([, content, length, max, zh, en, sensitivity]: Row, options: Iso87Options): FieldSpec {
  const text = content === 'an' || content === 'ans';
  return {
    content,
    encoding: content === 'b' && options.binaryFields === 'binary' ? 'binary' : 'ascii',
    length,
    lengthDigits: 'ascii',
    lengthCounts: 'bytes',
    max,
    justify: 'left',
    pad: text ? ' ' : '0',
    zh,
    en,
    sensitivity: sensitivity ?? 'public',
  };
}

function make(id: string, options: Iso87Options): Dialect {
  return {
    id,
    mtiEncoding: 'ascii',
    bitmap: 'with-secondary',
    bitmapEncoding: options.bitmap,
    macField: 128,
    fields: Object.fromEntries(rows.map((row) => [row[0], specOf(row, options)])),
  };
}

/**
 * The plain standard, ISO 8583:1987 in ASCII, as processors without a dialect of their own speak it: every digit a
 * character, lengths in decimal characters, 128 fields. Field 65 announces a third bitmap that nobody sends.
 */
export const iso87AsciiDialect = make('iso87-ascii', { bitmap: 'hex', binaryFields: 'hex' });

const variants: readonly (readonly [Iso87Options, Dialect])[] = [
  [{ bitmap: 'hex', binaryFields: 'hex' }, iso87AsciiDialect],
  ...(
    [
      ['binary-bitmap', { bitmap: 'binary', binaryFields: 'hex' }],
      ['binary-fields', { bitmap: 'hex', binaryFields: 'binary' }],
      ['binary', { bitmap: 'binary', binaryFields: 'binary' }],
    ] as const
  ).map(([name, options]) => [options, make(`iso87-ascii/${name}`, options)] as const),
];

/** The same with other choices; one object for each, so that its table is compiled once. */
export function iso87AsciiDialectOf(options: Iso87Options): Dialect {
  const found = variants.find(
    ([each]) => each.bitmap === options.bitmap && each.binaryFields === options.binaryFields,
  );
  if (found === undefined) throw new RangeError('iso87-ascii: bitmap and binary fields are hex or binary');
  return found[1];
}

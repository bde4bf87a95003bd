/** Bits by byte and place, with words: the tables of EMV book 3, annex C, and book 4, annex A. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** Byte and bit as the specification counts: from 1, bit 8 is the highest. */
export type BitRow = readonly [byte: number, bit: number, zh: string, en: string];

export const isSet = (value: Uint8Array, byte: number, bit: number): boolean =>
  ((value[byte - 1]! >> (bit - 1)) & 1) === 1;

/** Words of the bits that are set, in order; a set bit without a meaning is told by its place. */
export function bitWords(value: Uint8Array, rows: readonly BitRow[], left: readonly number[] = []): Words[] {
  const said: Words[] = [];
  for (let byte = 1; byte <= value.length; byte += 1) {
    if (left.includes(byte)) continue;
    for (let bit = 8; bit >= 1; bit -= 1) {
      if (!isSet(value, byte, bit)) continue;
      const row = rows.find((each) => each[0] === byte && each[1] === bit);
      said.push(
        row === undefined
          ? { zh: `保留位：第${byte}字节第${bit}位`, en: `reserved: byte ${byte} bit ${bit}` }
          : { zh: row[2], en: row[3] },
      );
    }
  }
  return said;
}

export const TVR_BITS: readonly BitRow[] = [
  [1, 8, '未进行脱机数据认证', 'offline data authentication was not performed'],
  [1, 7, '静态数据认证失败', 'static data authentication failed'],
  [1, 6, 'IC卡数据缺失', 'card data missing'],
  [1, 5, '卡片出现在终端异常文件中', 'card is on the terminal exception file'],
  [1, 4, '动态数据认证失败', 'dynamic data authentication failed'],
  [1, 3, '复合动态数据认证失败', 'combined data authentication failed'],
  [1, 2, '选择了静态数据认证', 'static data authentication selected'],
  [2, 8, 'IC卡和终端应用版本不一致', 'card and terminal have different application versions'],
  [2, 7, '应用已过期', 'application expired'],
  [2, 6, '应用尚未生效', 'application not yet effective'],
  [2, 5, '卡片产品不允许所请求的服务', 'service not allowed for this card product'],
  [2, 4, '新卡', 'new card'],
  [3, 8, '持卡人验证失败', 'cardholder verification was not successful'],
  [3, 7, '未知的持卡人验证方法', 'unrecognised verification method'],
  [3, 6, 'PIN重试次数超限', 'PIN try limit exceeded'],
  [3, 5, '要求输入PIN但密码键盘不存在或故障', 'PIN required, PIN pad absent or not working'],
  [3, 4, '要求输入PIN，密码键盘存在但未输入', 'PIN required, PIN pad present, PIN not entered'],
  [3, 3, '已输入联机PIN', 'online PIN entered'],
  [4, 8, '交易超过最低限额', 'amount exceeds the floor limit'],
  [4, 7, '超过连续脱机交易下限', 'lower consecutive offline limit exceeded'],
  [4, 6, '超过连续脱机交易上限', 'upper consecutive offline limit exceeded'],
  [4, 5, '交易被随机选择联机处理', 'selected at random for online processing'],
  [4, 4, '商户要求联机交易', 'merchant forced the transaction online'],
  [5, 8, '使用缺省TDOL', 'default TDOL used'],
  [5, 7, '发卡行认证失败', 'issuer authentication failed'],
  [5, 6, '最后一次生成密文之前脚本处理失败', 'script failed before the final cryptogram'],
  [5, 5, '最后一次生成密文之后脚本处理失败', 'script failed after the final cryptogram'],
];

export const TSI_BITS: readonly BitRow[] = [
  [1, 8, '已进行脱机数据认证', 'offline data authentication was performed'],
  [1, 7, '已进行持卡人验证', 'cardholder verification was performed'],
  [1, 6, '已进行卡片风险管理', 'card risk management was performed'],
  [1, 5, '已进行发卡行认证', 'issuer authentication was performed'],
  [1, 4, '已进行终端风险管理', 'terminal risk management was performed'],
  [1, 3, '已进行脚本处理', 'script processing was performed'],
];

export const AIP_BITS: readonly BitRow[] = [
  [1, 7, '支持静态数据认证', 'static data authentication supported'],
  [1, 6, '支持动态数据认证', 'dynamic data authentication supported'],
  [1, 5, '支持持卡人验证', 'cardholder verification supported'],
  [1, 4, '执行终端风险管理', 'terminal risk management to be performed'],
  [1, 3, '支持发卡行认证', 'issuer authentication supported'],
  [1, 1, '支持复合动态数据认证', 'combined data authentication supported'],
];

export const TERMINAL_CAPABILITY_BITS: readonly BitRow[] = [
  [1, 8, '手工键盘输入', 'manual key entry'],
  [1, 7, '磁条', 'magnetic stripe'],
  [1, 6, '接触式IC卡', 'chip with contacts'],
  [2, 8, 'IC卡明文PIN验证', 'plaintext PIN checked by the card'],
  [2, 7, '加密PIN联机验证', 'enciphered PIN checked online'],
  [2, 6, '签名', 'signature'],
  [2, 5, '加密PIN脱机验证', 'enciphered PIN checked offline'],
  [2, 4, '无需持卡人验证', 'no verification required'],
  [2, 1, '持卡人证件验证', 'identity document of the cardholder'],
  [3, 8, '静态数据认证', 'static data authentication'],
  [3, 7, '动态数据认证', 'dynamic data authentication'],
  [3, 6, '吞卡', 'card capture'],
  [3, 4, '复合动态数据认证', 'combined data authentication'],
];

export const ADDITIONAL_CAPABILITY_BITS: readonly BitRow[] = [
  [1, 8, '现金', 'cash'],
  [1, 7, '商品', 'goods'],
  [1, 6, '服务', 'services'],
  [1, 5, '返现', 'cashback'],
  [1, 4, '查询', 'inquiry'],
  [1, 3, '转账', 'transfer'],
  [1, 2, '付款', 'payment'],
  [1, 1, '管理', 'administrative'],
  [2, 8, '存款', 'cash deposit'],
  [3, 8, '数字键', 'numeric keys'],
  [3, 7, '字母和特殊字符键', 'alphabetic and special keys'],
  [3, 6, '命令键', 'command keys'],
  [3, 5, '功能键', 'function keys'],
  [4, 8, '商户打印', 'print for the attendant'],
  [4, 7, '持卡人打印', 'print for the cardholder'],
  [4, 6, '商户显示', 'display for the attendant'],
  [4, 5, '持卡人显示', 'display for the cardholder'],
  [4, 2, '代码表10', 'code table 10'],
  [4, 1, '代码表9', 'code table 9'],
  ...[8, 7, 6, 5, 4, 3, 2, 1].map((bit) => [5, bit, `代码表${bit}`, `code table ${bit}`] as BitRow),
];

/** Bytes 2 to 4 of the results of a PBOC or Visa card; the grouped bits are told apart from these. */
export const CVR_BITS: readonly BitRow[] = [
  [2, 4, '发卡行认证执行但失败', 'issuer authentication performed and failed'],
  [2, 3, '脱机PIN验证已执行', 'offline PIN verification performed'],
  [2, 2, '脱机PIN验证失败', 'offline PIN verification failed'],
  [2, 1, '不能联机', 'unable to go online'],
  [3, 8, '上次联机交易未完成', 'last online transaction not completed'],
  [3, 7, 'PIN锁定', 'PIN try limit exceeded'],
  [3, 6, '频度检查超限', 'velocity counters exceeded'],
  [3, 5, '新卡', 'new card'],
  [3, 4, '上次联机交易发卡行认证失败', 'issuer authentication failed on the last online transaction'],
  [3, 3, '联机授权后未执行发卡行认证', 'issuer authentication not performed after online authorisation'],
  [3, 2, '因PIN锁定卡片锁定应用', 'application blocked because of PIN tries'],
  [3, 1, '上次交易静态数据认证失败且脱机拒绝', 'static authentication failed last time, declined offline'],
  [4, 4, '上次交易发卡行脚本处理失败', 'issuer script failed on the last transaction'],
  [4, 3, '上次交易动态数据认证失败且脱机拒绝', 'dynamic authentication failed last time, declined offline'],
  [4, 2, '已执行动态数据认证', 'dynamic data authentication performed'],
  [4, 1, '要求PIN的卡未收到PIN验证命令', 'no PIN command received by a card that expects one'],
];

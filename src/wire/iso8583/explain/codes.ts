/** Codes of the terminal interface and of the network, in words. What is in no list is left as it is. */
import { type Bilingual, both } from './part.ts';

type Words = Readonly<Record<string, Bilingual>>;

export const entryModes: Words = {
  '00': both('未知', 'unknown'),
  '01': both('手工输入', 'keyed'),
  '02': both('磁条', 'stripe'),
  '03': both('条码或二维码', 'bar code or QR code'),
  '05': both('接触式芯片', 'contact chip'),
  '07': both('非接触芯片', 'contactless chip'),
  '80': both('降级刷卡', 'fallback to the stripe'),
  '91': both('非接触磁条', 'contactless stripe'),
  '92': both('无卡预约', 'reservation without a card'),
  '95': both('芯片数据不可靠', 'chip, data not reliable'),
  '96': both('手机芯片', 'chip in a telephone'),
  '98': both('标准PBOC非接', 'contactless PBOC'),
};

export const pinPresence: Words = {
  '0': both('未说明', 'PIN not told of'),
  '1': both('已输密码', 'with PIN'),
  '2': both('无密码', 'without PIN'),
};

export const conditionCodes: Words = {
  '00': both('正常', 'normal'),
  '06': both('预授权类', 'pre-authorisation'),
  '08': both('电话邮购', 'telephone or mail'),
  '18': both('电话邮购预授权', 'pre-authorisation by telephone or mail'),
  '28': both('代收', 'collection'),
  '60': both('追加预授权', 'incremental pre-authorisation'),
  '61': both('手工退货', 'manual refund'),
  '64': both('分期付款', 'instalments'),
  '65': both('积分', 'points'),
  '66': both('账户充值', 'account top-up'),
  '67': both('预约', 'reservation'),
  '68': both('付款确认', 'payout confirmation'),
  '82': both('自助终端', 'self-service terminal'),
  '91': both('电子现金', 'electronic cash'),
};

export const readingCapabilities: Words = {
  '0': both('未知', 'unknown'),
  '2': both('磁条', 'stripe'),
  '5': both('接触式芯片', 'contact chip'),
  '6': both('非接触芯片', 'contactless chip'),
};

export const chipConditions: Words = {
  '0': both('未用芯片或上次读卡成功', 'chip not used, or last read well'),
  '1': both('上次读卡成功', 'last read well'),
  '2': both('读芯片失败后刷卡', 'swiped after a failed chip read'),
};

export const pinFormats: Words = {
  '0': both('无密码', 'no PIN'),
  '1': both('不带主账号', 'without the card number'),
  '2': both('带主账号', 'with the card number'),
};

export const pinAlgorithms: Words = {
  '0': both('单DES', 'single DES'),
  '3': both('SM4', 'SM4'),
  '4': both('SM4', 'SM4'),
  '6': both('双倍长3DES', 'double-length 3DES'),
};

export const trackForms: Words = {
  '0': both('磁道明文', 'tracks clear'),
  '1': both('磁道加密', 'tracks enciphered'),
};

/** F39 of a terminal's reversal. */
export const reversalReasons: Words = {
  '06': both('终端无法完成', 'the terminal could not complete it'),
  '17': both('持卡人取消', 'cancelled by the customer'),
  '96': both('终端无法完成', 'the terminal could not complete it'),
  '98': both('未收到应答', 'no answer in time'),
  A0: both('应答MAC错', 'wrong MAC in the answer'),
};

/** F60.1 of a network reversal. */
export const networkReasons: Words = {
  '4351': both('终端全额冲正', 'terminal, in full'),
  '4352': both('终端部分冲正', 'terminal, in part'),
  '4353': both('受理方收到迟到应答', 'the acquirer got a late answer'),
  '4354': both('受理方超时', 'the acquirer timed out'),
  '4355': both('受理方发现应答MAC错', 'the acquirer found a wrong MAC'),
  '4356': both('受理方无法通知终端', 'the acquirer could not reach the terminal'),
  '4360': both('交换中心收到迟到应答', 'the switch got a late answer'),
  '4361': both('交换中心超时', 'the switch timed out'),
  '4362': both('交换中心发现MAC错', 'the switch found a wrong MAC'),
  '4363': both('交换中心无法送达应答', 'the switch could not deliver the answer'),
};

export const channels: Words = {
  '01': both('自动柜员机', 'automatic teller'),
  '03': both('销售点终端', 'terminal'),
  '07': both('互联网', 'internet'),
  '08': both('手机', 'telephone'),
  '12': both('手工', 'by hand'),
};

export const settlementWords: Words = {
  '0': both('请求', 'asked'),
  '1': both('对平', 'balanced'),
  '2': both('不平', 'not balanced'),
  '3': both('出错', 'error'),
};

export const listWords: Words = {
  '0': both('无', 'none'),
  '1': both('最后一批', 'the last ones'),
  '2': both('还有', 'more follow'),
  '3': both('其他', 'other'),
};

export const authorisationModes: Words = {
  '00': both('POS', 'terminal'),
  '01': both('电话', 'telephone'),
  '02': both('代授权', 'stand-in'),
};

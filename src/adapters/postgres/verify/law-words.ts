/** The laws that a verification checks, in words. */
import type { Words } from '#domain/wording';
import type { Fault } from './fault.ts';

export const LAW_WORDS: Readonly<Record<Fault['law'], Words>> = {
  'journal-balance': { zh: '凭证借贷平衡', en: 'debits equal credits in every journal' },
  'journal-numbers': { zh: '凭证号连续', en: 'journals are numbered without a gap' },
  'journal-order': { zh: '凭证顺序', en: 'journals come in order' },
  'account-chain': { zh: '账户余额逐笔相接', en: 'each balance follows from the one before' },
  'account-balance': { zh: '账户余额等于分录之和', en: 'a balance is the sum of its entries' },
  'payment-books': { zh: '交易与账一致', en: 'a payment agrees with its entries' },
  'payment-state': { zh: '交易状态有据', en: 'the state of a payment has its reason' },
  'payment-claims': { zh: '预留与取消一致', en: 'claims agree with the ways back' },
  'cancellation-state': { zh: '取消状态有据', en: 'the state of a way back has its reason' },
  'fee-shares': { zh: '手续费分配', en: 'fees and who gets them' },
  'row-columns': { zh: '行内各列一致', en: 'the columns of a row agree' },
  'once-keys': { zh: '唯一键', en: 'keys that make a request one' },
  'network-keys': { zh: '网络流水键', en: 'network keys are used once' },
  'event-numbers': { zh: '事件号连续', en: 'events are numbered without a gap' },
  'journey-events': { zh: '事件与状态一致', en: 'events agree with states' },
  'terminal-totals': { zh: '终端合计', en: 'totals of terminals' },
  'batch-differences': { zh: '批次差异有据', en: 'differences of a batch have their reason' },
  'acceptance-versions': { zh: '受理开关版本相接', en: 'versions of switches follow each other' },
  contract: { zh: '合同费率', en: 'rates of contracts' },
  'order-payments': { zh: '订单与交易一致', en: 'orders agree with their payments' },
  holds: { zh: '预授权与其追加和完成一致', en: 'holds agree with what raised and took them' },
  'key-audit': { zh: '密钥操作记录相接', en: 'the record of key operations is unbroken' },
  'issuer-books': { zh: '发卡行账', en: 'the books of the issuers' },
  'wallet-books': { zh: '钱包流水与账一致', en: 'movements of wallets agree with their entries' },
  'wallet-arrears': { zh: '持卡人欠款皆有原因并已告知', en: 'what holders owe has its cause and was told' },
  'wallet-payments': { zh: '持卡人与商户两边一致', en: 'holders and merchants say the same' },
  orphan: { zh: '无主记录', en: 'rows without an owner' },
};

/** What people read of a report of loss: how it is covered, what was decided, and what they can do then. */
import type { CoverClass } from './cover.ts';
import type { LossPaperItem, LossRefusalWhy, LossState, LossWhat } from './state.ts';

interface Words {
  readonly zh: string;
  readonly en: string;
}

export const LOSS_WHAT_WORDS: Readonly<Record<LossWhat, Words>> = {
  phone: { zh: '手机或手表丢失', en: 'A phone or watch is lost' },
  card: { zh: '银行卡丢失', en: 'A bank card is lost' },
  payment: { zh: '有交易非本人操作', en: 'A payment was not mine' },
};

export const LOSS_STATE_WORDS: Readonly<Record<LossState, Words>> = {
  noted: { zh: '已挂失，支付已全部停用', en: 'Reported: everything is stopped' },
  papers: { zh: '待补资料', en: 'Papers are missing' },
  review: { zh: '审核中', en: 'Being looked at' },
  escalated: { zh: '审核超期，已升级', en: 'Overdue, passed on' },
  approval: { zh: '待第二人复核', en: 'A second person looks at it' },
  covered: { zh: '已赔付至余额', en: 'Paid to the balance' },
  refused: { zh: '未予赔付', en: 'Not covered' },
  withdrawn: { zh: '已撤回', en: 'Taken back' },
  lapsed: { zh: '逾期未补资料', en: 'Papers did not come in time' },
  closed: { zh: '已恢复使用', en: 'In use again' },
};

export const LOSS_PAPER_WORDS: Readonly<Record<LossPaperItem, Words>> = {
  statement: { zh: '本人签名的情况说明', en: 'A signed statement in your words' },
  'police-record': { zh: '公安机关的报案回执', en: "The police's record of the theft" },
  'where-i-was': { zh: '交易时本人不在场的证明', en: 'What shows where you were' },
  other: { zh: '其他材料', en: 'Anything else that helps' },
};

export const COVER_CLASS_WORDS: Readonly<Record<CoverClass, Words>> = {
  'after-notice': {
    zh: '挂失之后发生：损失由我们承担',
    en: 'Paid after the report: the loss is ours',
  },
  'in-window': {
    zh: '挂失前 72 小时内发生：在年度限额内赔付',
    en: 'In the 72 hours before the report: covered, up to a sum a year',
  },
  older: {
    zh: '更早发生：除非能证明是您授权或过错，损失由我们承担，由专人审核',
    en: 'Earlier: ours too unless we show that you allowed it or were at fault; a person looks at it',
  },
};

export const REFUSAL_WORDS: Readonly<Record<LossRefusalWhy, Words>> = {
  authorised: {
    zh: '留存的记录显示该交易经您授权',
    en: 'Our records show that you allowed the payment',
  },
  'at-fault': {
    zh: '损失因您泄露密码或出借账户造成',
    en: 'The loss came of a password given away or an account lent',
  },
  'papers-do-not-show': {
    zh: '所交材料不能说明该交易非本人操作',
    en: 'The papers do not show that the payment was not yours',
  },
  'already-returned': {
    zh: '该笔款项已经退回，不重复赔付',
    en: 'The money went back already; it is not paid twice',
  },
};

/** What is open to a holder who was refused. A first refusal can be objected to; after that others decide. */
export const REMEDY_WORDS: Readonly<Record<'object' | 'hotline' | 'court', Words>> = {
  object: {
    zh: '15 日内可提出异议，由另一人重新审核，并在 15 日内答复',
    en: 'Object within 15 days: another person looks at it and answers within 15 days',
  },
  hotline: {
    zh: '可拨打 12363 向中国人民银行投诉',
    en: 'Complain to the central bank by telephone: 12363',
  },
  court: { zh: '可向人民法院起诉', en: 'Go to court' },
};

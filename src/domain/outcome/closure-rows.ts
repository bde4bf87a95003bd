/** Why a service, a card or an account is not ended, or not yet. */
import { type OutcomeRow, row } from './row.ts';

const blocks = (zh: string, en: string, f39 = '12'): OutcomeRow =>
  row(f39, 409, 'refused', 'changed', zh, en);
const waits = (zh: string, en: string): OutcomeRow => row('12', 409, 'refused', 'later', zh, en);
/** Nothing was refused: somebody looks first. */
const looked = (zh: string, en: string): OutcomeRow => row('00', 202, 'success', 'later', zh, en);
const ended = (zh: string, en: string): OutcomeRow => row('12', 409, 'refused', 'no', zh, en);

export const CLOSURE_OUTCOMES = {
  'closing-by-holder-alone': row(
    '57',
    403,
    'refused',
    'no',
    '只能由持有人本人办理',
    'the holder alone may end this',
  ),
  'closing-off-already': ended('该服务已关闭', 'this service is off already'),
  'closing-on-already': ended('该服务已开通', 'this service is on already'),
  'closing-unbound-already': ended('此卡已解绑', 'this card is not bound any more'),
  'closing-removed-already': ended('此设备卡已移除', 'this device card was removed already'),
  'closing-closed-already': ended('账户已注销', 'the account is closed'),
  'closing-under-way': waits('账户正在注销等待期', 'the account is being closed'),
  'closing-not-begun': ended('账户未申请注销', 'nothing is being closed'),
  'closing-final': ended('账户已注销，不能恢复，可重新开户', 'closed for good; a new account can be opened'),
  'closing-waits': waits('注销等待期未满', 'the waiting time is not over'),
  'closing-loss-open': blocks(
    '账户挂失中，请先核实身份解除',
    'a loss is reported: prove who you are first',
    '62',
  ),
  'closing-limited': blocks('账户被限制，可提出异议', 'the account is restricted: object to it first', '62'),
  'closing-frozen': row('62', 409, 'refused', 'no', '账户已被有权机关止付', 'stopped by an authority'),
  'closing-suspended': blocks(
    '该服务因挂失暂停，须先核实身份',
    'suspended by a loss: prove who you are first',
    '62',
  ),
  'closing-nothing-to-tap': blocks('须先在手机或手表上添加卡', 'add a card to a phone or watch first'),
  'closing-source-gone': blocks('须先绑定银行卡', 'bind the card first'),
  'closing-real-name': blocks('须先完成实名', 'the real name has to be confirmed first'),
  'closing-guardian': blocks('未满 14 周岁，须经监护人同意', 'under 14: a parent has to agree', '57'),
  'closing-payment-unknown': waits('有交易结果未知，须先查清', 'the outcome of a payment is not known yet'),
  'closing-payment-unfinished': waits('有交易尚未完成', 'a payment has not ended yet'),
  'closing-hold-open': blocks('有预授权未了结', 'a pre-authorisation is still open'),
  'closing-refund-under-way': waits('有退款在途', 'a refund is on its way'),
  'closing-payout-under-way': waits('有提现在途', 'a payout is on its way'),
  'closing-payout-recent': waits('提现成功后须满规定时间', 'the last payout is too recent'),
  'closing-dispute-open': waits('有争议或投诉未办结', 'a dispute is not decided yet'),
  'closing-contract-open': blocks('有自动扣款签约未解除', 'a contract for deductions still holds'),
  'closing-arrears': blocks('有欠款未结清', 'something is still owed'),
  'closing-balance-left': blocks('余额未提清', 'there is still money in the account'),
  'closing-benefits-left': blocks(
    '红包、积分须用完或明示放弃',
    'use red packets and points, or give them up',
  ),
  'closing-card-bound': blocks('银行卡未解绑', 'a card is still bound'),
  'closing-proof-needed': row('57', 403, 'refused', 'changed', '请先完成身份验证', 'prove who you are first'),
  'closing-face-consent': row(
    '57',
    403,
    'refused',
    'changed',
    '人脸核验须单独同意，也可改用其他方式',
    'a face needs a consent of its own; other ways are open',
  ),
  'closing-face-not-assessed': row(
    '57',
    403,
    'refused',
    'changed',
    '机构未作影响评估，不能用人脸核验',
    'faces are not used here: their impact was not assessed',
  ),
  'closing-identity-check': looked('工作人员须先核验持有人身份', 'staff check who the holder is first'),
  'closing-identity-again': looked('须再次核验持有人身份', 'the holder has to be identified again'),
  'closing-by-institution': looked('由机构办理', 'the institution carries it out'),
  'closing-kept-by-law': waits('法定保存期未满，锁定保存', 'the law keeps it: locked until then'),
  'closing-account-in-use': blocks('账户仍在使用，须先注销', 'the account is in use: close it first'),
} as const;

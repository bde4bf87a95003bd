/** The answer about something that ends as sentences, and the words of its codes. */
import type { Answer } from '../answer/index.ts';
import { calendarDayOf, civil, SHANGHAI } from '../calendar/index.ts';
import { type Lang, wordsOf } from '../outcome/index.ts';
import { SERVICE_WORDS, type WalletWords } from '../wallet/index.ts';
import type { Place } from './advice.ts';
import type { ClosureFacts } from './facts.ts';
import type { StepName } from './plan-account.ts';
import type { ProofKind, ProofNeed } from './proof.ts';
import type { ClosureRoute, ClosureSubjectKind } from './subject.ts';

const w = (zh: string, en: string): WalletWords => ({ zh, en });

export const CLOSURE_ROUTE_WORDS: Readonly<Record<ClosureRoute, WalletWords>> = {
  SERVICE_OFF: w('关闭服务', 'switch the service off'),
  SERVICE_ON: w('开通服务', 'switch the service on'),
  UNBIND: w('解绑银行卡', 'unbind the card'),
  TOKEN_REMOVE: w('移除设备卡', 'remove the card from the device'),
  ACCOUNT_CLOSE: w('注销账户', 'close the account'),
  TAKE_BACK: w('撤回注销', 'take the closing back'),
  ERASE: w('删除资料', 'erase the data'),
};

export const CLOSURE_SUBJECT_WORDS: Readonly<Record<ClosureSubjectKind, WalletWords>> = {
  service: w('服务', 'service'),
  binding: w('绑定的银行卡', 'bound card'),
  'device-card': w('设备卡', 'card on a device'),
  account: w('支付账户', 'payment account'),
};

export const PROOF_WORDS: Readonly<Record<ProofKind, WalletWords>> = {
  password: w('支付密码', 'payment password'),
  'sms-code': w('短信验证码', 'code by text message'),
  passkey: w('指纹或面容（本机通行密钥）', 'fingerprint or face on the device (passkey)'),
  face: w('人脸核验（须单独同意）', 'a look at the face (with a consent of its own)'),
  staff: w('工作人员核验身份', 'staff check who you are'),
};

export const STEP_WORDS: Readonly<Record<StepName, WalletWords>> = {
  'unknown-payments': w('交易全部了结', 'every payment has its outcome'),
  'open-holds': w('预授权全部了结', 'no pre-authorisation is open'),
  refunds: w('退款全部到账', 'every refund has arrived'),
  disputes: w('争议、投诉办结', 'no dispute is open'),
  contracts: w('自动扣款全部解约', 'every contract for deductions is ended'),
  money: w(
    '余额提清，红包、积分用完或放弃',
    'the balance is paid out, red packets and points used or given up',
  ),
  cards: w('银行卡全部解绑', 'every card is unbound'),
  proof: w('核验身份', 'prove who you are'),
  waiting: w('等待期，可撤回', 'waiting time: it can be taken back'),
  locked: w('注销完成，资料锁定保存', 'closed; the records are locked'),
};

/** Where something is put right. */
export const PLACE_WORDS: Readonly<Record<Place, WalletWords>> = {
  movements: w('账单', 'payments'),
  refunds: w('退款进度', 'refunds'),
  cases: w('挂失与申诉', 'losses and cases'),
  deductions: w('自动扣款', 'automatic deductions'),
  balance: w('余额提现', 'payout of the balance'),
  benefits: w('红包与积分', 'red packets and points'),
  cards: w('银行卡', 'bank cards'),
  'device-cards': w('设备卡', 'cards on devices'),
  services: w('服务', 'services'),
  proof: w('身份验证', 'proof of identity'),
  closing: w('注销账户', 'closing of the account'),
  person: w('个人信息', 'personal data'),
  elsewhere: w('联系机构', 'ask the institution'),
};

export const CLOSURE_TERM_WORDS = {
  'earlier-payments-stand': w('此前受理的付款有效', 'payments accepted before stand'),
  'outcomes-still-come': w('进行中的付款照常了结', 'payments under way still get their outcome'),
  'refunds-still-arrive': w('在途退款照常到账', 'refunds on their way still arrive'),
  'pin-from-now-on': w('此后小额挥卡也须输入密码', 'from now on small taps ask for the PIN too'),
  'plastic-card-at-its-bank': w(
    '实体卡的小额免密，请向发卡行关闭',
    'for the card itself, its bank switches this off',
  ),
  'authorised-before-goes-on': w('此前的授权不受影响', 'what was authorised before goes on'),
  'contracts-do-not-end': w('自动扣款签约不会因此终止', 'contracts for deductions do not end by it'),
  'contracts-need-a-card': w('没有其他银行卡可供扣款', 'no other card is there to pay for them'),
  'end-contracts': w('可逐项解约', 'end each contract that is no longer wanted'),
  'look-at-unfinished': w('请先查看未完成的扣款订单', 'look at unfinished orders first'),
  'no-way-to-pay-left': w('此后本账户没有可用的付款方式', 'no way to pay with this wallet is left'),
  'on-again-any-time': w('可随时重新开通', 'it can be switched on again at any time'),
  'off-again-any-time': w('可随时关闭', 'it can be switched off again at any time'),
  'records-stay': w('历史记录仍可查看', 'old records can still be seen'),
  'bind-again-any-time': w('可随时重新绑定', 'it can be bound again at any time'),
  'bank-card-stays': w('银行卡不受影响', 'the bank card is not touched'),
  'add-again-any-time': w('可随时重新添加', 'it can be added again at any time'),
  'taken-back-while-it-waits': w('等待期内可撤回', 'it can be taken back during the waiting time'),
  'benefits-are-lost': w('红包、积分作废', 'red packets and points are lost'),
  'signs-in-no-more': w('注销后不能登录', 'nobody signs in afterwards'),
  'phone-free-again': w('手机号可重新开户', 'the telephone number may open a new account'),
  'kept-and-locked': w(
    '法定期限内锁定保存，不作他用',
    'kept and locked as the law demands, used for nothing else',
  ),
  'export-before': w('注销前可导出自己的数据', 'take a copy of your data before'),
  'locked-now': w('现在锁定', 'it is locked now'),
  'services-go-on': w('各项服务恢复原状', 'services are again as they were'),
  'object-to-restriction': w('可提出异议，15 日内答复', 'object to it: an answer comes within 15 days'),
  'in-its-own-app': w('在该钱包自己的应用内办理', "done in that wallet's own app"),
  'staff-take-some-days': w('人工办理通常约 2 个工作日', 'staff usually take some 2 working days'),
  'ask-holder': w('请持有人本人办理', 'ask the holder'),
  'switch-on-instead': w('可重新开通', 'it can be switched on'),
  'switch-off-instead': w('可关闭', 'it can be switched off'),
  'open-anew': w('可重新开户', 'a new account can be opened'),
  'take-back-first': w('可先撤回注销', 'take the closing back first'),
  'nothing-to-take-back': w('没有可撤回的注销', 'there is nothing to take back'),
  'wait-or-take-back': w(
    '等待期满自动注销，期间可撤回',
    'it closes by itself then; until then it can be taken back',
  ),
  'end-the-loss': w('请先核实身份，解除挂失', 'prove who you are and end the report of loss'),
  'ask-authority': w('请向作出止付的机关查询', 'ask the authority that stopped it'),
  'ask-reasons-of-stop': w('可要求告知原因与补救办法', 'ask for the reason and what can be done'),
  'add-device-card': w('先在手机或手表上添加卡', 'add a card to a phone or watch'),
  'bind-card': w('先绑定银行卡', 'bind the card'),
  'confirm-real-name': w('先完成实名认证', 'confirm the real name'),
  'guardian-consents': w('请监护人同意', 'ask a parent to agree'),
  'wait-for-outcome': w('等待交易结果', 'wait for the outcome'),
  'report-payment': w('非本人交易请挂失', 'report it if it was not yours'),
  'ask-shop-to-end-hold': w('请商户完成或撤销预授权', 'ask the shop to complete or void it'),
  'wait-for-refund': w('等待退款到账', 'wait until the refund has arrived'),
  'wait-for-payout': w('等待提现到账', 'wait until the payout has arrived'),
  'wait-or-withdraw-dispute': w('等待办结，或撤回申诉', 'wait for the decision, or withdraw it'),
  'pay-arrears': w('先结清欠款，充值自动抵扣', 'pay what is owed: a top-up fills it first'),
  'pay-out-balance': w('先提现余额', 'pay the balance out'),
  'use-or-give-up': w('先用完，或明示放弃', 'use them, or say that you give them up'),
  'unbind-cards': w('先解绑银行卡', 'unbind the cards'),
  'prove-yourself': w('请完成身份验证', 'prove who you are'),
  'consent-or-other-way': w('单独同意人脸核验，或改用其他方式', 'consent to it, or use another way'),
  'close-account-first': w('先注销账户', 'close the account first'),
  'choose-other-way': w('请选择其他办理方式', 'choose another way'),
  'identity-document': w('身份证件', 'an identity document'),
} as const satisfies Readonly<Record<string, WalletWords>>;

/** The words of a code of an answer; a code that has none is shown as it is. */
export const closureTerm = (code: string): WalletWords =>
  (CLOSURE_TERM_WORDS as Readonly<Record<string, WalletWords>>)[code] ?? w(code, code);

const two = (count: number): string => String(count).padStart(2, '0');

/** `2026 年 11 月 29 日 12:00`, `12:00 on 2026-11-29`: to the minute, as people write it. */
export function momentWords(atMs: number): WalletWords {
  const { year, month, day, hour, minute } = civil(atMs, SHANGHAI);
  const clock = `${two(hour)}:${two(minute)}`;
  return w(`${year} 年 ${month} 月 ${day} 日 ${clock}`, `${clock} on ${calendarDayOf(atMs, SHANGHAI)}`);
}

/** `支付密码和短信验证码，或指纹……`; being signed in is enough where nothing is asked. */
export function proofNeedWords(need: ProofNeed): WalletWords {
  if (need.length === 0) return w('登录即可', 'being signed in');
  const ways = (lang: Lang): string[] =>
    need.map((way) => way.map((kind) => PROOF_WORDS[kind][lang]).join(lang === 'zh' ? '、' : ' and '));
  return w(ways('zh').join('；或 '), ways('en').join('; or '));
}

/** What a case told by facts alone is called: it has no name of its own. */
export const partWords = ({ subject, service }: Pick<ClosureFacts, 'subject' | 'service'>): WalletWords =>
  service === null ? CLOSURE_SUBJECT_WORDS[subject] : SERVICE_WORDS[service];

const DONE: Readonly<Record<ClosureRoute, WalletWords>> = {
  SERVICE_OFF: w('可立即关闭', 'can be switched off, at once'),
  SERVICE_ON: w('可立即开通', 'can be switched on, at once'),
  UNBIND: w('可立即解绑', 'can be unbound, at once'),
  TOKEN_REMOVE: w('可立即移除', 'can be removed, at once'),
  ACCOUNT_CLOSE: w('可以注销', 'can be closed'),
  TAKE_BACK: w('注销可以撤回', 'can be kept: the closing is taken back'),
  ERASE: w('的资料可以删除', 'can be erased'),
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `Yes. Payment code can be switched off, at once.` · `Not yet. … From 12:00 on 2026-12-06.` */
export function closureSentence(answer: Answer<ClosureRoute>, name: WalletWords): WalletWords {
  const { verdict, route, reason, opensAtMs, deadline } = answer;
  const why: WalletWords = reason === null ? w('', '') : w(wordsOf(reason, 'zh'), wordsOf(reason, 'en'));
  if (verdict === 'YES' || verdict === 'YES_WITH_REVIEW') {
    const can = DONE[route ?? 'SERVICE_OFF'];
    const last = deadline === null ? null : momentWords(deadline.atMs);
    const until = last === null ? w('', '') : w(`，截至 ${last.zh}`, `, until ${last.en}`);
    const review = verdict === 'YES' ? w('', '') : w(`${why.zh}。`, ` ${capital(why.en)}.`);
    return w(
      `可以。${name.zh}${can.zh}${until.zh}。${review.zh}`,
      `Yes. ${capital(name.en)} ${can.en}${until.en}.${review.en}`,
    );
  }
  if (verdict === 'NOT_YET' && opensAtMs !== null) {
    const from = momentWords(opensAtMs);
    return w(
      `暂时不可以。${name.zh}：${why.zh}，${from.zh} 起可以。`,
      `Not yet. ${capital(name.en)}: ${why.en}; possible from ${from.en}.`,
    );
  }
  return w(`不可以。${name.zh}：${why.zh}。`, `No. ${capital(name.en)}: ${why.en}.`);
}

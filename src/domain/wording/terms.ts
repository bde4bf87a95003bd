/**
 * The words of an answer's codes: what has to be at hand, what is still to be done, and what helps after a refusal.
 */
import { type Words, words } from './words.ts';

const EVIDENCE_WORDS = {
  'slip-or-reference': words('签购单或参考号', 'the slip or its reference number'),
  'order-number': words('订单号', 'the order number'),
  'slip-or-order': words('原签购单或订单', 'the original slip or order'),
  'requester-id': words('申请人身份证件', 'an identity document of the one who asks'),
  'reason-in-words': words('书面说明原因', 'the reason in writing'),
  'goods-return-or-delivery-proof': words(
    '退货凭证或签收凭证',
    'proof that the goods came back or were delivered',
  ),
  'passport-for-foreign-card': words(
    '境外卡：护照或入境记录',
    'for a foreign card: passport or entry record',
  ),
  'holder-id': words('持卡人身份证件', "the holder's identity document"),
  'own-other-account': words('持卡人本人名下的其他银行账户', "another bank account in the holder's own name"),
  'account-closed-proof': words('原卡销户证明', 'proof that the paying account is closed'),
  invoice: words('发票', 'the invoice'),
  'police-record': words('报警回执', 'the police record'),
  'place-proof': words('交易时持卡人与卡片所在地的证明', 'proof of where holder and card were'),
  'transaction-notice': words('交易通知短信', 'the notice of the transaction'),
  'loss-report': words('挂失记录', 'the loss report'),
} as const satisfies Readonly<Record<string, Words>>;

const AFTERCARE_WORDS = {
  'keep-slip': words('请保留签购单', 'keep the slip'),
  'keep-order-number': words('请保留订单号', 'keep the order number'),
  'check-statement': words('请核对账单', 'watch the statement'),
  'pay-issued-bill': words(
    '已出账单请照常还款',
    'pay a bill that was already issued: the refund does not repay it',
  ),
  'lowers-next-bill': words(
    '退款将减少下期账单，多出部分为溢缴款',
    'the refund lowers the next bill; what is over stays as a credit balance',
  ),
  'rate-of-refund-day': words(
    '按退款当日汇率折算，人民币金额可能与付款时不同',
    'converted at the rate of the refund day; the amount in yuan may differ',
  ),
  'original-rate': words('按原交易汇率退回', 'converted at the rate of the original payment'),
  'payout-fee-stays': words('即时到账手续费不退', 'the fee for the instant payout is not returned'),
  'coupon-by-its-own-rule': words(
    '优惠券按其自身规则处理，出资方各得其份',
    'a coupon follows its own rule; each funder gets its part back',
  ),
  'return-split-first': words('先回退已分账的款项', 'return the share that was passed on first'),
  'report-loss-now': words('立即向发卡行挂失', 'report the card as lost at once'),
  'no-pin-cover': words(
    '挂失前 72 小时内的免密盗刷可申请赔付',
    'theft without PIN within 72 hours before the report is covered',
  ),
  'no-pin-cover-late': words(
    '已超过 72 小时赔付时限，须由发卡行认定',
    'the 72 hours of cover have passed; the bank decides',
  ),
  'told-why-and-what-helps': words(
    '将告知原因、补救办法与所需材料',
    'you are told the reason, what helps and which papers',
  ),
  'review-answer-in-15-days': words(
    '对限制措施有异议的，15 日内答复',
    'an objection to a restriction is answered within 15 days',
  ),
  'slower-after-a-month': words(
    '超过一个月的订单退款较慢',
    'orders older than a month are refunded more slowly',
  ),
  'listed-bank-debit-card': words(
    '可退至用户本人的列名银行借记卡，或退回商户再结算',
    'it may go to another debit card of the user at a listed bank, or back to the merchant who settles it',
  ),
  'replaced-card-same-account': words(
    '换卡不换户，退款记入同一账户',
    'the card was replaced, the account is the same',
  ),
  'lost-card-same-account': words('挂失卡的退款仍记入原账户', 'a refund to a lost card reaches its account'),
  'token-same-account': words(
    '已删除的手机卡号仍对应同一银行卡',
    'the device card was removed; the refund reaches the card behind it',
  ),
  'duplicate-first-stands': words(
    '首笔付款有效，仅退重复的一笔',
    'the first payment stands; only the repeated one goes back',
  ),
  'order-stays-closed': words('订单保持关闭', 'the order stays closed'),
  'instalment-fee-by-issuer': words(
    '分期手续费是否退还由发卡行合约决定',
    'whether instalment fees come back is in the contract with the bank',
  ),
  'answer-slip-request': words(
    '发卡行已调单，请按时提供签购单',
    'the bank asked for the slip: send it in time',
  ),
  'keep-refund-record': words('保留退款记录作为抗辩材料', 'keep the record of the refund as a defence'),
  'merchant-may-decide': words(
    '不属于法定无理由退货，由商户决定',
    'the law gives no right to it; the merchant decides',
  ),
  'return-goods-intact': words('商品应完好退回', 'return the goods intact'),
  'freight-on-payer': words(
    '退货运费由消费者承担，另有约定除外',
    'the payer bears the freight unless agreed otherwise',
  ),
  'freight-on-merchant': words('退货运费由商户承担', 'the merchant bears the freight'),
  'defect-by-contract-law': words(
    '已过七日，符合法定解除条件仍可退货，否则可修理更换',
    'seven days have passed: rescission by law, repair or exchange remain',
  ),
  'complain-12315': words(
    '商户拖延超过 15 日，可向 12315 投诉',
    'the merchant delayed more than 15 days: complain at 12315',
  ),
  'excess-must-go-back': words(
    '完成金额超过上限，超出部分须退回',
    'the completion exceeds its bound; the excess has to go back',
  ),
  'preauth-lives-again': words(
    '预授权恢复有效，不需要时请另行撤销',
    'the pre-authorisation is alive again; void it too if it is not needed',
  ),
  'hold-lifts-at-issuer': words('冻结额度由发卡行解除', 'the bank lifts the hold'),
  'completion-in-working-days': words(
    '万事达卡预授权应在三个工作日内完成，逾期丧失退单抗辩',
    'Mastercard wants completion within three working days; later the defence is lost',
  ),
  'late-payment-comes-back': words(
    '关单后到账的付款将全额退回',
    'a payment that still arrives goes back whole',
  ),
  'interest-and-costs': words(
    '未按约定提供的预付款应连同利息及合理费用退还',
    'what was prepaid and not delivered comes back with interest and reasonable costs',
  ),
  'slip-request-late': words(
    '调单已超过期限，仍可自愿答复',
    'the slip was asked for too late; an answer is free',
  ),
  'slip-answer-overdue': words(
    '调单答复已逾期，请立即补交',
    'the answer to the slip request is overdue: send it at once',
  ),
  'dispute-papers': words(
    '准备签购单、订单、签收凭证、退款记录、身份核验记录、设备与验证数据、沟通记录',
    'have ready: signed slip, order, proof of delivery, record of the refund, identity check, device data, chat',
  ),
  'above-no-pin-limit': words('超过小额免密限额，应当验密', 'it is above the sum that goes without a PIN'),
  'rate-of-day-after': words(
    '按申请退款次日汇率折算，金额可能与付款时不同',
    'converted at the rate of the day after the request; the amount may differ',
  ),
  'repeated-until-acknowledged': words(
    '冲正在清算日内重复发送，直至对方确认',
    'the reversal is repeated within the clearing day until it is acknowledged',
  ),
  'payment-stands': words('原交易保持有效', 'the payment stands'),
} as const satisfies Readonly<Record<string, Words>>;

const ADVICE_WORDS = {
  'right-lives-on': words(
    '法定退货权利仍在，由商户以其他方式退款，拒不处理可向 12315 投诉',
    'the right that the law gives lives on: the merchant pays back by other means, or complain at 12315',
  ),
  'check-the-slip': words('核对签购单上的参考号、日期与金额', 'check reference, date and amount on the slip'),
  'ask-merchant': words('联系商户', 'ask the merchant'),
  'ask-payee': words('联系收款人协商退还', 'ask the one who received it'),
  'report-to-police-if-cheated': words(
    '如被骗请报警，拨打 110 或 96110',
    'if you were cheated call the police (110 or 96110)',
  ),
  'nothing-was-taken': words('没有扣款，无需退款', 'nothing was taken; nothing has to come back'),
  'money-is-back': words(
    '款项已退回，如未见到账请核对账单',
    'the money went back; if it does not show, look at the statement',
  ),
  'ask-issuer-with-reference': words('凭参考号向发卡行查询', 'ask the bank with the reference number'),
  'wait-for-its-end': words('等待正在办理的一笔结束', 'wait for the one under way to end'),
  'do-not-pay-again': words('结果明确前请勿重复付款', 'do not pay again before the outcome is known'),
  'ask-less': words('减少金额后重试', 'ask for less'),
  'refund-the-rest': words('对剩余金额办理退货', 'refund what is left'),
  'wait-for-the-outcome': words('等待结果，系统会继续查询', 'wait for the outcome; the system keeps asking'),
  'void-or-refund': words('改用撤销或退货', 'use a void or a refund'),
  'close-the-order': words('关闭订单', 'close the order'),
  'make-a-new-order': words('重新下单', 'make a new order'),
  'wait-until-it-opens': words('到时再办理', 'come back when it opens'),
  'clearing-decides': words('以次日对账结果为准', 'reconciliation of the next day decides'),
  'by-hand-with-stamp': words(
    '仍无结果的转人工处理，商户须盖章同意退款',
    'what stays unknown is put right by hand, with the stamped consent of the merchant',
  ),
  'refund-once-known': words('结果明确后办理退货', 'refund it once the outcome is known'),
  'refund-instead': words('改为退货', 'refund it instead'),
  'go-to-its-terminal': words('到原终端办理撤销', 'void it at the terminal that took it'),
  'refund-later-anywhere': words('结算后可在任一终端退货', 'after settlement refund it at any terminal'),
  'void-the-whole': words('结算前可整笔撤销', 'before settlement void the whole'),
  'void-the-whole-today': words('当日可整笔撤销', 'on the same day void the whole'),
  'refund-a-part-later': words('结算后办理退货', 'refund it after settlement'),
  'reverse-the-whole': words('按原金额冲正', 'reverse the original amount'),
  'pay-back-outside': words(
    '由商户与付款人另行约定以其他方式退款，并留存凭证',
    'merchant and payer agree on another way of paying back and keep proof',
  ),
  'dispute-at-issuer': words('持卡人可向发卡行提出争议', 'the cardholder may open a dispute at the bank'),
  'ask-the-authority': words('向冻结机关了解并申请解除', 'ask the authority that froze it to lift it'),
  'wait-for-the-dispute': words('等待争议处理结果', 'wait for the dispute to end'),
  'show-the-refund-as-defence': words(
    '已受理的退款可作为抗辩材料',
    'a refund that was accepted is a defence',
  ),
  'never-twice': words('同一笔款项不能退两次', 'the same money never goes back twice'),
  'call-issuer': words('拨打卡背面的发卡行电话', 'call the bank on the back of the card'),
  'bring-evidence': words('准备签购单、订单、沟通记录等凭证', 'bring slip, order and correspondence'),
  'talk-to-merchant': words('与商户协商', 'talk to the merchant'),
  'complain-12363': words('可向 12363 金融消费者热线投诉', 'complain at 12363, the financial consumer line'),
  'refund-to-the-card': words('办理原路退货', 'refund it to the card that paid'),
  'closed-account-needs-proof': words(
    '原账户已销户的，提供证明后可退至本人其他账户',
    'if the account is closed, proof opens another account of the same holder',
  ),
  'refund-the-later-one': words('对后一笔重复付款申请退回', 'ask for the later of the two payments'),
  'end-the-whole': words('整笔关闭或撤回', 'close or take back the whole'),
  'ask-for-the-whole': words('申请全额退回', 'ask for the whole amount'),
  'ask-issuer-about-parts': words('向发卡行了解能否部分退货', 'ask the bank whether it takes parts'),
  'ask-operator': words('联系收单机构', 'ask the institution'),
  'top-up-or-fast-refund': words('充值账户或使用快速退款', 'top up the account or use the fast refund'),
  'try-tomorrow': words('次日有交易后再试', 'try again when there is turnover tomorrow'),
  'release-the-share': words('先解冻剩余分账资金', 'release the frozen share first'),
  'hold-lifts-by-itself': words('到期后由发卡行自动解冻', 'the bank lifts the hold by itself when it lapses'),
  'hold-is-lifted': words('冻结已解除', 'the hold is lifted'),
  'nothing-is-held': words('没有冻结，无需撤销', 'nothing is held; nothing has to be voided'),
  'cancel-the-completion': words('对预授权完成交易办理撤销或退货', 'void or refund the completion'),
  'complete-for-less': words(
    '按实际金额完成，余额自动解冻',
    'complete for less; the rest of the hold is lifted',
  ),
  'void-the-preauthorisation': words('撤销预授权', 'void the pre-authorisation'),
  'charge-anew-with-the-holder': words(
    '如退错，请持卡人重新付款',
    'if it was a mistake, the holder pays again',
  ),
  'name-own-account': words('提供持卡人本人的其他账户', 'name another account of the holder'),
  'leave-the-route-open': words('不指定方式，由系统选择', 'leave the route open; the system finds it'),
} as const satisfies Readonly<Record<string, Words>>;

/** Every code that an answer may carry. */
export const TERM_WORDS: Readonly<Record<string, Words>> = {
  ...EVIDENCE_WORDS,
  ...AFTERCARE_WORDS,
  ...ADVICE_WORDS,
};
export const termWords = (code: string): Words => TERM_WORDS[code] ?? words(code, code);

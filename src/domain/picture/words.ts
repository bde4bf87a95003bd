/** What a drawing says, in two languages. Total by type: a forgotten word does not compile. */
import type { SentRoute } from '../cancellation/index.ts';
import { OUTCOMES, type Outcome } from '../outcome/index.ts';
import type { Station } from '../tracking/index.ts';
import { ROUTE_WORDS, type Words, yuanText } from '../wording/index.ts';
import type { DraftLeg } from './leg-sheet.ts';
import type { Coin, CoinState, End, Level, NextStep, WaitKind } from './model.ts';

const words = (zh: string, en: string): Words => ({ zh, en });

export const END_WORDS: Readonly<Record<End, Words>> = {
  terminal: words('终端', 'terminal'),
  online: words('商户系统', 'shop system'),
  'merchant-code': words('收款码', "shop's code"),
};

/** What is the payer's own, when the payer reads it. */
export const YOUR_WORDS: Partial<Readonly<Record<Station, Words>>> = {
  account: words('您的账户', 'your account'),
  bank: words('您的发卡行', 'your bank'),
};

export const COIN_WORDS: Readonly<Record<CoinState, Words>> = {
  untouched: words('未扣款', 'not taken'),
  asked: words('请求中，等待应答', 'asked for, no answer yet'),
  unknown: words('是否扣款未知', 'taken or not: not known'),
  held: words('已冻结，未扣款', 'held, not taken'),
  'used-up': words('预授权已完成', 'used by its completion'),
  paid: words('已付给商户', 'paid to the shop'),
  frozen: words('已付给商户，司法冻结', 'with the shop, frozen'),
  returning: words('退回办理中，尚未确认', 'on its way back, not confirmed'),
  arriving: words('已确认退回，等待入账', 'confirmed, about to arrive'),
  undone: words('已冲正，未扣款或将退回', 'undone: never taken, or it comes back'),
  overdue: words('已过最迟到账日', 'late: past its last day'),
  returned: words('已到账', 'back in the account'),
  released: words('冻结已解除', 'released, nothing is held'),
  suspense: words('挂账，等待指定账户', 'waiting for another account'),
  'paying-out': words('正付往其他账户', 'being paid to another account'),
  'paid-out': words('已付至其他账户', 'paid to another account'),
  'with-person': words('人工处理中', 'a person looks at it'),
  'charged-back': words('争议已退回持卡人', 'given back in a dispute'),
};

/** Who is told there: a code on paper hears nothing, its shop does. */
const TOLD_WORDS: Readonly<Record<End, Words>> = { ...END_WORDS, 'merchant-code': words('商户', 'shop') };

const WAIT_WORDS: Readonly<Record<WaitKind, Words>> = {
  answer: words('等待发卡行应答', "waiting for the bank's answer"),
  'notice-answer': words('等待网络确认通知', 'waiting for the network to take the notice'),
  'back-answer': words('等待网络确认{route}', 'waiting for the network to confirm the {route}'),
  'void-answer': words('等待发卡行确认撤销', 'waiting for the bank to confirm the void'),
  'undo-answer': words('等待网络确认撤销的冲正', 'waiting for the network to undo the void'),
  file: words('等待清算文件', 'waiting for the clearing file'),
  person: words('等待人工处理', 'waiting for a person'),
  'second-person': words('等待第二人复核', 'waiting for a second person'),
  arrival: words('等待发卡行入账', 'waiting for the bank to post it'),
  holder: words('等待持卡人指定本人其他账户', 'waiting for the holder to name another account'),
  'account-check': words('等待账户核验', 'waiting for the account to be checked'),
  payout: words('等待银行付款结果', "waiting for the bank's word on the payout"),
  advice: words('等待网络确认金额变更通知', 'waiting for the network to take the advice'),
  completion: words('等待商户完成预授权', 'waiting for the shop to complete it'),
  'other-payment': words('等待追加或完成的结果', 'waiting for its increment or completion'),
  dispute: words('等待争议处理结果', 'waiting for the end of the dispute'),
  shop: words('等待商户决定', 'waiting for the shop to decide'),
  papers: words('等待补充资料', 'waiting for papers'),
  supervisor: words('等待主管审批', 'waiting for a supervisor'),
  review: words('等待收单机构审核', 'waiting for the institution to review it'),
  opening: words('等待可办理时间', 'waiting until it opens'),
};
/** What the payer is waited for, when the payer reads it. */
export const YOUR_WAITS: Partial<Readonly<Record<WaitKind, Words>>> = {
  holder: words('等待您指定本人其他账户', 'waiting for you to name another account'),
};

export function waitWords(kind: WaitKind, route: SentRoute | undefined): Words {
  const { zh, en } = WAIT_WORDS[kind];
  const name = route === undefined ? words('退款', 'way back') : ROUTE_WORDS[route];
  return words(zh.replace('{route}', name.zh), en.replace('{route}', name.en));
}

export const NEXT_WORDS: Readonly<Record<NextStep, Words>> = {
  reverse: words('届时无应答即冲正', 'without one it is reversed'),
  'send-again': words('届时无应答即重发', 'without one it is sent again'),
  undo: words('届时无应答即冲正该撤销', 'without one the void is undone'),
  person: words('届时未到即转人工', 'without it a person looks at it'),
  ask: words('届时未到可询问', 'after that, ask'),
  remind: words('届时再次提醒', 'then reminded again'),
  look: words('届时由经办人查看', 'then somebody looks at it'),
  lapse: words('届时自动失效解冻', 'then it lapses and is released'),
  escalate: words('届时转收单机构决定', 'then the institution decides'),
  'carry-out': words('届时自动办理', 'then it is carried out'),
  expire: words('届时未补即失效', 'without them it ends'),
};

const said = (outcome: Outcome | null, level: Level): Words =>
  outcome === null || level === 'payer'
    ? words('', '')
    : words(`：${OUTCOMES[outcome].zh}`, `: ${OUTCOMES[outcome].en}`);

/** What the shop was told of an outcome. */
function toldWords(end: Words, outcome: Outcome | null, name: Words): Words {
  const to = words(`告知${end.zh}`, `The ${end.en} is told`);
  if (outcome === null) return words(`${to.zh}：已受理${name.zh}`, `${to.en}: ${name.en} taken in`);
  const { kind } = OUTCOMES[outcome];
  if (kind === 'success') return words(`${to.zh}：${name.zh}成功`, `${to.en}: ${name.en} done`);
  if (kind === 'unknown') return words(`${to.zh}：结果未知`, `${to.en}: outcome unknown`);
  return words(`${to.zh}：${name.zh}未成`, `${to.en}: no ${name.en}`);
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export interface LegNames {
  readonly level: Level;
  readonly end: End;
  /** What the payment is called, and the way back that the leg belongs to. */
  readonly payment: Words;
  readonly route: Words;
}

/** One leg in a few words; notes have the words of their event. */
export function legWords(leg: DraftLeg, { level, end, payment, route }: LegNames): Words {
  const { zh, en } = said(leg.outcome, level);
  const told = TOLD_WORDS[end];
  const Route = capital(route.en);
  switch (leg.kind) {
    case 'payment':
      if (leg.from === 'merchant') return words(`提交${payment.zh}`, `${capital(payment.en)} handed in`);
      return words(`${payment.zh}请求发往银行`, `The bank is asked for the ${payment.en}`);
    case 'payment-answer':
      if (leg.state === 'refused') return words(`银行未批准${zh}`, `The bank says no${en}`);
      if (leg.outcome !== 'approved') return words(`迟到的应答${zh}`, `A late answer${en}`);
      return leg.state === 'late'
        ? words('迟到的批准', "The bank's yes, too late")
        : words('银行批准', 'The bank says yes');
    case 'result':
      return toldWords(told, leg.outcome, payment);
    case 'notice':
      return words('网络告知：已付款', 'The network tells of the payment');
    case 'asked':
      if (leg.event.kind === 'void-reversed-by-terminal')
        return words(`${told.zh}冲正其撤销`, `The ${told.en} reverses its void`);
      return leg.attempt === null
        ? words(`申请${route.zh}`, `${Route} asked for`)
        : words(`再次申请${route.zh}`, `${Route} asked for again`);
    case 'back':
      return leg.attempt === null || leg.attempt <= 1
        ? words(`发出${route.zh}`, `${Route} sent`)
        : words(`再次发出${route.zh}`, `${Route} sent again`);
    case 'back-answer':
      return leg.state === 'arrived'
        ? words(`确认${route.zh}`, `${Route} confirmed`)
        : words(`未确认${route.zh}${zh}`, `${Route} not confirmed${en}`);
    case 'back-result':
      return toldWords(told, leg.outcome, route);
    case 'undo':
      return words('冲正该撤销', 'Void itself reversed');
    case 'undo-answer':
      return leg.state === 'arrived'
        ? words('撤销已冲正，原交易有效', 'The void is undone, the payment stands')
        : words(`撤销的冲正未确认${zh}`, `Undoing not confirmed${en}`);
    case 'advice':
      return words('通知变更', 'Change told');
    case 'advice-answer':
      return leg.state === 'arrived'
        ? words('变更已确认', 'Change taken')
        : words(`变更被拒${zh}`, `Change refused${en}`);
    case 'file':
      return words('清算文件给出结果', 'The clearing file decides');
    case 'bounce':
      return words('发卡行退回款项', 'The bank sends it back');
    case 'payout':
      return words('付往其他账户', 'Paid to another account');
    case 'payout-back':
      return words('付款被退回', 'The payout came back');
    case 'note':
      return words('记录', 'Noted');
  }
}

/** Notes that a payer reads, in words without anybody's numbers. */
export const PAYER_NOTES: Readonly<Record<string, Words>> = {
  'cancellation-opened': words('无应答，开始冲正', 'No answer: it is being undone'),
  'awaiting-clearing-file': words('等待清算文件', 'The clearing file will decide'),
  'handed-to-person': words('转人工处理', 'A person looks at it'),
  'arrival-confirmed': words('已确认到账', 'Confirmed: it has arrived'),
  'arrival-overdue': words('已过最迟到账日', 'The last day of its arrival is over'),
  'account-named': words('已指定本人其他账户', 'Another account is named'),
  'payout-ordered': words('指令付款', 'The payout is ordered'),
  'payment-alive-again': words('撤销未成，原交易有效', 'The void did not stand: the payment stands'),
  'preauth-completed': words('预授权完成', 'The hold was used by its completion'),
  'preauth-expired': words('预授权失效，冻结解除', 'The hold lapsed and is released'),
};

/** `¥40.00 on its way back, not confirmed; ¥60.00 paid to the shop.` */
export function nowWords(coins: readonly Coin[]): Words {
  const all = coins.map(({ amountFen, words: said }) => {
    const amount = yuanText(amountFen);
    return words(`${amount} ${said.zh}`, `${amount} ${said.en}`);
  });
  return words(`${all.map(({ zh }) => zh).join('；')}。`, `${all.map(({ en }) => en).join('; ')}.`);
}

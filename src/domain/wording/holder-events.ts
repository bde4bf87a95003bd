/** What happened to a wallet, as its holder is told: in the list of notices, and some of it as a text. */
import { calendarDayOf, civil, SHANGHAI } from '../calendar/index.ts';
import { SERVICE_WORDS, type ServiceKind } from '../wallet/index.ts';
import { amountOf, type EventBody, named, outcomeOf, textOf } from './event-body.ts';
import { type Words, words } from './words.ts';

const partOf = (body: EventBody, key: string): EventBody => {
  const value = body[key];
  return typeof value === 'object' && value !== null ? (value as EventBody) : {};
};
const both = (body: EventBody): Words => words(textOf(body, 'nameZh'), textOf(body, 'nameEn'));

/** `付款码（某某商店）` */
function serviceOf(body: EventBody): Words {
  const name = named<ServiceKind>(SERVICE_WORDS, body, 'service');
  const place = partOf(body, 'place');
  const where = both(place);
  if (where.zh === '') return name;
  const terminal = textOf(place, 'terminalId');
  return words(
    `${name.zh}（${where.zh}${terminal === '' ? '' : `，终端 ${terminal}`}）`,
    `${name.en} (${where.en}${terminal === '' ? '' : `, terminal ${terminal}`})`,
  );
}

const lastFour = (body: EventBody, key: string): string => textOf(body, key).slice(-4);
const cardOf = (body: EventBody): Words =>
  words(`尾号 ${lastFour(body, 'card')} 的银行卡`, `The card ending in ${lastFour(body, 'card')}`);
const deviceOf = (body: EventBody): string => textOf(partOf(body, 'device'), 'name');

function momentOf(body: EventBody, key: string): string {
  const atMs = body[key];
  if (typeof atMs !== 'number') return '—';
  const { hour, minute } = civil(atMs, SHANGHAI);
  const clock = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  return `${calendarDayOf(atMs, SHANGHAI)} ${clock}`;
}

/** What would pay instead, by name. */
function insteadOf(body: EventBody): Words {
  const all = Array.isArray(body.instead) ? (body.instead as EventBody[]) : [];
  const names = all.slice(0, 3).map((each): Words => {
    if (each.kind === 'service') return named<ServiceKind>(SERVICE_WORDS, each, 'service');
    const balance = textOf(partOf(each, 'source'), 'kind') === 'balance';
    return balance ? words('余额', 'the balance') : words('其他银行卡', 'another card');
  });
  const unique = names.filter(({ zh }, index) => names.findIndex((other) => other.zh === zh) === index);
  if (unique.length === 0) return words('', '');
  return words(
    `。可改用：${unique.map(({ zh }) => zh).join('、')}`,
    `. Use instead: ${unique.map(({ en }) => en).join(', ')}`,
  );
}

const atShop = (body: EventBody): Words => {
  const shop = both(partOf(body, 'merchant'));
  return shop.zh === '' ? words('', '') : words(`在${shop.zh}`, ` at ${shop.en}`);
};

const contract = (body: EventBody): Words =>
  words(
    `${textOf(body, 'nameZh')} ${textOf(body, 'subject')}`,
    `${textOf(body, 'nameEn')}: ${textOf(body, 'subject')}`,
  );

/** What the shop reads about the cardholder, said to the cardholder. */
const SAID_TO_HOLDER: Readonly<Record<string, Words>> = {
  'wallet-service-off': words('您已关闭此支付服务', 'you closed this service'),
  'wallet-service-limit': words('超出您设定的限额', 'over the limit that you set'),
};
const whyOf = (body: EventBody): Words => SAID_TO_HOLDER[String(body.outcome)] ?? outcomeOf(body);

/** Amounts come as numbers of the program, and as text out of storage. */
const isSettled = ({ arrearsFen }: EventBody): boolean => String(arrearsFen) === '0';

export const HOLDER_EVENT_WORDS = {
  'wallet-opened': () => words('支付账户已开立', 'The payment account is open'),
  'wallet-card-bound': (body: EventBody) => words(`${cardOf(body).zh}已绑定`, `${cardOf(body).en} is bound`),
  'wallet-unbound': (body: EventBody) =>
    words(
      `${cardOf(body).zh}已解绑，解绑前的付款有效`,
      `${cardOf(body).en} is unbound; payments before it stand`,
    ),
  'wallet-card-lost': (body: EventBody) =>
    words(`${cardOf(body).zh}已挂失停用`, `${cardOf(body).en} is reported lost and stopped`),
  'wallet-device-card-added': (body: EventBody) =>
    words(`“${deviceOf(body)}”已添加闪付卡`, `A card was added on “${deviceOf(body)}”`),
  'wallet-device-card-suspended': (body: EventBody) =>
    words(`“${deviceOf(body)}”上的闪付卡已暂停`, `The card on “${deviceOf(body)}” is suspended`),
  'wallet-device-card-resumed': (body: EventBody) =>
    words(`“${deviceOf(body)}”上的闪付卡已恢复`, `The card on “${deviceOf(body)}” pays again`),
  'wallet-device-card-removed': (body: EventBody) =>
    words(
      `“${deviceOf(body)}”上的闪付卡已移除，银行卡本身不受影响`,
      `The card on “${deviceOf(body)}” is removed; the bank card itself is not touched`,
    ),
  'wallet-service-closed': (body: EventBody) =>
    words(
      `${serviceOf(body).zh}已关闭，此前的付款有效，可随时重新开通`,
      `${serviceOf(body).en} is closed; payments before it stand, and it can be switched on again`,
    ),
  'wallet-service-opened': (body: EventBody) =>
    words(`${serviceOf(body).zh}已开通`, `${serviceOf(body).en} is switched on`),
  'wallet-service-limited': (body: EventBody) =>
    words(`${serviceOf(body).zh}的限额已修改`, `The limits of ${serviceOf(body).en} were changed`),
  'wallet-deduction-signed': (body: EventBody) =>
    words(`已签约自动扣款：${contract(body).zh}`, `Automatic deduction signed: ${contract(body).en}`),
  'wallet-deduction-ended': (body: EventBody) =>
    words(`自动扣款已解约：${contract(body).zh}`, `Automatic deduction ended: ${contract(body).en}`),
  'wallet-stopped': () =>
    words('钱包已紧急停用，所有付款停止', 'The wallet is stopped: nothing is paid any more'),
  'wallet-resumed': () => words('钱包已恢复使用', 'The wallet can be used again'),
  'wallet-closing': (body: EventBody) =>
    words(
      `支付账户注销中，${momentOf(body, 'closesAtMs')} 前可撤回`,
      `The account is being closed; it can be taken back before ${momentOf(body, 'closesAtMs')}`,
    ),
  'wallet-closing-taken-back': () => words('账户注销已撤回', 'The closing of the account was taken back'),
  'wallet-closed': (body: EventBody) =>
    words(
      `支付账户已注销，资料依法锁定保存至 ${momentOf(body, 'keptUntilMs').slice(0, 10)}`,
      `The account is closed; its records are locked until ${momentOf(body, 'keptUntilMs').slice(0, 10)}`,
    ),
  'wallet-benefits-given-up': () => words('红包和积分已放弃', 'Red packets and points were let go'),
  'wallet-payment-declined': (body: EventBody) =>
    words(
      `${atShop(body).zh}付款 ${amountOf(body)} 未成功：${whyOf(body).zh}${insteadOf(body).zh}`,
      `${amountOf(body)}${atShop(body).en} was not paid: ${whyOf(body).en}${insteadOf(body).en}`,
    ),
  'wallet-payment-reversed': (body: EventBody) =>
    words(
      `${atShop(body).zh}的付款 ${amountOf(body)} 已撤销；如已扣款，全额退回`,
      `The payment of ${amountOf(body)}${atShop(body).en} was undone; what was taken goes back in full`,
    ),
  'wallet-payment-stands-again': (body: EventBody) =>
    words(
      `${atShop(body).zh}的付款 ${amountOf(body)} 撤销未成立，付款仍然有效`,
      `The void of ${amountOf(body)}${atShop(body).en} did not stand: it is paid again`,
    ),
  'wallet-arrears': (body: EventBody) =>
    words(
      `撤销未成立的付款须重新扣款，余额不足 ${amountOf(body)}，账户现欠 ${amountOf(body, 'arrearsFen')}。` +
        '充值、退款到账自动抵扣，不计利息；结清前不能用余额付款或提现，绑定的银行卡不受影响',
      `A void did not stand, and ${amountOf(body)} of that payment is missing in the balance: you owe ` +
        `${amountOf(body, 'arrearsFen')}. A top-up or refund fills it, without interest; until then nothing is paid ` +
        'from the balance. Bound cards pay as ever',
    ),
  'wallet-arrears-filled': (body: EventBody) =>
    words(
      `${amountOf(body)} 已抵扣欠款，${isSettled(body) ? '欠款已结清' : `尚欠 ${amountOf(body, 'arrearsFen')}`}`,
      `${amountOf(body)} went to what you owed; ${
        isSettled(body) ? 'nothing is owed any more' : `${amountOf(body, 'arrearsFen')} is left`
      }`,
    ),
  'wallet-refund-arrived': (body: EventBody) =>
    words(
      `${atShop(body).zh}的退款 ${amountOf(body)} 已到账`,
      `A refund of ${amountOf(body)}${atShop(body).en} has arrived`,
    ),
  'wallet-transfer-bounced': (body: EventBody) =>
    body['movement'] === 'top-up'
      ? words(
          `充值 ${amountOf(body)} 无法退回原卡，已入余额`,
          `A top-up of ${amountOf(body)} could not go back to its card; it is in the balance`,
        )
      : words(
          `提现 ${amountOf(body)} 被银行退回，已退还余额`,
          `The bank sent back a payout of ${amountOf(body)}; it is in the balance again`,
        ),
  'wallet-late-payout-paid': (body: EventBody) =>
    words(
      `销户后到的退款 ${amountOf(body)} 已付至您指定的本人账户`,
      `${amountOf(body)} that arrived after the closing was paid to the account you named`,
    ),
  'wallet-late-payout-returned': (body: EventBody) =>
    words(
      `销户后退款 ${amountOf(body)} 被收款行退回，请到柜台另行指定本人账户`,
      `The bank sent back ${amountOf(body)}: name another account of your own at the counter`,
    ),
  'wallet-transfer-overdue': (body: EventBody) =>
    words(`${amountOf(body)} 的结果仍在核实`, `The outcome of ${amountOf(body)} is still being found out`),
  'wallet-loss-reported': () => words('已受理挂失', 'The report of loss is taken'),
  'wallet-loss-papers-wanted': () => words('挂失案件须补充资料', 'The case of loss wants papers'),
  'wallet-loss-covered': (body: EventBody) =>
    words(`赔付 ${amountOf(body)} 已入余额`, `A cover of ${amountOf(body)} is in the balance`),
  'wallet-loss-refused': () => words('赔付申请未获同意，可提出异议', 'The claim was refused; you may object'),
  'wallet-loss-lapsed': () => words('资料逾期未到，案件已结束', 'Papers did not come: the case has ended'),
} as const satisfies Record<string, (body: EventBody) => Words>;

export type HolderEventKind = keyof typeof HOLDER_EVENT_WORDS;
export const HOLDER_EVENT_KINDS = Object.keys(HOLDER_EVENT_WORDS) as HolderEventKind[];
export const isHolderEventKind = (text: string): text is HolderEventKind =>
  Object.hasOwn(HOLDER_EVENT_WORDS, text);

export const holderEventWords = (kind: HolderEventKind, body: EventBody): Words =>
  HOLDER_EVENT_WORDS[kind](body);

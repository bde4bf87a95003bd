/** What something's end changes, one sentence for each row of each list, in both languages. */
import { calendarDayOf, SHANGHAI } from '../calendar/index.ts';
import { CURRENCIES, type Fen, formatFen } from '../money/index.ts';
import { OUTCOMES } from '../outcome/index.ts';
import type { Certainty } from '../policy/index.ts';
import type { WalletWords } from '../wallet/index.ts';
import type { Blocker, BlockingItem, GoesOn, Impact, RefundArriving, Stops } from './impact-shape.ts';
import { momentWords, PLACE_WORDS, proofNeedWords } from './words.ts';

const yuanText = (amountFen: Fen): string => `${CURRENCIES.CNY.sign}${formatFen(amountFen)}`;
const w = (zh: string, en: string): WalletWords => ({ zh, en });

/** What is not read in a primary text is told as «usually». */
const usually = (certainty: Certainty): WalletWords =>
  certainty === 'A' || certainty === 'B+' ? w('', '') : w('通常', 'usually ');

const dayText = (atMs: number): string => calendarDayOf(atMs, SHANGHAI);

function useWords({ lastUsedMs, usedCount }: Pick<Stops, 'lastUsedMs' | 'usedCount'>): WalletWords {
  if (usedCount === 0 || (usedCount === null && lastUsedMs === null)) return w('从未使用', 'never used');
  const times =
    usedCount === null
      ? w('', '')
      : w(`用过 ${usedCount} 次`, usedCount === 1 ? 'used once' : `used ${usedCount} times`);
  if (lastUsedMs === null) return times;
  const last = dayText(lastUsedMs);
  return usedCount === null
    ? w(`最近使用 ${last}`, `last used on ${last}`)
    : w(`${times.zh}，最近 ${last}`, `${times.en}, last on ${last}`);
}

export function stopsWords(stops: Stops): WalletWords {
  const { name, what } = stops;
  if (what === 'account') return w(`${name.zh}不能再用`, `the ${name.en} can be used no more`);
  const use = useWords(stops);
  const ends =
    stops.pinInstead === true
      ? w('不再免密，小额也须输密码', 'the PIN is asked for small amounts too')
      : what === 'deduction'
        ? w('扣款将被拒绝', 'deductions are declined')
        : w('不能再付款', 'pays no more');
  return w(`${name.zh}：${ends.zh}（${use.zh}）`, `${name.en}: ${ends.en} (${use.en})`);
}

export function goesOnWords({ what, name, perPaymentFen, otherSource }: GoesOn): WalletWords {
  if (what === 'service') return w(`${name.zh}照常可用`, `${name.en}: goes on`);
  const most =
    perPaymentFen === null
      ? w('', '')
      : w(`（每次至多 ${yuanText(perPaymentFen)}）`, ` (at most ${yuanText(perPaymentFen)} each)`);
  if (otherSource === null)
    return w(
      `${name.zh}${most.zh}：签约保留，服务重新开通后恢复扣款；也可一并解约`,
      `${name.en}${most.en}: the contract stays, and charges again once the service is on; or end it too`,
    );
  return otherSource
    ? w(
        `${name.zh}${most.zh}：签约继续有效，但扣款将失败；可一并解约，再用其他卡重新签约`,
        `${name.en}${most.en}: the contract goes on, its charges are declined: end it, and sign anew with another card`,
      )
    : w(
        `${name.zh}${most.zh}：签约继续有效，但扣款将失败，也没有其他卡可供扣款；可一并解约`,
        `${name.en}${most.en}: the contract goes on, its charges are declined; no other card can pay for it: end it`,
      );
}

export function refundWords({
  amountFen,
  merchant,
  to,
  masked,
  stuck,
  certainty,
}: RefundArriving): WalletWords {
  const often = usually(certainty);
  const from =
    merchant === null ? w('退款', 'A refund') : w(`${merchant.zh}退款`, `A refund of ${merchant.en}`);
  const sum = yuanText(amountFen);
  const where =
    to === 'card'
      ? w(`退回银行卡 ${masked ?? ''}`, `arrives at the card ${masked ?? ''}`)
      : to === 'balance'
        ? w('退回余额', 'arrives in the balance')
        : w('由机构代管，付至本人的其他账户', 'is kept for you and paid to another account of yours');
  const delay = stuck ? w('，目前受阻，有人处理', '; it is held up, and somebody sees to it') : w('', '');
  return w(
    `${from.zh} ${sum}，${often.zh}${where.zh}${delay.zh}`,
    `${from.en}, ${sum}, ${often.en}${where.en}${delay.en}`,
  );
}

const ITEM_WORDS: Readonly<Record<BlockingItem['what'], WalletWords>> = {
  payment: w('付款', 'payment'),
  payout: w('提现', 'payout'),
  hold: w('预授权', 'pre-authorisation'),
  refund: w('退款', 'refund'),
  dispute: w('争议', 'dispute'),
  contract: w('签约', 'contract'),
  balance: w('余额', 'balance'),
  arrears: w('欠款', 'arrears'),
  benefits: w('红包', 'red packets'),
  card: w('银行卡', 'card'),
};

export function itemWords({ what, name, amountFen }: BlockingItem): WalletWords {
  const label = name ?? ITEM_WORDS[what];
  const sum = amountFen === null ? '' : ` ${yuanText(amountFen)}`;
  return w(`${label.zh}${sum}`, `${label.en}${sum}`);
}

export function blockerWords({ code, items, at, opensAtMs }: Blocker): WalletWords {
  const { zh, en } = OUTCOMES[code];
  const which = items.map(itemWords);
  const list =
    which.length === 0
      ? w('', '')
      : w(`（${which.map((each) => each.zh).join('、')}）`, ` (${which.map((each) => each.en).join(', ')})`);
  const from = opensAtMs === null ? null : momentWords(opensAtMs);
  const when = from === null ? w('', '') : w(`，${from.zh} 起可以`, `; possible from ${from.en}`);
  const place = PLACE_WORDS[at];
  return w(`${zh}${list.zh}${when.zh}。办理：${place.zh}`, `${en}${list.en}${when.en}. Where: ${place.en}`);
}

function moneyWords({ money, subject }: Impact): readonly WalletWords[] {
  const { balanceFen, redPacketFen, points, benefitsLost } = money;
  const account = subject.kind === 'account';
  const stays = w('不受影响', 'not touched');
  const out = account ? w('须先提现', 'paid out first') : stays;
  const lost = benefitsLost ? w('未用完即作废', 'lost if not used') : stays;
  const row = (name: WalletWords, becomes: WalletWords): WalletWords =>
    w(`${name.zh}：${becomes.zh}`, `${name.en}: ${becomes.en}`);
  const sum = (zh: string, en: string, fen: Fen): WalletWords =>
    w(`${zh} ${yuanText(fen)}`, `${en} ${yuanText(fen)}`);
  return [
    ...(balanceFen === 0n ? [] : [row(sum('余额', 'balance', balanceFen), out)]),
    ...(redPacketFen === 0n ? [] : [row(sum('红包', 'red packets', redPacketFen), lost)]),
    ...(points === 0 ? [] : [row(w(`积分 ${points}`, `${points} points`), lost)]),
  ];
}

function keptWords({ kept: { years, untilMs, certainty } }: Impact): WalletWords {
  const often = usually(certainty);
  const laws = w('《反洗钱法》第三十四条', 'Anti-Money-Laundering Law, article 34');
  if (untilMs === null)
    return w(
      `交易记录照常可查；依${laws.zh}${often.zh}保存 ${years} 年`,
      `records stay visible and are ${often.en}kept ${years} years (${laws.en})`,
    );
  const until = dayText(untilMs);
  return w(
    `身份资料与交易记录锁定保存 ${years} 年，${often.zh}至 ${until}（${laws.zh}），不作他用`,
    `identity and payments are locked ${years} years, ${often.en}until ${until} (${laws.en}), for no other use`,
  );
}

function takenBackWords({ takenBack }: Impact): WalletWords {
  switch (takenBack.how) {
    case 'at-once-again':
      return w('可随时重新开通或添加', 'it can be switched on or added again at any time');
    case 'until': {
      const until = momentWords(takenBack.untilMs);
      return w(
        `${until.zh} 之前可撤回，此后不能恢复`,
        `it can be taken back before ${until.en}, and not after`,
      );
    }
    case 'never':
      return w('不能恢复，可重新开户', 'it does not come back; a new account can be opened');
  }
}

const feeWords = ({ fees: { feeFen } }: Impact): WalletWords =>
  feeFen === 0n ? w('不收费', 'free of charge') : w(`收费 ${yuanText(feeFen)}`, `costs ${yuanText(feeFen)}`);

/** Sentences in the order of the lists of the impact. */
export interface ImpactWords {
  readonly stops: readonly WalletWords[];
  readonly goesOn: readonly WalletWords[];
  readonly refundsUnderWay: readonly WalletWords[];
  readonly blockers: readonly WalletWords[];
  readonly money: readonly WalletWords[];
  readonly fees: WalletWords;
  readonly otherWays: readonly WalletWords[];
  readonly kept: WalletWords;
  readonly takenBack: WalletWords;
  readonly proof: WalletWords;
}

export const impactWords = (impact: Impact): ImpactWords => ({
  stops: impact.stops.map(stopsWords),
  goesOn: impact.goesOn.map(goesOnWords),
  refundsUnderWay: impact.refundsUnderWay.map(refundWords),
  blockers: impact.blockers.map(blockerWords),
  money: moneyWords(impact),
  fees: feeWords(impact),
  otherWays: impact.otherWays.map(({ name }) => name),
  kept: keptWords(impact),
  takenBack: takenBackWords(impact),
  proof: proofNeedWords(impact.proof),
});

/** What an operator recorded around a payment, in words. Total by value: a forgotten one does not compile. */
import type { Circumstances } from '../payment/index.ts';
import { amountOf, type EventBody, textOf } from './event-body.ts';
import { type Words, words } from './words.ts';

type Flag = 'frozen' | 'suspicious' | 'crossBorder';
const FLAGS: Readonly<Record<Flag, readonly [yes: Words, no: Words]>> = {
  frozen: [words('已被有权机关冻结', 'an authority froze it'), words('冻结已解除', 'it is no longer frozen')],
  suspicious: [
    words('被风控标记为可疑', 'marked as suspicious'),
    words('可疑标记已解除', 'no longer marked as suspicious'),
  ],
  crossBorder: [words('为跨境交易', 'it crosses a border'), words('非跨境交易', 'it crosses no border')],
};

const DISPUTE: Readonly<Record<Circumstances['dispute'], Words>> = {
  none: words('无争议', 'no dispute'),
  retrieval: words('发卡行调单', 'the bank asked for the slip'),
  open: words('争议处理中', 'a dispute is open'),
  'charged-back': words('已退单', 'it was charged back'),
  won: words('争议已裁定商户胜诉', 'the dispute was decided for the merchant'),
};

const CARD: Readonly<Record<Circumstances['cardState'], Words>> = {
  normal: words('卡片正常', 'the card is in use'),
  replaced: words('卡片已换卡', 'the card was replaced'),
  lost: words('卡片已挂失', 'the card was reported lost'),
  'token-removed': words('手机卡已删除', 'the card was removed from the telephone'),
  closed: words('卡片已销户', 'the account of the card is closed'),
};

const DUPLICATE: Readonly<Record<Circumstances['duplicate'], Words>> = {
  none: words('非重复扣款', 'it was not taken twice'),
  first: words('重复扣款中的首笔', 'the first of two payments for one purchase'),
  later: words('重复扣款中的后一笔', 'the later of two payments for one purchase'),
};

/** What is told, and why. */
function contentOf(body: EventBody): Words {
  const flags = (Object.keys(FLAGS) as Flag[]).flatMap((name) => {
    const value = body[name];
    return typeof value === 'boolean' ? [FLAGS[name][value ? 0 : 1]] : [];
  });
  const pick = (table: Readonly<Record<string, Words>>, name: string): Words[] => {
    const value = textOf(body, name);
    return Object.hasOwn(table, value) ? [table[value]!] : [];
  };
  const said = [
    ...flags,
    ...pick(DISPUTE, 'dispute'),
    ...pick(CARD, 'cardState'),
    ...pick(DUPLICATE, 'duplicate'),
  ];
  const other = textOf(body, 'duplicateOf');
  if (other !== '') said.push(words(`另一笔 ${other}`, `the other one is ${other}`));
  if (textOf(body, 'slipAskedAtMs') !== '')
    said.push(words('已登记调单时刻', 'when the slip was asked for is known'));
  const reason = textOf(body, 'reason');
  return words(
    `${said.map(({ zh }) => zh).join('、')}${reason === '' ? '' : `（${reason}）`}`,
    `${said.map(({ en }) => en).join(', ')}${reason === '' ? '' : ` (${reason})`}`,
  );
}

/** `payment-noted`: what changed, and why it was recorded. */
export function circumstanceWords(body: EventBody): Words {
  const { zh, en } = contentOf(body);
  return words(`机构记录：${zh}`, `The institution recorded: ${en}`);
}

/** `payment-release-proposed`: one operator wants a hold taken off. */
export function releaseWords(body: EventBody): Words {
  const { zh, en } = contentOf(body);
  return words(`提议解除，待另一人同意：${zh}`, `Proposed, another operator has to agree: ${en}`);
}

/** `dispute-meets-refund` (DSP-05). */
export const meetingWords = (body: EventBody): Words =>
  words(
    `争议到来时退货 ${amountOf(body)} 正在途中：退货凭证即抗辩依据，勿再退`,
    `A dispute came while a refund of ${amountOf(body)} is on its way: it is the defence, give back no more`,
  );

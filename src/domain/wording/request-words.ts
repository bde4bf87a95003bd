/** Requests in words: states, steps and papers. Total by type: a forgotten one does not compile. */
import type { Purpose } from '../answer/index.ts';
import type { RefusalStage, RequestEvent, RequestState } from '../request/index.ts';
import { amountOf, type EventBody, outcomeOf, textOf } from './event-body.ts';
import { termWords } from './terms.ts';
import { type Words, words } from './words.ts';

export const REQUEST_STATE_WORDS: Readonly<Record<RequestState, Words>> = {
  asked: words('待商户处理', 'for the shop to decide'),
  escalated: words('商户未处理，由收单机构决定', 'the shop did not decide: the institution does'),
  papers: words('待补资料', 'papers are wanted'),
  approval: words('待主管审批', 'for a supervisor to approve'),
  review: words('收单机构审核中', 'the institution reviews it'),
  waiting: words('尚未开放，到时自动办理', 'not open yet: carried out by itself when it is'),
  carrying: words('正在办理', 'being carried out'),
  arriving: words('已退出，等待到账', 'on its way, arrival expected'),
  finished: words('已完成', 'finished'),
  refused: words('未获同意', 'refused'),
  withdrawn: words('已撤回', 'withdrawn'),
  expired: words('逾期未补资料，已失效', 'expired: papers did not come'),
  overtaken: words('已由其他方式办理', 'another way back came first'),
  failed: words('未能办理，原交易仍有效', 'not carried out, the payment stands'),
};

export const STAGE_WORDS: Readonly<Record<RefusalStage, Words>> = {
  decision: words('受理', 'at the decision'),
  approval: words('审批', 'at the approval'),
  review: words('审核', 'at the review'),
};

/** Why somebody wants the money back. */
export const PURPOSE_WORDS: Readonly<Record<Purpose, Words>> = {
  'customer-request': words('改变主意', 'changed my mind'),
  'wrong-amount': words('金额有误', 'the amount is wrong'),
  duplicate: words('重复扣款', 'taken twice'),
  'goods-returned': words('商品已退回', 'the goods went back'),
  'goods-defective': words('商品有质量问题', 'the goods have a defect'),
  'not-delivered': words('未收到商品或服务', 'not delivered'),
  unauthorised: words('不是本人付款', 'it was not me'),
  other: words('其他原因', 'another reason'),
};

function paperList(body: EventBody): Words {
  const { papers } = body;
  const items = Array.isArray(papers) ? papers.filter((item) => typeof item === 'string') : [];
  return words(
    items.map((item) => termWords(item).zh).join('、'),
    items.map((item) => termWords(item).en).join(', '),
  );
}

const wanted = (body: EventBody): Words => {
  const { zh, en } = paperList(body);
  return zh === '' ? words('', '') : words(`，所需资料：${zh}`, `; papers: ${en}`);
};

function amountText(body: EventBody): Words {
  const amount = amountOf(body);
  return amount === '¥—' ? words('', '') : words(` ${amount}`, ` of ${amount}`);
}

/** A body as a stage: what is stored by a newer program is shown by its name. */
function stageOf(body: EventBody): Words {
  const stage = textOf(body, 'stage');
  return Object.hasOwn(STAGE_WORDS, stage) ? STAGE_WORDS[stage as RefusalStage] : words(stage, stage);
}

export const REQUEST_EVENT_WORDS: Readonly<Record<RequestEvent['kind'], (body: EventBody) => Words>> = {
  'request-asked': (body) =>
    textOf(body, 'door') === 'payer'
      ? words(
          `付款人申请取消${amountText(body).zh}`,
          `The payer asks for a cancellation${amountText(body).en}`,
        )
      : words(
          `提交取消申请${amountText(body).zh}，由 ${textOf(body, 'by')} 发起`,
          `A cancellation${amountText(body).en} was asked for by ${textOf(body, 'by')}`,
        ),
  'request-accepted': (body) => words(`${textOf(body, 'by')} 同意受理`, `Accepted by ${textOf(body, 'by')}`),
  'request-refused': (body) =>
    words(
      `${stageOf(body).zh}未通过：${textOf(body, 'why')}`,
      `Refused ${stageOf(body).en}: ${textOf(body, 'why')}`,
    ),
  'request-escalated': () =>
    words('商户逾期未处理，转收单机构决定', 'The shop did not decide in time: the institution does'),
  'request-papers-wanted': (body) =>
    words(`请补充资料：${paperList(body).zh}`, `Papers are wanted: ${paperList(body).en}`),
  'request-paper-received': (body) =>
    words(
      `收到资料：${termWords(textOf(body, 'item')).zh}`,
      `A paper came in: ${termWords(textOf(body, 'item')).en}`,
    ),
  'request-approval-wanted': () => words('待主管审批', 'A supervisor has to approve it'),
  'request-approved': (body) =>
    words(
      `${stageOf(body).zh}通过，${textOf(body, 'by')}`,
      `Approved ${stageOf(body).en} by ${textOf(body, 'by')}`,
    ),
  'request-review-begun': (body) =>
    textOf(body, 'why') === 'approval-overdue'
      ? words(
          `审批逾期，转收单机构审核${wanted(body).zh}`,
          `No supervisor decided in time: the institution reviews it${wanted(body).en}`,
        )
      : words(
          `依规则由收单机构审核${wanted(body).zh}`,
          `The rules ask for a review by the institution${wanted(body).en}`,
        ),
  'request-overdue': () => words('收单机构处理逾期', 'The institution has not decided in the time it has'),
  'request-waiting': () =>
    words('尚未开放，到时自动办理', 'Not open yet: it is carried out by itself when it is'),
  'request-carried-out': (body) =>
    words(
      `条件齐备，开始办理（${textOf(body, 'byCancellation')}）`,
      `All is there: the way back begins (${textOf(body, 'byCancellation')})`,
    ),
  'request-arrival-expected': () => words('已退出，等待到账', 'The money is on its way; arrival is expected'),
  'request-bounced': () =>
    words(
      '退货被银行退回，款项在挂账，等待持卡人另行指定账户',
      'The bank sent the money back: it waits until its holder names another account',
    ),
  'request-finished': (body) =>
    textOf(body, 'arrival') === 'confirmed'
      ? words('到账已确认，申请完成', 'The arrival is confirmed: the request is finished')
      : words(
          '已过最迟到账日且无人反映，申请完成',
          'The latest day of arrival passed and nobody missed the money: the request is finished',
        ),
  'request-withdrawn': () => words('申请已撤回', 'The request was withdrawn'),
  'request-expired': (body) =>
    words(
      `资料逾期未到，申请失效：${paperList(body).zh}`,
      `The papers did not come in time and the request expired: ${paperList(body).en}`,
    ),
  'request-overtaken': (body) =>
    words(
      `已由其他方式办理（${textOf(body, 'wonBy')}），申请结束`,
      `Another way back came first (${textOf(body, 'wonBy')}): the request ends`,
    ),
  'request-failed': (body) =>
    words(`未能办理：${outcomeOf(body).zh}`, `It was not carried out: ${outcomeOf(body).en}`),
};

/** The steps of a terminal's own story in words. */
import { ACCEPTANCE_STATE_WORDS } from '../acceptance/index.ts';
import { isProduct, PRODUCTS } from '../terminal/index.ts';
import { type EventBody, outcomeOf, textOf } from './event-body.ts';
import { type Words, words } from './words.ts';

const at = (body: EventBody): string => textOf(body, 'terminalId');
const batch = (body: EventBody): string => textOf(body, 'batchNo');

function switched(body: EventBody): Words {
  const product = textOf(body, 'product');
  const name = isProduct(product) ? PRODUCTS[product] : { zh: product, en: product };
  const state = textOf(body, 'state');
  const how =
    state === 'on' || state === 'off' || state === 'barred'
      ? ACCEPTANCE_STATE_WORDS[state]
      : { zh: state, en: state };
  const why = textOf(body, 'reason');
  return words(
    `终端 ${at(body)} ${name.zh}：${how.zh}（${why}）`,
    `Terminal ${at(body)}, ${name.en}: ${how.en} (${why})`,
  );
}

const NOTED: Readonly<Record<string, (body: EventBody) => Words>> = {
  held: (body) => words(`已下载 ${textOf(body, 'set')}`, `has fetched ${textOf(body, 'set')}`),
  status: () => words('上送了状态', 'reported its status'),
  wanted: (body) =>
    textOf(body, 'what') === 'signIn'
      ? words('须重新签到', 'has to sign in again')
      : words('须上送状态', 'has to report its status'),
  blocked: (body) =>
    body.blocked === true ? words('停用', 'is blocked') : words('恢复使用', 'is no longer blocked'),
  profiles: () => words('可用方言已变更', 'may sign in with other dialects'),
};

function noted(body: EventBody): Words {
  const what = NOTED[textOf(body, 'note')]?.(body) ?? words('有变更', 'was changed');
  return words(`终端 ${at(body)} ${what.zh}`, `Terminal ${at(body)} ${what.en}`);
}

export const TERMINAL_EVENT_WORDS = {
  'terminal-signed-in': (body: EventBody) =>
    words(
      `终端 ${at(body)} 签到，批次 ${batch(body)}`,
      `Terminal ${at(body)} signed in, batch ${batch(body)}`,
    ),
  'terminal-signed-off': (body: EventBody) =>
    words(`终端 ${at(body)} 签退`, `Terminal ${at(body)} signed off`),
  'terminal-noted': noted,
  'balance-asked': (body: EventBody) =>
    words(
      `终端 ${at(body)} 查询余额，卡号 ${textOf(body, 'card')}`,
      `Terminal ${at(body)} asked for the balance of ${textOf(body, 'card')}`,
    ),
  'balance-told': (body: EventBody) => {
    const outcome = outcomeOf(body);
    return words(
      `终端 ${at(body)} 的余额查询：${outcome.zh}`,
      `The balance asked for by terminal ${at(body)}: ${outcome.en}`,
    );
  },
  'acceptance-switched': switched,
  'batch-settled': (body: EventBody) =>
    body.result === 'balanced'
      ? words(`批次 ${batch(body)} 结算，账平`, `Batch ${batch(body)} settled, totals agree`)
      : words(`批次 ${batch(body)} 结算，账不平`, `Batch ${batch(body)} settled, totals differ`),
  'batch-ended': (body: EventBody) =>
    words(`批次 ${batch(body)} 上送结束`, `Batch ${batch(body)}: the upload has ended`),
  'batch-compared': (body: EventBody) =>
    words(
      `批次 ${batch(body)} 明细核对：${textOf(body, 'differences')} 处差异，${textOf(body, 'open')} 处待处理`,
      `Batch ${batch(body)} compared: ${textOf(body, 'differences')} differences, ${textOf(body, 'open')} open`,
    ),
  'batch-difference-ended': (body: EventBody) =>
    words(
      `批次 ${batch(body)} 差异 ${textOf(body, 'no')} 已处理：${textOf(body, 'reason')}`,
      `Batch ${batch(body)}, difference ${textOf(body, 'no')} dealt with: ${textOf(body, 'reason')}`,
    ),
} as const;

export type TerminalEventKind = keyof typeof TERMINAL_EVENT_WORDS;

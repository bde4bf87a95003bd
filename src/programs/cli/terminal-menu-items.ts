/** The menu of the terminal as data: sections, what each entry asks for, and which messages it sends. */
import type { PosMessageId } from '#wire/iso8583';

export interface Words {
  readonly zh: string;
  readonly en: string;
}

export interface Prompt extends Words {
  /** Option that the reply belongs to; absent: an argument in its place. */
  readonly option?: string;
  /** What an empty reply means; absent: it is left out, or asked again where it is `needed`. */
  readonly usual?: string;
  readonly needed?: true;
}

export interface MenuItem extends Words {
  /** Words of the subcommand. */
  readonly command: readonly string[];
  readonly asks: readonly Prompt[];
  /** Rows of the message table that it sends. */
  readonly sends: readonly PosMessageId[];
}

export interface MenuSection extends Words {
  readonly items: readonly MenuItem[];
}

const AMOUNT: Prompt = { zh: '金额（元）', en: 'amount in yuan', needed: true };
const PART: Prompt = { zh: '金额（元），空为全额', en: 'amount in yuan, empty for the whole' };
const STAN: Prompt = { zh: '原交易流水号', en: 'trace number of the original', needed: true };
const ANY_CODE: Prompt = { zh: '收款码凭证号，空为最近一笔', en: 'trace number, empty for the newest' };
const CARD: Prompt = { zh: '测试卡', en: 'test card', option: '--card', usual: 'north-plenty' };
const ENTRY: Prompt = {
  zh: '读卡方式 tap/chip/swipe',
  en: 'tap, chip or swipe',
  option: '--entry',
  usual: 'chip',
};

const item = (
  words: Words,
  command: string,
  sends: readonly PosMessageId[],
  ...asks: readonly Prompt[]
): MenuItem => ({ ...words, command: command.split(' '), sends, asks });

export const MENU: readonly MenuSection[] = [
  {
    ...{ zh: '消费', en: 'Payments' },
    items: [
      item({ zh: '消费', en: 'Sale' }, 'sale', ['sale'], AMOUNT, ENTRY, CARD),
      item({ zh: '消费撤销', en: 'Void of a sale' }, 'void', ['void'], STAN),
      item({ zh: '退货', en: 'Refund' }, 'refund', ['refund'], AMOUNT, { ...STAN, option: '--stan' }),
      item({ zh: '余额查询', en: 'Balance inquiry' }, 'balance', ['balance'], ENTRY, CARD),
      item({ zh: '小费', en: 'Tip' }, 'tip', ['tip'], STAN, AMOUNT),
      item({ zh: '扫码消费', en: "Payment by the payer's code" }, 'qr scan', ['code-sale'], AMOUNT, {
        ...{ zh: '付款码', en: "the payer's code", needed: true },
      }),
      item({ zh: '出示收款码', en: 'Show a code' }, 'qr show', ['acquirer-code-order'], AMOUNT),
      item({ zh: '扫码查询', en: 'What became of a code' }, 'qr query', ['acquirer-code-query'], ANY_CODE),
      item({ zh: '扫码关单', en: 'Close a code' }, 'qr close', ['acquirer-code-void'], ANY_CODE),
      item({ zh: '扫码撤销', en: 'Void by code' }, 'qr void', ['acquirer-code-void'], ANY_CODE),
      item({ zh: '扫码退货', en: 'Refund by code' }, 'qr refund', ['acquirer-code-refund'], AMOUNT, ANY_CODE),
      item(
        { zh: '离线消费上送', en: 'Upload of an offline sale' },
        'offline',
        ['offline-sale'],
        AMOUNT,
        CARD,
      ),
    ],
  },
  {
    ...{ zh: '预授权', en: 'Pre-authorisation' },
    items: [
      item({ zh: '预授权', en: 'Pre-authorisation' }, 'preauth', ['pre-auth'], AMOUNT, ENTRY, CARD),
      item({ zh: '追加预授权', en: 'Increment' }, 'preauth-add', ['pre-auth-increment'], AMOUNT, STAN),
      item({ zh: '预授权撤销', en: 'Void' }, 'preauth-void', ['pre-auth-void'], STAN, PART),
      item({ zh: '预授权完成(请求)', en: 'Completion, request' }, 'complete', ['completion'], AMOUNT, STAN),
      item(
        { zh: '预授权完成(通知)', en: 'Completion, notice' },
        'complete-notice',
        ['completion-notice'],
        AMOUNT,
        STAN,
      ),
      item(
        { zh: '预授权完成撤销', en: 'Void of a completion' },
        'complete-void',
        ['completion-void'],
        STAN,
        PART,
      ),
    ],
  },
  {
    ...{ zh: '其他消费', en: 'Other payments' },
    items: [
      item(
        { zh: '分期消费', en: 'Sale by instalments' },
        'instalment',
        ['instalment-sale'],
        AMOUNT,
        { zh: '期数', en: 'number of instalments', option: '--periods', usual: '12' },
        { ...CARD, usual: 'south-plenty' },
      ),
      item({ zh: '积分消费', en: 'Sale by points' }, 'points', ['points-sale'], AMOUNT, {
        ...{ ...CARD, usual: 'south-plenty' },
      }),
      item({ zh: '积分查询', en: 'Points inquiry' }, 'balance --points', ['points-query'], {
        ...{ ...CARD, usual: 'south-plenty' },
      }),
      item({ zh: '订购(MOTO)消费', en: 'Order by telephone' }, 'moto', ['moto-sale'], AMOUNT, CARD),
      item(
        { zh: '预约消费', en: 'Sale by reservation' },
        'reservation',
        ['reservation-sale'],
        AMOUNT,
        { zh: '手机号', en: 'telephone number', option: '--phone', usual: '13800000017' },
        { zh: '密码', en: 'PIN', option: '--pin', usual: '123456' },
      ),
    ],
  },
  {
    ...{ zh: '管理', en: 'Management' },
    items: [
      item({ zh: '签到', en: 'Sign-in' }, 'sign-in', ['sign-in'], {
        ...{ zh: '操作员', en: 'operator', option: '--operator', usual: '01' },
      }),
      item({ zh: '国密签到', en: 'Sign-in with SM4 keys' }, 'sign-in --sm4', ['sign-in']),
      item({ zh: '签退', en: 'Sign-off' }, 'sign-off', ['sign-off']),
      item({ zh: '参数与公钥下载', en: 'Download of parameters and keys' }, 'download', [
        ...(['parameter-download'] as const),
      ]),
      item({ zh: '状态上送', en: 'Status upload' }, 'status', ['status-upload']),
      item({ zh: '线路测试', en: 'Line test' }, 'echo', ['echo']),
      item({ zh: '结算', en: 'Settlement' }, 'settle', ['settlement', 'upload-stripe', 'upload-end']),
      item({ zh: '发送冲正', en: 'Send the open reversal' }, 'reversal', ['reversal']),
      item({ zh: '发送完成通知', en: 'Send open completion notices' }, 'notices', ['completion-notice']),
      item({ zh: '终端流水', en: "The terminal's journal" }, 'journal', []),
    ],
  },
];

/** Entries in one row, numbered from 1. */
export const menuEntries: readonly MenuItem[] = MENU.flatMap(({ items }) => items);

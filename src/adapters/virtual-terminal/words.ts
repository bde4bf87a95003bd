import { kindOf, OUTCOMES, type Outcome, outcomeOfNetworkCode } from '#domain/outcome';

export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** What the terminal finds by itself, without an answer that says so. */
export const REASONS = {
  'not-connected': { zh: '未连接，交易未发出', en: 'not connected; nothing was sent' },
  'not-signed-in': { zh: '请先签到', en: 'sign in first' },
  'reversal-pending': {
    zh: '有未完成的冲正，交易未发出',
    en: 'an earlier reversal is still open; nothing was sent',
  },
  'reversal-failed': {
    zh: '冲正不成功，交易未发出，请联系收单机构',
    en: 'an earlier reversal failed; nothing was sent, call the acquirer',
  },
  'not-offered': { zh: '本终端未开通此交易', en: 'this is not offered at this terminal' },
  'card-blocked': { zh: '卡片或应用已锁定', en: 'the card is blocked; nothing was sent' },
  'card-asks': { zh: '卡片要求联机，不能脱机消费', en: 'the card wants its issuer asked; nothing was sent' },
  'card-not-proven': {
    zh: '脱机数据认证未通过，不能脱机消费',
    en: 'offline data authentication failed; declined, nothing was sent',
  },
  'chip-declined': {
    zh: '卡片拒绝，主机已批准的交易正在冲正',
    en: 'the card declined what the host had approved; it is being reversed',
  },
  'batch-full': { zh: '批次已满，请先结算', en: 'the batch is full; settle first' },
  'original-not-in-batch': { zh: '本批次无此交易', en: 'no such sale in this batch' },
  'original-not-in-journal': {
    zh: '本终端无此交易，请按签购单输入',
    en: 'this terminal did not take that one; give what its slip says',
  },
  'original-voided': { zh: '原交易已撤销', en: 'the sale is already voided' },
  'original-unknown': {
    zh: '原交易结果未知，系统正在冲正，不可撤销',
    en: 'the outcome of this sale is unknown and it is being undone; there is nothing to void yet',
  },
  'original-not-approved': { zh: '原交易未成功或已冲正', en: 'the sale is not approved' },
  'keys-refused': {
    zh: '工作密钥校验错，终端未签到',
    en: 'the working keys do not check; the terminal stays signed off',
  },
  'nothing-to-repeat': { zh: '没有可重发的报文', en: 'nothing was sent yet; nothing to repeat' },
  'no-answer': { zh: '未收到应答，结果未知', en: 'no answer; the outcome is unknown' },
  'answer-mac-wrong': {
    zh: '应答校验错，结果未知',
    en: 'the answer failed its MAC; the outcome is unknown',
  },
  'answer-malformed': {
    zh: '应答无法解析，结果未知',
    en: 'the answer could not be read; the outcome is unknown',
  },
  'answer-mismatch': {
    zh: '应答与请求不符，结果未知',
    en: 'the answer belongs to another request; the outcome is unknown',
  },
  'code-not-paid': {
    zh: '该码未支付，请先查询',
    en: 'this code is not paid as far as the terminal knows; query it first',
  },
  'no-such-code': { zh: '本终端无此扫码交易', en: 'no such code at this terminal' },
  'settlement-error': {
    zh: '主机结算出错，批次未关闭',
    en: 'the host could not settle; the batch stays open',
  },
} as const satisfies Record<string, Words>;

/** 09 of a code: nothing is wrong, and nobody paid yet. */
export const CODE_WORDS: Words = { zh: '尚无结果，请稍后查询', en: 'nothing final yet; ask again' };

export type Reason = keyof typeof REASONS;

/** Codes whose maker is the acquirer: to a terminal they mean another thing than from the network. */
const FROM_ACQUIRER: Readonly<Record<string, Outcome>> = {
  '77': 'batch-differs',
  '97': 'terminal-unknown',
  '99': 'pin-block-wrong',
  A0: 'mac-wrong',
};

/** F39 values after which only a new sign-in helps. */
export const SIGN_IN_CODES: readonly string[] = ['77', '99', 'A0'];

/** The meaning of an answer's F39 at a terminal. A code nobody lists is a decline, never a success. */
export function meaningOf(
  code: string,
  said: string | null = null,
): {
  readonly result: 'approved' | 'declined' | 'unknown';
  readonly words: Words;
} {
  const outcome = FROM_ACQUIRER[code] ?? outcomeOfNetworkCode(code);
  const kind = kindOf(outcome);
  const { zh, en } = kind === 'unknown' ? unknownWords(said) : OUTCOMES[outcome];
  const result = kind === 'success' ? 'approved' : kind === 'unknown' ? 'unknown' : 'declined';
  return { result, words: { zh, en } };
}

/** The code alone does not tell why the outcome is unknown; the host's own words do, where it has some. */
function unknownWords(said: string | null): Words {
  const known = [OUTCOMES['outcome-unknown'], OUTCOMES['switch-no-answer']].find(({ en }) => en === said);
  if (known !== undefined) return { zh: known.zh, en: known.en };
  return said === null ? OUTCOMES['outcome-unknown'] : { zh: `结果未知（${said}）`, en: said };
}

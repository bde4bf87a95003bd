/** The answer about a switch as sentences, and the words of its codes. */
import type { Answer } from '../answer/index.ts';
import { type Lang, wordsOf } from '../outcome/index.ts';
import { type AcceptanceState, PRODUCTS, type Product } from '../terminal/index.ts';
import type { AcceptanceRoute } from './plan.ts';

interface Words {
  readonly zh: string;
  readonly en: string;
}

export const ACCEPTANCE_STATE_WORDS: Readonly<Record<AcceptanceState, Words>> = {
  on: { zh: '开通', en: 'on' },
  off: { zh: '关闭', en: 'off' },
  barred: { zh: '机构禁止', en: 'barred by the institution' },
};

export const ACCEPTANCE_TERM_WORDS: Readonly<Record<string, Words>> = {
  'payments-before-stand': {
    zh: '此前受理的交易有效，仍可撤销、退货',
    en: 'payments accepted before stand and can still be voided or refunded',
  },
  'ways-back-stay-open': { zh: '撤销、冲正、退货照常', en: 'voids, reversals and refunds go on' },
  'refund-at-back-office': {
    zh: '退货改由后台办理，撤销照常',
    en: 'refunds are made at the back office; voids go on',
  },
  'settle-as-usual': { zh: '当前批次照常结算', en: 'settle the open batch as usual' },
  'outcomes-still-come': {
    zh: '结果未知的交易会照常了结',
    en: 'payments without an outcome still get theirs',
  },
  'terminal-fetches-parameters': {
    zh: '终端在下一次应答后下载参数、更新菜单',
    en: 'the terminal fetches its parameters after its next answer and changes its menu',
  },
  'switch-on-instead': { zh: '可重新开通', en: 'it can be switched on again' },
  'switch-off-instead': { zh: '可关闭', en: 'it can be switched off' },
  'ask-institution': { zh: '请联系收单机构', en: 'ask the acquiring institution' },
};

export const acceptanceTerm = (code: string, lang: Lang): string =>
  ACCEPTANCE_TERM_WORDS[code]?.[lang] ?? code;

/** `Yes. QuickPass tap can be switched off at once.` */
export function acceptanceSentence(answer: Answer<AcceptanceRoute>, product: Product, lang: Lang): string {
  const name = PRODUCTS[product][lang];
  const on = answer.route === 'SERVICE_ON';
  if (answer.verdict === 'YES') {
    if (lang === 'zh') return `可以。${name}可立即${on ? '开通' : '关闭'}。`;
    return `Yes. ${capital(name)} can be switched ${on ? 'on' : 'off'}, at once.`;
  }
  const reason = answer.reason === null ? '' : wordsOf(answer.reason, lang);
  return lang === 'zh' ? `不可以。${name}：${reason}。` : `No. ${capital(name)}: ${reason}.`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

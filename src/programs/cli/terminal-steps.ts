/**
 * Steps of a till as a text: one line each, an action in the trade's words, its arguments, and behind an arrow what
 * should come of it.
 *
 *     sale 12.00 chip card north-plenty as lunch -> 00 tc
 *     撤销 $lunch → 00
 */
import { UsageError } from '../terminal-files.ts';

export interface Step {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly kind: 'terminal' | 'bank';
  /** Arguments of `yuanlu terminal`, or of the bank. `$name` and `@code:card` still stand. */
  readonly args: readonly string[];
  /** The trace number is kept under this name; null: not kept. */
  readonly name: string | null;
  readonly expected: readonly string[];
}

export const STEPS_BYTES_MAX = 262_144;
const STEPS_MAX = 1_000;
const ARROW = /\s(?:->|→)\s/;

/** Chinese words of the trade, and short forms, by the subcommand that they stand for. */
export const ACTION_WORDS: Readonly<Record<string, readonly string[]>> = {
  签到: ['sign-in'],
  签退: ['sign-off'],
  回响: ['echo'],
  线路测试: ['echo'],
  下载: ['download'],
  状态上送: ['status'],
  余额: ['balance'],
  余额查询: ['balance'],
  消费: ['sale'],
  撤销: ['void'],
  消费撤销: ['void'],
  退货: ['refund'],
  预授权: ['preauth'],
  追加预授权: ['preauth-add'],
  预授权撤销: ['preauth-void'],
  预授权完成: ['complete'],
  预授权完成通知: ['complete-notice'],
  预授权完成撤销: ['complete-void'],
  冲正: ['reversal'],
  通知: ['notices'],
  小费: ['tip'],
  离线消费: ['offline'],
  分期: ['instalment'],
  积分: ['points'],
  订购: ['moto'],
  预约消费: ['reservation'],
  扫码: ['qr', 'scan'],
  结算: ['settle'],
  scan: ['qr', 'scan'],
};

/** Words among the arguments, by the options that they stand for. `card` and `pin` take the word after them. */
const ARGUMENT_WORDS: Readonly<Record<string, readonly string[]>> = {
  chip: ['--entry', 'chip'],
  插卡: ['--entry', 'chip'],
  tap: ['--entry', 'tap'],
  挥卡: ['--entry', 'tap'],
  swipe: ['--entry', 'swipe'],
  刷卡: ['--entry', 'swipe'],
  keyed: ['--entry', 'keyed'],
  手输: ['--entry', 'keyed'],
  fallback: ['--fallback'],
  降级: ['--fallback'],
  'no-pin': ['--no-pin'],
  免密: ['--no-pin'],
  lost: ['--lose-answer'],
  应答丢失: ['--lose-answer'],
  card: ['--card'],
  卡: ['--card'],
  pin: ['--pin'],
  密码: ['--pin'],
  of: ['--stan'],
  原: ['--stan'],
  periods: ['--periods'],
  期数: ['--periods'],
  phone: ['--phone'],
  手机: ['--phone'],
  sm4: ['--sm4'],
};
const BANK_WORDS: readonly string[] = ['bank', '银行'];

/** @throws UsageError that names the line and what is wrong with it */
export function readSteps(text: string): readonly Step[] {
  if (text.length > STEPS_BYTES_MAX)
    throw new UsageError(`Cannot read the steps: ${text.length} characters, at most ${STEPS_BYTES_MAX}`);
  const steps = text.split(/\r?\n/).flatMap((line, at) => {
    const plain = line.replace(/(^|\s)#.*$/, '').trim();
    return plain === '' ? [] : [readStep(plain, at + 1)];
  });
  if (steps.length > STEPS_MAX)
    throw new UsageError(`Cannot read the steps: ${steps.length} of them, at most ${STEPS_MAX}`);
  return steps;
}

function readStep(text: string, line: number): Step {
  const parts = ` ${text} `.split(ARROW);
  if (parts.length > 2) throw new UsageError(`Line ${line}: more than one arrow`);
  const [said = '', hoped = ''] = parts;
  const words = said.trim().split(/\s+/);
  const expected = hoped.trim().split(/\s+/).filter(Boolean);
  const [action = '', ...rest] = words;
  if (action === '') throw new UsageError(`Line ${line}: no action in front of the arrow`);
  if (BANK_WORDS.includes(action)) return { line, text, kind: 'bank', args: rest, name: null, expected };
  const as = rest.findIndex((word) => word === 'as' || word === '记为');
  const name = as < 0 ? null : (rest[as + 1] ?? null);
  if (as >= 0 && (name === null || rest.length > as + 2 || !/^[\p{L}\d_-]{1,40}$/u.test(name)))
    throw new UsageError(`Line ${line}: "as" takes one name, of letters and digits, at the end`);
  const plain = as < 0 ? rest : rest.slice(0, as);
  const args = [
    ...(ACTION_WORDS[action] ?? [action]),
    ...plain.flatMap((word) => ARGUMENT_WORDS[word] ?? [word]),
  ];
  return { line, text, kind: 'terminal', args, name, expected };
}

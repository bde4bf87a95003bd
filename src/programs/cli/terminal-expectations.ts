/** Does what came of a step fit what its line says? */
import { parseYuan } from '#domain/money';
import { UsageError } from '../terminal-files.ts';

/** A result of the terminal as JSON, or the report of a reversal; null where there was nothing to report. */
export type Told = Readonly<Record<string, unknown>> | null;

export interface Outcome {
  readonly told: Told;
  /** Exit code of the subcommand: 2 is wrong use. */
  readonly exitCode: number;
}

const RESULTS: Readonly<Record<string, string>> = {
  approved: 'approved',
  成功: 'approved',
  declined: 'declined',
  拒绝: 'declined',
  unknown: 'unknown',
  未知: 'unknown',
  refused: 'refused-locally',
  终端拒绝: 'refused-locally',
};
const BATCHES: Readonly<Record<string, string>> = {
  balanced: 'balanced',
  平账: 'balanced',
  differs: 'differs',
  不平: 'differs',
};
const REVERSALS: Readonly<Record<string, string>> = {
  acknowledged: 'acknowledged',
  已冲正: 'acknowledged',
  pending: 'pending',
  待冲正: 'pending',
};

const part = (told: Told, name: string, inner: string): unknown => {
  const value = told?.[name];
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[inner] : undefined;
};

/**
 * What differs, in words; empty where all fits. A line without expectations is content with anything but wrong use.
 *
 * @throws UsageError for a word that nobody understands
 */
export function differences(expected: readonly string[], { told, exitCode }: Outcome): readonly string[] {
  if (exitCode === 2) return ['the command was wrongly used'];
  const found: string[] = [];
  const compare = (what: string, wanted: unknown, seen: unknown): void => {
    if (wanted !== seen) found.push(`${what} ${String(seen ?? 'none')} instead of ${String(wanted)}`);
  };
  for (let at = 0; at < expected.length; at += 1) {
    const word = expected[at]!;
    if (word in RESULTS) compare('result', RESULTS[word], told?.result);
    else if (word in BATCHES) compare('batch', BATCHES[word], part(told, 'settlement', 'outcome'));
    else if (word in REVERSALS) compare('reversal', REVERSALS[word], told?.outcome ?? told?.reversal);
    else if (word === 'tc' || word === 'aac') compare('cryptogram', word, part(told, 'chip', 'cryptogram'));
    else if (word === 'scripts') compare('scripts', true, part(told, 'chip', 'scripts'));
    else if (word === 'nothing') compare('report', null, told);
    else if (word === 'because') compare('reason', expected[++at], told?.reason);
    else if (word === 'amount' || word === '金额') compare('amount', fenOf(expected[++at]), told?.amountFen);
    else if (word === 'balance' || word === '余额')
      compare('balance', fenOf(expected[++at]), told?.balanceFen);
    else if (/^[0-9A-Z]{2}$/.test(word)) compare('code', word, told?.code);
    else throw new UsageError(`Nobody knows what "${word}" should mean behind the arrow`);
  }
  return found;
}

function fenOf(yuan: string | undefined): string {
  const negative = yuan?.startsWith('-') ?? false;
  const fen = parseYuan(negative ? (yuan ?? '').slice(1) : (yuan ?? ''));
  if (fen === undefined) throw new UsageError(`"${yuan ?? ''}" is no amount in yuan, for example 12.34`);
  return String(negative ? -fen : fen);
}

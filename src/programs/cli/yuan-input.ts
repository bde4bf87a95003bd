/** Amounts as people type them at the command line. */
import { parseYuan } from '#domain/money';
import { CliError } from './client.ts';

/** `12.50` as fen. */
export function fen(text: string): bigint {
  const amountFen = parseYuan(text);
  if (amountFen !== undefined) return amountFen;
  const shown = text.slice(0, 20);
  throw new CliError({
    zh: `无法识别金额 "${shown}"：应为元，例如 12.50`,
    en: `Cannot read the amount "${shown}": expected yuan such as 12.50`,
  });
}

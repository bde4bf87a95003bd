/** What `yuanlu terminal qr` shows beside slips. */
import type { TerminalResult } from '#adapters/virtual-terminal';
import { formatFen } from '#domain/money';
import type { Lang } from '#domain/outcome';

/** The code to show, and what comes next. */
export function codeLines(result: TerminalResult, lang: Lang): string[] {
  const zh = lang === 'zh';
  const { act, codeText, amountFen, stan, original, result: known } = result;
  const amount = amountFen === null ? '' : `RMB ${formatFen(amountFen)}`;
  if (act !== 'code-show') {
    const of = original === null ? '' : `${original.batchNo}/${original.stan}`;
    return [zh ? `收款码 ${of}  ${amount}` : `Code ${of}  ${amount}`];
  }
  if (known === 'unknown')
    return [
      zh
        ? `结果未知（凭证号 ${stan}），请查询：yuanlu terminal qr query ${stan}`
        : `Unknown (trace ${stan}): ask with yuanlu terminal qr query ${stan}`,
    ];
  if (codeText == null) return [];
  return [
    zh ? `请付款人扫码，${amount}，凭证号 ${stan}：` : `For the payer's app, ${amount}, trace ${stan}:`,
    '',
    codeText,
    '',
    zh ? `支付后查询：yuanlu terminal qr query ${stan}` : `Then: yuanlu terminal qr query ${stan}`,
  ];
}

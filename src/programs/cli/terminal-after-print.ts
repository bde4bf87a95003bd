/** What is left to do after what got no answer. */
import type { TerminalResult } from '#adapters/virtual-terminal';

export function afterwards({ act, result, stan, code, variety }: TerminalResult, zh: boolean): string[] {
  if (result !== 'unknown') return [];
  // A query decides; nothing by these messages is asked for twice.
  if (variety === 'own-code')
    return [
      zh
        ? `查询结果：yuanlu terminal qr query ${stan}`
        : `ask what became of it: yuanlu terminal qr query ${stan}`,
    ];
  if (act === 'refund' && code === null)
    return [
      zh
        ? '可用相同原交易再次退货，主机不会重复退款'
        : 'ask for the same refund again: it is never paid twice',
    ];
  if (act === 'tip')
    return [
      zh ? '可用相同金额再次追加，主机不会重复' : 'ask for the same tip again: it is never added twice',
    ];
  if (act !== 'offline') return [];
  const again = `yuanlu terminal offline --again ${stan}`;
  return [zh ? `交易成立，请再次上送：${again}` : `the sale stands; upload it again: ${again}`];
}

/** What is left to do after a tip or an upload that got no answer. */
import type { TerminalResult } from '#adapters/virtual-terminal';

export function afterwards({ act, result, stan }: TerminalResult, zh: boolean): string[] {
  if (result !== 'unknown') return [];
  if (act === 'tip')
    return [
      zh ? '可用相同金额再次追加，主机不会重复' : 'ask for the same tip again: it is never added twice',
    ];
  if (act !== 'offline') return [];
  const again = `yuanlu terminal offline --again ${stan}`;
  return [zh ? `交易成立，请再次上送：${again}` : `the sale stands; upload it again: ${again}`];
}

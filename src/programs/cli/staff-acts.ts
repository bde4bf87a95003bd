/** The record of acts as lines. */
import type { StaffAct } from '#adapters/postgres';
import type { Lang } from '#domain/outcome';
import { clockTime, table } from './print.ts';

export function actLines(acts: readonly StaffAct[], lang: Lang): string {
  const head =
    lang === 'zh'
      ? ['编号', '时间 (UTC)', '人员', '角色', '操作', '对象', '结果', '来自']
      : ['no', 'at (UTC)', 'who', 'role', 'act', 'subject', 'outcome', 'from'];
  const open = lang === 'zh' ? '无结果' : 'no end';
  const rows = acts.map((each) => [
    ...[String(each.no), clockTime(new Date(each.atMs).toISOString()), each.who, each.role ?? '-', each.act],
    ...[each.subject ?? '-', each.end?.outcome ?? open, each.address ?? '-'],
  ]);
  return table([head, ...rows]);
}

/** Answers that would be others, in words. */
import type { DifferenceView } from '#adapters/http-api';
import type { Verdict } from '#domain/answer';
import type { Route } from '#domain/cancellation';
import { type Lang, OUTCOMES, type Outcome } from '#domain/outcome';
import { ROUTE_WORDS, VERDICT_WORDS, type Words } from '#domain/wording';
import { clockTime, said, table, yuan } from './print.ts';

type Told = DifferenceView['before'];
type Member = keyof Told;

/** What may differ, by the name of the member. */
const MEMBERS: Readonly<Record<Member, Words>> = {
  verdict: { zh: '答复', en: 'verdict' },
  route: { zh: '路径', en: 'route' },
  reason: { zh: '原因', en: 'reason' },
  amount: { zh: '可退金额', en: 'amount' },
  feeReturned: { zh: '退手续费', en: 'fee returned' },
  feeKept: { zh: '留手续费', en: 'fee kept' },
  arrivalFrom: { zh: '最早到账（天）', en: 'arrival from (days)' },
  arrivalTo: { zh: '最迟到账（天）', en: 'arrival to (days)' },
  approval: { zh: '审批', en: 'approval' },
  deadline: { zh: '期限', en: 'deadline' },
  opensAt: { zh: '开放时间', en: 'opens' },
  nextRoute: { zh: '其他途径', en: 'instead' },
};
const ASKERS = {
  merchant: { zh: '商户问', en: 'asked by the merchant' },
  payer: { zh: '付款人问', en: 'asked by the payer' },
} as const;

const memberText = (name: string, lang: Lang): string =>
  name in MEMBERS ? said(MEMBERS[name as Member], lang) : name;
const routeText = (route: string, lang: Lang): string =>
  route in ROUTE_WORDS ? said(ROUTE_WORDS[route as Route], lang) : route;
const reasonText = (reason: string, lang: Lang): string =>
  reason in OUTCOMES ? OUTCOMES[reason as Outcome][lang] : reason;
export const verdictText = (verdict: string, lang: Lang): string =>
  verdict in VERDICT_WORDS ? said(VERDICT_WORDS[verdict as Verdict], lang) : verdict;

function valueText(name: string, value: string | number | null, lang: Lang): string {
  if (value === null) return lang === 'zh' ? '无' : 'none';
  if (name === 'amount' || name === 'feeReturned' || name === 'feeKept') return yuan(Number(value));
  if (name === 'deadline' || name === 'opensAt') return clockTime(String(value));
  if (name === 'route' || name === 'nextRoute') return routeText(String(value), lang);
  if (name === 'reason') return reasonText(String(value), lang);
  return name === 'verdict' ? verdictText(String(value), lang) : String(value);
}

/** An answer on one line: what its terms are, or why there are none. */
function summary(told: Told, lang: Lang): string {
  const zh = lang === 'zh';
  const parts = [verdictText(told.verdict, lang)];
  if (told.amount === null) {
    if (told.reason !== null) parts.push(reasonText(told.reason, lang));
    if (told.opensAt !== null) parts.push(`${zh ? '自 ' : 'from '}${clockTime(told.opensAt)}`);
    if (told.nextRoute !== null) parts.push(`${zh ? '可用' : 'instead '}${routeText(told.nextRoute, lang)}`);
  } else {
    if (told.route !== null) parts.push(routeText(told.route, lang));
    parts.push(yuan(told.amount));
    if (told.deadline !== null) parts.push(`${zh ? '截至 ' : 'until '}${clockTime(told.deadline)}`);
  }
  return parts.join(zh ? '，' : ', ');
}

/** What matters of a difference: another verdict says it all, for its terms come and go with it. */
export const matters = ({ changed }: DifferenceView): readonly string[] =>
  changed.includes('verdict') ? ['verdict'] : changed;

/** One payment whose answer would be another, with what differs. */
export function differenceText(found: DifferenceView, lang: Lang): string {
  const { before, after } = found;
  const head = `${found.payment}  ${yuan(found.paymentAmount)}  ${said(ASKERS[found.asker], lang)}`;
  if (before.verdict !== after.verdict)
    return `${head}\n    ${summary(before, lang)}\n  → ${summary(after, lang)}`;
  const rows = found.changed.map((name) => [
    `    ${memberText(name, lang)}`,
    valueText(name, before[name as Member], lang),
    `→ ${valueText(name, after[name as Member], lang)}`,
  ]);
  return `${head}\n${table(rows)}`;
}

/** How often each member differs, the commonest first. */
export function changesText(counts: ReadonlyMap<string, number>, lang: Lang): string {
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([name, count]) => `${memberText(name, lang)} ${count}`)
    .join(lang === 'zh' ? '，' : ', ');
}

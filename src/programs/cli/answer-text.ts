/** An answer as the command line prints it: the sentence, the terms, the rules, and what is still to be done. */
import type { AnswerView } from '#adapters/http-api';
import type { Lang } from '#domain/outcome';
import { said } from './print.ts';
import { type Beside, leadText, sentenceWith } from './way-back-words.ts';

const LABELS = {
  papers: { zh: '所需材料', en: 'Papers' },
  approval: { zh: '审批', en: 'Agreed by' },
  right: { zh: '法定权利', en: 'By right' },
  due: { zh: '商户退款期限', en: 'the merchant pays by' },
  until: { zh: '截至', en: 'until' },
} as const;

const APPROVALS = {
  none: { zh: '无需', en: 'nobody' },
  merchant: { zh: '商户', en: 'the merchant' },
  supervisor: { zh: '主管（双人复核）', en: 'a supervisor, who is not the one who asks' },
  review: { zh: '收单机构审核', en: 'the institution, after a review' },
} as const;

/** Who has to agree and with which papers, and the right that a law gives. */
function termLines({ evidence, entitlement, verdict }: AnswerView, lang: Lang): string[] {
  const label = (name: keyof typeof LABELS): string => LABELS[name][lang];
  const lines: string[] = [];
  if (verdict === 'YES_WITH_REVIEW' && evidence !== null) {
    lines.push(`  ${label('approval')}: ${APPROVALS[evidence.approval][lang]}`);
    lines.push(
      `  ${label('papers')}: ${evidence.items.map((each) => said(each, lang)).join(lang === 'zh' ? '、' : ', ')}`,
    );
  }
  if (entitlement !== null) {
    const until = entitlement.until === null ? '' : ` ${label('until')} ${entitlement.until}`;
    const due = entitlement.merchantDue === null ? '' : `; ${label('due')} ${entitlement.merchantDue}`;
    lines.push(`  ${label('right')}: ${entitlement.rule}${until}${due}`);
  }
  return lines.length === 0 ? [] : [...lines, ''];
}

export function answerText(answer: AnswerView, lang: Lang, beside: Beside | null = null): string {
  const lead = beside === null ? null : leadText(beside, answer.at, lang);
  const lines = [...(lead === null ? [] : [lead]), sentenceWith(answer, beside, lang), ''];
  lines.push(...termLines(answer, lang));
  for (const rule of answer.rules) {
    const mark = rule.held ? '✓' : '✗';
    const parameters = rule.parameters.map(({ name, value }) => `${name} = ${value}`).join(', ');
    lines.push(`  ${mark} ${rule.id}  ${said(rule, lang)}`);
    if (parameters !== '') lines.push(`          ${parameters}`);
    lines.push(`          ${rule.source} (${rule.certainty})`);
  }
  if (answer.aftercare.length > 0)
    lines.push('', ...answer.aftercare.map((each) => `  · ${said(each, lang)}`));
  if (answer.advice.length > 0) lines.push('', ...answer.advice.map((each) => `  → ${said(each, lang)}`));
  return lines.join('\n');
}

/** An answer as the command line prints it: the sentence, the terms, the rules, and what is still to be done. */
import type { AnswerView, ExplainedView } from '#adapters/http-api';
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

type AnyAnswer = Pick<AnswerView, 'verdict' | 'rules' | 'aftercare' | 'advice'>;

/** Who has to agree and with which papers. */
function agreementLines(
  { verdict }: AnyAnswer,
  evidence: Pick<NonNullable<AnswerView['evidence']>, 'items' | 'approval'> | null,
  lang: Lang,
): string[] {
  if (verdict !== 'YES_WITH_REVIEW' || evidence === null) return [];
  const papers = evidence.items.map((each) => said(each, lang)).join(lang === 'zh' ? '、' : ', ');
  return [
    `  ${LABELS.approval[lang]}: ${APPROVALS[evidence.approval][lang]}`,
    ...(papers === '' ? [] : [`  ${LABELS.papers[lang]}: ${papers}`]),
  ];
}

/** The right that a law gives. */
function rightLines({ entitlement }: AnswerView, lang: Lang): string[] {
  if (entitlement === null) return [];
  const until = entitlement.until === null ? '' : ` ${LABELS.until[lang]} ${entitlement.until}`;
  const due = entitlement.merchantDue === null ? '' : `; ${LABELS.due[lang]} ${entitlement.merchantDue}`;
  return [`  ${LABELS.right[lang]}: ${entitlement.rule}${until}${due}`];
}

function ruleLines({ rules, aftercare, advice }: AnyAnswer, lang: Lang): string[] {
  const lines: string[] = [];
  for (const rule of rules) {
    const parameters = rule.parameters.map(({ name, value }) => `${name} = ${value}`).join(', ');
    lines.push(`  ${rule.held ? '✓' : '✗'} ${rule.id}  ${said(rule, lang)}`);
    if (parameters !== '') lines.push(`          ${parameters}`);
    lines.push(`          ${rule.source} (${rule.certainty})`);
  }
  if (aftercare.length > 0) lines.push('', ...aftercare.map((each) => `  · ${said(each, lang)}`));
  if (advice.length > 0) lines.push('', ...advice.map((each) => `  → ${said(each, lang)}`));
  return lines;
}

const block = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : [...lines, '']);

export function answerText(answer: AnswerView, lang: Lang, beside: Beside | null = null): string {
  const lead = beside === null ? null : leadText(beside, answer.at, lang);
  const agreed = agreementLines(answer, answer.evidence, lang);
  return [
    ...(lead === null ? [] : [lead]),
    ...[sentenceWith(answer, beside, lang), ''],
    ...block([...agreed, ...rightLines(answer, lang)]),
    ...ruleLines(answer, lang),
  ].join('\n');
}

/** The answer about something that ends. */
export function endingText(answer: Exclude<ExplainedView, AnswerView>, lang: Lang): string {
  const { route } = answer;
  // The route asked about, which opens later: the sentence says when.
  const next = answer.next?.route === route ? null : answer.next;
  const instead =
    next === null ? '' : `${INSTEAD[lang]}${said(next.words, lang)}${lang === 'zh' ? '。' : '.'}`;
  return [
    `${said(answer.sentence, lang)}${lang === 'zh' || instead === '' ? '' : ' '}${instead}`,
    '',
    ...block(agreementLines(answer, answer.evidence, lang)),
    ...ruleLines(answer, lang),
  ].join('\n');
}

const INSTEAD = { zh: '可改为：', en: 'Possible instead: ' } as const;

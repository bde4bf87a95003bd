/** A request in lines: where it stands, what is missing, who did what. */
import type { RequestDetailView } from '#adapters/http-api';
import type { Lang } from '#domain/outcome';
import { clockTime, said, yuan } from './print.ts';

export function requestText(request: RequestDetailView, lang: Lang): string {
  const { id, payment, amount, stateWords, state, dueAt } = request;
  const zh = lang === 'zh';
  const lines = [
    `${id}  ${amount === null ? '' : yuan(amount)}  ${said(stateWords, lang)} (${state})`,
    `  ${payment}  ${request.reason}${request.requestedBy === null ? '' : `  [${request.requestedBy}]`}`,
  ];
  if (dueAt !== null) lines.push(`  ${zh ? '期限' : 'time limit'} ${clockTime(dueAt)}`);
  for (const paper of request.papersWanted)
    lines.push(`  ${paper.received ? '●' : '○'} ${paper.code}  ${paper[lang]}`);
  if (request.approval !== 'none') {
    const words = {
      supervisor: { zh: '须主管复核', en: 'a supervisor has to approve' },
      review: { zh: '须收单机构审核', en: 'the institution has to review' },
    }[request.approval];
    lines.push(`  ${words[lang]}`);
  }
  const by: readonly (readonly [Record<Lang, string>, string | null])[] = [
    [{ zh: '受理', en: 'accepted by' }, request.acceptedBy],
    [{ zh: '审批', en: 'approved by' }, request.approvedBy],
    [{ zh: '审核', en: 'reviewed by' }, request.reviewedBy],
  ];
  for (const [words, key] of by) if (key !== null) lines.push(`  ${words[lang]} ${key}`);
  if (request.refusal !== null)
    lines.push(`  ${said(request.refusal.stageWords, lang)}: ${request.refusal.why}`);
  if (request.outcome !== null) lines.push(`  ${request.outcome[lang]}`);
  if (request.cancellation !== null) lines.push(`  → ${request.cancellation}`);
  if (request.overtakenBy !== null) lines.push(`  ${zh ? '已由' : 'came first:'} ${request.overtakenBy}`);
  lines.push(`  ${said(request.answer.sentence, lang)}`);
  return lines.join('\n');
}

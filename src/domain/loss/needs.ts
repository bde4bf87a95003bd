/** Papers of a claim. */
import type { LossBase, LossPaperItem } from './state.ts';

/**
 * What is wanted before anybody decides. Where nothing is claimed, nothing is wanted: a stop needs no papers.
 * LAW-49: the holder shows a theft by the police's record and by where they were; the report of loss is here itself,
 * and the notices of the payments are the institution's own.
 */
export function wantedPapers({
  report,
  disputed,
}: Pick<LossBase, 'report' | 'disputed'>): readonly LossPaperItem[] {
  if (disputed.length === 0) return [];
  return report.theft ? ['statement', 'police-record'] : ['statement'];
}

export const missingLossPapers = (loss: LossBase): readonly LossPaperItem[] =>
  wantedPapers(loss).filter((item) => loss.papers.every((paper) => paper.item !== item));

/** Faults of belief: answers that are taken for something else. */
import type { PlantedFault } from './index.ts';
import { onAnswer } from './tamper.ts';

/** Any answer to a message of the way back counts as its success. */
const anyAnswerIsSuccess: PlantedFault = {
  zh: '冲正被拒当作成功',
  en: 'a refused reversal or void is taken for done',
  plant: () =>
    onAnswer((answer) => {
      if (answer.subject === null || answer.subject.cancellationId === null) return answer;
      return { ...answer, outcome: 'approved' };
    }),
};

export const answerFaults = { 'any-answer-is-success': anyAnswerIsSuccess } as const;

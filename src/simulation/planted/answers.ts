/** Faults of belief: answers that are taken for something else. */
import { networkKeyText } from '#domain/payment';
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

/** What was declined stays declined, whatever the network says of a copy of it. */
const declineIsFinal: PlantedFault = {
  zh: '被拒之后的批准被忽略',
  en: 'an approval that follows a decline is passed over',
  plant: () => {
    const declined = new Set<string>();
    return onAnswer((answer) => {
      const key = networkKeyText(answer.network);
      if (answer.outcome === 'issuer-not-operating' || answer.outcome === 'cut-over-running')
        declined.add(key);
      const passedOver = answer.outcome === 'approved' && declined.has(key);
      return passedOver ? { ...answer, outcome: 'switch-no-answer' } : answer;
    });
  },
};

export const answerFaults = {
  'decline-is-final': declineIsFinal,
  'any-answer-is-success': anyAnswerIsSuccess,
} as const;

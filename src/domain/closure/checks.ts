/** What is asked of every closing, whatever its subject: who asks, who proved what, what stops it from outside. */

import type { Outcome } from '../outcome/index.ts';
import type { ClosureFacts } from './facts.ts';
import { type ClosureCheck, check, HELD, noting, refuse, SILENT } from './finding.ts';
import { isProven, type ProofKind, proofWays } from './proof.ts';
import type { ClosureRoute } from './subject.ts';

/** The holder, or staff who checked who the holder is. Shops and terminals never. */
export const byHolder: ClosureCheck = check('WAL-15', ['proven'], ({ facts, question }) => {
  switch (question.asker) {
    case 'payer':
      return HELD;
    case 'operator':
      if (facts.proven?.includes('staff') === true) return HELD;
      return {
        held: true,
        review: { reason: 'closing-identity-check', approval: 'supervisor', papers: ['identity-document'] },
      };
    default:
      return refuse('closing-by-holder-alone');
  }
});

/** What the clock does by itself, beside what people may do. */
export const byHolderOrClock: ClosureCheck = {
  ...byHolder,
  judge: (input) => (input.question.asker === 'deadline' ? SILENT : byHolder.judge(input)),
};

/** A freeze stops every change that could carry money away; less is stopped by a limit (LAW-22). */
export const notFrozen: ClosureCheck = check('LAW-51', ['stop', 'suspicious'], ({ facts }) => {
  if (facts.stop === 'frozen') return refuse('closing-frozen');
  if (!facts.suspicious) return SILENT;
  return {
    held: true,
    review: {
      reason: 'closing-identity-again',
      approval: 'review',
      papers: ['identity-document'],
    },
  };
});

/** Whoever is limited is answered in time; told before the check that refuses, so that it is cited with it. */
export const objection: ClosureCheck = check('LAW-23', ['stop'], (input) => {
  if (input.facts.stop !== 'limited') return SILENT;
  input.parameter('law.measureAnswerDays');
  return noting('object-to-restriction');
});

export const notLimited: ClosureCheck = check('LAW-22', ['stop'], ({ facts }) =>
  facts.stop === 'limited' ? refuse('closing-limited') : SILENT,
);

/** A limit keeps nobody from switching a risk off. */
export const limitedAllTheSame: ClosureCheck = check('LAW-22', ['stop'], ({ facts }) =>
  facts.stop === 'none' ? SILENT : HELD,
);

/** An account that is gone has nothing left to end. */
export const accountThere: ClosureCheck = check('WAL-08', ['account'], ({ facts: { account } }) =>
  account === 'closed' ? refuse('closing-closed-already') : SILENT,
);

export const guardianAgrees: ClosureCheck = check(
  'WAL-11',
  ['under14', 'guardianAgreed'],
  ({ facts: { under14, guardianAgreed } }) => {
    if (!under14) return SILENT;
    return guardianAgreed ? HELD : refuse('closing-guardian');
  },
);

/** A face counts with a consent of its own (LAW-32), where its impact was assessed (LAW-35). */
const countedOf = ({ proven, faceConsent, faceAssessed }: ClosureFacts): readonly ProofKind[] =>
  (proven ?? []).filter((kind) => kind !== 'face' || (faceConsent && faceAssessed));

/** Refuses only where the proof rests on that face: whoever proved enough otherwise is not worse off for it. */
const faceCheck = (
  route: ClosureRoute,
  ruleId: string,
  fact: 'faceConsent' | 'faceAssessed',
  reason: Outcome,
): ClosureCheck =>
  check(ruleId, ['proven', fact], ({ facts, question, parameter }) => {
    const { proven } = facts;
    if (proven?.includes('face') !== true) return SILENT;
    if (facts[fact]) return HELD;
    const need = proofWays(route, question.asker, parameter);
    const rests = isProven(need, proven) && !isProven(need, countedOf(facts));
    return rests ? refuse(reason) : { held: true, against: true };
  });

/** Before the proof it tells what will be asked; with a proof it is held to it. */
const strongEnough = (route: ClosureRoute): ClosureCheck =>
  check('WAL-10', ['proven'], ({ facts, question, parameter }) => {
    const need = proofWays(route, question.asker, parameter);
    if (facts.proven === null || question.asker === 'operator') return HELD;
    return isProven(need, countedOf(facts)) ? HELD : refuse('closing-proof-needed');
  });

/** In this order: why a face does not count is told before what is missing without it. */
export const proven = (route: ClosureRoute): readonly ClosureCheck[] => [
  faceCheck(route, 'LAW-35', 'faceAssessed', 'closing-face-not-assessed'),
  faceCheck(route, 'LAW-32', 'faceConsent', 'closing-face-consent'),
  strongEnough(route),
];

/** What an answer asks for beside a yes, and what of it is there. */
import type { Answer } from '../answer/index.ts';
import type { Route } from '../cancellation/index.ts';
import type { CancelRequestBase, Needs } from './state.ts';

/** Whoever names the payment by its receipt, reference or id has shown the one, and every request tells the other. */
const SHOWN_BY_ASKING: ReadonlySet<string> = new Set([
  'slip-or-reference',
  'slip-or-order',
  'order-number',
  'reason-in-words',
]);

/** Papers that show who somebody is or where their money is: the institution's eyes alone (LAW-32). */
const OF_THE_PERSON: ReadonlySet<string> = new Set([
  'requester-id',
  'passport-for-foreign-card',
  'holder-id',
  'own-other-account',
  'account-closed-proof',
  'police-record',
]);
export const isOfThePerson = (item: string): boolean => OF_THE_PERSON.has(item);

export const NO_NEEDS: Needs = { papers: [], approval: 'none' };

/**
 * The papers and the approval that an answer asks for. That the shop decides is how every request of a payer begins.
 * A review that names no approval of its own is the institution's: nobody else may let through what the rules want
 * looked at.
 */
export function needsOf(answer: Answer<Route>): Needs {
  const { terms, verdict } = answer;
  if (terms === null) return NO_NEEDS;
  const papers = terms.evidence.items.filter((item) => !SHOWN_BY_ASKING.has(item));
  const { approval } = terms.evidence;
  if (approval === 'merchant') return { papers, approval: 'none' };
  return { papers, approval: verdict === 'YES_WITH_REVIEW' && approval === 'none' ? 'review' : approval };
}

/** Rules that the answer names: they are the «why» of a paper or a review. */
export const rulesOf = ({ rules }: Answer<Route>): readonly string[] => rules.map(({ id }) => id);

export const needsAnything = ({ papers, approval }: Needs): boolean =>
  papers.length > 0 || approval !== 'none';

export const missingPapers = ({ needs, papers }: CancelRequestBase): readonly string[] =>
  needs.papers.filter((item) => papers.every((paper) => paper.item !== item));

/** Which approval is still missing. What the institution reviewed needs no supervisor. */
export function missingApproval({ needs, approvedBy, reviewedBy }: CancelRequestBase): Needs['approval'] {
  if (reviewedBy !== null) return 'none';
  if (needs.approval === 'supervisor' && approvedBy !== null) return 'none';
  return needs.approval;
}

export const isCleared = (request: CancelRequestBase): boolean =>
  missingPapers(request).length === 0 && missingApproval(request) === 'none';

/** In what an answer that was given and the one of today part. */
import type { Answer } from '#domain/answer';
import type { Route } from '#domain/cancellation';
import type { DIFFERENCES } from '../schemas.ts';

export type Difference = (typeof DIFFERENCES)[number];

/** Compared is what was promised; that a day is a day later is no difference. Empty: the same answer. */
export function differencesOf(stored: Answer<Route>, today: Answer<Route>): Difference[] {
  const parts: Readonly<Record<Difference, (answer: Answer<Route>) => unknown>> = {
    verdict: ({ verdict }) => verdict,
    route: ({ route }) => route,
    reason: ({ reason }) => reason,
    amount: ({ terms }) => terms?.amountFen,
    deadline: ({ deadline }) => deadline?.atMs,
    fee: ({ terms }) => (terms === null ? null : `${terms.fee.returnedFen}/${terms.fee.keptFen}`),
  };
  return (Object.keys(parts) as Difference[]).filter((part) => parts[part](stored) !== parts[part](today));
}

/** How strongly one proves who one is, as the rules of the institution have it (WAL-10). */
import type { Asker } from '../answer/index.ts';
import { isProven, PROOF_KINDS, type ProofKind, type ProofNeed } from '../person/index.ts';
import { type Effective, type RuleBook, resolve, type Scope } from '../policy/index.ts';
import type { ClosureRoute } from './subject.ts';

const isKind = (word: string): word is ProofKind => PROOF_KINDS.some((kind) => kind === word);

/** `password + sms-code | passkey` as ways. Files are checked for it when they are read. */
export const waysOf = (text: string): ProofNeed =>
  text.split(' | ').map((way) => way.split(' + ').filter(isKind));

const KEYS: Readonly<Record<ClosureRoute, string>> = {
  SERVICE_OFF: 'wallet.serviceOffProof',
  SERVICE_ON: 'wallet.serviceOnProof',
  UNBIND: 'wallet.unbindProof',
  TOKEN_REMOVE: 'wallet.deviceCardProof',
  ACCOUNT_CLOSE: 'wallet.closeProof',
  TAKE_BACK: 'wallet.serviceOnProof',
  ERASE: 'wallet.closeProof',
};

/** The ways of both, each once. */
const either = (one: ProofNeed, other: ProofNeed): ProofNeed => {
  const named = new Map([...one, ...other].map((way) => [[...way].sort().join(), way]));
  return [...named.values()];
};

type Read = (key: string) => Effective;

/**
 * The ways to prove enough for a route. What takes a risk away is never harder than what brings it: whatever opens
 * a service closes it too, whatever an institution's files say.
 */
export function proofWays(route: ClosureRoute, asker: Asker, read: Read): ProofNeed {
  const ways = (key: string): ProofNeed => waysOf(String(read(key).value));
  if (asker === 'deadline') return [];
  if (asker === 'operator') return ways('wallet.staffProof');
  const own = ways(KEYS[route]);
  return route === 'SERVICE_OFF' || route === 'TOKEN_REMOVE' ? either(own, ways(KEYS.SERVICE_ON)) : own;
}

export interface RulesOfToday {
  readonly book: RuleBook;
  readonly scope: Scope;
  readonly day: string;
}

/** What a person has to prove for a route, as the rules stand for them on that day. */
export function proofNeeded(
  route: ClosureRoute,
  { book, scope, day }: RulesOfToday,
  asker: Asker = 'payer',
): ProofNeed {
  const rules = resolve(book, scope, day);
  return rules.rule('WAL-10') === null ? [] : proofWays(route, asker, (key) => rules.parameter(key));
}

/** What comes back after a loss. */
export function proofAfterLoss({ book, scope, day }: RulesOfToday): ProofNeed {
  return waysOf(String(resolve(book, scope, day).parameter('wallet.lossProof').value));
}

export { isProven, PROOF_KINDS, type ProofKind, type ProofNeed };

/** Money to a card. What no account takes comes back at the end of the day; what was asked about is never too late. */
import { isPayableFen } from '#domain/money';
import { creditJournal, unpostedJournal } from './books.ts';
import { refundAccountOf } from './card-states.ts';
import type { NetworkConfig } from './config.ts';
import { type Decision, freshAuthCode, named, no } from './decide.ts';
import { isLuhnValid, issuerOf, type Request } from './request.ts';
import type { NetworkState } from './state.ts';

/** F25 of a confirmation. */
const CONFIRMS = '68';

function decideConfirmation(request: Request, state: NetworkState): Decision {
  const payout = named(request, state);
  // The first word of it: it never happened, and its own message, should it still come, is refused.
  if (payout === undefined) return no('25', request);
  if (payout.kind !== 'payout' || payout.cardId !== (request.card?.id ?? null)) return no('12', request);
  if (payout.amountFen !== request.amountFen) return no('64', request);
  return { ...no(payout.code, request), authCode: payout.authCode };
}

export function decidePayout(request: Request, state: NetworkState, config: NetworkConfig): Decision {
  if (request.conditionCode === CONFIRMS) return decideConfirmation(request, state);
  if (state.tombstones.has(request.wireKey)) return no('22', request);
  if (!isPayableFen(request.amountFen) || request.currency !== '156') return no('13', request);
  if (!config.issuers.some((issuer) => request.pan.startsWith(issuer.bin))) return no('15', request);
  const { card } = request;
  const issuer = card === null ? null : issuerOf(config, card.issuer);
  if (card === null || issuer === null || !isLuhnValid(request.pan)) return no('14', request);
  // The network takes it in; whether an account takes it, the issuer finds out when it posts.
  const account = refundAccountOf(card, state.cardStates);
  return {
    code: '00',
    authCode: freshAuthCode(state),
    journal:
      account === null
        ? unpostedJournal(issuer, request.amountFen)
        : creditJournal(issuer, account, request.amountFen),
    original: null,
    pinTries: null,
  };
}

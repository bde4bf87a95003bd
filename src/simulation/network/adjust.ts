/** A sale costs more or less than it was approved for: a tip, a corrected amount. F4 is the difference. */
import { isPayableFen } from '#domain/money';
import { chargeJournal, undoJournal } from './books.ts';
import type { NetworkConfig } from './config.ts';
import { type Decision, findOriginal, named, no } from './decide.ts';
import type { Request } from './request.ts';
import type { NetworkState } from './state.ts';
import { paysByPoints } from './varieties.ts';

/** F3 02x000 takes more, 22x000 gives back. */
export const takesMore = ({ processingCode }: { readonly processingCode: string }): boolean =>
  processingCode.startsWith('02');

export function decideAdjustment(request: Request, state: NetworkState, config: NetworkConfig): Decision {
  const found = findOriginal(request, named(request, state), ['sale', 'completion'], config);
  if (typeof found === 'string') return no(found, request);
  const { original, card, issuer } = found;
  if (original.state !== 'approved' || original.refundedFen > 0n) return no('22', request);
  if (original.clearingDay !== state.day || paysByPoints(original)) return no('12', request);
  if (!isPayableFen(request.amountFen)) return no('13', request);
  const more = takesMore(request);
  if (!more && request.amountFen >= original.amountFen) return no('64', request);
  return {
    code: '00',
    authCode: original.authCode,
    journal: (more ? chargeJournal : undoJournal)(issuer, card.id, request.amountFen),
    original: request.original,
    pinTries: null,
  };
}

/** Where the money of a refund is that the bank sent back; what is paid out goes without the card network. */
import type { AfterBounce, Cancellation } from '../cancellation/index.ts';
import { type Place, place, type StopState } from './place.ts';

export function whenBounced(cancellation: Cancellation & AfterBounce): Place {
  const { openedMs, doneMs, bounce } = cancellation;
  const asked: [StopState, number] = ['passed', openedMs];
  const back: [StopState, number] = ['here', bounce.atMs];
  switch (cancellation.state) {
    case 'bounced':
    case 'stranded':
      return place('in-suspense', 'institution', asked, back, ['none']);
    case 'account-named':
      return place('account-check', 'institution', asked, back, ['none']);
    case 'payout-ordered': {
      const ordered: [StopState, number] = ['here', cancellation.order.orderedMs];
      return place('paying-out', 'institution', asked, ordered, ['none'], ['unknown']);
    }
    case 'paid-out':
      // The refund itself had passed the network before it came back.
      return place(
        'paid-out',
        'bank',
        asked,
        ['passed', cancellation.order.orderedMs],
        ['passed', doneMs],
        ['here', cancellation.paidMs],
        ['expected'],
      );
  }
}

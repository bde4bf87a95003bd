/** Can a bank card be unbound, or a card on a device be removed? */
import { adviceFor } from './advice.ts';
import { accountThere, byHolder, limitedAllTheSame, notFrozen, proven } from './checks.ts';
import {
  blockedBy,
  type ClosureCheck,
  type ClosurePlan,
  type ClosureWay,
  check,
  freeOfCharge,
  HELD,
  noting,
  refuse,
  SILENT,
  warning,
} from './finding.ts';

const stillBound: ClosureCheck = check('WAL-13', ['state'], ({ facts }) =>
  facts.state === 'unbound' ? refuse('closing-unbound-already') : HELD,
);

const NOTHING_UNFINISHED: readonly ClosureCheck[] = [
  blockedBy('WAL-02', 'unknown', 'closing-payment-unknown', ({ unknown }) => unknown > 0),
  blockedBy('WAL-02', 'unfinished', 'closing-payment-unfinished', ({ unfinished }) => unfinished > 0),
  blockedBy('WAL-02', 'openHolds', 'closing-hold-open', ({ openHolds }) => openHolds > 0),
  blockedBy('WAL-02', 'payouts', 'closing-payout-under-way', ({ payouts }) => payouts > 0),
  blockedBy('WAL-02', 'arrearsFen', 'closing-arrears', ({ arrearsFen }) => arrearsFen > 0n),
  blockedBy('WAL-02', 'realName', 'closing-real-name', ({ realName }) => !realName),
];

/** A contract outlives the card: without another card its next deduction fails, which helps nobody. */
const contractsGoOn: ClosureCheck = check(
  'WAL-03',
  ['contracts', 'cards'],
  ({ facts: { contracts, cards } }) => {
    if (contracts === 0) return SILENT;
    if (cards > 1) return noting('contracts-do-not-end', 'end-contracts');
    return warning('contracts-do-not-end', 'end-contracts', 'contracts-need-a-card');
  },
);

const refundsArrive: ClosureCheck = check('WAL-05', ['refunds'], ({ facts: { refunds } }) =>
  refunds === 0 ? SILENT : noting('refunds-still-arrive'),
);

const beforeStands: ClosureCheck = check('WAL-14', ['unfinished', 'unknown'], ({ facts }) =>
  noting('earlier-payments-stand', ...(facts.unfinished + facts.unknown > 0 ? ['outcomes-still-come'] : [])),
);

const somethingLeft: ClosureCheck = check('WAL-13', ['otherWays'], ({ facts: { otherWays } }) =>
  otherWays === 0 ? noting('no-way-to-pay-left') : SILENT,
);

const UNBIND_WAY: ClosureWay = {
  route: 'UNBIND',
  checks: [
    byHolder,
    accountThere,
    stillBound,
    notFrozen,
    limitedAllTheSame,
    ...NOTHING_UNFINISHED,
    ...proven('UNBIND'),
    contractsGoOn,
    refundsArrive,
    check('WAL-14', [], () => noting('earlier-payments-stand')),
    somethingLeft,
  ],
  terms: () => freeOfCharge('WAL-13', ['records-stay', 'bind-again-any-time']),
  thenRoute: null,
};

const stillThere: ClosureCheck = check('WAL-04', ['state'], ({ facts }) =>
  facts.state === 'removed' ? refuse('closing-removed-already') : noting('bank-card-stays'),
);

const REMOVE_WAY: ClosureWay = {
  route: 'TOKEN_REMOVE',
  checks: [
    byHolder,
    accountThere,
    stillThere,
    limitedAllTheSame,
    ...proven('TOKEN_REMOVE'),
    refundsArrive,
    beforeStands,
    somethingLeft,
  ],
  terms: () => freeOfCharge('WAL-13', ['add-again-any-time']),
  thenRoute: null,
};

const planOf = (way: ClosureWay): ClosurePlan => ({
  routes: [way],
  lastResort: () => 'none',
  advice: adviceFor,
});

export const BINDING = planOf(UNBIND_WAY);
export const DEVICE_CARD = planOf(REMOVE_WAY);

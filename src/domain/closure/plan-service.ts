/** Can a service be switched off, or on again? Off is open at any time; on, where what it rests on is there. */
import type { ServiceKind } from '../wallet/index.ts';
import { adviceFor } from './advice.ts';
import {
  accountThere,
  byHolder,
  guardianAgrees,
  limitedAllTheSame,
  notFrozen,
  notLimited,
  objection,
  proven,
} from './checks.ts';
import {
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

const offIsNew: ClosureCheck = check('WAL-13', ['service', 'place', 'state'], ({ facts }) =>
  facts.state === 'off' ? refuse('closing-off-already') : HELD,
);

const onIsNew: ClosureCheck = check('WAL-13', ['service', 'place', 'state'], ({ facts }) =>
  facts.state === 'on' ? refuse('closing-on-already') : HELD,
);

/** Consent is as easily withdrawn as it was given. */
const consentEnds: ClosureCheck = check('LAW-30', ['service'], () => HELD);

const beforeStands: ClosureCheck = check(
  'WAL-14',
  ['unfinished', 'unknown', 'refunds'],
  ({ facts: { unfinished, unknown, refunds } }) => {
    const aftercare = [
      'earlier-payments-stand',
      ...(unfinished + unknown > 0 ? ['outcomes-still-come'] : []),
      ...(refunds > 0 ? ['refunds-still-arrive'] : []),
    ];
    return noting(...aftercare);
  },
);

const only = (kind: ServiceKind, ruleId: string, judge: ClosureCheck['judge']): ClosureCheck =>
  check(ruleId, ['service'], (input) => (input.facts.service === kind ? judge(input) : SILENT));

/** What is special about the end of one kind of service. */
const OF_THE_KIND: readonly ClosureCheck[] = [
  only('no-pin', 'PBC-40', () => noting('pin-from-now-on', 'plastic-card-at-its-bank')),
  only('pay-code', 'WAL-09', () => noting('authorised-before-goes-on')),
  only('deduction', 'WAL-03', ({ facts: { contracts } }) =>
    contracts === 0 ? SILENT : warning('contracts-do-not-end', 'end-contracts'),
  ),
  only('deduction', 'UP-19', ({ facts: { unfinished, unknown } }) =>
    unfinished + unknown === 0 ? HELD : warning('look-at-unfinished'),
  ),
];

const somethingLeft: ClosureCheck = check('WAL-13', ['otherWays'], ({ facts: { otherWays } }) =>
  otherWays === 0 ? noting('no-way-to-pay-left') : SILENT,
);

const OFF: ClosureWay = {
  route: 'SERVICE_OFF',
  checks: [
    byHolder,
    accountThere,
    offIsNew,
    limitedAllTheSame,
    ...proven('SERVICE_OFF'),
    consentEnds,
    beforeStands,
    ...OF_THE_KIND,
    somethingLeft,
  ],
  terms: () => freeOfCharge('WAL-13', ['on-again-any-time']),
  thenRoute: 'SERVICE_ON',
};

const accountOpen: ClosureCheck = check('WAL-16', ['account'], ({ facts: { account } }) => {
  if (account === 'closing') return refuse('closing-under-way');
  return account === 'stopped' ? refuse('closing-loss-open') : HELD;
});

const restsOnSomething: ClosureCheck = check(
  'WAL-16',
  ['service', 'state', 'deviceCards', 'sourceThere'],
  ({ facts: { service, state, deviceCards, sourceThere } }) => {
    if (state === 'suspended') return refuse('closing-suspended');
    if (service === 'tap' && deviceCards === 0) return refuse('closing-nothing-to-tap');
    if (!sourceThere) return refuse('closing-source-gone');
    return HELD;
  },
);

const ON: ClosureWay = {
  route: 'SERVICE_ON',
  onRequest: true,
  checks: [
    byHolder,
    accountThere,
    onIsNew,
    accountOpen,
    notFrozen,
    objection,
    notLimited,
    guardianAgrees,
    restsOnSomething,
    ...proven('SERVICE_ON'),
  ],
  terms: () => freeOfCharge('WAL-13', ['off-again-any-time']),
  thenRoute: 'SERVICE_OFF',
};

export const SERVICE: ClosurePlan = {
  routes: [OFF, ON],
  lastResort: () => 'none',
  advice: adviceFor,
};

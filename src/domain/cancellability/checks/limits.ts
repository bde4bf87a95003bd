/** Counts and sums that bound refunds: parts, distance between parts, the merchant's own money, risk counts. */
import { type FactCheck, HELD, refuse, refuseBut, SILENT, wantedFen } from './finding.ts';
import { numberOf } from './windows.ts';

/** UP-17: some acquirers pay refunds out of the merchant's turnover of the day alone. */
export const withinTurnover: FactCheck = {
  ruleId: 'UP-17',
  reads: ['turnoverFen', 'parts'],
  judge: (input) => {
    const { facts } = input;
    if (input.parameter('unionpay.refund.withinTurnover').value !== true) return SILENT;
    if (facts.parts >= numberOf(input, 'unionpay.refund.partsMax')) return refuse('too-many-parts');
    if (facts.turnoverFen === null) return SILENT;
    return wantedFen(input) <= facts.turnoverFen
      ? HELD
      : refuseBut('merchant-turnover-too-low', facts.turnoverFen);
  },
};

/** WX-09: the refund is paid out of what the merchant has at the platform. */
export const withinBalance = (ruleId: string): FactCheck => ({
  ruleId,
  reads: ['balanceFen'],
  judge: (input) => {
    const { balanceFen } = input.facts;
    if (balanceFen === null) return SILENT;
    return wantedFen(input) <= balanceFen ? HELD : refuseBut('merchant-balance-too-low', balanceFen);
  },
});

export const partsBelow = (ruleId: string, key: string): FactCheck => ({
  ruleId,
  reads: ['parts'],
  judge: (input) => (input.facts.parts < numberOf(input, key) ? HELD : refuse('too-many-parts')),
});

/** WX-02: two refunds of one order keep a distance. */
export const partsApart = (ruleId: string, key: string): FactCheck => ({
  ruleId,
  reads: ['lastPartAtMs'],
  judge: (input) => {
    const { lastPartAtMs } = input.facts;
    if (lastPartAtMs === null) return SILENT;
    const opensAtMs = lastPartAtMs + numberOf(input, key) * 1000;
    return input.nowMs < opensAtMs ? refuse('refund-too-soon-after-last', opensAtMs) : HELD;
  },
});

/** RSK-08: so many voids a day at one terminal; beyond that the refund of the next day remains. */
export const voidsOfTheDay: FactCheck = {
  ruleId: 'RSK-08',
  reads: ['voidsAtTerminalToday'],
  judge: (input) => {
    if (input.facts.voidsAtTerminalToday === 0) return SILENT;
    const most = numberOf(input, 'risk.voidsPerTerminalPerDay');
    return input.facts.voidsAtTerminalToday < most ? HELD : refuse('void-count-reached');
  },
};

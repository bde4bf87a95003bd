/**
 * Two invented institutions and their synthetic cards. The numbers pass the check digit and lie in a range
 * that no known institution issues, so no real card can be hit by accident.
 */
import type { Card, Issuer } from './config.ts';

export const networkInstitution = '00010000';

export const testIssuers: readonly Issuer[] = [
  {
    id: 'north',
    zh: '北方银行',
    en: 'North Bank',
    institution: '62000010',
    bin: '62000010',
    kind: 'debit',
    posting: 'at-once',
  },
  {
    id: 'south',
    zh: '南方银行',
    en: 'South Bank',
    institution: '62000020',
    bin: '62000020',
    kind: 'credit',
    posting: 'at-cut-over',
  },
];

interface TestCardRow extends Card {
  readonly name: string;
  readonly pin: string;
  readonly note: string;
}

const good = {
  expiry: '3512',
  status: 'active',
  openingFen: 0n,
  limitFen: 0n,
  paymentMaxFen: null,
  pin: '123456',
} as const;

const rows: readonly TestCardRow[] = [
  {
    ...good,
    id: 'north-plenty',
    phone: '13800000017',
    issuer: 'north',
    pan: '6200001000000000017',
    openingFen: 100_000_000_000n,
    name: '北方借记 North debit',
    note: 'one thousand million yuan: approved',
  },
  {
    ...good,
    id: 'north-second',
    issuer: 'north',
    pan: '6200001000000000025',
    openingFen: 100_000_000_000n,
    pin: '246810',
    name: '北方借记二 North debit, second',
    note: 'plenty of money, another PIN: approved',
  },
  {
    ...good,
    id: 'north-low',
    issuer: 'north',
    pan: '6200001000000000033',
    openingFen: 5_000n,
    name: '北方余额不足 North, low funds',
    note: '50.00 yuan: more is declined with 51',
  },
  {
    ...good,
    id: 'north-expired',
    issuer: 'north',
    pan: '6200001000000000041',
    expiry: '2401',
    openingFen: 1_000_000n,
    name: '北方过期 North, expired',
    note: 'expired January 2024: declined with 54',
  },
  {
    ...good,
    id: 'north-frozen',
    issuer: 'north',
    pan: '6200001000000000058',
    status: 'frozen',
    openingFen: 1_000_000n,
    name: '北方冻结 North, frozen',
    note: 'declined with 62',
  },
  {
    ...good,
    id: 'north-lost',
    issuer: 'north',
    pan: '6200001000000000066',
    status: 'lost',
    openingFen: 1_000_000n,
    name: '北方挂失 North, reported lost',
    note: 'declined with 41',
  },
  {
    ...good,
    id: 'north-closed',
    issuer: 'north',
    pan: '6200001000000000074',
    status: 'closed',
    name: '北方销户 North, account closed',
    note: 'declined with 14',
  },
  {
    ...good,
    id: 'south-plenty',
    pointsFen: 10_000_000n,
    issuer: 'south',
    pan: '6200002000000019',
    limitFen: 100_000_000_000n,
    name: '南方信用 South credit',
    note: 'a limit of one thousand million yuan: approved; held until the cut-over',
  },
  {
    ...good,
    id: 'south-low',
    issuer: 'south',
    pan: '6200002000000027',
    limitFen: 50_000n,
    name: '南方额度低 South, low limit',
    note: 'a limit of 500.00 yuan: more is declined with 51',
  },
  {
    ...good,
    id: 'south-capped',
    issuer: 'south',
    pan: '6200002000000035',
    limitFen: 10_000_000n,
    paymentMaxFen: 100_000n,
    name: '南方单笔限额 South, single limit',
    note: 'more than 1000.00 yuan in one payment is declined with 61',
  },
  {
    ...good,
    id: 'south-frozen',
    issuer: 'south',
    pan: '6200002000000043',
    status: 'frozen',
    limitFen: 10_000_000n,
    name: '南方冻结 South, frozen',
    note: 'declined with 62',
  },
];

/** What a tester needs to know of a card. Expiry is `YYMM`. */
export interface TestCard {
  readonly id: string;
  readonly name: string;
  readonly pan: string;
  readonly expiry: string;
  readonly pin: string;
  readonly issuer: string;
  readonly note: string;
}

export const testCards: readonly TestCard[] = rows.map(({ id, name, pan, expiry, pin, issuer, note }) => ({
  id,
  name,
  pan,
  expiry,
  pin,
  issuer: testIssuers.find((bank) => bank.id === issuer)!.en,
  note,
}));

/** The same cards as their issuers keep them: without the PIN. */
export const issuedTestCards: readonly Card[] = rows.map(
  ({ name: _name, pin: _pin, note: _note, ...card }) => card,
);

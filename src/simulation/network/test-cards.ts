/**
 * Three invented institutions and their synthetic cards. The numbers pass the check digit and lie in a range
 * that no known institution issues, so no real card can be hit by accident.
 */
import { DEMO_HOLDERS } from '#domain/person';
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
  {
    id: 'overseas',
    zh: '海外银行',
    en: 'Overseas Bank',
    institution: '62000030',
    bin: '62000030',
    kind: 'credit',
    posting: 'at-once',
    pinLocked: '38',
  },
];

interface TestCardRow extends Omit<Card, 'chip'> {
  readonly chip: Card['chip'] | undefined;
  readonly name: string;
  readonly pin: string;
  readonly note: string;
}

const customer = ({ name, idNumber, phone }: (typeof DEMO_HOLDERS)[number]) => ({ name, idNumber, phone });

/** The customers of these banks are the cardholders of the demonstration: they bind these cards to their wallets. */
export const testHolders = { lin: customer(DEMO_HOLDERS[0]!), chen: customer(DEMO_HOLDERS[1]!) };

const good = {
  holder: testHolders.lin,
  expiry: '3512',
  status: 'active',
  openingFen: 0n,
  limitFen: 0n,
  paymentMaxFen: null,
  pin: '123456',
  chip: { scheme: 'pboc-tdes', sequence: '01' },
  serviceCode: '220',
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
    holder: testHolders.chen,
    issuer: 'north',
    pan: '6200001000000000025',
    openingFen: 100_000_000_000n,
    pin: '246810',
    chip: { scheme: 'pboc-sm4', sequence: '01' },
    name: '北方借记二 North debit, second',
    note: 'plenty of money, another PIN, a chip with SM4: approved',
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
  {
    ...good,
    id: 'north-limits',
    issuer: 'north',
    pan: '6200001000000000082',
    openingFen: 100_000_000n,
    dayMaxFen: 100_000n,
    dayCountMax: 3,
    name: '北方限额 North, daily limits',
    note: 'more than 1000.00 yuan in a day is declined with 61, a fourth payment with 65',
  },
  {
    ...good,
    id: 'north-stolen',
    issuer: 'north',
    pan: '6200001000000000090',
    status: 'stolen',
    openingFen: 1_000_000n,
    name: '北方被窃 North, stolen',
    note: 'declined with 43',
  },
  {
    ...good,
    id: 'north-inactive',
    issuer: 'north',
    pan: '6200001000000000108',
    status: 'inactive',
    openingFen: 1_000_000n,
    name: '北方未激活 North, not activated',
    note: 'declined with 21',
  },
  {
    ...good,
    id: 'north-stripe',
    issuer: 'north',
    pan: '6200001000000000116',
    openingFen: 100_000_000n,
    chip: undefined,
    serviceCode: '120',
    name: '北方磁条 North, stripe alone',
    note: 'has no chip: is swiped',
  },
  {
    ...good,
    id: 'north-copied',
    issuer: 'north',
    pan: '6200001000000000124',
    openingFen: 100_000_000n,
    chip: { scheme: 'pboc-tdes', sequence: '01', copied: true },
    name: '北方复制卡 North, copied certificates',
    note: 'does not prove itself to a terminal: no offline sale; online as any other card',
  },
  {
    ...good,
    id: 'overseas-ten',
    issuer: 'overseas',
    pan: '6200003000000017',
    limitFen: 100_000_000n,
    chip: { scheme: 'cvn-10', sequence: '01' },
    serviceCode: '201',
    name: '海外卡 Overseas, CVN 10',
    note: 'a chip that makes cryptograms as Visa cards of version 10 do; a third wrong PIN is answered with 38',
  },
  {
    ...good,
    id: 'overseas-eighteen',
    holder: testHolders.chen,
    issuer: 'overseas',
    pan: '6200003000000025',
    limitFen: 100_000_000n,
    chip: { scheme: 'cvn-18', sequence: '01' },
    serviceCode: '201',
    name: '海外卡二 Overseas, CVN 18',
    note: 'the same with version 18',
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
  readonly chip?: NonNullable<Card['chip']>;
  readonly serviceCode?: string;
}

export const testCards: readonly TestCard[] = rows.map((row) => ({
  ...{ id: row.id, name: row.name, pan: row.pan, expiry: row.expiry, pin: row.pin },
  issuer: testIssuers.find((bank) => bank.id === row.issuer)!.en,
  note: row.note,
  ...(row.chip === undefined ? {} : { chip: row.chip }),
  ...(row.serviceCode === undefined ? {} : { serviceCode: row.serviceCode }),
}));

/** The same cards as their issuers keep them: without the PIN. */
export const issuedTestCards: readonly Card[] = rows.map(
  ({ name: _name, pin: _pin, note: _note, chip, ...card }) => (chip === undefined ? card : { ...card, chip }),
);

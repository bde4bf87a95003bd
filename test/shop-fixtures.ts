/** The merchant, the terminals, the card and the rules that the tests share. */
import type { Contract, SealedCard } from '#domain/payment';
import type { ParameterValue, RuleBook } from '#domain/policy';
import { NO_TOTALS, type Terminal } from '#domain/terminal';
import type { Merchant } from '#engine';
import { bookFor } from './rule-contents.ts';

export const MERCHANT_ID = '898310000000001';
export const T1 = '10000001';
export const T2 = '10000002';
export const FIRST_BATCH = '000001';
/** 23 November 2026, ten in the morning in Shanghai. */
export const MORNING_MS = Date.UTC(2026, 10, 23, 2, 0, 0);
/** Half a minute before the network changes its day. */
export const BEFORE_CUT_OVER_MS = Date.UTC(2026, 10, 23, 14, 59, 30);

export const CONTRACT: Contract = {
  id: 'standard',
  ratePpm: 6_000,
  capFen: null,
  feeReturn: 'PRO_RATA',
  issuerRatePpm: 3_500,
  issuerCapFen: 1_300n,
  networkRatePpm: 325,
  networkCapFen: 325n,
};

export const CARD: SealedCard = {
  index: '0f'.repeat(16),
  cipher: 'c2VhbGVk',
  masked: '620000******0005',
  expiry: '3012',
  sequence: null,
};

/** The published rules, with parameters that the institution set otherwise. */
export const publishedRules = (set: Readonly<Record<string, ParameterValue>> = {}): RuleBook =>
  bookFor('inst-1', set);

export const shopMerchant = (parts: Partial<Merchant> = {}): Merchant => ({
  merchantId: MERCHANT_ID,
  book: MERCHANT_ID,
  nameZh: '原路小店',
  nameEn: 'YUANLU SHOP',
  mcc: '5411',
  contract: CONTRACT,
  status: 'active',
  ...parts,
});

export const signedInTerminal = (terminalId: string, parts: Partial<Terminal> = {}): Terminal => ({
  merchantId: MERCHANT_ID,
  terminalId,
  book: MERCHANT_ID,
  status: 'active',
  keys: { masterKey: 'tmk', pinKey: 'pik', macKey: 'mak', previousMacKey: null },
  signedIn: { operator: '01', atMs: 0 },
  batchNo: FIRST_BATCH,
  totals: NO_TOTALS,
  lastSettlement: null,
  version: 1,
  ...parts,
});

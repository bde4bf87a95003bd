/** The merchants and terminals of a world: contracts that round, that cap, and that keep their fees. */
import type { Contract } from '#domain/payment';
import { NO_TOTALS, type Terminal } from '#domain/terminal';
import type { Merchant } from '#engine';

const standard: Contract = {
  id: 'standard',
  ratePpm: 6_000,
  capFen: null,
  feeReturn: 'PRO_RATA',
  issuerRatePpm: 3_500,
  issuerCapFen: 1_300n,
  networkRatePpm: 325,
  networkCapFen: 325n,
};
const CONTRACTS: readonly Contract[] = [
  standard,
  { ...standard, id: 'capped', ratePpm: 5_500, capFen: 2_000n },
  { ...standard, id: 'keeps-fees', feeReturn: 'NONE' },
  { ...standard, id: 'keeps-capped-fees', ratePpm: 5_500, capFen: 2_000n, feeReturn: 'NONE_IF_CAPPED' },
  { ...standard, id: 'odd', ratePpm: 7_777, issuerRatePpm: 3_333, networkRatePpm: 333 },
];

const MERCHANTS = 12;
export const TERMINALS_PER_MERCHANT = 8;
export const TERMINALS = MERCHANTS * TERMINALS_PER_MERCHANT;

export const MERCHANT_LIST: readonly Merchant[] = Array.from({ length: MERCHANTS }, (_, number) => {
  const merchantId = `8983100000${String(number + 1).padStart(5, '0')}`;
  return {
    merchantId,
    book: merchantId,
    nameZh: `模拟商户${number + 1}`,
    nameEn: `SIMULATED SHOP ${number + 1}`,
    mcc: '5411',
    contract: CONTRACTS[number % CONTRACTS.length]!,
    status: 'active',
  };
});

export const terminalIdOf = (number: number): string => String(10_000_001 + number);
export const merchantOfTerminal = (number: number): Merchant =>
  MERCHANT_LIST[Math.floor(number / TERMINALS_PER_MERCHANT)]!;

export const TERMINAL_LIST: readonly Terminal[] = Array.from({ length: TERMINALS }, (_, number) => {
  const { merchantId, book } = merchantOfTerminal(number);
  return {
    merchantId,
    terminalId: terminalIdOf(number),
    book,
    status: 'active',
    keys: { masterKey: 'model', pinKey: 'model', macKey: 'model', previousMacKey: null },
    signedIn: { operator: '01', atMs: 0 },
    batchNo: '000001',
    totals: NO_TOTALS,
    lastSettlement: null,
    version: 1,
  };
});

/** Chip cards for tests: out of a platform's file of test cards, or with keys of the test. */
import { deriveCardKeys, fromHex } from '#adapters/security-module';
import {
  chipInMemory,
  createVirtualCard,
  type OfflineData,
  type VirtualCard,
} from '#adapters/virtual-terminal';
import { readChip } from '../src/programs/terminal-files.ts';

export interface CardRow {
  readonly id?: string;
  readonly pan: string;
  readonly expiry: string;
  readonly chip?: {
    readonly scheme: string;
    readonly sequence: string;
    readonly cryptogramKey: string;
    readonly scriptKey: string;
  };
}

/** The chip of a test card; it forgets its counter with the test. */
export function chipOf({ pan, expiry, chip }: CardRow): VirtualCard {
  const personalised = readChip(pan, expiry, chip);
  if (personalised === null) throw new Error('the card has no chip');
  return createVirtualCard(personalised, chipInMemory());
}

/** Keys of the issuer that a test plays. */
export const ISSUER_KEYS = {
  cryptogramKey: fromHex('9E15204313F7318ACB79B90BD986AD29')!,
  scriptKey: fromHex('4664942FE615FB02E5D57F292AA2B3B6')!,
  cardCheckKey: fromHex('0123456789ABCDEFFEDCBA9876543210')!,
};

/** A chip whose issuer is the test. */
export function chipFor(
  pan: string,
  expiry: string,
  store = chipInMemory(),
  offline?: OfflineData,
): VirtualCard {
  const [scheme, sequence] = ['pboc-tdes', '01'] as const;
  const keys = deriveCardKeys(scheme, ISSUER_KEYS, { pan, sequence });
  return createVirtualCard({ scheme, pan, expiry, sequence, keys, offline }, store);
}

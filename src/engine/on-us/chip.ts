/** Is the cryptogram that of the device card? Asked of the security module; the counter is judged in the lane. */
import type { SealedCard } from '#domain/payment';
import {
  type CryptogramRecipe,
  checkField55,
  cryptogramInput,
  EmvError,
  readChipData,
  verifiedOnDevice,
} from '#wire/emv';
import type { ChipProof } from '../on-us-commands.ts';
import type { ChipScheme, SecurityModule, WrappedKey } from '../ports/index.ts';

export interface OnUsChip {
  check(token: SealedCard, chipData: Uint8Array | null, amountFen: bigint): Promise<ChipProof>;
}

export interface OnUsChipOptions {
  readonly security: Pick<SecurityModule, 'openPan' | 'verifyArqc'>;
  /** This institution's own issuer key; its purpose is `imk-ac`. */
  readonly key: WrappedKey;
  readonly scheme: ChipScheme;
}

/** Two digits that tell cards of one number apart; a device card is the only one of its number. */
export const TOKEN_SEQUENCE = '01';
const RECIPE: CryptogramRecipe = 'pboc';
const COUNTER_BYTES = 2;

export const createOnUsChip = ({ security, key, scheme }: OnUsChipOptions): OnUsChip => ({
  async check(token, chipData, amountFen) {
    if (chipData === null) return { state: 'none' };
    try {
      const expected = { '9F02': amountFen.toString().padStart(12, '0') };
      if (checkField55('online', chipData, expected).some(({ level }) => level === 'refuse'))
        return { state: 'wrong' };
      const data = readChipData(chipData, 'loose');
      const [atc, arqc] = [data.need('9F36'), data.need('9F26')];
      if (atc.length !== COUNTER_BYTES) return { state: 'wrong' };
      const { state } = await security.verifyArqc({
        ...{ key, scheme, pan: await security.openPan(token.cipher), sequence: TOKEN_SEQUENCE },
        ...{ atc, arqc, data: cryptogramInput(data, RECIPE), says: null },
      });
      if (state === 'wrong') return { state: 'wrong' };
      const counter = atc[0]! * 256 + atc[1]!;
      return { state: 'right', counter, verifiedOnDevice: verifiedOnDevice(data) };
    } catch (error) {
      if (error instanceof EmvError) return { state: 'wrong' };
      throw error;
    }
  },
});

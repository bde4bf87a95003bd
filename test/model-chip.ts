/** The chip of a device card as a model: what it says of counter and holder is read as it stands. */
import type { OnUsChip } from '#engine/on-us';
import { readChipData, verifiedOnDevice, writeIad, writeTlv } from '#wire/emv';

/** Reads what {@link chipOf} wrote; a cryptogram of zeros is a wrong one. */
export const modelChip: OnUsChip = {
  async check(_token, chipData) {
    if (chipData === null) return { state: 'none' };
    const data = readChipData(chipData, 'loose');
    if (data.need('9F26').every((byte) => byte === 0)) return { state: 'wrong' };
    const [high = 0, low = 0] = data.need('9F36');
    return { state: 'right', counter: high * 256 + low, verifiedOnDevice: verifiedOnDevice(data) };
  },
};

export interface Tap {
  readonly counter: number;
  /** The holder put a finger on the phone. */
  readonly verified: boolean;
  readonly wrong?: boolean;
}
export function chipOf({ counter, verified, wrong = false }: Tap): Uint8Array {
  const cvr = Uint8Array.of(3, verified ? 0x04 : 0, 0, 0);
  const iad = writeIad({ keyIndex: 1, cryptogramVersion: 1, cvr, algorithm: 1, discretionary: null });
  return writeTlv([
    { tag: '9F26', value: new Uint8Array(8).fill(wrong ? 0 : 7) },
    { tag: '9F36', value: Uint8Array.of(counter >> 8, counter & 255) },
    { tag: '9F10', value: iad },
  ]);
}

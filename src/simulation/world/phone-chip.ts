/** The chip of a phone as a declared model: the host reads its counter as it stands, and a wrong code is seen. */
import type { OnUsChip } from '#engine/on-us';
import { readChipData, verifiedOnDevice, writeIad, writeTlv } from '#wire/emv';

export interface PhoneTap {
  readonly counter: number;
  /** The holder put a finger on the phone. */
  readonly verified: boolean;
  /** Somebody else's chip made it. */
  readonly wrong: boolean;
}

const CODE = 7;

/** F55 of a tap; most holders prove themselves on the phone. */
export function phoneChip(counter: number, verified: boolean, wrong: boolean): Uint8Array {
  const cvr = Uint8Array.of(3, verified ? 0x04 : 0, 0, 0);
  const iad = writeIad({ keyIndex: 1, cryptogramVersion: 1, cvr, algorithm: 1, discretionary: null });
  return writeTlv([
    { tag: '9F26', value: new Uint8Array(8).fill(wrong ? 0 : CODE) },
    { tag: '9F36', value: Uint8Array.of(counter >> 8, counter & 255) },
    { tag: '9F10', value: iad },
  ]);
}

export const modelOnUsChip: OnUsChip = {
  async check(_token, chipData) {
    if (chipData === null) return { state: 'none' };
    const data = readChipData(chipData, 'loose');
    if (data.need('9F26').some((byte) => byte !== CODE)) return { state: 'wrong' };
    const [high = 0, low = 0] = data.need('9F36');
    return { state: 'right', counter: high * 256 + low, verifiedOnDevice: verifiedOnDevice(data) };
  },
};

import { type DukptUse, SecurityModuleError } from '#engine/ports';
import { requireLength } from './bytes.ts';
import { createTdesCipher } from './tdes.ts';

const HALF_BYTES = 8;
const KSN_BYTES = 10;
const COUNTER_BITS = 21;
/** A terminal skips counters with more ones, so that no key is more than ten steps away. */
const COUNTER_ONES_MAX = 10;

/** Bytes folded into the transaction key, in both halves; the data keys are enciphered under themselves. */
const VARIANT: Record<DukptUse, { readonly at: number; readonly own: boolean }> = {
  pin: { at: 7, own: false },
  'mac-request': { at: 6, own: false },
  'mac-response': { at: 4, own: false },
  'data-request': { at: 5, own: true },
  'data-response': { at: 3, own: true },
};

/** The key that a terminal is loaded with (ANSI X9.24-1 annex A). The caller wipes the result. */
export function deriveTdesInitialKey(bdk: Uint8Array, ksn: Uint8Array): Uint8Array {
  requireLength('a base derivation key', bdk, 2 * HALF_BYTES);
  requireLength('a key serial number', ksn, KSN_BYTES);
  const serial = ksn.slice(0, HALF_BYTES);
  serial[HALF_BYTES - 1]! &= 0xe0;
  const initial = new Uint8Array(2 * HALF_BYTES);
  initial.set(createTdesCipher(bdk).encrypt(serial));
  const marked = marked16(bdk);
  initial.set(createTdesCipher(marked).encrypt(serial), HALF_BYTES);
  marked.fill(0);
  return initial;
}

/** The key of one transaction, before it is bent to a use. The caller wipes the result. */
export function deriveTdesTransactionKey(initialKey: Uint8Array, ksn: Uint8Array): Uint8Array {
  requireLength('an initial key', initialKey, 2 * HALF_BYTES);
  const counter = counterOf(ksn);
  const register = ksn.slice(KSN_BYTES - HALF_BYTES);
  register[5]! &= 0xe0;
  register[6] = 0;
  register[7] = 0;
  let key: Uint8Array = Uint8Array.from(initialKey);
  for (let bit = COUNTER_BITS - 1; bit >= 0; bit--) {
    if (((counter >> bit) & 1) === 0) continue;
    register[7 - (bit >> 3)]! |= 1 << (bit & 7);
    const next = oneWay(key, register);
    key.fill(0);
    key = next;
  }
  return key;
}

/** Sixteen bytes for one use in one transaction. The caller wipes the result. */
export function deriveTdesWorkingKey(bdk: Uint8Array, ksn: Uint8Array, use: DukptUse): Uint8Array {
  const initial = deriveTdesInitialKey(bdk, ksn);
  const key = deriveTdesTransactionKey(initial, ksn);
  initial.fill(0);
  const { at, own } = VARIANT[use];
  key[at]! ^= 0xff;
  key[HALF_BYTES + at]! ^= 0xff;
  if (!own) return key;
  const enciphered = new Uint8Array(createTdesCipher(key).encrypt(key));
  key.fill(0);
  return enciphered;
}

/** The counter of a serial number that a terminal may use. @throws SecurityModuleError `bad-ksn` */
function counterOf(ksn: Uint8Array): number {
  requireLength('a key serial number', ksn, KSN_BYTES);
  const counter = ((ksn[7]! & 0x1f) << 16) | (ksn[8]! << 8) | ksn[9]!;
  let ones = 0;
  for (let rest = counter; rest > 0; rest >>= 1) ones += rest & 1;
  if (ones > 0 && ones <= COUNTER_ONES_MAX) return counter;
  throw new SecurityModuleError(
    'bad-ksn',
    `Cannot derive a key: the serial number's counter has ${ones} ones, ` +
      `a terminal uses counters with 1 to ${COUNTER_ONES_MAX}`,
  );
}

/** Non-reversible key generation: nobody finds the key before from the one after. */
function oneWay(key: Uint8Array, register: Uint8Array): Uint8Array {
  const marked = marked16(key);
  const next = new Uint8Array(2 * HALF_BYTES);
  next.set(oneWayHalf(marked, register));
  next.set(oneWayHalf(key, register), HALF_BYTES);
  marked.fill(0);
  return next;
}

function oneWayHalf(key: Uint8Array, register: Uint8Array): Uint8Array {
  const [left, right] = [key.subarray(0, HALF_BYTES), key.subarray(HALF_BYTES)];
  const folded = register.map((byte, i) => byte ^ right[i]!);
  return createTdesCipher(left)
    .encrypt(folded)
    .map((byte, i) => byte ^ right[i]!);
}

/** C0 in the first four bytes of both halves. */
const marked16 = (key: Uint8Array): Uint8Array =>
  key.map((byte, i) => (i % HALF_BYTES < 4 ? byte ^ 0xc0 : byte));

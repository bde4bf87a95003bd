import { type DukptKeyType, type DukptUse, SecurityModuleError } from '#engine/ports';
import { createAesCipher } from './aes.ts';
import { requireLength } from './bytes.ts';

const BLOCK_BYTES = 16;
const KSN_BYTES = 12;
const ID_BYTES = 8;
const COUNTER_BITS = 32;
/** A terminal skips counters with more ones (ANSI X9.24-3, 6.2). */
const COUNTER_ONES_MAX = 16;

/** `strengthBits`: a derived key is never stronger than the base key. Triple DES is below every AES key. */
const KEY_TYPES: Record<
  DukptKeyType,
  { readonly indicator: number; readonly bytes: number; readonly strengthBits: number }
> = {
  'tdes-2': { indicator: 0, bytes: 16, strengthBits: 80 },
  'tdes-3': { indicator: 1, bytes: 24, strengthBits: 112 },
  'aes-128': { indicator: 2, bytes: 16, strengthBits: 128 },
  'aes-192': { indicator: 3, bytes: 24, strengthBits: 192 },
  'aes-256': { indicator: 4, bytes: 32, strengthBits: 256 },
};

const DERIVATION = 0x8000;
const INITIAL = 0x8001;
/** Requests are made by the terminal, so their keys are those of making a MAC and of enciphering. */
const USES: Record<DukptUse, number> = {
  pin: 0x1000,
  'mac-request': 0x2000,
  'mac-response': 0x2001,
  'data-request': 0x3000,
  'data-response': 0x3001,
};

/** The key that a terminal is loaded with (ANSI X9.24-3, 6.3.1). The caller wipes the result. */
export function deriveAesInitialKey(bdk: Uint8Array, ksn: Uint8Array): Uint8Array {
  requireLength('a key serial number', ksn, KSN_BYTES);
  return derive(bdk, typeOf(bdk), INITIAL, ksn.subarray(0, ID_BYTES));
}

/** The key of one transaction, out of which its working keys come. The caller wipes the result. */
export function deriveAesTransactionKey(initialKey: Uint8Array, ksn: Uint8Array): Uint8Array {
  const counter = counterOf(ksn);
  const type = typeOf(initialKey);
  let key: Uint8Array = Uint8Array.from(initialKey);
  let working = 0;
  for (let bit = COUNTER_BITS - 1; bit >= 0; bit--) {
    const mask = (1 << bit) >>> 0;
    if ((counter & mask) === 0) continue;
    working = (working | mask) >>> 0;
    const next = derive(key, type, DERIVATION, identity(ksn, working));
    key.fill(0);
    key = next;
  }
  return key;
}

/** A key for one use in one transaction, of the strength of the base key or below. The caller wipes the result. */
export function deriveAesWorkingKey(
  bdk: Uint8Array,
  ksn: Uint8Array,
  use: DukptUse,
  type: DukptKeyType = typeOf(bdk),
): Uint8Array {
  if (KEY_TYPES[type].strengthBits > bdk.length * 8) {
    throw new SecurityModuleError(
      'bad-length',
      `Cannot derive a key for ${type} from a base key of ${bdk.length} bytes, which is weaker`,
    );
  }
  const initial = deriveAesInitialKey(bdk, ksn);
  const key = deriveAesTransactionKey(initial, ksn);
  initial.fill(0);
  try {
    return derive(key, type, USES[use], identity(ksn, counterOf(ksn)));
  } finally {
    key.fill(0);
  }
}

/** Right half of the initial key's id, then the counter. */
function identity(ksn: Uint8Array, counter: number): Uint8Array {
  const bytes = new Uint8Array(ID_BYTES);
  bytes.set(ksn.subarray(4, ID_BYTES));
  new DataView(bytes.buffer).setUint32(4, counter);
  return bytes;
}

/** One block of derivation data for each block of key: version, number of the block, use, cipher, bits, identity. */
function derive(key: Uint8Array, type: DukptKeyType, use: number, last: Uint8Array): Uint8Array {
  const { indicator, bytes } = KEY_TYPES[type];
  const blocks = Math.ceil(bytes / BLOCK_BYTES);
  const data = new Uint8Array(blocks * BLOCK_BYTES);
  for (let block = 0; block < blocks; block++) {
    const view = new DataView(data.buffer, block * BLOCK_BYTES, BLOCK_BYTES);
    view.setUint8(0, 1);
    view.setUint8(1, block + 1);
    view.setUint16(2, use);
    view.setUint16(4, indicator);
    view.setUint16(6, bytes * 8);
    data.set(last, block * BLOCK_BYTES + ID_BYTES);
  }
  const derived = createAesCipher(key).encrypt(data);
  const result = new Uint8Array(derived.subarray(0, bytes));
  derived.fill(0);
  return result;
}

function typeOf(key: Uint8Array): DukptKeyType {
  const type = ({ 16: 'aes-128', 24: 'aes-192', 32: 'aes-256' } as const)[key.length as 16 | 24 | 32];
  if (type !== undefined) return type;
  throw new SecurityModuleError(
    'bad-length',
    `Cannot derive from an AES key of ${key.length} bytes: use 16, 24 or 32 bytes`,
  );
}

/** @throws SecurityModuleError `bad-ksn` */
function counterOf(ksn: Uint8Array): number {
  requireLength('a key serial number', ksn, KSN_BYTES);
  const counter = new DataView(ksn.buffer, ksn.byteOffset).getUint32(ID_BYTES);
  let ones = 0;
  for (let rest = counter; rest > 0; rest >>>= 1) ones += rest & 1;
  if (ones > 0 && ones <= COUNTER_ONES_MAX) return counter;
  throw new SecurityModuleError(
    'bad-ksn',
    `Cannot derive a key: the serial number's counter has ${ones} ones, ` +
      `a terminal uses counters with 1 to ${COUNTER_ONES_MAX}`,
  );
}

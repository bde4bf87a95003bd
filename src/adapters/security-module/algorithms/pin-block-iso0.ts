import { SecurityModuleError } from '#engine';
import { requirePan } from './pan.ts';

const BLOCK_BYTES = 8;
const PIN_DIGITS_MIN = 4;
const PIN_DIGITS_MAX = 12;
const FILLER = 0xf;

/**
 * The clear ISO 9564 format 0 block: format and length, PIN, filler, combined with twelve card number
 * digits.
 */
export function encodePinBlockIso0(pin: string, pan: string): Uint8Array {
  if (!/^[0-9]{4,12}$/.test(pin)) {
    throw new SecurityModuleError(
      'bad-pin-block',
      `Cannot build a PIN block: expected ${PIN_DIGITS_MIN} to ${PIN_DIGITS_MAX} decimal digits of PIN`,
    );
  }
  const pinField = new Uint8Array(BLOCK_BYTES).fill(0xff);
  pinField[0] = pin.length;
  for (let i = 0; i < pin.length; i++) setNibble(pinField, 2 + i, pin.charCodeAt(i) - 48);
  return combineWithPan(pinField, pan);
}

/** The PIN in a clear block. Only for sides that own the PIN: a terminal, an issuer's simulator. */
export function decodePinBlockIso0(block: Uint8Array, pan: string): string {
  const pinField = combineWithPan(block, pan);
  const length = readPinLength(pinField);
  if (length === undefined) throw badPinBlock();
  let pin = '';
  for (let i = 0; i < length; i++) pin += String(nibbleAt(pinField, 2 + i));
  return pin;
}

/**
 * Refuses a clear block that is not format 0 for this card. Makes no text of the PIN, so nothing lingers.
 */
export function requirePinBlockIso0(block: Uint8Array, pan: string): void {
  const pinField = combineWithPan(block, pan);
  const length = readPinLength(pinField);
  pinField.fill(0);
  if (length === undefined) throw badPinBlock();
}

function combineWithPan(block: Uint8Array, pan: string): Uint8Array {
  requirePan(pan, 'handle a PIN block');
  if (block.length !== BLOCK_BYTES) {
    throw new SecurityModuleError(
      'bad-length',
      `Cannot read a PIN block of ${block.length} bytes: format 0 has ${BLOCK_BYTES} bytes`,
    );
  }
  // Twelve digits without the check digit; a card number of twelve digits has only eleven of them.
  const digits = pan.slice(0, -1).slice(-12).padStart(12, '0');
  const combined = Uint8Array.from(block);
  for (let i = 0; i < 12; i++) {
    const position = 4 + i;
    setNibble(combined, position, nibbleAt(combined, position) ^ (digits.charCodeAt(i) - 48));
  }
  return combined;
}

/** The PIN length, or undefined when any of the sixteen nibbles breaks the format. */
function readPinLength(pinField: Uint8Array): number | undefined {
  const length = nibbleAt(pinField, 1);
  let sound = nibbleAt(pinField, 0) === 0 && length >= PIN_DIGITS_MIN && length <= PIN_DIGITS_MAX;
  for (let i = 2; i < 2 * BLOCK_BYTES; i++) {
    const nibble = nibbleAt(pinField, i);
    if (i < 2 + length ? nibble > 9 : nibble !== FILLER) sound = false;
  }
  return sound ? length : undefined;
}

function badPinBlock(): SecurityModuleError {
  return new SecurityModuleError(
    'bad-pin-block',
    'Cannot read the PIN block: decrypted, it is not format 0 for this card; check PIN key and card number',
  );
}

function nibbleAt(bytes: Uint8Array, position: number): number {
  const byte = bytes[position >> 1]!;
  return position % 2 === 0 ? byte >> 4 : byte & 15;
}

function setNibble(bytes: Uint8Array, position: number, value: number): void {
  const byte = bytes[position >> 1]!;
  bytes[position >> 1] = position % 2 === 0 ? (byte & 0x0f) | (value << 4) : (byte & 0xf0) | value;
}

import { type PinBlockFormat, SecurityModuleError } from '#engine/ports';
import type { BlockCipher } from './block-cipher.ts';
import { fromHex } from './hex.ts';
import { requirePan } from './pan.ts';
import {
  nibbleAt,
  PIN_DIGITS_MAX,
  PIN_DIGITS_MIN,
  type PinDigits,
  pinDigits,
  pinText,
  setNibble,
} from './pin-digits.ts';
import { type PinFormatRules, pinFormats } from './pin-format.ts';
import { drawBytes } from './random.ts';

const PAN_DIGITS = 12;

/** Bytes of nobody's choosing, of the length asked for: one for each half byte of a block. */
export type RandomFill = (bytes: number) => Uint8Array;

/** Builds and enciphers a block. Wipes what was clear, except the digits. */
export function encipherPin(
  format: PinBlockFormat,
  cipher: BlockCipher,
  digits: PinDigits,
  pan: string,
  random: RandomFill = drawBytes,
): Uint8Array {
  const rules: PinFormatRules = pinFormats[format];
  const clear = buildField(rules, digits, pan, random);
  const once = cipher.encrypt(clear);
  clear.fill(0);
  if (rules.pan !== 'enciphered') return new Uint8Array(once);
  foldIn(once, wholePanField(pan));
  return new Uint8Array(cipher.encrypt(once));
}

/** The digits in an enciphered block, or undefined when it is not a block of this format for this card. */
export function decipherPin(
  format: PinBlockFormat,
  cipher: BlockCipher,
  block: Uint8Array,
  pan: string,
): PinDigits | undefined {
  const rules: PinFormatRules = pinFormats[format];
  requireBlock(format, rules, block);
  const clear = cipher.decrypt(block);
  if (rules.pan !== 'enciphered') {
    const digits = readField(rules, clear, pan);
    clear.fill(0);
    return digits;
  }
  foldIn(clear, wholePanField(pan));
  const twice = cipher.decrypt(clear);
  const digits = readField(rules, twice, pan);
  twice.fill(0);
  return digits;
}

/** The clear block of one encipherment; for format 4 the PIN field alone. */
export function buildField(
  rules: PinFormatRules,
  digits: PinDigits,
  pan: string,
  random: RandomFill = drawBytes,
): Uint8Array {
  if (digits.length < PIN_DIGITS_MIN || digits.length > PIN_DIGITS_MAX) throw badPin();
  const drawn = isDrawn(rules) ? drawnFor(rules, random) : null;
  const field = new Uint8Array(rules.blockBytes);
  setNibble(field, 0, rules.control);
  setNibble(field, 1, digits.length);
  for (let i = 0; i < digits.length; i++) setNibble(field, 2 + i, digits[i]!);
  for (let at = 2 + digits.length; at < 2 * rules.blockBytes; at++) {
    const fill = at < rules.filledTo ? rules.fill : 'any';
    setNibble(field, at, filler(fill, drawn === null ? 0 : drawn[at]!));
  }
  foldPan(rules, field, pan);
  return field;
}

/** Whether anything of such a block is of nobody's choosing. */
const isDrawn = ({ fill, filledTo, blockBytes }: PinFormatRules): boolean =>
  filledTo < 2 * blockBytes || fill === 'A-F' || fill === 'any';

/** A block filled with what was not drawn would tell where its PIN ends, so too few bytes make none. */
function drawnFor({ blockBytes }: PinFormatRules, random: RandomFill): Uint8Array {
  const drawn = random(2 * blockBytes);
  if (drawn.length === 2 * blockBytes) return drawn;
  drawn.fill(0);
  throw new SecurityModuleError(
    'bad-length',
    `Cannot build a PIN block: ${drawn.length} random bytes were drawn, expected ${2 * blockBytes}`,
  );
}

/** The way back of {@link buildField}; undefined when any half byte breaks the format. Leaves `block` folded. */
export function readField(rules: PinFormatRules, block: Uint8Array, pan: string): PinDigits | undefined {
  foldPan(rules, block, pan);
  const length = nibbleAt(block, 1);
  let sound = nibbleAt(block, 0) === rules.control && length >= PIN_DIGITS_MIN && length <= PIN_DIGITS_MAX;
  for (let at = 2; at < rules.filledTo; at++) {
    const nibble = nibbleAt(block, at);
    if (at < 2 + length ? nibble > 9 : !mayFill(rules.fill, nibble)) sound = false;
  }
  if (!sound) return undefined;
  return Uint8Array.from({ length }, (_, i) => nibbleAt(block, 2 + i));
}

/** A drawn byte made into what the format wants there. Of six letters, four come a 43rd time where two come 42. */
function filler(fill: PinFormatRules['fill'], drawn: number): number {
  switch (fill) {
    case 'F':
      return 15;
    case 'A':
      return 10;
    case 'A-F':
      return 10 + (drawn % 6);
    case 'any':
      return drawn & 15;
  }
}

function mayFill(fill: PinFormatRules['fill'], nibble: number): boolean {
  switch (fill) {
    case 'F':
      return nibble === 15;
    case 'A':
      return nibble === 10;
    case 'A-F':
      return nibble >= 10;
    case 'any':
      return true;
  }
}

/** Twelve digits without the check digit; a card number of twelve digits has only eleven of them. */
function foldPan(rules: PinFormatRules, field: Uint8Array, pan: string): void {
  if (rules.pan === null) return;
  requirePan(pan, 'handle a PIN block');
  if (rules.pan === 'enciphered') return;
  const digits = pan.slice(0, -1).slice(-PAN_DIGITS).padStart(PAN_DIGITS, '0');
  for (let i = 0; i < PAN_DIGITS; i++) {
    const position = rules.pan + i;
    setNibble(field, position, nibbleAt(field, position) ^ (digits.charCodeAt(i) - 48));
  }
}

/** Format 4: how many digits beyond twelve, the whole card number, zeros. */
export function wholePanField(pan: string): Uint8Array {
  requirePan(pan, 'handle a PIN block');
  return fromHex(`${pan.length - PAN_DIGITS}${pan}`.padEnd(32, '0'))!;
}

function foldIn(block: Uint8Array, other: Uint8Array): void {
  for (let i = 0; i < block.length; i++) block[i]! ^= other[i]!;
}

function requireBlock(format: PinBlockFormat, { blockBytes }: PinFormatRules, block: Uint8Array): void {
  if (block.length === blockBytes) return;
  throw new SecurityModuleError(
    'bad-length',
    `Cannot read a PIN block of ${block.length} bytes: ${format} has ${blockBytes} bytes`,
  );
}

export function badPinBlock(format: PinBlockFormat): SecurityModuleError {
  return new SecurityModuleError(
    'bad-pin-block',
    `Cannot read the PIN block: decrypted, it is not ${format} for this card; check PIN key and card number`,
  );
}

function badPin(): SecurityModuleError {
  return new SecurityModuleError(
    'bad-pin-block',
    `Cannot build a PIN block: expected ${PIN_DIGITS_MIN} to ${PIN_DIGITS_MAX} decimal digits of PIN`,
  );
}

/** Enciphers a PIN. Only for sides that own it: a terminal. */
export function encryptPin(
  format: PinBlockFormat,
  cipher: BlockCipher,
  pin: string,
  pan: string,
  random?: RandomFill,
): Uint8Array {
  const digits = pinDigits(pin);
  try {
    return encipherPin(format, cipher, digits, pan, random);
  } finally {
    digits.fill(0);
  }
}

/**
 * The PIN in an enciphered block. Only for sides that own it: an issuer.
 * @throws SecurityModuleError `bad-pin-block` when it is not a block of this format for this card.
 */
export function decryptPin(
  format: PinBlockFormat,
  cipher: BlockCipher,
  block: Uint8Array,
  pan: string,
): string {
  const digits = decipherPin(format, cipher, block, pan);
  if (digits === undefined) throw badPinBlock(format);
  const pin = pinText(digits);
  digits.fill(0);
  return pin;
}

/** The clear ISO 9564 format 0 block, for whoever enciphers it himself. */
export function encodePinBlockIso0(pin: string, pan: string): Uint8Array {
  const digits = pinDigits(pin);
  try {
    return buildField(pinFormats['iso-0'], digits, pan);
  } finally {
    digits.fill(0);
  }
}

/** The PIN in a clear block. Only for sides that own the PIN: a terminal, an issuer's simulator. */
export function decodePinBlockIso0(block: Uint8Array, pan: string): string {
  requireBlock('iso-0', pinFormats['iso-0'], block);
  const field = Uint8Array.from(block);
  const digits = readField(pinFormats['iso-0'], field, pan);
  field.fill(0);
  if (digits === undefined) throw badPinBlock('iso-0');
  const pin = pinText(digits);
  digits.fill(0);
  return pin;
}

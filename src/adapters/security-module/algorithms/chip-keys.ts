import { createHash } from 'node:crypto';
import { type CardIdentity, SecurityModuleError } from '#engine/ports';
import { decimalised, requireLength } from './bytes.ts';
import type { ChipRules } from './chip-scheme.ts';
import { withOddParity } from './des-key.ts';
import { fromHex } from './hex.ts';
import { createKeyCipher } from './key-cipher.ts';
import { requirePan } from './pan.ts';

const HALF_BYTES = 8;
const OPTION_A_DIGITS = 16;

/**
 * The key of one card out of its issuer's (EMV book 2, A1.4): card number and sequence, and their complement,
 * under the issuer's key. SM4 takes both in one block. The caller wipes the result.
 */
export function deriveCardKey(
  rules: Pick<ChipRules, 'cipher' | 'cardKey'>,
  issuerKey: Uint8Array,
  card: CardIdentity,
): Uint8Array {
  requireLength('an issuer master key', issuerKey, 16);
  const digits = rules.cardKey === 'option-a' ? lastDigits(card) : digitsOfOptionB(card);
  const half = fromHex(digits)!;
  return encryptHalves(rules, issuerKey, half, complement(half));
}

/**
 * The key of one payment. `common` (EMV book 2, A1.3.1) marks the third byte of the diversifier F0 and 0F,
 * `padded-atc` takes the counter and its complement, each behind six zero bytes. The caller wipes the result.
 */
export function deriveSessionKey(
  rules: Pick<ChipRules, 'cipher'>,
  way: 'none' | 'common' | 'padded-atc',
  cardKey: Uint8Array,
  atc: Uint8Array,
): Uint8Array {
  requireLength('a card counter', atc, 2);
  switch (way) {
    case 'none':
      return Uint8Array.from(cardKey);
    case 'common': {
      const diversifier = new Uint8Array(HALF_BYTES);
      diversifier.set(atc);
      return commonSessionKey(rules, cardKey, diversifier);
    }
    case 'padded-atc':
      return encryptHalves(rules, cardKey, behindZeros(atc), behindZeros(complement(atc)));
  }
}

/** The key of the scripts of one payment. The caller wipes the result. */
export function deriveScriptKey(
  rules: Pick<ChipRules, 'cipher' | 'scriptSession'>,
  cardKey: Uint8Array,
  atc: Uint8Array,
  arqc: Uint8Array,
): Uint8Array {
  requireLength('a card counter', atc, 2);
  requireLength('a cryptogram', arqc, HALF_BYTES);
  switch (rules.scriptSession) {
    case 'padded-atc':
      return deriveSessionKey(rules, 'padded-atc', cardKey, atc);
    case 'common-arqc':
      return commonSessionKey(rules, cardKey, arqc);
    case 'xor-atc': {
      const key = Uint8Array.from(cardKey);
      const halves = [...behindZeros(atc), ...behindZeros(complement(atc))];
      for (let i = 0; i < key.length; i++) key[i]! ^= halves[i]!;
      return key;
    }
  }
}

function commonSessionKey(
  rules: Pick<ChipRules, 'cipher'>,
  key: Uint8Array,
  diversifier: Uint8Array,
): Uint8Array {
  const [left, right] = [Uint8Array.from(diversifier), Uint8Array.from(diversifier)];
  left[2] = 0xf0;
  right[2] = 0x0f;
  return encryptHalves(rules, key, left, right);
}

function encryptHalves(
  { cipher }: Pick<ChipRules, 'cipher'>,
  key: Uint8Array,
  left: Uint8Array,
  right: Uint8Array,
): Uint8Array {
  const both = new Uint8Array(2 * HALF_BYTES);
  both.set(left);
  both.set(right, HALF_BYTES);
  const raw = createKeyCipher(cipher, key).encrypt(both);
  // The parity bits change nothing in DES; key sheets and check programs expect them odd.
  if (cipher === 'sm4') return new Uint8Array(raw);
  const derived = withOddParity(new Uint8Array(raw));
  raw.fill(0);
  return derived;
}

const complement = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0xff);

function behindZeros(atc: Uint8Array): Uint8Array {
  const half = new Uint8Array(HALF_BYTES);
  half.set(atc, HALF_BYTES - atc.length);
  return half;
}

function digitsOf({ pan, sequence }: CardIdentity): string {
  requirePan(pan, 'derive a card key');
  if (/^[0-9]{2}$/.test(sequence)) return pan + sequence;
  throw new SecurityModuleError(
    'bad-pan',
    `Cannot derive a card key: the sequence has ${sequence.length} characters, expected two decimal digits`,
  );
}

const lastDigits = (card: CardIdentity): string =>
  digitsOf(card).slice(-OPTION_A_DIGITS).padStart(OPTION_A_DIGITS, '0');

/** Decimal digits of a SHA-1 over number and sequence; where they do not suffice, its letters count from zero. */
function digitsOfOptionB(card: CardIdentity): string {
  const all = digitsOf(card);
  if (card.pan.length <= OPTION_A_DIGITS) return lastDigits(card);
  const whole = all.length % 2 === 0 ? all : `0${all}`;
  const hash = createHash('sha1').update(fromHex(whole)!).digest('hex');
  return decimalised(hash).slice(0, OPTION_A_DIGITS);
}

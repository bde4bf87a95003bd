import type { IssuerSays } from '#engine/ports';
import { SecurityModuleError } from '#engine/ports';
import { joined, requireLength } from './bytes.ts';
import { deriveScriptKey, deriveSessionKey } from './chip-keys.ts';
import type { ChipRules } from './chip-scheme.ts';
import { createKeyCipher } from './key-cipher.ts';
import { padBlocks } from './keyed-mac.ts';
import { createRetailMac } from './retail-mac.ts';

const CRYPTOGRAM_BYTES = 8;
const SHORT_ARPC_BYTES = 4;
/** What a card can cover: a command's data, with room for what scripts add. */
const DATA_BYTES_MAX = 512;

/** ARQC, TC or AAC over `data`, which is without padding. */
export function makeCryptogram(
  rules: ChipRules,
  cardKey: Uint8Array,
  atc: Uint8Array,
  data: Uint8Array,
): Uint8Array {
  return withKey(deriveSessionKey(rules, rules.session, cardKey, atc), (key) =>
    chipMac(rules, key, data).slice(0, CRYPTOGRAM_BYTES),
  );
}

/**
 * Value of tag 91. Method 1 (EMV book 2, 8.2.1) enciphers the cryptogram with the answer code folded in, method 2
 * (8.2.2) is a MAC of four bytes over cryptogram, card status and the issuer's own data.
 */
export function makeIssuerAuthentication(
  rules: ChipRules,
  cardKey: Uint8Array,
  payment: { readonly atc: Uint8Array; readonly arqc: Uint8Array },
  says: IssuerSays,
): Uint8Array {
  requireLength('a cryptogram', payment.arqc, CRYPTOGRAM_BYTES);
  const session = rules.answer.key === 'card' ? 'none' : rules.session;
  return withKey(deriveSessionKey(rules, session, cardKey, payment.atc), (key) => {
    if ('responseCode' in says) {
      if (rules.answer.method !== 1) throw wrongSaying(rules);
      requireLength('an answer code', says.responseCode, 2);
      return joined(enciphered(rules, key, payment.arqc, says.responseCode), says.responseCode);
    }
    if (rules.answer.method !== 2) throw wrongSaying(rules);
    requireLength('a card status update', says.cardStatus, 4);
    if (says.own.length > 8) requireLength("the issuer's own data", says.own, 8);
    const mac = chipMac(rules, key, joined(payment.arqc, says.cardStatus, says.own));
    return joined(mac.subarray(0, SHORT_ARPC_BYTES), says.cardStatus, says.own);
  });
}

/** What a value of tag 91 says, by its form; undefined when it has neither. */
export function readIssuerSays(rules: ChipRules, value: Uint8Array): IssuerSays | undefined {
  if (rules.answer.method === 1) return value.length === 10 ? { responseCode: value.subarray(8) } : undefined;
  return value.length >= 8 && value.length <= 16
    ? { cardStatus: value.subarray(4, 8), own: value.subarray(8) }
    : undefined;
}

/** MAC of a script command: header, counter, cryptogram and data; the two in the middle are not sent. */
export function makeScriptMac(
  rules: ChipRules,
  cardKey: Uint8Array,
  script: {
    readonly atc: Uint8Array;
    readonly arqc: Uint8Array;
    readonly header: Uint8Array;
    readonly data: Uint8Array;
    readonly macBytes: number;
  },
): Uint8Array {
  const { atc, arqc, header, data, macBytes } = script;
  requireLength('a command header', header, 5);
  if (!Number.isInteger(macBytes) || macBytes < 4 || macBytes > 8) {
    throw new SecurityModuleError('bad-length', `Cannot make a script MAC of ${macBytes} bytes: use 4 to 8`);
  }
  return withKey(deriveScriptKey(rules, cardKey, atc, arqc), (key) =>
    chipMac({ cipher: rules.cipher, padding: 'bit-and-zeros' }, key, joined(header, atc, arqc, data)).slice(
      0,
      macBytes,
    ),
  );
}

/** Triple DES: ISO/IEC 9797-1 algorithm 3. SM4: CBC-MAC, of which the left bytes count. */
function chipMac(
  { cipher, padding }: Pick<ChipRules, 'cipher' | 'padding'>,
  key: Uint8Array,
  data: Uint8Array,
): Uint8Array {
  if (data.length > DATA_BYTES_MAX) {
    throw new SecurityModuleError(
      'bad-length',
      `Cannot make a cryptogram over ${data.length} bytes: use at most ${DATA_BYTES_MAX}`,
    );
  }
  if (cipher === 'tdes') return createRetailMac(key, padding)(data);
  const sm4 = createKeyCipher(cipher, key);
  return sm4.lastCbcBlock(padBlocks(data, sm4.blockBytes, padding));
}

function enciphered(
  { cipher }: Pick<ChipRules, 'cipher'>,
  key: Uint8Array,
  arqc: Uint8Array,
  responseCode: Uint8Array,
): Uint8Array {
  const block = createKeyCipher(cipher, key);
  const input = new Uint8Array(block.blockBytes);
  input.set(arqc);
  for (let i = 0; i < responseCode.length; i++) input[i]! ^= responseCode[i]!;
  return block.encrypt(input).subarray(0, CRYPTOGRAM_BYTES);
}

function wrongSaying({ answer }: Pick<ChipRules, 'answer'>): SecurityModuleError {
  const right = answer.method === 1 ? 'an answer code' : 'a card status update';
  return new SecurityModuleError(
    'bad-length',
    `Cannot make the issuer's cryptogram: cards of this kind want ${right}`,
  );
}

/** Runs with the key and wipes it. */
function withKey<T>(key: Uint8Array, run: (key: Uint8Array) => T): T {
  try {
    return run(key);
  } finally {
    key.fill(0);
  }
}

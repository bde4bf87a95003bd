import { Buffer } from 'node:buffer';
import { hkdfSync, timingSafeEqual } from 'node:crypto';
import {
  createPosEcbMac,
  encodePinBlockIso0,
  fromHex,
  type KeyedMac,
  keyCheckValue,
  openAesGcm,
  sealAesGcm,
  tdesEcbDecrypt,
  tdesEcbEncrypt,
  toHex,
} from '#adapters/security-module';
import type { SignInKeys } from '#wire/iso8583';
import type { StoredKeys } from './journal-state.ts';
import type { Card } from './terminal-input.ts';

/** A working key did not open under the master key to what its check value says. */
export class WorkingKeyError extends Error {
  override readonly name = 'WorkingKeyError';
}

/** The part of a card that a reversal, a void or a refund needs again. */
export type StoredCard = Pick<Card, 'pan' | 'expiry' | 'sequence'>;

/** The terminal's keyboard chip: everything that touches a key. */
export interface TerminalCrypto {
  /** Keys in the form in which they are stored. @throws WorkingKeyError when one does not check. */
  accept(keys: SignInKeys): StoredKeys;
  macOf(keys: StoredKeys): KeyedMac;
  encryptPin(keys: StoredKeys, pin: string, pan: string): Uint8Array;
  /** `place` (batch and trace number) is bound to the sealed text, so it opens nowhere else. */
  sealCard(card: StoredCard, place: string): string;
  openCard(sealed: string, place: string): StoredCard;
}

export function createTerminalCrypto(masterKeyHex: string, terminalId: string): TerminalCrypto {
  const masterKey = bytesOfHex(masterKeyHex);
  const journalKey = new Uint8Array(
    hkdfSync('sha256', masterKey, new Uint8Array(0), `terminal journal ${terminalId}`, 32),
  );
  return {
    accept(keys) {
      const stored = {
        pinKeyCipher: toHex(keys.pinKey),
        pinKeyCheck: toHex(keys.pinKeyCheck),
        macKeyCipher: toHex(keys.macKey),
        macKeyCheck: toHex(keys.macKeyCheck),
      };
      openKey(masterKey, 'PIN', stored.pinKeyCipher, stored.pinKeyCheck);
      openKey(masterKey, 'MAC', stored.macKeyCipher, stored.macKeyCheck);
      return stored;
    },
    macOf: (keys) => createPosEcbMac(openKey(masterKey, 'MAC', keys.macKeyCipher, keys.macKeyCheck)),
    encryptPin(keys, pin, pan) {
      const key = openKey(masterKey, 'PIN', keys.pinKeyCipher, keys.pinKeyCheck);
      return tdesEcbEncrypt(key, encodePinBlockIso0(pin, pan));
    },
    sealCard({ pan, expiry, sequence }, place) {
      const plain = Buffer.from(JSON.stringify({ pan, expiry, sequence }), 'utf8');
      return Buffer.from(sealAesGcm(journalKey, plain, Buffer.from(place, 'utf8'))).toString('base64');
    },
    openCard(sealed, place) {
      const plain = openAesGcm(journalKey, Buffer.from(sealed, 'base64'), Buffer.from(place, 'utf8'));
      return JSON.parse(Buffer.from(plain).toString('utf8')) as StoredCard;
    },
  };
}

/** Whether F64 belongs to these bytes, compared in constant time. */
export function macFits(expected: Uint8Array, found: Uint8Array): boolean {
  return expected.length === found.length && timingSafeEqual(expected, found);
}

function openKey(masterKey: Uint8Array, name: string, cipher: string, check: string): Uint8Array {
  const key = tdesEcbDecrypt(masterKey, bytesOfHex(cipher));
  const found = toHex(keyCheckValue(key));
  if (found === check) return key;
  throw new WorkingKeyError(
    `The ${name} key checks to ${found}, the sign-in says ${check}: ` +
      'the terminal and the host hold different master keys',
  );
}

function bytesOfHex(text: string): Uint8Array {
  const bytes = fromHex(text);
  if (bytes === undefined) throw new WorkingKeyError('A stored key is not hexadecimal text');
  return bytes;
}

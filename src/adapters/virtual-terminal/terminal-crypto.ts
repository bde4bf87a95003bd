import { Buffer } from 'node:buffer';
import { hkdfSync, timingSafeEqual } from 'node:crypto';
import {
  checkValueOf,
  createKeyCipher,
  createMac,
  encryptPin,
  encryptTrack,
  fromHex,
  type KeyedMac,
  macKeyInSlot,
  openAesGcm,
  sealAesGcm,
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
  accept(keys: SignInKeys, cipher: KeyCipher): StoredKeys;
  macOf(keys: StoredKeys): KeyedMac;
  /** Eight bytes, sixteen under SM4. */
  encryptPin(keys: StoredKeys, pin: string, pan: string): Uint8Array;
  /** Track 2 as it leaves; as it is where no track key was given. */
  trackOf(keys: StoredKeys, track: string): string;
  /** `place` (batch and trace number) is bound to the sealed text, so it opens nowhere else. */
  sealCard(card: StoredCard, place: string): string;
  openCard(sealed: string, place: string): StoredCard;
}

export type KeyCipher = 'tdes' | 'sm4';

export function createTerminalCrypto(masterKeyHex: string, terminalId: string): TerminalCrypto {
  const masterKey = bytesOfHex(masterKeyHex);
  const journalKey = new Uint8Array(
    hkdfSync('sha256', masterKey, new Uint8Array(0), `terminal journal ${terminalId}`, 32),
  );
  const open = (name: 'PIN' | 'MAC' | 'track', keys: StoredKeys): Uint8Array => {
    const [cipher, check] = {
      PIN: [keys.pinKeyCipher, keys.pinKeyCheck],
      MAC: [keys.macKeyCipher, keys.macKeyCheck],
      track: [keys.trackKeyCipher ?? '', keys.trackKeyCheck ?? ''],
    }[name] as [string, string];
    return openKey(masterKey, keys.cipher ?? 'tdes', name, cipher, check);
  };
  /** Whoever is given the key keeps what it needs of it in a cipher of its own. */
  const withKey = <T>(name: 'PIN' | 'MAC' | 'track', keys: StoredKeys, use: (key: Uint8Array) => T): T => {
    const key = open(name, keys);
    try {
      return use(key);
    } finally {
      key.fill(0);
    }
  };
  const check = (): void => {};
  return {
    accept(keys, cipher) {
      if (cipher === 'sm4' && masterKey.length !== 16)
        throw new WorkingKeyError('SM4 needs a master key of 16 bytes; this terminal has a shorter one');
      const { trackKey, trackKeyCheck } = keys;
      const track =
        trackKey === undefined || trackKeyCheck === undefined
          ? {}
          : { trackKeyCipher: toHex(trackKey), trackKeyCheck: toHex(trackKeyCheck) };
      const stored: StoredKeys = {
        pinKeyCipher: toHex(keys.pinKey),
        pinKeyCheck: toHex(keys.pinKeyCheck),
        macKeyCipher: toHex(keys.macKey),
        macKeyCheck: toHex(keys.macKeyCheck),
        ...track,
        ...(cipher === 'tdes' ? {} : { cipher }),
      };
      withKey('PIN', stored, check);
      withKey('MAC', stored, check);
      if (stored.trackKeyCipher !== undefined) withKey('track', stored, check);
      return stored;
    },
    macOf: (keys) =>
      withKey('MAC', keys, (key) =>
        createMac('pos-ecb', { algorithm: keys.cipher ?? 'tdes', bytes: macKeyInSlot(key) }),
      ),
    encryptPin(keys, pin, pan) {
      const cipher = keys.cipher ?? 'tdes';
      const format = cipher === 'sm4' ? 'x9.8-sm4' : 'iso-0';
      return withKey('PIN', keys, (key) => encryptPin(format, createKeyCipher(cipher, key), pin, pan));
    },
    trackOf: (keys, track) =>
      keys.trackKeyCipher === undefined || keys.cipher === 'sm4'
        ? track
        : withKey('track', keys, (key) => encryptTrack(createKeyCipher('tdes', key), track)),
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

function openKey(
  masterKey: Uint8Array,
  cipher: KeyCipher,
  name: string,
  wrapped: string,
  check: string,
): Uint8Array {
  const key = new Uint8Array(createKeyCipher(cipher, masterKey).decrypt(bytesOfHex(wrapped)));
  const found = toHex(checkValueOf(cipher, key)).slice(0, check.length);
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

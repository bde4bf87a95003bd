/** The keys that the network shares with its member, as they are now, and their change. */
import { randomBytes } from 'node:crypto';
import {
  type BlockCipher,
  createTdesCipher,
  createX99CbcMac,
  decodePinBlockIso0,
  fromHex,
  type KeyedMac,
  tdesEcbEncrypt,
  toHex,
  withOddParity,
} from '#adapters/security-module';
import { SecurityModuleError } from '#engine';
import type { ZoneKeyKind } from '#engine/translate';
import type { VerifyPin } from '#simulation/network';
import { type Iso8583Message, macInputNetwork, textOf } from '#wire/iso8583';
import { readKeysFile, type SharedKeys, writeKeysFile } from './zone-keys-file.ts';

/** What the network does with the keys that it shares with its member. */
export interface ZoneKeys {
  /** F128: the first four bytes of the code as eight upper-case hexadecimal characters. */
  macOf(message: Iso8583Message): string;
  /** Under the key in force, a key that was sent and not yet confirmed, or for a while the one before. */
  hasValidMac(message: Iso8583Message): boolean;
  readonly verifyPin: VerifyPin;
  /** Whether new keys can be sent at all: they go under a master key. */
  readonly canReset: boolean;
  /** A new key, kept before anybody hears of it: under the master key, and the code of a message that brings it. */
  beginReset(kind: ZoneKeyKind): Promise<{
    readonly cipher: Uint8Array;
    readonly macOf: (message: Iso8583Message) => string;
  }>;
  /** The member has it: it is in force. */
  confirmReset(kind: ZoneKeyKind): Promise<void>;
}

/** Messages under way when a key changes are taken for so long. */
const OVERLAP_MS = 60_000;

interface Slot<Ready> {
  current: Ready;
  pending: { readonly hex: string; readonly ready: Ready } | null;
  before: { readonly ready: Ready; readonly untilMs: number } | null;
}

/** Those that a message of now may be under, the likeliest first. */
function candidates<Ready>({ current, pending, before }: Slot<Ready>): readonly Ready[] {
  const known = [current];
  if (pending !== null) known.push(pending.ready);
  if (before !== null && Date.now() <= before.untilMs) known.push(before.ready);
  return known;
}

const keyOf = (hex: string): Uint8Array => fromHex(hex)!;
const codeUnder = (mac: KeyedMac, message: Iso8583Message): string =>
  toHex(mac(macInputNetwork(message))).slice(0, 8);

/** `pins`: what each card's holder chose, by card id. @throws StartError */
export async function loadZoneKeys(file: string, pins: ReadonlyMap<string, string>): Promise<ZoneKeys> {
  let shared = await readKeysFile(file);
  const slotOf = <Ready>(
    hex: string,
    pending: string | undefined,
    make: (key: Uint8Array) => Ready,
  ): Slot<Ready> => ({
    current: make(keyOf(hex)),
    pending: pending === undefined ? null : { hex: pending, ready: make(keyOf(pending)) },
    before: null,
  });
  const macs = slotOf<KeyedMac>(shared.zoneMacKey, shared.pendingMacKey, createX99CbcMac);
  const ciphers = slotOf<BlockCipher>(shared.zonePinKey, shared.pendingPinKey, createTdesCipher);

  const keep = async (more: Partial<SharedKeys>): Promise<void> => {
    shared = { ...shared, ...more };
    await writeKeysFile(file, shared);
  };
  const promote = <Ready>(slot: Slot<Ready>): string | null => {
    if (slot.pending === null) return null;
    const { hex, ready } = slot.pending;
    slot.before = { ready: slot.current, untilMs: Date.now() + OVERLAP_MS };
    slot.current = ready;
    slot.pending = null;
    return hex;
  };

  return {
    macOf: (message) => codeUnder(macs.current, message),
    hasValidMac: (message) =>
      candidates(macs).some((mac) => textOf(message, 128)?.toUpperCase() === codeUnder(mac, message)),
    verifyPin(card, pinBlock, over = card.pan) {
      let readable = false;
      for (const cipher of candidates(ciphers)) {
        try {
          const pin = decodePinBlockIso0(cipher.decrypt(pinBlock), over);
          readable = true;
          if (pin === pins.get(card.id)) return 'right';
        } catch (error) {
          if (!(error instanceof SecurityModuleError)) throw error;
        }
      }
      return readable ? 'wrong' : 'unreadable';
    },
    canReset: shared.zoneMasterKey !== undefined,
    async beginReset(kind) {
      const key = withOddParity(randomBytes(16));
      const hex = toHex(key);
      const cipher = tdesEcbEncrypt(keyOf(shared.zoneMasterKey!), key);
      if (kind === 'mac') {
        const ready = createX99CbcMac(key);
        macs.pending = { hex, ready };
        await keep({ pendingMacKey: hex });
        return { cipher, macOf: (message) => codeUnder(ready, message) };
      }
      ciphers.pending = { hex, ready: createTdesCipher(key) };
      await keep({ pendingPinKey: hex });
      return { cipher, macOf: (message) => codeUnder(macs.current, message) };
    },
    async confirmReset(kind) {
      const hex = kind === 'mac' ? promote(macs) : promote(ciphers);
      if (hex === null) return;
      const { pendingMacKey: _mac, pendingPinKey: _pin, ...rest } = shared;
      const left: SharedKeys = {
        ...rest,
        ...(kind === 'mac' && shared.pendingPinKey !== undefined
          ? { pendingPinKey: shared.pendingPinKey }
          : {}),
        ...(kind === 'pin' && shared.pendingMacKey !== undefined
          ? { pendingMacKey: shared.pendingMacKey }
          : {}),
      };
      shared = left;
      await keep(kind === 'mac' ? { zoneMacKey: hex } : { zonePinKey: hex });
    },
  };
}

import { readFile, stat } from 'node:fs/promises';
import {
  createTdesCipher,
  createX99CbcMac,
  decodePinBlockIso0,
  fromHex,
  toHex,
} from '#adapters/security-module';
import { SecurityModuleError } from '#engine';
import type { VerifyPin } from '#simulation/network';
import { type Iso8583Message, macInputNetwork, textOf } from '#wire/iso8583';
import { StartError, textOfError } from './start-error.ts';

/** What the network does with the keys that it shares with its member. */
export interface ZoneKeys {
  /** F128: the first four bytes of the code as eight upper-case hexadecimal characters. */
  macOf(message: Iso8583Message): string;
  hasValidMac(message: Iso8583Message): boolean;
  readonly verifyPin: VerifyPin;
}

function keyIn(file: string, parsed: unknown, name: string): Uint8Array {
  const text = (parsed as Readonly<Record<string, unknown>> | null)?.[name];
  const key = typeof text === 'string' ? fromHex(text) : undefined;
  if (key === undefined || ![8, 16, 24].includes(key.length)) {
    throw new StartError(
      `Reading the zone keys failed: ${name} in ${file} is missing or not 16, 32 or 48 hexadecimal digits. ` +
        'Write the same keys there as in the acquirer.',
    );
  }
  return key;
}

async function readKeysFile(file: string): Promise<unknown> {
  try {
    const { mode } = await stat(file);
    if ((mode & 0o077) !== 0) {
      const found = (mode & 0o777).toString(8);
      throw new StartError(
        `Reading the zone keys failed: others may read ${file} (mode ${found}). Run: chmod 600 ${file}`,
      );
    }
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof StartError) throw error;
    // A syntax error of JSON quotes the text it stumbled over, and that text is key material.
    const said = error instanceof SyntaxError ? 'it is not JSON' : textOfError(error);
    throw new StartError(
      `Reading the zone keys failed: ${said}. In ${file} belongs { "zoneMacKey": "…", "zonePinKey": "…" }`,
    );
  }
}

/** `pins`: what each card's holder chose, by card id. @throws StartError */
export async function loadZoneKeys(file: string, pins: ReadonlyMap<string, string>): Promise<ZoneKeys> {
  const parsed = await readKeysFile(file);
  const mac = createX99CbcMac(keyIn(file, parsed, 'zoneMacKey'));
  const pinCipher = createTdesCipher(keyIn(file, parsed, 'zonePinKey'));
  const macOf = (message: Iso8583Message): string => toHex(mac(macInputNetwork(message))).slice(0, 8);
  return {
    macOf,
    hasValidMac: (message) => textOf(message, 128)?.toUpperCase() === macOf(message),
    verifyPin(card, pinBlock, over = card.pan) {
      try {
        const right = decodePinBlockIso0(pinCipher.decrypt(pinBlock), over) === pins.get(card.id);
        return right ? 'right' : 'wrong';
      } catch (error) {
        if (error instanceof SecurityModuleError) return 'unreadable';
        throw error;
      }
    },
  };
}

/** Reads the neutral vectors for the tests that run them. */
import { readFileSync } from 'node:fs';

/** `emv/tlv` is vectors/emv/tlv.json. */
export const loadVectors = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8')) as T;

export const bytesOfHex = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
export const hexOfBytes = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();

import { Buffer } from 'node:buffer';

/** Upper case, as key sheets and terminal manuals print key material and check values. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex').toUpperCase();
}

/**
 * The bytes of hexadecimal text, or undefined when the text is anything else; `Buffer` alone would cut it
 * short.
 */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9A-Fa-f]*$/.test(text)) return undefined;
  return new Uint8Array(Buffer.from(text, 'hex'));
}

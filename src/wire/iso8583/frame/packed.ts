import { fail } from '../error.ts';
import { fromHex } from '../message.ts';

/** Exactly `digits` hex digits as bytes. @throws Iso8583Error `bad-frame`. */
export function packHex(text: string, digits: number, name: string): Uint8Array {
  const bytes = text.length === digits ? fromHex(text) : null;
  if (bytes === null || bytes.length * 2 !== digits) {
    return fail('bad-frame', `encode frame: ${name} is not ${digits} digits`);
  }
  return bytes;
}

/** Latin-1 bytes of a text, left-justified in a field of `width` bytes filled with spaces. */
export function putText(out: Uint8Array, at: number, width: number, text: string, name: string): void {
  if (text.length > width)
    fail('bad-frame', `encode frame: ${name} has ${text.length} characters, at most ${width}`);
  out.fill(0x20, at, at + width);
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e)
      fail('bad-frame', `encode frame: ${name} holds code point ${code}, expected ASCII`);
    out[at + i] = code;
  }
}

export function getText(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at += 1) text += String.fromCharCode(bytes[at]!);
  return text;
}

/** Base64 (RFC 4648, section 4) both ways; written out because this floor has no Buffer. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Map([...LETTERS].map((letter, value) => [letter, value]));

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const group = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text += LETTERS.charAt(group >> 18) + LETTERS.charAt((group >> 12) & 63);
    text += left > 1 ? LETTERS.charAt((group >> 6) & 63) : '=';
    text += left > 2 ? LETTERS.charAt(group & 63) : '=';
  }
  return text;
}

/** Null for anything that {@link toBase64} does not write: one text for one sequence of bytes. */
export function fromBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0) return null;
  const closed = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - closed);
  let [group, at] = [0, 0];
  for (let i = 0; i < text.length; i += 1) {
    const value = i >= text.length - closed ? 0 : VALUES.get(text.charAt(i));
    if (value === undefined) return null;
    group = (group << 6) | value;
    if (i % 4 < 3) continue;
    for (const shift of [16, 8, 0]) if (at < bytes.length) bytes[at++] = (group >> shift) & 255;
    // Bits beyond the last byte carry nothing.
    if (closed > 0 && i === text.length - 1 && (group & (closed === 1 ? 0xff : 0xffff)) !== 0) return null;
    group = 0;
  }
  return bytes;
}

import { SecurityModuleError } from '#engine/ports';

export function requireLength(what: string, value: Uint8Array, bytes: number): void {
  if (value.length === bytes) return;
  throw new SecurityModuleError(
    'bad-length',
    `Cannot use ${what} of ${value.length} bytes: use ${bytes} bytes`,
  );
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The decimal digits of hexadecimal text from left to right, then its letters counted from zero. */
export function decimalised(hex: string): string {
  const letters = [...hex.replace(/[0-9]/g, '')].map((letter) => Number.parseInt(letter, 16) - 10);
  return hex.replace(/[^0-9]/g, '') + letters.join('');
}

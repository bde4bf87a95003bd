import { SecurityModuleError } from '#engine/ports';

const PAN_PATTERN = /^[0-9]{12,19}$/;

/** Refuses anything but 12 to 19 decimal digits. The text tells the length found, never the digits. */
export function requirePan(pan: string, action: string): void {
  if (PAN_PATTERN.test(pan)) return;
  throw new SecurityModuleError(
    'bad-pan',
    `Cannot ${action}: the card number has ${pan.length} characters, expected 12 to 19 decimal digits`,
  );
}

/** First six and last four digits, the most a receipt or a console may show. */
export function maskPan(pan: string): string {
  return pan.slice(0, 6) + '*'.repeat(pan.length - 10) + pan.slice(-4);
}

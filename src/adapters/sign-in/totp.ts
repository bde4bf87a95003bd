/** One-time codes of RFC 6238 as authenticator programs make them: SHA-1, 6 digits, 30 seconds. */
import { createHmac, timingSafeEqual } from 'node:crypto';

export const TOTP_SECRET_BYTES = 20;
const STEP_MS = 30_000;
const DIGITS = 6;
/** A clock may be one step away, either way. */
const STEPS_AROUND = 1;

export const stepOf = (nowMs: number): number => Math.floor(nowMs / STEP_MS);

/** RFC 4226, dynamic truncation. */
export function codeAt(secret: Uint8Array, step: number, digits: number = DIGITS): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const at = mac[mac.length - 1]! & 0x0f;
  const number = mac.readUInt32BE(at) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** The step of time whose code this is; every candidate is compared, whichever fits. */
export function stepOfCode(secret: Uint8Array, code: string, nowMs: number): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const given = Buffer.from(code, 'ascii');
  let found: number | null = null;
  for (let step = stepOf(nowMs) - STEPS_AROUND; step <= stepOf(nowMs) + STEPS_AROUND; step += 1)
    if (timingSafeEqual(given, Buffer.from(codeAt(secret, step), 'ascii'))) found = step;
  return found;
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function base32(bytes: Uint8Array): string {
  let [bits, value, text] = [0, 0, ''];
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32[(value >> bits) & 31];
    }
    value &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + BASE32[(value << (5 - bits)) & 31];
}

/** What a QR code of an authenticator program says. */
export function otpauthUri(secret: Uint8Array, login: string): string {
  const label = encodeURIComponent(`Yuanlu:${login}`);
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=Yuanlu&algorithm=SHA1&digits=6&period=30`;
}

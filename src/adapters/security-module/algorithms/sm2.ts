import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { weierstrass } from '@noble/curves/abstract/weierstrass.js';
import { SecurityModuleError } from '#engine/ports';
import { joined } from './bytes.ts';

/** The curve that GM/T 0003.5 recommends. */
const Point = weierstrass({
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  h: 1n,
  a: 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  Gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  Gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
});
type SmPoint = InstanceType<typeof Point>;
const { Fn } = Point;
const { a, b, n, Gx, Gy } = Point.CURVE();

const FIELD_BYTES = 32;
const POINT_BYTES = 2 * FIELD_BYTES;
const DIGEST_BYTES = 32;
const USER_ID_BYTES_MAX = 8191;
const PLAIN_BYTES_MAX = 65_536;

/** What both sides take when nobody agreed on another one (GM/T 0009). */
export const SM2_USER_ID = '1234567812345678';

/** The parts of a cipher text: C1 point, C2 text, C3 digest. The older order is still met. */
export type Sm2Order = 'c1c3c2' | 'c1c2c3';

export const sm3 = (...parts: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash('sm3');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};

/** 65 bytes: `04`, x, y. */
export function sm2PublicKey(privateKey: Uint8Array): Uint8Array {
  return Point.BASE.multiply(privateScalar(privateKey)).toBytes(false);
}

export function generateSm2Key(): { readonly privateKey: Uint8Array; readonly publicKey: Uint8Array } {
  // The largest key of all has no signature: it and zero are left out.
  const privateKey = bytesOf(drawScalar(n - 2n));
  return { privateKey, publicKey: sm2PublicKey(privateKey) };
}

/** Digest of who signs: length and text of the user id, the curve, the public key (GM/T 0003.2, 5.5). */
export function sm2UserDigest(publicKey: Uint8Array, userId: string = SM2_USER_ID): Uint8Array {
  const id = new TextEncoder().encode(userId);
  if (id.length > USER_ID_BYTES_MAX) {
    throw new SecurityModuleError(
      'bad-length',
      `Cannot digest a user id of ${id.length} bytes: use at most ${USER_ID_BYTES_MAX}`,
    );
  }
  const bits = Uint8Array.of((id.length * 8) >> 8, (id.length * 8) & 0xff);
  const { x, y } = publicPoint(publicKey);
  return sm3(bits, id, ...[a, b, Gx, Gy, x, y].map(bytesOf));
}

/** 64 bytes: r, s. `nonce` is for examples of publications; left out, it is drawn. */
export function sm2Sign(
  privateKey: Uint8Array,
  message: Uint8Array,
  userId: string = SM2_USER_ID,
  nonce: () => bigint = () => drawScalar(n - 1n),
): Uint8Array {
  const d = privateScalar(privateKey);
  const e = numberOf(sm3(sm2UserDigest(sm2PublicKey(privateKey), userId), message));
  for (;;) {
    const k = nonce();
    const r = Fn.create(e + Point.BASE.multiply(k).x);
    if (r === 0n || r + k === n) continue;
    // A drawn factor stands between the inverse, whose time depends on its argument, and the key.
    const blind = drawScalar(n - 1n);
    const inverse = Fn.inv(Fn.mul(Fn.create(1n + d), blind));
    const s = Fn.mul(Fn.mul(inverse, blind), Fn.sub(k, Fn.mul(r, d)));
    if (s === 0n) continue;
    return joined(bytesOf(r), bytesOf(s));
  }
}

/** A signature or key of another form is a wrong signature, not an error. */
export function sm2Verify(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
  userId: string = SM2_USER_ID,
): boolean {
  const point = readPoint(publicKey);
  if (point === undefined || signature.length !== POINT_BYTES) return false;
  const [r, s] = [numberOf(signature.subarray(0, FIELD_BYTES)), numberOf(signature.subarray(FIELD_BYTES))];
  if (r === 0n || r >= n || s === 0n || s >= n) return false;
  const t = Fn.add(r, s);
  if (t === 0n) return false;
  const e = numberOf(sm3(sm2UserDigest(publicKey, userId), message));
  const sum = Point.BASE.mulAddUnsafe(s, point, t);
  return !sum.is0() && Fn.create(e + sum.x) === r;
}

/** Cipher text for whoever holds the private key: 96 bytes longer than the text, and one for the point's form. */
export function sm2Encrypt(
  publicKey: Uint8Array,
  plain: Uint8Array,
  order: Sm2Order = 'c1c3c2',
  nonce: () => bigint = () => drawScalar(n - 1n),
): Uint8Array {
  if (plain.length === 0 || plain.length > PLAIN_BYTES_MAX) {
    throw new SecurityModuleError(
      'bad-length',
      `Cannot encrypt ${plain.length} bytes with SM2: use 1 to ${PLAIN_BYTES_MAX}`,
    );
  }
  const point = publicPoint(publicKey);
  for (;;) {
    const k = nonce();
    const c1 = Point.BASE.multiply(k).toBytes(false);
    const shared = coordinates(point.multiply(k));
    const mask = maskOf(shared, plain.length);
    if (mask === undefined) continue;
    const c2 = plain.map((byte, i) => byte ^ mask[i]!);
    const c3 = sm3(shared.x, plain, shared.y);
    mask.fill(0);
    return order === 'c1c3c2' ? joined(c1, c3, c2) : joined(c1, c2, c3);
  }
}

/** @throws SecurityModuleError `unreadable-cipher` when it was changed, or is for another key. */
export function sm2Decrypt(
  privateKey: Uint8Array,
  sealed: Uint8Array,
  order: Sm2Order = 'c1c3c2',
): Uint8Array {
  const head = 1 + POINT_BYTES;
  const length = sealed.length - head - DIGEST_BYTES;
  const c1 = length > 0 && length <= PLAIN_BYTES_MAX ? readPoint(sealed.subarray(0, head)) : undefined;
  if (c1 === undefined) throw unreadable();
  const d = privateScalar(privateKey);
  const [c2Start, c3Start] = order === 'c1c3c2' ? [head + DIGEST_BYTES, head] : [head, head + length];
  const shared = coordinates(c1.multiply(d));
  const mask = maskOf(shared, length);
  if (mask === undefined) throw unreadable();
  const plain = sealed.slice(c2Start, c2Start + length).map((byte, i) => byte ^ mask[i]!);
  mask.fill(0);
  const expected = sm3(shared.x, plain, shared.y);
  if (timingSafeEqual(expected, sealed.subarray(c3Start, c3Start + DIGEST_BYTES))) return plain;
  plain.fill(0);
  throw unreadable();
}

interface Coordinates {
  readonly x: Uint8Array;
  readonly y: Uint8Array;
}

function coordinates(point: SmPoint): Coordinates {
  const { x, y } = point.toAffine();
  return { x: bytesOf(x), y: bytesOf(y) };
}

/** Undefined when all of it is zero, which would leave the text as it is. */
function maskOf({ x, y }: Coordinates, length: number): Uint8Array | undefined {
  const mask = new Uint8Array(Math.ceil(length / DIGEST_BYTES) * DIGEST_BYTES);
  const counter = new DataView(new ArrayBuffer(4));
  for (let at = 0, block = 1; at < mask.length; at += DIGEST_BYTES, block++) {
    counter.setUint32(0, block);
    mask.set(sm3(x, y, new Uint8Array(counter.buffer)), at);
  }
  const used = mask.subarray(0, length);
  return used.some((byte) => byte !== 0) ? used : undefined;
}

function privateScalar(privateKey: Uint8Array): bigint {
  const d = privateKey.length === FIELD_BYTES ? numberOf(privateKey) : 0n;
  if (d > 0n && d < n - 1n) return d;
  throw new SecurityModuleError(
    'unreadable-key',
    `Cannot use an SM2 private key of ${privateKey.length} bytes: use 32 bytes that are a number below the order`,
  );
}

function publicPoint(publicKey: Uint8Array): SmPoint {
  const point = readPoint(publicKey);
  if (point !== undefined) return point;
  throw new SecurityModuleError(
    'unreadable-key',
    `Cannot use an SM2 public key of ${publicKey.length} bytes: use 65 bytes, 04 and a point of the curve`,
  );
}

/** A point of the curve that is not the one at infinity, or undefined. */
function readPoint(bytes: Uint8Array): SmPoint | undefined {
  if (bytes.length !== 1 + POINT_BYTES || bytes[0] !== 4) return undefined;
  try {
    const point = Point.fromBytes(bytes);
    point.assertValidity();
    return point.is0() ? undefined : point;
  } catch {
    return undefined;
  }
}

/** Between 1 and `max`, all alike. */
function drawScalar(max: bigint): bigint {
  for (;;) {
    const drawn = numberOf(randomBytes(FIELD_BYTES));
    if (drawn >= 1n && drawn <= max) return drawn;
  }
}

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function bytesOf(value: bigint): Uint8Array {
  return new Uint8Array(Buffer.from(value.toString(16).padStart(2 * FIELD_BYTES, '0'), 'hex'));
}

function unreadable(): SecurityModuleError {
  return new SecurityModuleError(
    'unreadable-cipher',
    'Cannot decrypt: the SM2 cipher text was changed, is for another key or has its parts in another order',
  );
}

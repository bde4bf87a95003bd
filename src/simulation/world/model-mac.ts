/**
 * The simulation's security module, declared: a code of eight bytes over a key's name and the bytes, made without any
 * secret. It proves nothing to anybody outside; in here another key or another byte makes another code. The real
 * algorithms are proven by vectors against the real module.
 */

/** FNV-1a in 32 bits, mixed at the end so that the last byte reaches every bit. */
function stream(salt: number, key: string, data: Uint8Array): number {
  let hash = (0x811c9dc5 ^ salt) >>> 0;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  for (const byte of data) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

export function modelMac(key: string, data: Uint8Array): Uint8Array {
  const code = new Uint8Array(8);
  for (const half of [0, 1]) {
    const value = stream(half * 0x9e3779b9, key, data);
    for (let at = 0; at < 4; at += 1) code[half * 4 + at] = value >>> (8 * at);
  }
  return code;
}

export const isModelMac = (key: string, data: Uint8Array, found: Uint8Array): boolean => {
  const wanted = modelMac(key, data);
  return found.length === wanted.length && wanted.every((byte, at) => byte === found[at]);
};

/**
 * Key blocks as ANSI X9.143 (before: TR-31) has them, versions B (triple DES) and D (AES): a header that says what
 * the key is for, the key encrypted, and a MAC that binds the two. Both are "key derivation binding": encryption and
 * MAC keys come out of the protection key by CMAC.
 */
import { Buffer } from 'node:buffer';
import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto';
import { SecurityModuleError } from '#engine/ports';
import { createCmac } from '../algorithms/cmac.ts';
import { fromHex, toHex } from '../algorithms/hex.ts';
import { createKeyCipher } from '../algorithms/key-cipher.ts';

export interface KeyBlockHeader {
  readonly version: 'B' | 'D';
  /** Two characters, as `P0` for a PIN key. */
  readonly usage: string;
  /** `T` triple DES, `D` DES, `A` AES. */
  readonly algorithm: string;
  readonly mode: string;
  readonly keyVersion: string;
  /** `E` under a trusted key, `N` not, `S` sensitive. */
  readonly exportability: string;
}

interface Version {
  readonly blockBytes: 8 | 16;
  readonly protectionBytes: readonly number[];
  readonly cipher: 'tdes' | 'aes';
}

const cmac = ({ cipher }: Version, key: Uint8Array, data: Uint8Array): Uint8Array =>
  createCmac(createKeyCipher(cipher, key))(data);

const VERSIONS: Readonly<Record<KeyBlockHeader['version'], Version>> = {
  B: { blockBytes: 8, protectionBytes: [16, 24], cipher: 'tdes' },
  D: { blockBytes: 16, protectionBytes: [16, 24, 32], cipher: 'aes' },
};

const HEADER_CHARACTERS = 16;
const CHARACTERS_MAX = 1_024;
const HEADER = /^([BD])(\d{4})([A-Z0-9]{2})([A-Z])([A-Z])([A-Z0-9]{2})([ENS])(\d{2})00$/;

/** The longest key of the cipher hides how long this one is. */
const LONGEST_BYTES: Readonly<Record<string, number>> = { D: 24, T: 24, A: 32 };

function refused(why: string): SecurityModuleError {
  return new SecurityModuleError(
    'unreadable-key',
    `Cannot read the key block: ${why}; use the text as its sender gave it`,
  );
}

/** Encryption key (usage 0) and MAC key (usage 1) of one protection key. */
function derive(version: Version, protection: Uint8Array, usage: 0 | 1): Uint8Array {
  const { blockBytes } = version;
  const bits = protection.length * 8;
  const ciphers = blockBytes === 8 ? [16, 24] : [0, 0, 16, 24, 32];
  const out = new Uint8Array(Math.ceil(protection.length / blockBytes) * blockBytes);
  for (let counter = 1; (counter - 1) * blockBytes < protection.length; counter += 1) {
    const place = ciphers.indexOf(protection.length);
    const data = Uint8Array.of(counter, 0, usage, 0, 0, place, bits >> 8, bits & 0xff);
    const part = cmac(version, protection, data);
    out.set(part, (counter - 1) * blockBytes);
    part.fill(0);
  }
  const key = out.slice(0, protection.length);
  out.fill(0);
  return key;
}

function crypt(
  way: 'encrypt' | 'decrypt',
  blockBytes: number,
  key: Uint8Array,
  iv: Uint8Array,
  data: Uint8Array,
): Uint8Array {
  const triple = key.length === 16 ? Buffer.concat([key, key.subarray(0, 8)]) : Buffer.from(key);
  const name = blockBytes === 8 ? 'des-ede3-cbc' : `aes-${key.length * 8}-cbc`;
  const secret = createSecretKey(blockBytes === 8 ? triple : key);
  triple.fill(0);
  const make = way === 'encrypt' ? createCipheriv : createDecipheriv;
  return new Uint8Array(make(name, secret, iv).setAutoPadding(false).update(data));
}

const macOf = (version: Version, protection: Uint8Array, header: string, payload: Uint8Array): Uint8Array => {
  const key = derive(version, protection, 1);
  const input = Buffer.concat([Buffer.from(header, 'ascii'), payload]);
  const mac = cmac(version, key, input);
  key.fill(0);
  input.fill(0);
  return mac;
};

/** The block as text. `fill` gives the random padding, for vectors alone. */
export function wrapKeyBlock(
  protection: Uint8Array,
  header: KeyBlockHeader,
  key: Uint8Array,
  options: { readonly fill?: Uint8Array } = {},
): string {
  const version = VERSIONS[header.version];
  requireProtection(version, header.version, protection);
  const hidden = 2 + Math.max(key.length, LONGEST_BYTES[header.algorithm] ?? 0);
  const payloadBytes =
    options.fill === undefined
      ? Math.ceil(hidden / version.blockBytes) * version.blockBytes
      : 2 + key.length + options.fill.length;
  const payload = new Uint8Array(payloadBytes);
  const bits = key.length * 8;
  payload.set([bits >> 8, bits & 0xff]);
  payload.set(key, 2);
  payload.set(options.fill ?? randomBytes(payloadBytes - 2 - key.length), 2 + key.length);
  const length = HEADER_CHARACTERS + 2 * (payloadBytes + version.blockBytes);
  const { usage, algorithm, mode, keyVersion, exportability } = header;
  const text =
    `${header.version}${String(length).padStart(4, '0')}${usage}${algorithm}${mode}${keyVersion}` +
    `${exportability}0000`;
  const mac = macOf(version, protection, text, payload);
  const encryption = derive(version, protection, 0);
  const cipher = crypt('encrypt', version.blockBytes, encryption, mac, payload);
  encryption.fill(0);
  payload.fill(0);
  return `${text}${toHex(cipher)}${toHex(mac)}`;
}

/** The header of a block, not yet proven. @throws SecurityModuleError `unreadable-key` */
export function readKeyBlockHeader(block: string): KeyBlockHeader & { readonly dataFrom: number } {
  const match = block.length <= CHARACTERS_MAX ? HEADER.exec(block.slice(0, HEADER_CHARACTERS)) : null;
  if (match === null) throw refused('its header is not one of version B or D');
  const [, version, length, usage, algorithm, mode, keyVersion, exportability, optional] =
    match as unknown as string[];
  if (Number(length) !== block.length)
    throw refused(`its header tells ${Number(length)} characters, it has ${block.length}`);
  let dataFrom = HEADER_CHARACTERS;
  for (let each = 0; each < Number(optional); each += 1) {
    const head = /^[A-Z0-9]{2}([0-9A-F]{2})$/.exec(block.slice(dataFrom, dataFrom + 4));
    const characters = head === null ? 0 : Number.parseInt(head[1]!, 16);
    if (characters < 4) throw refused(`its optional block ${each + 1} has no length of 4 or more`);
    dataFrom += characters;
  }
  return {
    version: version as 'B' | 'D',
    usage: usage!,
    algorithm: algorithm!,
    mode: mode!,
    keyVersion: keyVersion!,
    exportability: exportability!,
    dataFrom,
  };
}

/** The key of a block whose MAC is right. @throws SecurityModuleError `unreadable-key`, `bad-length` */
export function unwrapKeyBlock(
  protection: Uint8Array,
  block: string,
): { readonly header: KeyBlockHeader; readonly key: Uint8Array } {
  const header = readKeyBlockHeader(block);
  const version = VERSIONS[header.version];
  const { blockBytes } = version;
  requireProtection(version, header.version, protection);
  const hex = block.slice(header.dataFrom);
  const data = /^[0-9A-F]*$/.test(hex) ? fromHex(hex) : undefined;
  if (data === undefined || data.length < 2 * blockBytes || data.length % blockBytes !== 0)
    throw refused('its data are no whole number of blocks in upper-case hexadecimal');
  const cipher = data.subarray(0, -blockBytes);
  const mac = data.subarray(-blockBytes);
  const encryption = derive(version, protection, 0);
  const payload = crypt('decrypt', blockBytes, encryption, mac, cipher);
  encryption.fill(0);
  try {
    const expected = macOf(version, protection, block.slice(0, header.dataFrom), payload);
    if (!timingSafeEqual(expected, mac))
      throw refused('its MAC is wrong: it was changed, or is under another protection key');
    const bits = (payload[0]! << 8) | payload[1]!;
    if (bits === 0 || bits % 8 !== 0 || 2 + bits / 8 > payload.length)
      throw refused('it tells a key length that does not fit');
    return { header, key: payload.slice(2, 2 + bits / 8) };
  } finally {
    payload.fill(0);
  }
}

function requireProtection({ protectionBytes }: Version, name: string, protection: Uint8Array): void {
  if (protectionBytes.includes(protection.length)) return;
  throw new SecurityModuleError(
    'bad-length',
    `Cannot use a protection key of ${protection.length} bytes for a key block of version ${name}: ` +
      `use ${protectionBytes.join(', ')}`,
  );
}

/**
 * The functions of a PKCS#11 library that this module needs, and no more. Calls run on threads of their own, so a
 * token that takes its time does not hold up the program. Numbers and structures are those of PKCS#11 2.40 on 64-bit
 * Unix, where structures have no packing.
 */
import { Buffer } from 'node:buffer';

/** Numbers of PKCS#11, by their names there. */
export const CK = {
  OS_LOCKING_OK: 2n,
  SERIAL_SESSION: 4n,
  RW_SESSION: 2n,
  USER: 1n,
  USER_ALREADY_LOGGED_IN: 0x100n,
  SECRET_KEY: 4n,
  AES: 0x1fn,
  AES_KEY_GEN: 0x1080n,
  AES_GCM: 0x1087n,
  attribute: {
    CLASS: 0x000n,
    TOKEN: 0x001n,
    PRIVATE: 0x002n,
    LABEL: 0x003n,
    KEY_TYPE: 0x100n,
    SENSITIVE: 0x103n,
    ENCRYPT: 0x104n,
    DECRYPT: 0x105n,
    WRAP: 0x106n,
    UNWRAP: 0x107n,
    VALUE_LEN: 0x161n,
    EXTRACTABLE: 0x162n,
  },
} as const;

const RETURNED: Readonly<Record<string, string>> = {
  '0x5': 'CKR_GENERAL_ERROR',
  '0x6': 'CKR_FUNCTION_FAILED',
  '0x30': 'CKR_DEVICE_ERROR',
  '0x32': 'CKR_DEVICE_REMOVED',
  '0x40': 'CKR_ENCRYPTED_DATA_INVALID',
  '0x70': 'CKR_MECHANISM_INVALID',
  '0xa0': 'CKR_PIN_INCORRECT',
  '0xa4': 'CKR_PIN_LOCKED',
  '0xb3': 'CKR_SESSION_HANDLE_INVALID',
  '0xe0': 'CKR_TOKEN_NOT_PRESENT',
  '0x101': 'CKR_USER_NOT_LOGGED_IN',
  '0x190': 'CKR_CRYPTOKI_NOT_INITIALIZED',
};
/** The session is gone, and a new one may do. */
const SESSION_LOST = new Set(['0x30', '0x32', '0xb0', '0xb3', '0xe0', '0x101', '0x190']);
const REFUSED_DATA = new Set(['0x5', '0x6', '0x20', '0x21', '0x40', '0x41']);
const ALREADY_INITIALIZED = 0x191n;

/** A call that the library or the token refused. The text holds no key and no PIN. */
export class Pkcs11Error extends Error {
  override readonly name = 'Pkcs11Error';
  /** Of the token; null where it was never asked. */
  readonly code: bigint | null;
  readonly sessionLost: boolean;
  /** The key was looked up in a session that is gone. */
  readonly staleHandle: boolean;
  /** The data are not what was encrypted; some tokens say only that it failed. */
  readonly refusedData: boolean;
  constructor(call: string, code: bigint | null, hint: string) {
    const hex = code === null ? '' : `0x${code.toString(16)}`;
    const named = code === null ? '' : `: ${RETURNED[hex] ?? hex}`;
    super(`Cannot use the PKCS#11 token, ${call} failed${named}. ${hint}`);
    this.code = code;
    this.sessionLost = SESSION_LOST.has(hex);
    this.staleHandle = hex === '0x60' || hex === '0x82';
    this.refusedData = call === 'C_Decrypt' && (code === null || REFUSED_DATA.has(hex));
  }
}

/** Memory that C reads and writes, with everything that it points at. */
export interface CMemory {
  readonly bytes: Buffer;
  readonly holds: readonly unknown[];
}

type Value = bigint | Buffer | CMemory | null;
type Call = (...given: Value[]) => Promise<void>;

export interface Pkcs11Library {
  readonly getSlotList: Call;
  readonly getTokenInfo: Call;
  readonly openSession: Call;
  readonly closeSession: Call;
  readonly login: Call;
  readonly findObjectsInit: Call;
  readonly findObjects: Call;
  readonly findObjectsFinal: Call;
  readonly generateKey: Call;
  readonly destroyObject: Call;
  readonly encryptInit: Call;
  readonly encrypt: Call;
  readonly decryptInit: Call;
  readonly decrypt: Call;
  /** One value after the other in memory: numbers of eight bytes, and addresses of what is given as memory. */
  struct(...values: readonly Value[]): CMemory;
}

const SIGNATURES = {
  getSlotList: ['C_GetSlotList', ['uchar', 'void *', 'void *']],
  getTokenInfo: ['C_GetTokenInfo', ['ulong', 'void *']],
  openSession: ['C_OpenSession', ['ulong', 'ulong', 'void *', 'void *', 'void *']],
  closeSession: ['C_CloseSession', ['ulong']],
  login: ['C_Login', ['ulong', 'ulong', 'void *', 'ulong']],
  findObjectsInit: ['C_FindObjectsInit', ['ulong', 'void *', 'ulong']],
  findObjects: ['C_FindObjects', ['ulong', 'void *', 'ulong', 'void *']],
  findObjectsFinal: ['C_FindObjectsFinal', ['ulong']],
  generateKey: ['C_GenerateKey', ['ulong', 'void *', 'void *', 'ulong', 'void *']],
  destroyObject: ['C_DestroyObject', ['ulong', 'ulong']],
  encryptInit: ['C_EncryptInit', ['ulong', 'void *', 'ulong']],
  encrypt: ['C_Encrypt', ['ulong', 'void *', 'ulong', 'void *', 'void *']],
  decryptInit: ['C_DecryptInit', ['ulong', 'void *', 'ulong']],
  decrypt: ['C_Decrypt', ['ulong', 'void *', 'ulong', 'void *', 'void *']],
} as const;

const WORD = 8;

/** Loads the library and starts it. A library is started once for a process, however often it is loaded. */
export async function loadPkcs11(path: string): Promise<Pkcs11Library> {
  const { default: koffi } = await import('koffi').catch(() => {
    throw new Pkcs11Error('loading koffi', null, 'The package koffi has no binary for this system');
  });
  let library: ReturnType<typeof koffi.load>;
  try {
    library = koffi.load(path);
  } catch {
    throw new Pkcs11Error(`loading ${path}`, null, 'Name the library of the token in YUANLU_PKCS11_LIBRARY');
  }
  const word = (value: Value): bigint => {
    if (value === null) return 0n;
    if (typeof value === 'bigint') return value;
    const bytes = Buffer.isBuffer(value) ? value : value.bytes;
    return bytes.length === 0 ? 0n : BigInt(koffi.address(bytes));
  };
  const struct: Pkcs11Library['struct'] = (...values) => {
    const bytes = Buffer.alloc(values.length * WORD);
    values.forEach((value, index) => {
      bytes.writeBigUInt64LE(word(value), index * WORD);
    });
    return { bytes, holds: values };
  };
  const call = (name: string, parameters: readonly string[]): Call => {
    const run = library.func(name, 'ulong', [...parameters]);
    return (...given) =>
      new Promise((resolve, reject) => {
        const raw = given.map((each) =>
          each === null || typeof each === 'bigint' || Buffer.isBuffer(each) ? each : each.bytes,
        );
        run.async(...raw, (error: unknown, returned: number | bigint) => {
          // `given` is named here, so that what C writes to is held until it has returned.
          const code = error === null || error === undefined ? BigInt(returned) : -1n;
          if (code === 0n && given !== undefined) resolve();
          else reject(new Pkcs11Error(name, code < 0n ? null : code, 'Look at the token and its library'));
        });
      });
  };
  const start = library.func('C_Initialize', 'ulong', ['void *']);
  const code = BigInt(start(struct(null, null, null, null, CK.OS_LOCKING_OK, null).bytes));
  if (code !== 0n && code !== ALREADY_INITIALIZED)
    throw new Pkcs11Error('C_Initialize', code, 'Look at the configuration of the library');
  const calls = Object.entries(SIGNATURES).map(([name, [symbol, parameters]]) => [
    name,
    call(symbol, parameters),
  ]);
  return { ...(Object.fromEntries(calls) as Omit<Pkcs11Library, 'struct'>), struct };
}

/** One token, one session: finds and makes master keys, and has the token encrypt and decrypt under them. */
import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { CK, type CMemory, loadPkcs11, Pkcs11Error, type Pkcs11Library } from './library.ts';

export interface TokenOptions {
  readonly library: string;
  /** Label of the token, as its owner gave it. */
  readonly token: string;
  readonly pin: string;
}

export interface Token {
  /** Handle of the AES key of this label that cannot leave the token; null where there is none. */
  findKey(label: string): Promise<bigint | null>;
  /** A new AES key of 32 bytes that cannot leave the token. */
  makeKey(label: string): Promise<bigint>;
  /** AES-GCM. Result: nonce, cipher text, tag. */
  seal(key: bigint, plain: Uint8Array, associated: Uint8Array): Promise<Uint8Array>;
  /** Rejects with Pkcs11Error where anything was changed. */
  open(key: bigint, sealed: Uint8Array, associated: Uint8Array): Promise<Uint8Array>;
  /** Destroys a key, for tests and for a change of the master key that came to nothing. */
  destroyKey(key: bigint): Promise<void>;
  close(): Promise<void>;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32n;
const LABEL_BYTES = 32;
const SLOTS_MAX = 64;

const number = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
};
const truth = (value: boolean): Buffer => Buffer.from([value ? 1 : 0]);
const copy = (bytes: Uint8Array): Buffer => {
  const own = Buffer.alloc(bytes.length);
  own.set(bytes);
  return own;
};

/** @throws Pkcs11Error when there is no such token or it does not let us in */
export async function openToken(options: TokenOptions): Promise<Token> {
  const library = await loadPkcs11(options.library);
  let session: Promise<bigint> | null = null;
  let queue: Promise<unknown> = Promise.resolve();

  const enter = (): Promise<bigint> => {
    session ??= signIn(library, options).catch((error: unknown) => {
      session = null;
      throw error;
    });
    return session;
  };
  /** A session does one thing at a time. One that was lost is opened anew, once. */
  const inTurn = <T>(act: (session: bigint) => Promise<T>): Promise<T> => {
    const attempt = async (): Promise<T> => {
      try {
        return await act(await enter());
      } catch (error) {
        if (!(error instanceof Pkcs11Error) || !error.sessionLost) throw error;
        session = null;
        return act(await enter());
      }
    };
    const turn = queue.then(attempt, attempt);
    queue = turn.catch(() => undefined);
    return turn;
  };
  await inTurn(async () => undefined);

  return {
    findKey: (label) => inTurn((handle) => findKey(library, handle, label)),
    makeKey: (label) => inTurn((handle) => makeKey(library, handle, label)),
    destroyKey: (key) => inTurn((handle) => library.destroyObject(handle, key)),
    seal: (key, plain, associated) =>
      inTurn(async (handle) => {
        const nonce = copy(randomBytes(NONCE_BYTES));
        const data = copy(plain);
        await library.encryptInit(handle, gcm(library, nonce, associated), key);
        const sealed = await sized(data.length + TAG_BYTES, (out, length) =>
          library.encrypt(handle, data, BigInt(data.length), out, length),
        ).finally(() => data.fill(0));
        return Buffer.concat([nonce, sealed]);
      }),
    open: (key, sealed, associated) =>
      inTurn(async (handle) => {
        if (sealed.length <= NONCE_BYTES + TAG_BYTES)
          throw new Pkcs11Error('C_Decrypt', null, 'The sealed text is too short');
        const nonce = copy(sealed.subarray(0, NONCE_BYTES));
        const data = copy(sealed.subarray(NONCE_BYTES));
        await library.decryptInit(handle, gcm(library, nonce, associated), key);
        return sized(data.length, (out, length) =>
          library.decrypt(handle, data, BigInt(data.length), out, length),
        );
      }),
    close: async () => {
      await queue;
      const handle = await session?.catch(() => null);
      session = null;
      if (handle !== null && handle !== undefined) await library.closeSession(handle).catch(() => undefined);
    },
  };
}

/** A result of at most so many bytes. What is left of the memory is wiped. */
async function sized(
  bytesMax: number,
  call: (out: Buffer, length: Buffer) => Promise<void>,
): Promise<Uint8Array> {
  const out = Buffer.alloc(bytesMax);
  const length = number(BigInt(bytesMax));
  try {
    await call(out, length);
    return Uint8Array.from(out.subarray(0, Number(length.readBigUInt64LE())));
  } finally {
    out.fill(0);
  }
}

async function signIn(library: Pkcs11Library, options: TokenOptions): Promise<bigint> {
  const slot = await slotOf(library, options.token);
  const handle = Buffer.alloc(8);
  await library.openSession(slot, CK.SERIAL_SESSION | CK.RW_SESSION, null, null, handle);
  const session = handle.readBigUInt64LE();
  const pin = Buffer.from(options.pin, 'utf8');
  try {
    await library.login(session, CK.USER, pin, BigInt(pin.length)).catch((error: unknown) => {
      // Another session of this process is signed in already, and with it this one.
      if (!(error instanceof Pkcs11Error) || error.code !== CK.USER_ALREADY_LOGGED_IN) throw error;
    });
  } catch (error) {
    await library.closeSession(session).catch(() => undefined);
    throw error;
  } finally {
    pin.fill(0);
  }
  return session;
}

async function slotOf(library: Pkcs11Library, label: string): Promise<bigint> {
  const count = number(BigInt(SLOTS_MAX));
  const slots = Buffer.alloc(8 * SLOTS_MAX);
  await library.getSlotList(1n, slots, count);
  const labels: string[] = [];
  for (let index = 0; index < Number(count.readBigUInt64LE()); index += 1) {
    const slot = slots.readBigUInt64LE(8 * index);
    // CK_TOKEN_INFO has 208 bytes; its label is the first 32, filled with spaces.
    const info = Buffer.alloc(256);
    await library.getTokenInfo(slot, info);
    const found = info.toString('utf8', 0, LABEL_BYTES).trimEnd();
    if (found === label) return slot;
    labels.push(found === '' ? '(without a label)' : found);
  }
  throw new Pkcs11Error(
    'looking for the token',
    null,
    `There is none with the label "${label.slice(0, LABEL_BYTES)}"; found: ${labels.join(', ') || 'none'}`,
  );
}

type Attribute = readonly [type: bigint, value: Buffer];

/** CK_ATTRIBUTE after CK_ATTRIBUTE: type, address, length. */
function template(library: Pkcs11Library, attributes: readonly Attribute[]): CMemory {
  return library.struct(
    ...attributes.flatMap(([type, value]) => [type, value, BigInt(value.length)] as const),
  );
}

const masterKey = (label: string): readonly Attribute[] => [
  [CK.attribute.CLASS, number(CK.SECRET_KEY)],
  [CK.attribute.KEY_TYPE, number(CK.AES)],
  [CK.attribute.LABEL, copy(Buffer.from(label, 'utf8'))],
  [CK.attribute.TOKEN, truth(true)],
  [CK.attribute.SENSITIVE, truth(true)],
  [CK.attribute.EXTRACTABLE, truth(false)],
];

/** Only a key that cannot leave the token counts: one of the same name that can is none. */
async function findKey(library: Pkcs11Library, session: bigint, label: string): Promise<bigint | null> {
  const attributes = masterKey(label);
  await library.findObjectsInit(session, template(library, attributes), BigInt(attributes.length));
  const found = Buffer.alloc(16);
  const count = Buffer.alloc(8);
  try {
    await library.findObjects(session, found, 2n, count);
  } finally {
    await library.findObjectsFinal(session);
  }
  const keys = count.readBigUInt64LE();
  if (keys > 1n)
    throw new Pkcs11Error('looking for the master key', null, `The token has two keys named ${label}`);
  return keys === 0n ? null : found.readBigUInt64LE();
}

async function makeKey(library: Pkcs11Library, session: bigint, label: string): Promise<bigint> {
  const attributes: readonly Attribute[] = [
    ...masterKey(label),
    [CK.attribute.PRIVATE, truth(true)],
    [CK.attribute.ENCRYPT, truth(true)],
    [CK.attribute.DECRYPT, truth(true)],
    [CK.attribute.WRAP, truth(false)],
    [CK.attribute.UNWRAP, truth(false)],
    [CK.attribute.VALUE_LEN, number(KEY_BYTES)],
  ];
  const handle = Buffer.alloc(8);
  const mechanism = library.struct(CK.AES_KEY_GEN, null, 0n);
  await library.generateKey(
    session,
    mechanism,
    template(library, attributes),
    BigInt(attributes.length),
    handle,
  );
  return handle.readBigUInt64LE();
}

function gcm(library: Pkcs11Library, nonce: Buffer, associated: Uint8Array): CMemory {
  const data = copy(associated);
  const parameters = library.struct(
    nonce,
    BigInt(nonce.length),
    BigInt(nonce.length * 8),
    data,
    BigInt(data.length),
    BigInt(TAG_BYTES * 8),
  );
  return library.struct(CK.AES_GCM, parameters, BigInt(parameters.bytes.length));
}

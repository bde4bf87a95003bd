/** An authenticator in software: a key on P-256, its counter, and the answers that a browser would bring. */
import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

const sha256 = (data: Uint8Array | string): Buffer => createHash('sha256').update(data).digest();
const b64 = (data: Uint8Array): string => Buffer.from(data).toString('base64url');

/** CBOR, as far as an authenticator needs it. */
function cbor(value: unknown): Buffer {
  const head = (major: number, n: number): Buffer =>
    n < 24
      ? Buffer.from([(major << 5) | n])
      : n < 256
        ? Buffer.from([(major << 5) | 24, n])
        : Buffer.from([(major << 5) | 25, n >> 8, n & 255]);
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === 'string')
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  if (value instanceof Map)
    return Buffer.concat([head(5, value.size), ...[...value].flatMap(([k, v]) => [cbor(k), cbor(v)])]);
  throw new Error('not a value that an authenticator tells');
}

/** Bits of the flags: somebody touched it, it knew them, and a new key comes along. */
const FLAGS = { present: 0x01, verified: 0x04, attested: 0x40 } as const;

export interface Asked {
  readonly challenge: string;
  readonly rpId?: string;
  readonly rp?: { readonly id: string };
}

export class SoftwareAuthenticator {
  readonly id = randomBytes(32);
  counter = 0;
  /** Whether it looked at the finger or the face. */
  verifies = true;
  readonly #key: KeyObject;
  readonly #point: { readonly x: Buffer; readonly y: Buffer };
  readonly #origin: string;

  constructor(origin = 'https://pay.example') {
    this.#origin = origin;
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    this.#point = { x: Buffer.from(x, 'base64url'), y: Buffer.from(y, 'base64url') };
    this.#key = privateKey;
  }

  #client(type: string, challenge: string): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.#origin, crossOrigin: false }));
  }

  #data(rpId: string, attested: boolean): Buffer {
    const flags = FLAGS.present | (this.verifies ? FLAGS.verified : 0) | (attested ? FLAGS.attested : 0);
    const counter = Buffer.alloc(4);
    this.counter += 1;
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), counter]);
  }

  #credential() {
    return { id: b64(this.id), rawId: b64(this.id), type: 'public-key', clientExtensionResults: {} };
  }

  make(asked: Asked): Record<string, unknown> {
    const { x, y } = this.#point;
    const cose = cbor(
      new Map<unknown, unknown>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, x],
        [-3, y],
      ]),
    );
    const length = Buffer.from([0, this.id.length]);
    const data = Buffer.concat([
      ...[this.#data(asked.rp?.id ?? '', true), Buffer.alloc(16), length, this.id, cose],
    ]);
    const attestation = cbor(
      new Map<unknown, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', data],
      ]),
    );
    return {
      ...this.#credential(),
      response: {
        attestationObject: b64(attestation),
        clientDataJSON: b64(this.#client('webauthn.create', asked.challenge)),
        transports: ['internal'],
      },
    };
  }

  answer(asked: Asked): Record<string, unknown> {
    const client = this.#client('webauthn.get', asked.challenge);
    const data = this.#data(asked.rpId ?? '', false);
    const signature = createSign('SHA256')
      .update(Buffer.concat([data, sha256(client)]))
      .sign(this.#key);
    return {
      ...this.#credential(),
      response: { authenticatorData: b64(data), clientDataJSON: b64(client), signature: b64(signature) },
    };
  }
}

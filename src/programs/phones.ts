/**
 * Virtual telephones of the demonstration: each file is what a secure element keeps of one device card. The
 * terminals of the data folder read them as they read test cards.
 */
import { constants, generateKeyPair, privateDecrypt } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CHIP_SCHEMES } from '#engine/ports';
import { fromHex, toHex } from '#wire/iso8583';
import { writePrivateFile } from './data-folder.ts';
import { readTestCards, type TestCard } from './terminal-files.ts';

const PHONES_MAX = 1_000;
const KEY_BYTES = 16;
const folderOf = (dataFolder: string): string => join(dataFolder, 'phones');
const isId = (id: string): boolean => /^[0-9A-Za-z_]{1,40}$/.test(id);

/** A key pair that never leaves the telephone, and what it makes of the keys that it receives under it. */
export interface NewPhone {
  /** SPKI in DER. */
  readonly publicKey: Uint8Array;
  /** Puts the card into the telephone. */
  keep(card: {
    readonly id: string;
    readonly name: string;
    readonly pan: string;
    readonly expiry: string;
    readonly sequence: string;
    readonly scheme: string;
    /** Card key and script key under the public key. */
    readonly sealedKeys: Uint8Array;
  }): Promise<void>;
}

export async function newPhone(dataFolder: string): Promise<NewPhone> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return {
    publicKey: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })),
    async keep({ sealedKeys, ...card }) {
      const keys = privateDecrypt(
        { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
        sealedKeys,
      );
      const kept = {
        ...card,
        cryptogramKey: toHex(keys.subarray(0, KEY_BYTES)),
        scriptKey: toHex(keys.subarray(KEY_BYTES)),
      };
      keys.fill(0);
      await writePrivateFile(join(folderOf(dataFolder), `${card.id}.json`), `${JSON.stringify(kept)}\n`);
    },
  };
}

/** What is on the virtual telephones; a file that cannot be read is left out, for its card alone. */
export async function readPhones(dataFolder: string): Promise<readonly TestCard[]> {
  const folder = folderOf(dataFolder);
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith('.json')).sort();
  const read = await Promise.allSettled(
    files.slice(0, PHONES_MAX).map((name) => readPhone(join(folder, name))),
  );
  return read.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}

async function readPhone(path: string): Promise<TestCard> {
  const row = JSON.parse(await readFile(path, 'utf8')) as Readonly<Record<string, unknown>>;
  const text = (key: string): string => {
    const value = row[key];
    if (typeof value === 'string' && value !== '') return value;
    throw new Error(`Cannot read ${path}: ${key} is missing`);
  };
  const key = (name: string): Uint8Array => {
    const bytes = fromHex(text(name));
    if (bytes?.length === KEY_BYTES) return bytes;
    throw new Error(`Cannot read ${path}: ${name} is not of ${KEY_BYTES} bytes`);
  };
  const scheme = CHIP_SCHEMES.find((each) => each === text('scheme'));
  const id = text('id');
  if (scheme === undefined || !isId(id)) throw new Error(`Cannot read ${path}: no such scheme or id`);
  const [pan, expiry, sequence] = [text('pan'), text('expiry'), text('sequence')];
  return {
    ...{ id, name: text('name'), pan, expiry, pin: null, issuer: null, note: null, track2: null },
    chip: {
      ...{ scheme, pan, sequence, expiry },
      keys: { cryptogramKey: key('cryptogramKey'), scriptKey: key('scriptKey') },
    },
  };
}

/** Everything that can be held to a virtual terminal: test cards first, then telephones. */
export const readCardsAtHand = async (dataFolder: string): Promise<readonly TestCard[]> => [
  ...(await readTestCards(dataFolder)),
  ...(await readPhones(dataFolder)),
];

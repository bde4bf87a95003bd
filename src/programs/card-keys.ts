/** Keys of the simulated issuers, and the test cards as these issuers would personalise them. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import {
  deriveCardKeys,
  fromHex,
  type IssuerKeys,
  makeCardCheck,
  toHex,
  withOddParity,
} from '#adapters/security-module';
import { issuedTestCards, type TestCard, testCards, testIssuers } from '#simulation/network';
import { type DataFolder, writePrivateFile } from './data-folder.ts';
import {
  type CardOffline,
  caKeysText,
  createCertifier,
  makeSchemeKeys,
  readSchemeKeys,
  type SchemeKeys,
  schemeKeysText,
} from './scheme-keys.ts';

const KEY_NAMES = ['cryptogramKey', 'scriptKey', 'cardCheckKey'] as const satisfies (keyof IssuerKeys)[];

/** By issuer. */
export type KeysOfIssuers = ReadonlyMap<string, IssuerKeys>;

/** A test card as it lies in the data folder: with what is in its chip and on its stripe. */
export interface PersonalisedCard extends Omit<TestCard, 'chip'> {
  readonly chip?: {
    readonly scheme: string;
    readonly sequence: string;
    /** Hexadecimal. */
    readonly cryptogramKey: string;
    readonly scriptKey: string;
    readonly offline: CardOffline;
  };
  /** As on the stripe, with `=`. */
  readonly track2?: string;
}

/**
 * Writes keys for the issuers and schemes where there are none, and cards that fit them. The public keys come last: a
 * folder that has them is whole.
 */
export async function prepareCards(data: DataFolder): Promise<void> {
  const files = [data.issuerKeys, data.schemeKeys, data.testCards, data.schemePublic];
  if (files.every((file) => existsSync(file))) return;
  const newKey = (): string => toHex(withOddParity(randomBytes(16)));
  const made = Object.fromEntries(
    testIssuers.map(({ id }) => [id, Object.fromEntries(KEY_NAMES.map((name) => [name, newKey()]))]),
  );
  if (!existsSync(data.issuerKeys))
    await writePrivateFile(data.issuerKeys, `${JSON.stringify(made, null, 2)}\n`);
  const keys = await readIssuerKeys(data.issuerKeys);
  if (!existsSync(data.schemeKeys)) await writePrivateFile(data.schemeKeys, schemeKeysText(makeSchemeKeys()));
  const schemes = await readSchemeKeys(data.schemeKeys);
  await writePrivateFile(data.testCards, `${JSON.stringify(personalised(keys, schemes), null, 2)}\n`);
  await writePrivateFile(data.schemePublic, caKeysText(schemes));
}

/** @throws Error that says what the file must hold. */
export async function readIssuerKeys(file: string): Promise<KeysOfIssuers> {
  const { mode } = await stat(file);
  if ((mode & 0o077) !== 0)
    throw new Error(
      `Reading the issuers' keys failed: others may read ${file} (mode ${(mode & 0o777).toString(8)}). ` +
        `Run: chmod 600 ${file}`,
    );
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    // A syntax error of JSON quotes the text it stumbled over, and that text is key material.
    if (!(error instanceof SyntaxError)) throw error;
    throw new Error(`Reading the issuers' keys failed: ${file} is not JSON`);
  }
  const rows = (typeof parsed === 'object' ? parsed : null) as Record<string, Record<string, unknown>> | null;
  return new Map(testIssuers.map(({ id }) => [id, keysOf(file, id, rows?.[id] ?? {})]));
}

function keysOf(file: string, issuer: string, row: Readonly<Record<string, unknown>>): IssuerKeys {
  const [cryptogramKey, scriptKey, cardCheckKey] = KEY_NAMES.map((name) => {
    const key = fromHex(String(row[name] ?? ''));
    if (key?.length === 16) return key;
    throw new Error(
      `Reading the issuers' keys failed: ${issuer}.${name} in ${file} is missing or not 32 hexadecimal digits`,
    );
  }) as [Uint8Array, Uint8Array, Uint8Array];
  return { cryptogramKey, scriptKey, cardCheckKey };
}

/** The test cards with keys of their own, none of which opens another card. */
export function personalised(keys: KeysOfIssuers, schemes: SchemeKeys): readonly PersonalisedCard[] {
  const certified = createCertifier(schemes);
  return testCards.map(({ chip, ...card }) => {
    const issuerId = issuedTestCards.find(({ id }) => id === card.id)!.issuer;
    const issuer = keys.get(issuerId)!;
    const { pan, expiry, serviceCode = '120' } = card;
    const check = makeCardCheck(issuer.cardCheckKey, { pan, expiry, serviceCode });
    const track2 = `${pan}=${expiry}${serviceCode}00000${check}`;
    if (chip === undefined) return { ...card, track2 };
    const { scheme, sequence, copied = false } = chip;
    const own = deriveCardKeys(scheme, issuer, { pan, sequence });
    const hex = { cryptogramKey: toHex(own.cryptogramKey), scriptKey: toHex(own.scriptKey) };
    const offline = certified(issuerId, { scheme, pan, expiry, sequence, copied });
    return { ...card, track2, chip: { scheme, sequence, ...hex, offline } };
  });
}

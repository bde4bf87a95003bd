/**
 * Keys of the demonstration's card schemes and of its issuers for offline data authentication, and what an issuer
 * makes with them for a card. Both schemes are synthetic: their private halves lie in the data folder, and with them
 * anybody can make cards that its terminals believe.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { makeSigner, readSigner, type Signer, signerText, toHex } from '#adapters/security-module';
import {
  contactProfile,
  issuerBy,
  type OfflineIssuer,
  type OfflineMethod,
  personaliseOffline,
  ridOf,
} from '#adapters/virtual-terminal';
import { CHIP_SCHEMES, type ChipScheme } from '#engine';
import { testIssuers } from '#simulation/network';

/** Short for real ones, so that a first start is quick; each holds what the next one's certificate needs. */
const BITS = { scheme: 1152, issuer: 1024, card: 768 } as const;
const EXPONENT = 3;
const CA_INDEX = 'C1';
const CA_EXPIRY = '20351231';
const ISSUER_MONTH_YEAR = '1235';

const RIDS: readonly string[] = [...new Set(CHIP_SCHEMES.map(ridOf))];
/** What cards of an issuer can do; all others do CDA, and a copied card DDA: it is known before it gave its word. */
const METHODS: Readonly<Record<string, OfflineMethod>> = { south: 'dda' };

export interface SchemeKeys {
  /** By RID. */
  readonly schemes: ReadonlyMap<string, Signer>;
  /** By issuer. */
  readonly issuers: ReadonlyMap<string, Signer>;
}

/** Takes about a second. */
export const makeSchemeKeys = (): SchemeKeys => ({
  schemes: new Map(RIDS.map((rid) => [rid, makeSigner(BITS.scheme, EXPONENT)])),
  issuers: new Map(testIssuers.map(({ id }) => [id, makeSigner(BITS.issuer, EXPONENT)])),
});

const textOf = (keys: ReadonlyMap<string, Signer>): Record<string, string> =>
  Object.fromEntries([...keys].map(([name, key]) => [name, signerText(key)]));

/** As the private file holds them: PKCS #8 in base64. */
export const schemeKeysText = ({ schemes, issuers }: SchemeKeys): string =>
  `${JSON.stringify({ schemes: textOf(schemes), issuers: textOf(issuers) }, null, 2)}\n`;

/** @throws Error that says what the file must hold */
export async function readSchemeKeys(file: string): Promise<SchemeKeys> {
  const failed = (why: string): never => {
    throw new Error(`Reading the schemes' keys failed: ${why}`);
  };
  const { mode } = await stat(file);
  if ((mode & 0o077) !== 0)
    failed(`others may read ${file} (mode ${(mode & 0o777).toString(8)}). Run: chmod 600 ${file}`);
  let parsed: Record<string, Record<string, unknown> | undefined> | null = null;
  try {
    parsed = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    // A syntax error of JSON quotes the text it stumbled over, and that text is key material.
    if (!(error instanceof SyntaxError)) throw error;
    failed(`${file} is not JSON`);
  }
  const keys = (part: 'schemes' | 'issuers', names: readonly string[]): Map<string, Signer> =>
    new Map(
      names.map((name) => {
        const key = readSigner(String(parsed?.[part]?.[name] ?? ''));
        return [name, key ?? failed(`${part}.${name} in ${file} is no RSA key (PKCS #8 in base64)`)];
      }),
    );
  return {
    schemes: keys('schemes', RIDS),
    issuers: keys(
      'issuers',
      testIssuers.map(({ id }) => id),
    ),
  };
}

/** The public halves, as a file of terminal data. */
export function caKeysText({ schemes }: SchemeKeys): string {
  const caKeys = [...schemes].map(([rid, key]) => {
    const [modulus, exponent] = [toHex(key.modulus), toHex(key.exponent)];
    const checksum = createHash('sha1')
      .update(Buffer.from(rid + CA_INDEX + modulus + exponent, 'hex'))
      .digest('hex')
      .toUpperCase();
    return { rid, index: CA_INDEX, expiry: CA_EXPIRY, modulus, exponent, checksum };
  });
  const about = 'Public keys of the synthetic schemes that certified the test cards of this folder.';
  return `${JSON.stringify({ about, caKeys }, null, 2)}\n`;
}

/** What lies in a chip for offline data authentication, as test-cards.json holds it. */
export interface CardOffline {
  readonly method: OfflineMethod;
  /** Hexadecimal by tag. */
  readonly tags: Readonly<Record<string, string>>;
  /** PKCS #8 in base64. */
  readonly key: string;
}

/** Certifies cards; an issuer has one certificate from each scheme. */
export function createCertifier(keys: SchemeKeys) {
  const issuers = new Map<string, OfflineIssuer>();
  const issuerUnder = (rid: string, id: string): OfflineIssuer => {
    const name = `${rid}/${id}`;
    const made =
      issuers.get(name) ??
      issuerBy(
        { key: keys.schemes.get(rid)!, index: CA_INDEX },
        {
          ...{ key: keys.issuers.get(id)!, monthYear: ISSUER_MONTH_YEAR },
          bin: testIssuers.find((each) => each.id === id)!.bin,
        },
      );
    issuers.set(name, made);
    return made;
  };
  return (
    issuer: string,
    card: {
      readonly scheme: ChipScheme;
      readonly pan: string;
      readonly expiry: string;
      readonly sequence: string;
      readonly copied: boolean;
    },
  ): CardOffline => {
    const key = makeSigner(BITS.card, EXPONENT);
    const { method, tags } = personaliseOffline(issuerUnder(ridOf(card.scheme), issuer), card, {
      ...{ key, method: card.copied ? 'dda' : (METHODS[issuer] ?? 'cda'), aip: contactProfile() },
    });
    const own = card.copied ? makeSigner(BITS.card, EXPONENT) : key;
    return { method, tags, key: signerText(own) };
  };
}

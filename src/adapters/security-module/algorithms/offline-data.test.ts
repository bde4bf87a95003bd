import { describe, expect, test } from 'vitest';
import { bytesOf, readSecurityVectors } from '../../../../test/security-vectors.ts';
import { toHex } from './hex.ts';
import {
  recoverCardKey,
  recoverIssuerKey,
  schemeKeyChecksum,
  verifyCombinedData,
  verifyDynamicData,
  verifyStaticData,
} from './offline-data.ts';
import { certify, makeSigner, signBody } from './offline-data-signing.ts';
import type { OfflineResult, OfflineStep, RsaPublicKey } from './rsa-recovery.ts';

interface SchemeKeyText {
  readonly rid: string;
  readonly index: number;
  readonly modulus: string;
  readonly exponent: string;
}
interface Chain {
  readonly pan: string;
  readonly yearMonth: string;
  readonly scheme: SchemeKeyText;
  readonly issuer: { certificate: string; exponent: string; remainder: string; modulus: string };
  readonly card: {
    certificate: string;
    exponent: string;
    remainder: string;
    staticData: string;
    modulus: string;
  };
  readonly signedStatic: { signed: string; authenticationCode: string };
  readonly signedDynamic: { signed: string; terminalData: string; dynamicNumber: string };
  readonly signedCombined: {
    signed: string;
    unpredictableNumber: string;
    cryptogramInformation: string;
    transactionData: string;
    cryptogram: string;
    dynamicNumber: string;
  };
  readonly staticForSda?: string;
}
type Change = { readonly [K in keyof Chain]?: Chain[K] extends string ? string : Partial<Chain[K]> };
interface Broken {
  readonly name: string;
  readonly change: Change;
  readonly step: OfflineStep;
  readonly reason: string;
}
const { invalid, schemeKeys, ...chain } = readSecurityVectors<
  Chain & {
    readonly schemeKeys: readonly (SchemeKeyText & { readonly name: string; readonly checksum: string })[];
    readonly invalid: readonly Broken[];
  }
>('offline-data');

/** Certificate by certificate, as a terminal goes; the first failure ends it. */
function authenticate(given: Chain) {
  const key = ({ modulus, exponent }: { modulus: string; exponent: string }): RsaPublicKey => ({
    modulus: bytesOf(modulus),
    exponent: bytesOf(exponent),
  });
  const certificate = (from: { certificate: string; exponent: string; remainder: string }) => ({
    certificate: bytesOf(from.certificate),
    exponent: bytesOf(from.exponent),
    remainder: bytesOf(from.remainder),
  });
  const { pan, yearMonth, signedStatic, signedDynamic, signedCombined } = given;
  const staticData = bytesOf(given.card.staticData);
  const issuer = good(recoverIssuerKey(key(given.scheme), certificate(given.issuer), { pan, yearMonth }));
  const sda = verifyStaticData(
    issuer,
    bytesOf(signedStatic.signed),
    given.staticForSda === undefined ? staticData : bytesOf(given.staticForSda),
  );
  const card = good(recoverCardKey(issuer, { ...certificate(given.card), staticData }, { pan, yearMonth }));
  const dda = verifyDynamicData(card, bytesOf(signedDynamic.signed), bytesOf(signedDynamic.terminalData));
  const cda = verifyCombinedData(card, {
    signed: bytesOf(signedCombined.signed),
    unpredictableNumber: bytesOf(signedCombined.unpredictableNumber),
    cryptogramInformation: Number.parseInt(signedCombined.cryptogramInformation, 16),
    transactionData: bytesOf(signedCombined.transactionData),
  });
  return { issuer, card, code: good(sda), number: good(dda), combined: good(cda) };
}

class Failed extends Error {
  readonly at: { readonly step: string; readonly reason: string };
  constructor(at: { readonly step: string; readonly reason: string }) {
    super(`${at.step}: ${at.reason}`);
    this.at = at;
  }
}
function good<T>(result: OfflineResult<T>): T {
  if (result.state === 'failed') throw new Failed({ step: result.step, reason: result.reason });
  return result.value;
}

/** Recovery once more, by square and multiply. */
function naiveRecover(modulusHex: string, exponentHex: string, signedHex: string): string {
  const modulus = BigInt(`0x${modulusHex}`);
  let [result, base, exponent] = [1n, BigInt(`0x${signedHex}`), BigInt(`0x${exponentHex}`)];
  for (; exponent > 0n; exponent >>= 1n) {
    if ((exponent & 1n) === 1n) result = (result * base) % modulus;
    base = (base * base) % modulus;
  }
  return result.toString(16).toUpperCase().padStart(modulusHex.length, '0');
}

describe('vectors', () => {
  test('the whole chain', () => {
    const { issuer, card, code, number, combined } = authenticate(chain);
    expect(toHex(issuer.modulus)).toBe(chain.issuer.modulus);
    expect(toHex(card.modulus)).toBe(chain.card.modulus);
    expect(toHex(code)).toBe(chain.signedStatic.authenticationCode);
    expect(toHex(number)).toBe(chain.signedDynamic.dynamicNumber);
    expect(toHex(combined.cryptogram)).toBe(chain.signedCombined.cryptogram);
    expect(toHex(combined.dynamicNumber)).toBe(chain.signedCombined.dynamicNumber);
  });

  test.each(schemeKeys)('checksum: $name', ({ rid, index, modulus, exponent, checksum }) => {
    const key = { rid: bytesOf(rid), index, modulus: bytesOf(modulus), exponent: bytesOf(exponent) };
    expect(toHex(schemeKeyChecksum(key))).toBe(checksum);
  });

  test('recovered by plain arithmetic, the certificates hold what they should', () => {
    const issuer = naiveRecover(chain.scheme.modulus, chain.scheme.exponent, chain.issuer.certificate);
    expect(issuer).toMatch(/^6A02620000FF1230000123010190..*BC$/);
    expect(issuer.slice(30, -42) + chain.issuer.remainder).toBe(chain.issuer.modulus);
    const card = naiveRecover(chain.issuer.modulus, chain.issuer.exponent, chain.card.certificate);
    expect(card).toMatch(/^6A046200000000000005FFFF1228000456010180..*BC$/);
    expect(card.slice(42, -42) + chain.card.remainder).toBe(chain.card.modulus);
    const combined = naiveRecover(chain.card.modulus, chain.card.exponent, chain.signedCombined.signed);
    expect(combined).toContain(chain.signedCombined.cryptogram);
  });

  test.each(invalid)('broken: $name', ({ change, step, reason }) => {
    const changed = { ...chain } as Record<string, unknown>;
    for (const [name, value] of Object.entries(change)) {
      const before = changed[name];
      changed[name] = typeof value === 'object' ? { ...(before as object), ...value } : value;
    }
    expect(() => authenticate(changed as unknown as Chain)).toThrow(
      expect.objectContaining({ at: { step, reason } }),
    );
  });
});

describe('a chain of fresh keys', () => {
  const [scheme, issuer, card] = [makeSigner(1408, 3), makeSigner(1408, 65537), makeSigner(768, 3)];
  const pan = '6200000000000000003';
  const question = { pan, yearMonth: '2712' };
  const ofIssuer = { format: '02', identity: '62000000', monthYear: '1227', serial: '0A0B0C' } as const;
  const ofCard = { format: '04', identity: `${pan}F`, monthYear: '0130', serial: '000001' } as const;

  test('a key that fits its certificate whole, one that leaves a remainder, the last good month', () => {
    const long = certify(scheme, issuer, ofIssuer);
    expect(long.remainder.length).toBe(36);
    expect(good(recoverIssuerKey(scheme, long, question)).modulus).toEqual(issuer.modulus);
    const short = certify(issuer, card, { ...ofCard, staticData: '7C00' });
    expect(short.remainder.length).toBe(0);
    const icc = { ...short, staticData: bytesOf('7C00') };
    expect(good(recoverCardKey(issuer, icc, question)).modulus).toEqual(card.modulus);
  });

  test('withdrawn certificates, other algorithms and months that are none', () => {
    const reasonOf = (what: Parameters<typeof certify>[2], isRevoked = () => false) => {
      const result = recoverIssuerKey(scheme, certify(scheme, issuer, what), { ...question, isRevoked });
      return result.state === 'failed' ? result.reason : 'good';
    };
    expect(reasonOf(ofIssuer)).toBe('good');
    const seen: string[] = [];
    const revoked = (serial?: string) => seen.push(serial ?? '') > 0;
    expect(reasonOf(ofIssuer, revoked as () => boolean)).toBe('revoked');
    expect(seen).toEqual(['0A0B0C']);
    expect(reasonOf({ ...ofIssuer, algorithms: '0201' })).toBe('algorithm');
    expect(reasonOf({ ...ofIssuer, algorithms: '0104' })).toBe('algorithm');
    expect(reasonOf({ ...ofIssuer, monthYear: '1327' })).toBe('expired');
    expect(reasonOf({ ...ofIssuer, identity: '62FFFFFF' })).toBe('card');
    expect(reasonOf({ ...ofIssuer, identity: '630FFFFF' })).toBe('card');
    expect(reasonOf({ ...ofIssuer, monthYear: '1299' })).toBe('expired');
    expect(reasonOf({ ...ofIssuer, identity: '620000FF' })).toBe('good');
  });

  test('dynamic data that says more than it holds, and marks that are not right', () => {
    const reasonOf = (body: string, header?: string, trailer?: string) => {
      const result = verifyDynamicData(card, signBody(card, body, '1A2B', header, trailer), bytesOf('1A2B'));
      return result.state === 'failed' ? result.reason : 'good';
    };
    expect(reasonOf('050109081122334455667788')).toBe('good');
    expect(reasonOf('0501FF081122334455667788')).toBe('form');
    expect(reasonOf('0501090F1122334455667788')).toBe('form');
    expect(reasonOf('050100')).toBe('form');
    expect(reasonOf('050209081122334455667788')).toBe('algorithm');
    expect(reasonOf('030109081122334455667788')).toBe('form');
    expect(reasonOf('050109081122334455667788', '6B')).toBe('form');
    expect(reasonOf('050109081122334455667788', '6A', 'BD')).toBe('form');
  });

  test('a signature as large as the modulus, and keys that are none', () => {
    const above = new Uint8Array(card.modulus.length).fill(0xff);
    expect(verifyDynamicData(card, above, new Uint8Array(0))).toMatchObject({ reason: 'form' });
    const none = { modulus: new Uint8Array(96), exponent: Uint8Array.of(3) };
    expect(verifyDynamicData(none, new Uint8Array(96), new Uint8Array(0))).toMatchObject({ reason: 'form' });
    const empty = { modulus: new Uint8Array(0), exponent: new Uint8Array(0) };
    expect(verifyDynamicData(empty, new Uint8Array(0), new Uint8Array(0))).toMatchObject({
      reason: 'length',
    });
  });
});

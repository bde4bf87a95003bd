/** A scheme, an issuer and cards that they certified, and a terminal's data with the scheme's public key. */
import { makeSigner, schemeKeyChecksum, toHex } from '#adapters/security-module';
import {
  contactProfile,
  issuerBy,
  type OfflineData,
  type OfflineMethod,
  personaliseOffline,
} from '#adapters/virtual-terminal';
import { terminalDataOf } from '../src/programs/terminal-data.ts';

export const RID = 'A000000333';
export const INDEX = 'C1';

const [schemeKey, issuerKey, cardKey] = [makeSigner(1152, 3), makeSigner(1024, 3), makeSigner(768, 3)];

export interface OfflineWish {
  readonly pan: string;
  readonly expiry: string;
  readonly method: OfflineMethod;
  /** Of the issuer's certificate, MMYY. */
  readonly monthYear?: string;
}

export function offlineFor({ pan, expiry, method, monthYear = '1235' }: OfflineWish): OfflineData {
  const scheme = { key: schemeKey, index: INDEX };
  const issuer = issuerBy(scheme, { key: issuerKey, bin: pan.slice(0, 8), monthYear });
  const holder = { pan, expiry, sequence: '01' };
  return personaliseOffline(issuer, holder, { key: cardKey, method, aip: contactProfile() });
}

/** One bit of this tag changed, in the middle of the value. */
export function tampered(offline: OfflineData, tag: string): OfflineData {
  const bytes = Buffer.from(offline.tags[tag]!, 'hex');
  bytes[bytes.length >> 1]! ^= 0x01;
  return { ...offline, tags: { ...offline.tags, [tag]: bytes.toString('hex').toUpperCase() } };
}

/** The issuer's keys in a card whose own key is another one: a copy of what can be read. */
export const copied = (offline: OfflineData): OfflineData => ({ ...offline, key: makeSigner(768, 3) });

export const without = (offline: OfflineData, tag: string): OfflineData => ({
  ...offline,
  tags: Object.fromEntries(Object.entries(offline.tags).filter(([each]) => each !== tag)),
});

export function offlineTerminalData(expiry = '20351231') {
  const { modulus, exponent } = schemeKey;
  const sum = schemeKeyChecksum({ rid: Buffer.from(RID, 'hex'), index: 0xc1, modulus, exponent });
  const key = { rid: RID, index: INDEX, expiry, modulus: toHex(modulus), exponent: toHex(exponent) };
  const caKeys = [{ ...key, checksum: toHex(sum) }];
  return terminalDataOf([{ name: 'scheme.json', text: JSON.stringify({ caKeys }) }]);
}

/** Public keys of schemes as this terminal fetched them: read, checked, kept and found again. */
import { schemeKeyChecksum } from '#adapters/security-module';
import { fromHex, type ListTag, latinText, toHex } from '#wire/iso8583';

/** Hexadecimal, as the journal keeps it. */
export interface CaKey {
  readonly rid: string;
  readonly index: string;
  /** YYYYMMDD; the key is good to the end of this day. */
  readonly expiry: string;
  readonly modulus: string;
  readonly exponent: string;
}

/** More than this is no terminal's list. */
export const CA_KEYS_MAX = 100;

/** One answer to 0800 370. @throws RangeError that says what is wrong with the key */
export function readCaKey(tags: readonly ListTag[]): CaKey {
  const need = (tag: string): Uint8Array => {
    const value = tags.find((each) => each.tag === tag)?.value;
    if (value === undefined) throw new RangeError(`the key lacks ${tag}`);
    return value;
  };
  const [rid, index, modulus, exponent] = [need('9F06'), need('9F22'), need('DF02'), need('DF04')];
  const expiry = latinText(need('DF05'));
  if (rid.length !== 5 || index.length !== 1) throw new RangeError('9F06 is no RID, or 9F22 no index');
  const name = `${toHex(rid)} ${toHex(index)}`;
  if (!/^\d{8}$/.test(expiry)) throw new RangeError(`key ${name}: DF05 is no day YYYYMMDD`);
  const sum = schemeKeyChecksum({ rid, index: index[0]!, modulus, exponent });
  if (toHex(sum) !== toHex(need('DF03')))
    throw new RangeError(`key ${name}: DF03 is not the checksum of the key, ${toHex(sum)}`);
  return { rid: toHex(rid), index: toHex(index), expiry, modulus: toHex(modulus), exponent: toHex(exponent) };
}

/** The key that a card names, if this terminal has it and its day has not passed. `day`: YYMMDD. */
export function caKeyFor(
  keys: readonly CaKey[],
  wanted: { readonly rid: string; readonly index: string; readonly day: string },
): { readonly modulus: Uint8Array; readonly exponent: Uint8Array } | null {
  const found = keys.find(({ rid, index }) => rid === wanted.rid && index === wanted.index);
  if (found === undefined || found.expiry < `20${wanted.day}`) return null;
  const [modulus, exponent] = [fromHex(found.modulus), fromHex(found.exponent)];
  return modulus === null || exponent === null ? null : { modulus, exponent };
}

/** Reading vectors/security, for the tests beside the algorithms. */
import { readFileSync } from 'node:fs';

export interface VectorFile<Valid, Invalid> {
  readonly valid: readonly (Valid & { readonly name: string; readonly source: string })[];
  readonly invalid: readonly (Invalid & { readonly name: string; readonly error: string })[];
}

export const readSecurityVectors = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../vectors/security/${name}.json`, import.meta.url), 'utf8'));

/** The bytes of a vector's hexadecimal text, spaces allowed. */
export const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replace(/ /g, ''), 'hex'));

/** What a refusal of the security module looks like. */
export const refusal = (code: string): unknown => ({ name: 'SecurityModuleError', code });

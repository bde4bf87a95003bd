/**
 * What an application cryptogram (ARQC, TC, AAC) covers, in the order in which the card enciphers it. Padding belongs
 * to the algorithm, hence to the security module: `80 00…` for PBOC and the common session key, zeros for CVN 10.
 */
import type { ChipData } from './chip-data.ts';
import { EmvError, fail } from './error.ts';
import { readIad } from './iad.ts';
import { joined } from './tlv.ts';

/** A whole object by its tag, or a part of 9F10. */
type Part = string | 'cvr' | 'iad' | 'iad-byte-5';

interface Recipe {
  readonly parts: readonly Part[];
  readonly source: string;
  readonly certainty: 'spec' | 'several' | 'unconfirmed';
}

const COMMON = ['9F02', '9F03', '9F1A', '95', '5F2A', '9A', '9C', '9F37', '82', '9F36'] as const;

export const CRYPTOGRAM_RECIPES = {
  pboc: {
    parts: [...COMMON, 'cvr'],
    source: 'UnionPay: data of the online cryptogram, as quoted publicly',
    certainty: 'spec',
  },
  'cvn-10': {
    parts: [...COMMON, 'cvr'],
    source: 'Visa CVN 10 in three public libraries',
    certainty: 'several',
  },
  'cvn-18': {
    parts: [...COMMON, 'iad'],
    source: 'Visa CVN 18 in three public libraries',
    certainty: 'several',
  },
  'cvn-17': {
    parts: ['9F02', '9F37', '9F36', 'iad-byte-5'],
    source: 'Contactless Visa and PBOC cards; nothing that we read confirms it',
    certainty: 'unconfirmed',
  },
} as const satisfies Record<string, Recipe>;
export type CryptogramRecipe = keyof typeof CRYPTOGRAM_RECIPES;

/** Length that a part must have, or the cryptogram would cover something else than the card did. */
const PART_BYTES: Readonly<Record<string, number>> = {
  '9F02': 6,
  '9F03': 6,
  '9F1A': 2,
  '95': 5,
  '5F2A': 2,
  '9A': 3,
  '9C': 1,
  '9F37': 4,
  '82': 2,
  '9F36': 2,
};

/** @throws EmvError `missing`, `bad-value` */
export function cryptogramInput(data: ChipData, recipe: CryptogramRecipe = 'pboc'): Uint8Array {
  return joined(CRYPTOGRAM_RECIPES[recipe].parts.map((part) => partOf(data, part)));
}

function partOf(data: ChipData, part: Part): Uint8Array {
  if (part === 'cvr') return readIad(data.need('9F10')).cvr;
  if (part === 'iad') return data.need('9F10');
  if (part === 'iad-byte-5') {
    const iad = data.need('9F10');
    return iad.length >= 5 ? iad.subarray(4, 5) : fail('bad-value', 'read tag 9F10: no fifth byte', '9F10');
  }
  const value = data.need(part);
  const bytes = PART_BYTES[part];
  if (value.length !== bytes)
    fail('bad-value', `read tag ${part}: ${value.length} bytes, expected ${bytes}`, part);
  return value;
}

/**
 * Which recipe the card says that it used, by the cryptogram version in 9F10; null when nobody told us. 01 is PBOC's
 * own; the Visa numbers are as the byte stands.
 */
export function recipeOf(data: ChipData): CryptogramRecipe | null {
  const iad = data.get('9F10');
  if (iad === undefined) return null;
  try {
    const { cryptogramVersion } = readIad(iad);
    return RECIPE_OF_VERSION[cryptogramVersion] ?? null;
  } catch (error) {
    if (error instanceof EmvError) return null;
    throw error;
  }
}

const RECIPE_OF_VERSION: Readonly<Record<number, CryptogramRecipe>> = {
  1: 'pboc',
  10: 'cvn-10',
  17: 'cvn-17',
  18: 'cvn-18',
};

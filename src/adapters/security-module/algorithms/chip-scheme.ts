import type { ChipScheme } from '#engine/ports';
import type { Padding } from './keyed-mac.ts';

/** How one family of cards derives its keys and makes its cryptograms. */
export interface ChipRules {
  readonly cipher: 'tdes' | 'sm4';
  /** Card key out of the issuer's. Option B differs from A for card numbers of more than sixteen digits. */
  readonly cardKey: 'option-a' | 'option-b';
  /** Key of one payment out of the card key. `none`: the card key itself. */
  readonly session: 'none' | 'common' | 'padded-atc';
  readonly padding: Padding;
  readonly answer: { readonly method: 1 | 2; readonly key: 'card' | 'session' };
  /** Key of the scripts of one payment. `common-arqc`: the common session key over the cryptogram. */
  readonly scriptSession: 'xor-atc' | 'padded-atc' | 'common-arqc';
  readonly source: string;
  /** `unconfirmed`: stands on descriptions; no worked example with keys is public. */
  readonly certainty: 'several' | 'unconfirmed';
}

export const chipRules = {
  'pboc-tdes': {
    cipher: 'tdes',
    cardKey: 'option-a',
    session: 'padded-atc',
    padding: 'bit-and-zeros',
    answer: { method: 1, key: 'session' },
    scriptSession: 'padded-atc',
    source: 'JR/T 0025; a worked example with keys at cnblogs.com/1024Planet/p/6256545.html',
    certainty: 'several',
  },
  'pboc-sm4': {
    cipher: 'sm4',
    cardKey: 'option-a',
    session: 'padded-atc',
    padding: 'bit-and-zeros',
    answer: { method: 1, key: 'session' },
    scriptSession: 'padded-atc',
    source: 'The form of triple DES in blocks of sixteen bytes; the left eight bytes are the cryptogram',
    certainty: 'unconfirmed',
  },
  'cvn-10': {
    cipher: 'tdes',
    cardKey: 'option-a',
    session: 'none',
    padding: 'zeros',
    answer: { method: 1, key: 'card' },
    scriptSession: 'xor-atc',
    source: 'Visa CVN 10 as public libraries make it; examples of knovichikhin/pyemv from a payment HSM',
    certainty: 'several',
  },
  'cvn-18': {
    cipher: 'tdes',
    cardKey: 'option-b',
    session: 'common',
    padding: 'bit-and-zeros',
    answer: { method: 2, key: 'session' },
    scriptSession: 'xor-atc',
    source: 'Visa CVN 18 as public libraries make it; examples of knovichikhin/pyemv from a payment HSM',
    certainty: 'several',
  },
  'emv-common': {
    cipher: 'tdes',
    cardKey: 'option-a',
    session: 'common',
    padding: 'bit-and-zeros',
    answer: { method: 1, key: 'session' },
    scriptSession: 'common-arqc',
    source: 'EMV book 2, annexes A1.3 and A1.4; examples of knovichikhin/pyemv from a payment HSM',
    certainty: 'several',
  },
} as const satisfies Record<ChipScheme, ChipRules>;

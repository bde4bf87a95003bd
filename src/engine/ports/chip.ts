/**
 * What an issuer and its chip cards prove to each other: the card makes a cryptogram over a payment, the issuer
 * checks it and answers with one of its own, and its scripts carry a MAC.
 */

/**
 * By which rules keys are derived and cryptograms made.
 * - `pboc-tdes`, `pboc-sm4`: cards of UnionPay; SM4 has the same form in blocks of sixteen bytes
 * - `cvn-10`, `cvn-18`: cryptogram versions of Visa cards
 * - `emv-common`: the common session key of EMV book 2
 */
export const CHIP_SCHEMES = ['pboc-tdes', 'pboc-sm4', 'cvn-10', 'cvn-18', 'emv-common'] as const;
export type ChipScheme = (typeof CHIP_SCHEMES)[number];

/** Which card: its number, and the two digits that tell cards of one number apart. */
export interface CardIdentity {
  readonly pan: string;
  readonly sequence: string;
}

/**
 * What the issuer's cryptogram says.
 * - method 1 (`cvn-10`, PBOC, `emv-common`): the two characters of the answer code
 * - method 2 (`cvn-18`): four bytes of card status update, and up to eight more of the issuer's own
 */
export type IssuerSays =
  | { readonly responseCode: Uint8Array }
  | { readonly cardStatus: Uint8Array; readonly own: Uint8Array };

export interface ArqcRequest extends CardIdentity {
  /** Counter of the card, 9F36: two bytes. */
  readonly atc: Uint8Array;
  /** What the cryptogram covers, without padding. */
  readonly data: Uint8Array;
  /** 9F26: eight bytes. Another length is a wrong cryptogram, not an error. */
  readonly arqc: Uint8Array;
  /** Null: only check. An issuer that decides after the check asks again with what it says. */
  readonly says: IssuerSays | null;
}

export type ArqcResult =
  | { readonly state: 'wrong' }
  /** `issuerAuthentication`: value of tag 91, cryptogram and what it says. Null when nothing was said. */
  | { readonly state: 'right'; readonly issuerAuthentication: Uint8Array | null };

/** A command to the card, which the issuer sends along. */
export interface ScriptRequest extends CardIdentity {
  readonly atc: Uint8Array;
  /** The cryptogram of the payment that the script travels with. */
  readonly arqc: Uint8Array;
  /** CLA, INS, P1, P2, Lc; Lc counts the MAC too. */
  readonly header: Uint8Array;
  readonly data: Uint8Array;
  /** Bytes of MAC, 4 to 8. */
  readonly macBytes: number;
}

/** What a magnetic stripe or the back of a card carries: the value belongs to these three. */
export interface CardCheckRequest {
  readonly pan: string;
  /** YYMM as the stripe has it. */
  readonly expiry: string;
  /** Three digits of the stripe, `000` for the printed value. */
  readonly serviceCode: string;
}

/**
 * An issuer's side where an answer is needed at once: the simulated network decides message by message. A real
 * one is given by the security module's algorithms; the seeded world passes a model that computes nothing secret.
 */
export interface IssuerChip {
  verifyArqc(request: ArqcRequest): ArqcResult;
  macScript(request: ScriptRequest): Uint8Array;
  /** `given`: three digits. Another length is a wrong value. */
  verifyCardCheck(request: CardCheckRequest, given: string): boolean;
}

/** The card's own side: what a virtual card needs to behave like a real one. */
export interface CardChip {
  /** ARQC, TC or AAC: eight bytes. */
  makeCryptogram(payment: { readonly atc: Uint8Array; readonly data: Uint8Array }): Uint8Array;
  /** Whether the value of tag 91 comes from the issuer. */
  acceptsIssuer(answer: {
    readonly atc: Uint8Array;
    readonly arqc: Uint8Array;
    readonly issuerAuthentication: Uint8Array;
  }): boolean;
  /** Whether the last `macBytes` bytes of a script command are the issuer's MAC. */
  acceptsScript(script: {
    readonly atc: Uint8Array;
    readonly arqc: Uint8Array;
    readonly command: Uint8Array;
    readonly macBytes: number;
  }): boolean;
}

/** A face compared with the one that the state has of an identity number, by a provider outside. */

export interface FaceQuestion {
  readonly checkId: string;
  /** Comes back in the result, once. */
  readonly nonce: string;
  readonly name: string;
  readonly idNumber: string;
  /** Where the result is sent. */
  readonly callbackUrl: string;
  readonly untilMs: number;
}

/** What a provider says of a check. */
export interface FaceResult {
  readonly checkId: string;
  readonly nonce: string;
  readonly passed: boolean;
  /** How the provider names its own record. */
  readonly reference: string;
}

/** What came with a result to prove whose it is. */
export interface FaceSignature {
  readonly time: string;
  readonly signature: string;
}

export interface FacePort {
  /** Who compares: the holder agrees to this one. */
  readonly provider: string;
  /** The page of the provider to which the holder goes. Throws when the provider did not take the question. */
  begin(question: FaceQuestion): Promise<{ readonly url: string }>;
  /** Is the result the provider's own, and not an old one? */
  isGenuine(result: FaceResult, signature: FaceSignature, nowMs: number): boolean;
}

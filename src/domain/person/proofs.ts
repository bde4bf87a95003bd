/** How somebody proves who is there, and how long that holds (WAL-10). */
import type { TryRule } from '../sign-in/index.ts';

/**
 * - `password` the password of the wallet
 * - `sms-code` a code that went to the telephone of the wallet
 * - `passkey` the device's own check: a fingerprint, a face or its PIN, and a key that only it has
 * - `face` a face compared by an outside provider, with consent of its own (LAW-32)
 * - `staff` a person of the institution saw the identity card and its holder: the equal way without a face
 */
export const PROOF_KINDS = ['password', 'sms-code', 'passkey', 'face', 'staff'] as const;
export type ProofKind = (typeof PROOF_KINDS)[number];

/** Proofs that are all wanted together. */
export type ProofWay = readonly ProofKind[];
/** Any one of the ways is enough. */
export type ProofNeed = readonly ProofWay[];

/** What is asked for beyond being signed in where no rule says it; for closings rules do. */
export const PROOF_NEEDS = {
  bind: [['password', 'sms-code']],
  /** A new way to prove oneself outlives the sign-in. */
  'own-security': [['password'], ['passkey'], ['staff']],
  /** Who forgot the old one still has the telephone and the device, or the identity card. */
  'new-password': [
    ['password', 'sms-code'],
    ['passkey', 'sms-code'],
    ['staff', 'sms-code'],
  ],
} as const satisfies Record<string, ProofNeed>;
export type ProofPurpose = keyof typeof PROOF_NEEDS;

/** How often one person may ask for a check by somebody else: ten are free, then each costs a wait. */
export const CHECKS_ASKED: TryRule = {
  free: 10,
  firstWaitMs: 60_000,
  waitMaxMs: 3_600_000,
  forgetMs: 24 * 3_600_000,
};

/** How long a proof is fresh. */
export const PROOF_FRESH_MS = 5 * 60_000;
/** A staff check takes its time: somebody comes to a counter, the page comes back to it. */
export const STAFF_PROOF_FRESH_MS = 30 * 60_000;

/** A proof of one session. `act`: made for this act alone; null: for whatever the session asks. */
export interface Proof {
  readonly kind: ProofKind;
  readonly atMs: number;
  readonly act: string | null;
}

export const proofUntilMs = ({ kind, atMs }: Pick<Proof, 'kind' | 'atMs'>): number =>
  atMs + (kind === 'staff' ? STAFF_PROOF_FRESH_MS : PROOF_FRESH_MS);

const holds = (proof: Proof, nowMs: number): boolean => nowMs >= proof.atMs && nowMs < proofUntilMs(proof);

/** The kinds that are proven now, for this act. What was proven for another act proves nothing here. */
export function provenKinds(proofs: readonly Proof[], act: string | null, nowMs: number): ProofKind[] {
  const good = proofs.filter((proof) => proof.act === act && holds(proof, nowMs));
  return PROOF_KINDS.filter((kind) => good.some((proof) => proof.kind === kind));
}

export const isProven = (need: ProofNeed, have: readonly ProofKind[]): boolean =>
  need.length === 0 || need.some((way) => way.every((kind) => have.includes(kind)));

/** The ways of a need that can be gone with what is offered here, the shortest rest first; for a page to show. */
export function openWays(
  need: ProofNeed,
  have: readonly ProofKind[],
  offered: readonly ProofKind[],
): ProofKind[][] {
  return need
    .map((way) => way.filter((kind) => !have.includes(kind)))
    .filter((rest) => rest.every((kind) => offered.includes(kind)))
    .sort((one, two) => one.length - two.length);
}

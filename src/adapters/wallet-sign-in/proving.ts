/** A cardholder who is signed in proves anew who is there, for the session or for one act of it. */
import { countTry, forgiveTry, TooManySignIns } from '#adapters/sign-in';
import { type Proof, type ProofKind, proofUntilMs, STAFF_PROOF_FRESH_MS } from '#domain/person';
import { takeProofCode } from './codes.ts';
import type { HolderPlace, HolderRefused, HolderSignedIn, Parts } from './types.ts';

export interface HeldProof extends Proof {
  readonly untilMs: number;
}

/** The proofs of a session that still hold, for this act alone (`null`: for none in particular). */
export async function heldProofs(
  { store, clock }: Pick<Parts, 'store' | 'clock'>,
  sessionId: string,
  act: string | null,
): Promise<readonly HeldProof[]> {
  const nowMs = clock.nowMs();
  const all = await store.proofs(sessionId, nowMs - STAFF_PROOF_FRESH_MS);
  return all
    .filter((proof) => proof.act === act)
    .map((proof) => ({ ...proof, untilMs: proofUntilMs(proof) }))
    .filter(({ untilMs }) => nowMs < untilMs);
}

/** A refusal, or what was proven just now. */
export type Proven = HolderRefused | HeldProof;

export async function proven(
  { store, clock }: Pick<Parts, 'store' | 'clock'>,
  signedIn: HolderSignedIn,
  kind: ProofKind,
  act: string | null,
): Promise<HeldProof> {
  const proof = { kind, act, atMs: clock.nowMs() };
  await store.prove(signedIn.session.id, proof);
  return { ...proof, untilMs: proofUntilMs(proof) };
}

export async function proveByPassword(
  parts: Parts,
  place: HolderPlace,
  signedIn: HolderSignedIn,
  given: { readonly password: string; readonly act: string | null },
): Promise<Proven> {
  const { person } = signedIn;
  // One count with signing in: a thief at an open page has no more tries than a stranger.
  const tried = { kind: 'phone', text: person.phone.index } as const;
  const waitMs = await countTry(parts, place, tried);
  if (waitMs > 0) return { refused: 'too-many-tries', waitMs };
  try {
    if (!(await parts.passwords.fits(given.password, person.password))) return { refused: 'password-wrong' };
  } catch (error) {
    if (error instanceof TooManySignIns) return { refused: 'sign-in-busy' };
    throw error;
  }
  await forgiveTry(parts, place, tried);
  return proven(parts, signedIn, 'password', given.act);
}

/** By a code that was sent for this session; it proves what it was asked for, and nothing else. */
export async function proveByCode(
  parts: Parts,
  place: HolderPlace,
  signedIn: HolderSignedIn,
  code: string,
): Promise<Proven> {
  const tried = { kind: 'phone', text: signedIn.person.phone.index } as const;
  const waitMs = await countTry(parts, place, tried);
  if (waitMs > 0) return { refused: 'too-many-tries', waitMs };
  const taken = await takeProofCode(parts, signedIn, code);
  if (taken === null) return { refused: 'code-wrong' };
  await forgiveTry(parts, place, tried);
  return proven(parts, signedIn, 'sms-code', taken.act);
}

export async function changePassword(
  { store, clock, passwords }: Parts,
  { person, session }: HolderSignedIn,
  next: string,
): Promise<HolderRefused | null> {
  try {
    await store.change(person.id, { password: await passwords.hash(next) });
  } catch (error) {
    if (error instanceof TooManySignIns) return { refused: 'sign-in-busy' };
    throw error;
  }
  // Whoever knew the old one may sit somewhere.
  await store.endSessions(person.id, session.id, clock.nowMs(), 'password-changed');
  await store.forgetDevices(person.id, session.deviceSha256);
  await store.spendProofs(session.id, null, ['password', 'sms-code']);
  return null;
}

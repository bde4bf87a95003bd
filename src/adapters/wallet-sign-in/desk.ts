/** The desk at which cardholders sign in and out. */
import type { PersonRecord, PersonSession, Texts } from '#adapters/postgres';
import { Passwords } from '#adapters/sign-in';
import { type PersonId, PROOF_KINDS, type ProofKind } from '#domain/person';
import type { EventRow } from '#engine';
import { type Checks, createChecks } from './checks.ts';
import { heard } from './closing.ts';
import { sendProofCode, sendSessionCode, takesSessionCode } from './codes.ts';
import { type Counter, counter } from './counter.ts';
import { createHolderPasskeys, type HolderPasskeys } from './holder-passkeys.ts';
import { type KeptText, keptTexts } from './kept-texts.ts';
import { type LossDoor, lossDoor } from './loss-door.ts';
import { type ClearDetails, clearDetails } from './new-person.ts';
import {
  changePassword,
  type HeldProof,
  heldProofs,
  type Proven,
  proveByCode,
  proveByPassword,
} from './proving.ts';
import { type HolderCredentials, signIn } from './signing-in.ts';
import { openWallet, type SignUp, signUp } from './signing-up.ts';
import { standing } from './standing.ts';
import type {
  HolderOpened,
  HolderPlace,
  HolderRefused,
  HolderSignedIn,
  HolderTold,
  WalletSignInOptions,
} from './types.ts';

/** Stays that began longer ago than this are over; their rows are of no use. */
const FORGET_SESSIONS_MS = 90 * 24 * 3_600_000;
const SESSIONS_SHOWN = 10;
const PENDING_AT_ONCE = 100;

export interface WalletSignInDesk extends LossDoor, Counter {
  readonly demo: boolean;
  readonly passkeys: HolderPasskeys;
  readonly checks: Checks;
  signIn(place: HolderPlace, given: HolderCredentials): Promise<HolderTold<HolderOpened | HolderRefused>>;
  standing(
    given: { readonly token: string; readonly device: string },
    how: { readonly quiet: boolean; readonly local: boolean },
  ): Promise<HolderSignedIn | null>;
  signOut(signedIn: HolderSignedIn, why: 'signed-out' | 'replaced'): Promise<void>;
  sessions(personId: PersonId): Promise<readonly PersonSession[]>;
  proveByPassword(
    place: HolderPlace,
    signedIn: HolderSignedIn,
    given: { readonly password: string; readonly act: string | null },
  ): Promise<Proven>;
  /** By a code that was sent to this session. */
  proveByCode(place: HolderPlace, signedIn: HolderSignedIn, code: string): Promise<Proven>;
  sendSessionCode(
    place: HolderPlace,
    given: { readonly phone: string; readonly lang: 'zh' | 'en' },
  ): Promise<HolderRefused | null>;
  sendProofCode(
    place: HolderPlace,
    signedIn: HolderSignedIn,
    act: string | null,
  ): Promise<HolderRefused | null>;
  signUp(
    place: HolderPlace,
    given: SignUp,
  ): Promise<HolderRefused | { readonly received: true; readonly person: PersonRecord | null }>;
  /** All other sign-ins of the person end, and their devices are new. */
  changePassword(signedIn: HolderSignedIn, next: string): Promise<HolderRefused | null>;
  /** In a demonstration: texts that stayed on this machine, whole, the newest first; else none. */
  keptTexts(texts: Pick<Texts, 'list'>): Promise<readonly KeptText[]>;
  /** Wallets that somebody signed up for and that are not there yet; how many were opened. */
  openPending(): Promise<number>;
  /** The kinds that this person can prove here. */
  offers(personId: string): Promise<ProofKind[]>;
  /** Those that hold now, for this act alone; `null`: for none in particular. */
  proofs(sessionId: string, act: string | null): Promise<readonly HeldProof[]>;
  /** What happened to wallets: whoever held one that is closed signs in no more, and the telephone is free. */
  heard(events: readonly Pick<EventRow, 'kind' | 'book'>[]): Promise<void>;
  /** Who holds a wallet, in the clear: for an issuer that compares names and numbers, and for the person's own copy. */
  details(walletId: string): Promise<ClearDetails | null>;
  /** All of a wallet's holder but the one given: it was closed, or reported lost. How many ended. */
  endSessionsOf(walletId: string, why: 'closed' | 'loss-reported', except?: string | null): Promise<number>;
}

export function createWalletSignIn(options: WalletSignInOptions): WalletSignInDesk {
  const { store, clock, demo } = options;
  const parts = { ...options, passwords: options.passwords ?? new Passwords() };
  return {
    ...lossDoor(parts),
    ...counter(parts),
    demo,
    passkeys: createHolderPasskeys(parts),
    checks: createChecks(parts, options.face ?? null),
    async signIn(place, given) {
      const told = await signIn(parts, place, given, takesSessionCode(parts));
      if ('token' in told.result) await store.forgetSessions(clock.nowMs() - FORGET_SESSIONS_MS);
      return told;
    },
    standing: (given, how) => standing(parts, given, how),
    signOut: ({ session }, why) => store.endSession(session.id, clock.nowMs(), why),
    sessions: (personId) => store.sessionsOf(personId, SESSIONS_SHOWN),
    proveByPassword: (place, signedIn, given) => proveByPassword(parts, place, signedIn, given),
    proveByCode: (place, signedIn, code) => proveByCode(parts, place, signedIn, code),
    sendSessionCode: (place, given) => sendSessionCode(parts, place, given),
    sendProofCode: (place, signedIn, act) => sendProofCode(parts, place, signedIn, act),
    signUp: (place, given) => signUp(parts, place, given, takesSessionCode(parts)),
    changePassword: (signedIn, next) => changePassword(parts, signedIn, next),
    keptTexts: (texts) => keptTexts(parts, texts),
    async openPending() {
      const pending = await store.opening(clock.nowMs(), PENDING_AT_ONCE);
      for (const person of pending) await openWallet(parts, person);
      return pending.length;
    },
    async offers(personId) {
      const passkeys = await store.credentials(personId);
      return PROOF_KINDS.filter(
        (kind) =>
          (kind !== 'passkey' || passkeys.length > 0) && (kind !== 'face' || options.face !== undefined),
      );
    },
    proofs: (sessionId, act) => heldProofs(parts, sessionId, act),
    heard: (events) => heard(parts, events),
    async details(walletId) {
      const person = await store.byWallet(walletId);
      return person === null ? null : clearDetails(options.security, person);
    },
    async endSessionsOf(walletId, why, except = null) {
      const person = await store.byWallet(walletId);
      if (person === null) return 0;
      // The telephone or the wallet is gone: every device is new again.
      await store.forgetDevices(person.id, null);
      return store.endSessions(person.id, except, clock.nowMs(), why);
    },
  };
}

/**
 * Checks of a cardholder by somebody else: staff who see the identity card and its holder, or a provider who compares
 * faces. What passes is a proof of the stay that asked, perhaps for one act.
 */
import { randomBytes, randomInt } from 'node:crypto';
import type { CheckRecord, PersonStore } from '#adapters/postgres';
import { countTry, forgiveTry, keyOfTry, newId } from '#adapters/sign-in';
import { CHECKS_ASKED, FACE_CONSENT_EDITION, normalIdNumber, normalName } from '#domain/person';
import type { FacePort, FaceResult, FaceSignature } from '#engine';
import { clearDetails } from './new-person.ts';
import type { HolderSignedIn, Parts } from './types.ts';

/** Time to come to the counter; time before the camera. */
const STAFF_CHECK_MS = 30 * 60_000;
const FACE_CHECK_MS = 10 * 60_000;
const CODE_DIGITS = 8;
const OPEN_SHOWN = 50;
const ID = /^chk_[a-z]{20}$/;

export interface BegunCheck {
  readonly check: CheckRecord;
  /** Of a staff check: what the holder says at the counter. */
  readonly code: string | null;
  /** Of a face: the provider's page. */
  readonly url: string | null;
}

export type CheckRefused =
  | { readonly refused: 'face-not-offered' | 'consent-needed' | 'face-provider-away' }
  | { readonly refused: 'too-many-tries'; readonly waitMs: number };

/** What somebody of the staff read on the card, or why it does not fit. */
export type StaffDecision =
  | { readonly fits: true; readonly name: string; readonly idNumber: string }
  | { readonly fits: false; readonly note: string };

export type Decided =
  | { readonly check: CheckRecord; readonly passed: boolean }
  | { readonly refused: 'check-not-known' }
  | { readonly refused: 'too-many-tries'; readonly waitMs: number };

export interface Checks {
  /** Who compares faces here; null: nobody. */
  readonly faceProvider: string | null;
  begin(
    signedIn: HolderSignedIn,
    asked: { readonly kind: 'staff' | 'face'; readonly act: string | null; readonly callbackUrl: string },
  ): Promise<BegunCheck | CheckRefused>;
  /** One of the person's own. */
  check(personId: string, id: string): Promise<CheckRecord | null>;
  open(): Promise<readonly CheckRecord[]>;
  /** By the code that the holder tells; guessed ones are counted by who guesses. */
  decide(
    by: { readonly staffId: string; readonly address: string },
    code: string,
    decision: StaffDecision,
  ): Promise<Decided>;
  /** False: not the provider's, too old, or of no check that waits. */
  faceResult(result: FaceResult, signature: FaceSignature): Promise<boolean>;
  consent(personId: string): ReturnType<PersonStore['consent']>;
  giveConsent(signedIn: HolderSignedIn): Promise<void>;
  withdrawConsent(signedIn: HolderSignedIn): Promise<boolean>;
}

/** Where the code of a staff check is told twice by chance, the newer one is another one. */
const MADE_TIMES = 5;

async function newStaffCode(parts: Parts): Promise<{ readonly code: string; readonly mark: string }> {
  for (let time = 0; time < MADE_TIMES; time += 1) {
    const code = String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0');
    const mark = await parts.security.mark('check', `staff ${code}`);
    if ((await parts.store.checkByToken('staff', mark, parts.clock.nowMs())) === null) return { code, mark };
  }
  throw new Error('no number was free for a check');
}

async function ended(
  { store, clock }: Parts,
  check: CheckRecord,
  how: { readonly passed: boolean; readonly decidedBy: string; readonly note: string | null },
): Promise<boolean> {
  const nowMs = clock.nowMs();
  const { passed, decidedBy, note } = how;
  const state = passed ? 'passed' : 'failed';
  // Once: of two decisions at the same time the second one finds it ended.
  if (!(await store.endCheck(check.id, { state, decidedBy, note }, nowMs))) return false;
  if (passed) await store.prove(check.sessionId, { kind: check.kind, act: check.act, atMs: nowMs });
  return true;
}

export function createChecks(parts: Parts, face: FacePort | null): Checks {
  const { store, security, clock } = parts;
  const add = async (
    { person, session }: HolderSignedIn,
    asked: { readonly kind: 'staff' | 'face'; readonly act: string | null; readonly tokenMark: string },
  ): Promise<CheckRecord> => {
    const askedMs = clock.nowMs();
    const check: CheckRecord = {
      ...{ id: newId('chk'), personId: person.id, sessionId: session.id, ...asked, state: 'open', askedMs },
      untilMs: askedMs + (asked.kind === 'staff' ? STAFF_CHECK_MS : FACE_CHECK_MS),
      ...{ endedMs: null, decidedBy: null, note: null },
    };
    await store.addCheck(check);
    return check;
  };
  const beginFace = async (
    signedIn: HolderSignedIn,
    act: string | null,
    callbackUrl: string,
  ): Promise<BegunCheck | CheckRefused> => {
    if (face === null) return { refused: 'face-not-offered' };
    if ((await store.consent(signedIn.person.id, 'face')) === null) return { refused: 'consent-needed' };
    const nonce = randomBytes(24).toString('base64url');
    const tokenMark = await security.mark('check', `face ${nonce}`);
    const check = await add(signedIn, { kind: 'face', act, tokenMark });
    const { name, idNumber } = await clearDetails(security, signedIn.person);
    try {
      const question = { checkId: check.id, nonce, name, idNumber, callbackUrl, untilMs: check.untilMs };
      const { url } = await face.begin(question);
      return { check, code: null, url };
    } catch (error) {
      parts.trouble?.(`face: ${error instanceof Error ? error.name : 'failure'}`);
      const over = { state: 'over', decidedBy: null, note: 'provider-away' } as const;
      await store.endCheck(check.id, over, clock.nowMs());
      return { refused: 'face-provider-away' };
    }
  };
  return {
    faceProvider: face?.provider ?? null,
    async begin(signedIn, { kind, act, callbackUrl }) {
      // Each makes rows, and a face is a call to somebody who is paid for it.
      const asker = keyOfTry(`asked ${signedIn.person.id}`);
      const waitMs = await store.tryOnce('check', asker, CHECKS_ASKED, clock.nowMs());
      if (waitMs > 0) return { refused: 'too-many-tries', waitMs };
      if (kind === 'face') return beginFace(signedIn, act, callbackUrl);
      const { code, mark } = await newStaffCode(parts);
      return { check: await add(signedIn, { kind, act, tokenMark: mark }), code, url: null };
    },
    async check(personId, id) {
      // Whatever else stands in an address is no id, and some of it is no text for a database.
      const found = ID.test(id) ? await store.check(id) : null;
      return found?.personId === personId ? found : null;
    },
    open: () => store.openChecks('staff', clock.nowMs(), OPEN_SHOWN),
    async decide({ staffId, address }, code, decision) {
      const place = { address, agent: '', local: false };
      const tried = { kind: 'check', text: staffId } as const;
      const waitMs = await countTry(parts, place, tried);
      if (waitMs > 0) return { refused: 'too-many-tries', waitMs };
      const mark = await security.mark('check', `staff ${code}`);
      const check = await store.checkByToken('staff', mark, clock.nowMs());
      const person = check === null ? null : await store.byId(check.personId);
      if (check === null || person === null) return { refused: 'check-not-known' };
      await forgiveTry(parts, place, tried);
      // What is on the card is compared here: whoever looks at it need not be shown what we know.
      const known = await clearDetails(security, person);
      const passed =
        decision.fits &&
        normalName(decision.name) === known.name &&
        normalIdNumber(decision.idNumber) === known.idNumber;
      const note = decision.fits ? null : decision.note;
      if (!(await ended(parts, check, { passed, decidedBy: staffId, note })))
        return { refused: 'check-not-known' };
      return { check: (await store.check(check.id)) ?? check, passed };
    },
    async faceResult(result, signature) {
      if (face === null || !face.isGenuine(result, signature, clock.nowMs())) return false;
      const check = await store.check(result.checkId);
      const mark = await security.mark('check', `face ${result.nonce}`);
      if (check === null || check.kind !== 'face' || check.tokenMark !== mark) return false;
      const { passed, reference } = result;
      await ended(parts, check, { passed, decidedBy: face.provider, note: reference.slice(0, 80) });
      // A result that is sent again is taken again, and changes nothing.
      return true;
    },
    consent: (personId) => store.consent(personId, 'face'),
    giveConsent: ({ person }) =>
      store.giveConsent({
        ...{ id: newId('cns'), personId: person.id, kind: 'face', givenMs: clock.nowMs() },
        edition: FACE_CONSENT_EDITION,
      }),
    withdrawConsent: ({ person }) => store.withdrawConsent(person.id, 'face', clock.nowMs()),
  };
}

/** The cardholder as a person: who it is, how that is proven, and for how long. */

export { FACE_CONSENT, FACE_CONSENT_EDITION } from './consent.ts';
export { DEMO_HOLDERS, type DemoHolder } from './demo.ts';
export {
  isPhone,
  isRealName,
  maskIdNumber,
  maskName,
  maskPhone,
  NAME_MAX,
  normalName,
  normalPhone,
} from './details.ts';
export {
  ageOf,
  birthOf,
  GUARDIAN_BELOW_AGE,
  type IdFault,
  idCheckDigit,
  idFault,
  needsGuardian,
  normalIdNumber,
} from './id-number.ts';
export {
  CHECKS_ASKED,
  isProven,
  openWays,
  PROOF_FRESH_MS,
  PROOF_KINDS,
  PROOF_NEEDS,
  type Proof,
  type ProofKind,
  type ProofNeed,
  type ProofPurpose,
  type ProofWay,
  proofUntilMs,
  provenKinds,
  STAFF_PROOF_FRESH_MS,
} from './proofs.ts';
export { DEVICE_KNOWN_MS, HOLDER_LIFETIME, holderEndsAtMs, isHolderOver } from './sitting.ts';
export {
  CODE_PURPOSES,
  CODE_RATE_SPAN_MS,
  CODE_RATES,
  type CodeEvent,
  type CodePurpose,
  type CodeRateKind,
  codeWait,
  evolveCode,
  PHONE_TRIES,
  SMS_CODE_DIGITS,
  SMS_CODE_LIFETIME_MS,
  SMS_CODE_TRIES_MAX,
  type SmsCode,
} from './sms-code.ts';
export {
  evolvePerson,
  holdsPhone,
  PERSON_STATES,
  type PersonEvent,
  type PersonId,
  type PersonState,
} from './state.ts';

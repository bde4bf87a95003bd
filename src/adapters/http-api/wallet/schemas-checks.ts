/** Shapes of checks by somebody else, and of the consents that they want. */
import { type Static, Type } from 'typebox';
import { FACE_CONSENT_EDITION } from '#domain/person';
import { Instant, nullable } from '../schemas-basic.ts';
import { Act } from './schemas-proofs.ts';

const At = Type.Unsafe<string>(Instant);
const closed = { additionalProperties: false };

export const CheckBody = Type.Object(
  { kind: Type.Enum(['staff', 'face']), act: Type.Optional(Act) },
  { ...closed, title: 'WalletCheckBody' },
);

export const CheckSchema = Type.Object(
  {
    id: Type.String(),
    kind: Type.Enum(['staff', 'face']),
    state: Type.Enum(['open', 'passed', 'failed', 'over'], {
      description: 'passed: it is a proof now. over: nobody decided in time, or a newer one took its place.',
    }),
    act: nullable(Type.String()),
    askedAt: At,
    until: At,
    code: nullable(
      Type.String({ description: 'Of a staff check, told once: what the holder says at the counter.' }),
    ),
    url: nullable(Type.String({ description: 'Of a face, told once: the page of the provider.' })),
  },
  { title: 'WalletCheck' },
);
export type CheckView = Static<typeof CheckSchema>;

const Sentences = Type.Array(Type.String());
export const ConsentsSchema = Type.Object(
  {
    face: Type.Object({
      provider: nullable(
        Type.String({ description: 'Who compares faces; null: not offered, staff checks instead.' }),
      ),
      edition: Type.String({ description: 'Of the words below.' }),
      words: Type.Object({ zh: Sentences, en: Sentences }),
      given: nullable(Type.Object({ edition: Type.String(), at: At })),
    }),
  },
  { title: 'WalletConsents' },
);
export type ConsentsView = Static<typeof ConsentsSchema>;

export const ConsentBody = Type.Object(
  { kind: Type.Literal('face'), edition: Type.Literal(FACE_CONSENT_EDITION) },
  { ...closed, title: 'WalletConsentBody' },
);

export const FaceResultBody = Type.Object(
  {
    checkId: Type.String({ pattern: '^chk_[a-z]{20}$' }),
    nonce: Type.String({ pattern: '^[A-Za-z0-9_-]{32}$' }),
    passed: Type.Boolean(),
    reference: Type.String({ minLength: 1, maxLength: 80, pattern: '^[\\x21-\\x7e]+$' }),
  },
  { ...closed, title: 'FaceResultBody' },
);
export const FaceResultHeaders = Type.Object({
  'x-yuanlu-time': Type.String({ pattern: '^[0-9]{13}$' }),
  'x-yuanlu-signature': Type.String({ pattern: '^[0-9a-f]{64}$' }),
});
export const TakenSchema = Type.Object({ taken: Type.Literal(true) }, { title: 'FaceResultTaken' });

const StaffCode = Type.String({ pattern: '^[0-9]{8}$', description: 'What the holder says.' });
export const DecisionBody = Type.Union(
  [
    Type.Object(
      {
        code: StaffCode,
        fits: Type.Literal(true, { description: 'The card is genuine, and its picture is of the holder.' }),
        name: Type.String({ minLength: 1, maxLength: 80, description: 'As the card has it.' }),
        idNumber: Type.String({ minLength: 1, maxLength: 40, description: 'As the card has it.' }),
      },
      closed,
    ),
    Type.Object(
      { code: StaffCode, fits: Type.Literal(false), note: Type.String({ minLength: 1, maxLength: 200 }) },
      closed,
    ),
  ],
  { title: 'WalletCheckDecisionBody' },
);
export const DecidedSchema = Type.Object(
  {
    id: Type.String(),
    state: Type.Enum(['passed', 'failed'], {
      description: 'failed: what was typed is not what this wallet has, or the card does not fit its holder.',
    }),
  },
  { title: 'WalletCheckDecided' },
);

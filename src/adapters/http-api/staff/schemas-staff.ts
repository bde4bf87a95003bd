/** Shapes of people, their own sign-in, and the record of what they did. */
import { type Static, Type } from 'typebox';
import { PASSWORD_MAX } from '#domain/sign-in';
import { LOGIN_MAX, STAFF_NAME_MAX } from '#domain/staff';
import { CURSOR_MAX } from '../paging.ts';
import { Instant, nullable } from '../schemas-basic.ts';
import { Language, Role } from './schemas-session.ts';

const At = (description: string) => Type.Unsafe<string>({ ...Instant, description });

/** What a browser answers when it is asked for a passkey; only its form is checked here. */
const Base64url = (maxLength: number) => Type.String({ pattern: '^[A-Za-z0-9_-]+$', maxLength });
const credential = {
  id: Base64url(1_400),
  rawId: Base64url(1_400),
  type: Type.Literal('public-key'),
  authenticatorAttachment: Type.Optional(Type.Enum(['platform', 'cross-platform'])),
  clientExtensionResults: Type.Unsafe<Record<string, never>>({ type: 'object' }),
};
export const PasskeyAnswer = Type.Object(
  {
    ...credential,
    response: Type.Object({
      authenticatorData: Base64url(4_000),
      clientDataJSON: Base64url(4_000),
      signature: Base64url(4_000),
      userHandle: Type.Optional(Base64url(200)),
    }),
  },
  { title: 'PasskeyAnswer' },
);
export const NewPasskeyBody = Type.Object(
  {
    label: Type.String({ minLength: 1, maxLength: 40, description: 'How its owner calls it.' }),
    answer: Type.Object(
      {
        ...credential,
        response: Type.Object({
          attestationObject: Base64url(20_000),
          clientDataJSON: Base64url(4_000),
          authenticatorData: Type.Optional(Base64url(20_000)),
          transports: Type.Optional(
            Type.Array(Type.Unsafe<'usb'>({ type: 'string', maxLength: 20 }), { maxItems: 8 }),
          ),
          publicKeyAlgorithm: Type.Optional(Type.Integer()),
          publicKey: Type.Optional(Base64url(4_000)),
        }),
      },
      { title: 'NewPasskeyAnswer' },
    ),
  },
  { additionalProperties: false, title: 'NewPasskeyBody' },
);
/** Handed to `navigator.credentials` as it is. */
export const PasskeyOptions = Type.Object(
  { options: Type.Unsafe<Record<string, unknown>>({ type: 'object' }) },
  { title: 'PasskeyOptions' },
);

export const PasskeySchema = Type.Object(
  { id: Type.String(), label: Type.String(), addedAt: At('Since when.'), usedAt: nullable(At('Last used.')) },
  { title: 'Passkey' },
);

const SignInSchema = Type.Object(
  {
    id: Type.String(),
    current: Type.Boolean({ description: 'The one that asks.' }),
    startedAt: At('Since when.'),
    seenAt: At('The last act.'),
    proof: Type.Enum(['password', 'password-and-code', 'passkey']),
    address: Type.String({ description: 'From where; of IPv6 the network.' }),
    agent: Type.String({ description: 'What the browser says of itself.' }),
  },
  { title: 'SignIn' },
);

export const OwnSecuritySchema = Type.Object(
  {
    codes: Type.Boolean({ description: 'One-time codes are set up.' }),
    passkeys: Type.Array(PasskeySchema),
    passkeysPossible: Type.Boolean({
      description: 'At an address with a name that passkeys can belong to.',
    }),
    secondProofWanted: Type.Boolean({ description: 'The role wants more than a password.' }),
    signIns: Type.Array(SignInSchema),
  },
  { title: 'OwnSecurity' },
);
export type OwnSecurityView = Static<typeof OwnSecuritySchema>;

const secret = Type.String({ minLength: 1, maxLength: 256 });
const code = Type.String({ pattern: '^[0-9]{6}$' });
export const ProofBody = Type.Object(
  { password: secret, code: Type.Optional(code) },
  { additionalProperties: false, title: 'ProofBody' },
);
export const NewPasswordBody = Type.Object(
  {
    current: secret,
    next: Type.String({ minLength: 1, maxLength: PASSWORD_MAX * 2 }),
  },
  { additionalProperties: false, title: 'NewPasswordBody' },
);
export const CodeBody = Type.Object({ code }, { additionalProperties: false, title: 'CodeBody' });
export const NewCodesSchema = Type.Object(
  {
    secret: Type.String({ description: 'For typing: Base32.' }),
    uri: Type.String({ description: 'For a picture: otpauth://.' }),
  },
  { title: 'NewCodes' },
);
export const DoneSchema = Type.Object({ done: Type.Literal(true) }, { title: 'Done' });

export const StaffSchema = Type.Object(
  {
    id: Type.String(),
    login: Type.String(),
    name: Type.String(),
    role: Role,
    book: nullable(Type.String()),
    language: Language,
    locked: Type.Boolean(),
    demo: Type.Boolean(),
    password: Type.Enum(['own', 'one-time', 'one-time-over'], {
      description: 'Chosen by the person, or made by somebody else and not yet used.',
    }),
    codes: Type.Boolean(),
    createdAt: At('Since when.'),
    createdBy: Type.String(),
  },
  { title: 'Staff' },
);
export type StaffView = Static<typeof StaffSchema>;

export const OneTimeSchema = Type.Object(
  {
    staff: StaffSchema,
    oneTimePassword: Type.String({ description: 'Shown this once; opens the choice of an own one.' }),
    validUntil: At('After that another one has to be made.'),
  },
  { title: 'OneTimePassword' },
);

const Name = Type.String({ minLength: 1, maxLength: STAFF_NAME_MAX });
export const NewStaffBody = Type.Object(
  {
    login: Type.String({
      minLength: 1,
      maxLength: LOGIN_MAX,
      description: 'a–z, 0–9, dot, hyphen, underscore.',
    }),
    name: Name,
    role: Role,
    book: Type.Optional(Type.String({ maxLength: 40, description: 'Of an operator: for which merchant.' })),
    language: Type.Optional(Language),
  },
  { additionalProperties: false, title: 'NewStaffBody' },
);
export const StaffChangeBody = Type.Object(
  { name: Type.Optional(Name), role: Type.Optional(Role), locked: Type.Optional(Type.Boolean()) },
  { additionalProperties: false, title: 'StaffChangeBody' },
);
export const ResetBody = Type.Object(
  {
    secondProof: Type.Optional(
      Type.Boolean({ description: 'Also take away codes and passkeys: a lost telephone.' }),
    ),
  },
  { additionalProperties: false, title: 'ResetBody' },
);

const cursor = Type.Optional(Type.String({ maxLength: CURSOR_MAX }));
const limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 200 }));
const book = Type.Optional(Type.String({ maxLength: 40 }));
export const StaffQuery = Type.Object({ cursor, limit, book }, { additionalProperties: false });
export const ActsQuery = Type.Object(
  {
    ...{ cursor, limit, book, staff: Type.Optional(Type.String({ maxLength: 40 })) },
    of: Type.Optional(
      Type.Enum(['staff', 'holders'], { description: 'Of cardholders; their book is the wallet.' }),
    ),
  },
  { additionalProperties: false },
);

export const StaffActSchema = Type.Object(
  {
    no: Type.Integer(),
    at: At('When it was asked for.'),
    staff: nullable(Type.String({ description: 'Id of the person.' })),
    person: nullable(Type.String({ description: 'Id of the cardholder.' })),
    who: Type.String({
      description: 'The login, or a masked telephone; `unknown` where nobody has it.',
    }),
    role: nullable(Type.String()),
    book: nullable(Type.String()),
    act: Type.String({ description: 'Method and address, as POST /v1/cancellations.' }),
    subject: nullable(Type.String()),
    outcome: nullable(
      Type.String({
        description: '`done` or how it was refused; null: under way, or the program did not survive it.',
      }),
    ),
    status: nullable(Type.Integer()),
    endedAt: nullable(At('When it ended.')),
    requestId: nullable(Type.String()),
    address: nullable(Type.String()),
  },
  { title: 'StaffAct' },
);
export type StaffActView = Static<typeof StaffActSchema>;

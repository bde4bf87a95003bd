/** Shapes of signing in to a wallet. */
import { type Static, Type } from 'typebox';
import { Instant } from '../schemas-basic.ts';
import { Language } from '../staff/schemas-session.ts';

const DemoHolder = Type.Object(
  { name: Type.String(), phone: Type.String(), password: Type.String() },
  { title: 'DemoHolder' },
);

const WalletSignedOut = Type.Object(
  {
    signedIn: Type.Literal(false),
    demo: Type.Boolean({ description: 'Demo mode, seen from the machine it runs on.' }),
    demoHolders: Type.Optional(Type.Array(DemoHolder, { description: 'In demo mode alone.' })),
  },
  { title: 'WalletSignedOut' },
);

export const WalletSignedIn = Type.Object(
  {
    signedIn: Type.Literal(true),
    demo: Type.Boolean(),
    wallet: Type.String({ description: 'The wallet, which is also the name of its book.' }),
    holder: Type.Object(
      {
        name: Type.String(),
        phone: Type.String(),
        idNumber: Type.String(),
        language: Language,
      },
      { title: 'WalletHolder', description: 'Masked.' },
    ),
    csrf: Type.String({ description: 'For the header x-csrf-token of whatever is not a GET.' }),
    endsAt: Type.Unsafe<string>({
      ...Instant,
      description: 'When it ends by itself if nothing is done before.',
    }),
  },
  { title: 'WalletSignedIn' },
);
export type WalletSignedInView = Static<typeof WalletSignedIn>;

export const WalletSession = Type.Union([WalletSignedOut, WalletSignedIn]);
export type WalletSessionView = Static<typeof WalletSession>;

export const Phone = Type.String({ minLength: 1, maxLength: 30, description: 'A mobile number.' });
export const Code = Type.String({ pattern: '^[0-9]{6}$', description: 'The code of a text.' });
export const Password = Type.String({ minLength: 1, maxLength: 256 });

export const CodeBody = Type.Object(
  { phone: Phone, language: Type.Optional(Language) },
  { additionalProperties: false, title: 'WalletCodeBody' },
);
export const SentSchema = Type.Object(
  {
    sent: Type.Literal(true, { description: 'Whoever has the telephone at hand has the code.' }),
    againInSeconds: Type.Integer({ description: 'How long until another one can be asked for.' }),
    validSeconds: Type.Integer(),
  },
  { title: 'WalletCodeSent' },
);

export const SignUpBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 80, description: 'As on the identity card.' }),
    idNumber: Type.String({ minLength: 1, maxLength: 40, description: 'Of the resident identity card.' }),
    phone: Phone,
    code: Code,
    password: Password,
    language: Type.Optional(Language),
  },
  { additionalProperties: false, title: 'WalletSignUpBody' },
);
export const ReceivedSchema = Type.Object(
  {
    received: Type.Literal(true, {
      description: 'The same whatever is known: what came of it is written to the telephone.',
    }),
  },
  { title: 'WalletSignUpReceived' },
);

export const WalletSignInBody = Type.Object(
  { phone: Phone, password: Type.Optional(Password), code: Type.Optional(Code) },
  { additionalProperties: false, title: 'WalletSignInBody' },
);

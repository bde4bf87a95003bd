/** Shapes of signing in. */
import { type Static, Type } from 'typebox';
import { PERMISSIONS, ROLES } from '#domain/staff';
import { Instant, nullable } from '../schemas-basic.ts';

export const Language = Type.Enum(['zh', 'en']);
export const Role = Type.Enum([...ROLES]);

export const SignedInStaff = Type.Object(
  {
    id: Type.String(),
    login: Type.String(),
    name: Type.String(),
    role: Role,
    book: nullable(Type.String({ description: 'Of a merchant’s staff its one book.' })),
    language: Language,
  },
  { title: 'SignedInStaff' },
);

const DemoIdentity = Type.Object(
  { login: Type.String(), name: Type.String(), role: Role, password: Type.String() },
  { title: 'DemoIdentity' },
);

const SignedOutSchema = Type.Object(
  {
    signedIn: Type.Literal(false),
    demo: Type.Boolean({ description: 'Demo mode, seen from the machine it runs on.' }),
    demoIdentities: Type.Optional(Type.Array(DemoIdentity, { description: 'In demo mode alone.' })),
  },
  { title: 'SignedOut' },
);

export const SignedInSchema = Type.Object(
  {
    signedIn: Type.Literal(true),
    demo: Type.Boolean(),
    staff: SignedInStaff,
    can: Type.Array(Type.Enum([...PERMISSIONS]), { description: 'What the role may do.' }),
    needs: Type.Array(Type.Enum(['new-password', 'second-factor']), {
      description: 'What has to be done before anything else is open.',
    }),
    csrf: Type.String({ description: 'For the header x-csrf-token of whatever is not a GET.' }),
    endsAt: Type.Unsafe<string>({
      ...Instant,
      description: 'When it ends by itself if nothing is done before.',
    }),
    provenAt: Type.Unsafe<string>({ ...Instant, description: 'When it was last proven who is there.' }),
  },
  { title: 'SignedIn' },
);
export type SignedInView = Static<typeof SignedInSchema>;

export const SessionSchema = Type.Union([SignedOutSchema, SignedInSchema]);
export type SessionView = Static<typeof SessionSchema>;

export const SignInBody = Type.Object(
  {
    login: Type.String({ minLength: 1, maxLength: 80 }),
    password: Type.String({ minLength: 1, maxLength: 256 }),
    code: Type.Optional(Type.String({ pattern: '^[0-9]{6}$', description: 'Of an authenticator program.' })),
  },
  { additionalProperties: false, title: 'SignInBody' },
);

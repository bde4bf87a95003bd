/** Shapes of proving who is there. */
import { type Static, Type } from 'typebox';
import { PROOF_KINDS } from '#domain/person';
import { Instant, nullable } from '../schemas-basic.ts';
import { PasskeyAnswer, PasskeySchema } from '../staff/schemas-staff.ts';
import { Code, Password } from './schemas-session.ts';

export const ProofKindSchema = Type.Enum([...PROOF_KINDS]);

export const Act = Type.String({
  pattern: '^[a-z]{2,5}_[0-9A-Za-z]{8,40}$',
  description: 'The act that it is for alone, for example a closing; left out: for what the session asks.',
});

export const ProofSchema = Type.Object(
  {
    kind: ProofKindSchema,
    act: nullable(Type.String()),
    provenAt: Type.Unsafe<string>(Instant),
    until: Type.Unsafe<string>({ ...Instant, description: 'From then on it proves nothing.' }),
  },
  { title: 'WalletProof' },
);
export type ProofView = Static<typeof ProofSchema>;

export const ProofsSchema = Type.Object(
  {
    proofs: Type.Array(ProofSchema),
    offered: Type.Array(ProofKindSchema, { description: 'Kinds that can be proven here, by this person.' }),
  },
  { title: 'WalletProofs' },
);

export const ProofsQuery = Type.Object({ act: Type.Optional(Act) }, { additionalProperties: false });

export const ProofBody = Type.Union(
  [
    Type.Object(
      { kind: Type.Literal('password'), password: Password, act: Type.Optional(Act) },
      { additionalProperties: false },
    ),
    // It is for what it was asked for: the code itself knows its act.
    Type.Object({ kind: Type.Literal('sms-code'), code: Code }, { additionalProperties: false }),
  ],
  { title: 'WalletProofBody' },
);

export const ProofCodeBody = Type.Object(
  { act: Type.Optional(Act) },
  { additionalProperties: false, title: 'WalletProofCodeBody' },
);

export const NewWalletPassword = Type.Object(
  { next: Type.String({ minLength: 1, maxLength: 256 }) },
  { additionalProperties: false, title: 'NewWalletPassword' },
);
export const PasskeysSchema = Type.Object({ items: Type.Array(PasskeySchema) }, { title: 'WalletPasskeys' });
export const PasskeyProofBody = Type.Object(
  { answer: PasskeyAnswer, act: Type.Optional(Act) },
  { additionalProperties: false, title: 'WalletPasskeyProofBody' },
);
export const DoneSchema = Type.Object({ done: Type.Literal(true) }, { title: 'WalletDone' });

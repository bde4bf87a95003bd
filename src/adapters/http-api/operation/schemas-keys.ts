/** What goes in and comes out where keys are loaded, listed and asked for. Never a key. */
import { Type } from 'typebox';
import { KEY_ALGORITHMS, KEY_PURPOSES } from '#engine';

const NoExtra = { additionalProperties: false } as const;
const one = <T extends string>(values: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: [...values] });
const nullable = Type.Union([Type.String(), Type.Null()]);

export const CeremonyBody = Type.Object(
  {
    purpose: one(KEY_PURPOSES),
    algorithm: Type.Optional(one(KEY_ALGORITHMS)),
    of: Type.Optional(
      Type.String({ maxLength: 40, description: 'merchant/terminal of a tmk; name of a bdk or imk-*' }),
    ),
    components: Type.Optional(Type.Union([Type.Literal(2), Type.Literal(3)])),
  },
  NoExtra,
);

export const ComponentBody = Type.Object(
  { component: Type.String({ pattern: '^[0-9A-Fa-f]{16,64}$', description: 'hexadecimal' }) },
  NoExtra,
);

export const ConfirmBody = Type.Object(
  { checkValue: Type.String({ pattern: '^[0-9A-Fa-f]{6,8}$' }) },
  NoExtra,
);

export const CeremonySchema = Type.Object(
  {
    id: Type.String(),
    purpose: Type.String(),
    algorithm: Type.String(),
    of: nullable,
    state: one(['open', 'complete', 'loaded', 'abandoned']),
    componentsNeeded: Type.Integer(),
    components: Type.Array(
      Type.Object({ no: Type.Integer(), enteredBy: Type.String(), checkValue: Type.String() }),
    ),
    checkValue: Type.Union([Type.String(), Type.Null()], {
      description: 'of the whole key, once all components are there',
    }),
    openedBy: Type.String(),
    openedAt: Type.String(),
  },
  { $id: 'KeyCeremony' },
);

export const StoredKeySchema = Type.Object(
  {
    place: Type.String(),
    of: Type.String(),
    slot: Type.String(),
    purpose: Type.String(),
    algorithm: nullable,
    checkValue: nullable,
    masterKeyId: nullable,
  },
  { $id: 'StoredKey' },
);

export const KeyActSchema = Type.Object(
  {
    no: Type.Integer(),
    at: Type.String(),
    who: Type.String(),
    command: Type.String(),
    subject: Type.String(),
    purpose: nullable,
    algorithm: nullable,
    checkValue: nullable,
    underPurpose: nullable,
    underCheckValue: nullable,
    masterKeyId: nullable,
    result: Type.String(),
    hash: Type.String(),
  },
  { $id: 'KeyAct' },
);

export const KeyActsQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    before: Type.Optional(Type.Integer({ minimum: 1, description: 'acts before this number' })),
  },
  NoExtra,
);

export const ZoneKeyBody = Type.Object({ key: one(['mac', 'pin']) }, NoExtra);
export const ZoneKeySchema = Type.Object(
  {
    key: Type.String(),
    code: Type.Union([Type.String(), Type.Null()], { description: 'F39 of the network; null: no answer' }),
  },
  { $id: 'ZoneKeyAsked' },
);

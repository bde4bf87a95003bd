/** Cards on telephones and watches, and tapping with one. */
import { type Static, Type } from 'typebox';
import { nullable, Words } from '../schemas-basic.ts';
import { Amount, closed, Id } from '../schemas-input.ts';
import { SourceName } from './schemas-money.ts';
import { DeviceCardSchema, MovementSchema } from './schemas-wallet.ts';

export const DeviceCardBody = Type.Object(
  {
    source: SourceName,
    device: Type.Object(
      {
        kind: Type.Enum(['phone', 'watch']),
        name: Type.String({ minLength: 1, maxLength: 40, pattern: '^[^\\p{Cc}]+$' }),
      },
      closed,
    ),
    publicKey: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9+/]{300,1200}={0,2}$',
        description:
          'RSA of 2048 bits or more that the device made, as SPKI in DER and Base64: the keys of the card are for ' +
          'it alone. Left out, in a demonstration: a virtual telephone.',
      }),
    ),
  },
  { ...closed, title: 'DeviceCardWanted' },
);

export const DeviceCardMadeSchema = Type.Object(
  {
    card: DeviceCardSchema,
    personalisation: nullable(
      Type.Object(
        {
          number: Type.String(),
          expiry: Type.String({ description: 'YYMM.' }),
          sequence: Type.String(),
          scheme: Type.String(),
          keys: Type.String({ description: 'Base64: card key and script key by RSA-OAEP with SHA-256.' }),
        },
        { description: 'What the device stores; null for a virtual telephone.' },
      ),
    ),
  },
  { title: 'DeviceCardMade' },
);
export type DeviceCardMadeView = Static<typeof DeviceCardMadeSchema>;

export const TapBody = Type.Object(
  {
    deviceCardId: Id,
    amount: Amount,
    unlocked: Type.Optional(
      Type.Boolean({ description: 'The telephone was unlocked for it. Left out: it lies there locked.' }),
    ),
    terminal: Type.Optional(
      Type.String({ minLength: 1, maxLength: 8, description: 'Left out: the first one.' }),
    ),
  },
  { ...closed, title: 'TapWanted' },
);

export const TapSchema = Type.Object(
  {
    result: Type.String({ description: 'What the terminal says: approved, declined, unknown …' }),
    approved: Type.Boolean(),
    code: nullable(Type.String({ description: 'F39.' })),
    words: Words,
    shop: nullable(Type.String()),
    terminal: Type.String(),
    movement: nullable(MovementSchema),
  },
  { title: 'Tap' },
);
export type TapView = Static<typeof TapSchema>;

/** What may be asked of a service. */
import { Type } from 'typebox';
import { SERVICE_KINDS } from '#domain/wallet';
import { nullable } from '../schemas-basic.ts';
import { Amount, CancelHeaders, closed, Id } from '../schemas-input.ts';

export const KeyHeaders = Type.Partial(CancelHeaders);

export const LimitsBody = Type.Object(
  {
    perPayment: nullable(Amount),
    perDay: nullable(Amount),
  },
  { ...closed, title: 'ServiceLimitsWanted', description: 'null: no bound of its own.' },
);

export const AddServiceBody = Type.Object(
  {
    service: Type.Enum([...SERVICE_KINDS]),
    place: Type.Object(
      {
        merchant: Type.Optional(Id),
        terminal: Type.Optional(Type.String({ minLength: 1, maxLength: 8 })),
        card: Type.Optional(Id),
      },
      {
        ...closed,
        title: 'ServicePlaceNamed',
        description: 'A shop, perhaps a terminal of it; or one card.',
      },
    ),
  },
  { ...closed, title: 'ServiceWanted' },
);

/** Shapes of tracking: where the money of a way back is, for the shop and, masked, for whoever has the link. */
import { type Static, Type } from 'typebox';
import { CERTAINTIES } from '#domain/policy';
import { MOVEMENTS, REFERENCE_NAMES, STATIONS, STOP_STATES, WHOM } from '#domain/tracking';
import { AnswerSchema, CancellationSchema, Fen, Instant, nullable, SENT_ROUTES, Words } from '../schemas.ts';

const Day = Type.String({ format: 'date', examples: ['2026-12-03'] });

const Stop = Type.Object(
  {
    station: Type.Enum([...STATIONS]),
    words: Words,
    state: Type.Enum([...STOP_STATES], {
      description:
        'passed, here: proven. expected: by the calendar, proven by nobody. unknown: a message went there and ' +
        'nobody answered. ahead: not reached yet. stopped: it ended here. none: not on this way.',
    }),
    stateWords: Words,
    at: nullable(Instant),
  },
  { title: 'TrackingStop' },
);

const Ask = Type.Object(
  {
    whom: Type.Enum([...WHOM]),
    from: nullable(Instant),
    by: Type.Array(Type.Enum([...REFERENCE_NAMES])),
    words: Words,
  },
  { title: 'TrackingAsk', description: 'Whom to ask, from when on, and by which references they find it.' },
);

const members = {
  movement: Type.Enum([...MOVEMENTS]),
  where: Type.Enum([...STATIONS], { description: 'The farthest station that is proven to have it.' }),
  sentence: Words,
  stops: Type.Array(Stop),
  references: Type.Array(
    Type.Object(
      { name: Type.Enum([...REFERENCE_NAMES]), value: Type.String(), words: Words },
      { title: 'TrackingReference' },
    ),
  ),
  nextCheckAt: nullable(Instant),
  attempts: nullable(Type.Integer({ description: 'How often its message was sent.' })),
  arrival: nullable(
    Type.Object(
      {
        from: Day,
        to: Day,
        latestAt: Type.String({ format: 'date-time', description: 'The last good second.' }),
        certainty: Type.Enum([...CERTAINTIES]),
        usually: Type.Boolean({ description: 'True: usual, not promised.' }),
        firm: Type.Boolean({ description: 'False: counted as if the network confirmed it now.' }),
        rule: Type.String(),
        words: Words,
      },
      { title: 'TrackingArrival' },
    ),
  ),
  ask: Type.Array(Ask),
};

export const TrackingSchema = Type.Object(members, { title: 'Tracking' });
export type TrackingView = Static<typeof TrackingSchema>;

export const CancellationDetailSchema = Type.Object(
  {
    ...CancellationSchema.properties,
    answer: AnswerSchema,
    tracking: TrackingSchema,
    trackingUrl: Type.String({
      description: 'For the payer: shows where the money is, masked, to whoever has this link.',
    }),
  },
  { title: 'CancellationDetail' },
);
export type CancellationDetailView = Static<typeof CancellationDetailSchema>;

/** What the link shows: no id of ours, no books, the card masked. */
export const PublicTrackingSchema = Type.Object(
  {
    merchant: Words,
    card: Type.String({ description: 'The last four digits, the others masked.' }),
    amount: Fen,
    currency: Type.String(),
    route: Type.Enum([...SENT_ROUTES]),
    routeWords: Words,
    openedAt: Instant,
    at: Instant,
    ...members,
  },
  { title: 'PublicTracking' },
);
export type PublicTrackingView = Static<typeof PublicTrackingSchema>;

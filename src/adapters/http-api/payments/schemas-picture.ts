/** Shapes of a drawn journey. What a level may not read is null or not in the list; the shape is the same for all. */
import { type Static, Type } from 'typebox';
import { ROUTES } from '#domain/cancellation';
import { PAYMENT_KINDS, PAYMENT_STATES } from '#domain/payment';
import {
  COIN_STATES,
  ENDS,
  LEG_KINDS,
  LEG_STATES,
  LEVELS,
  MOVEMENTS_DRAWN,
  NEXT_STEPS,
  WAIT_KINDS,
} from '#domain/picture';
import { STATIONS, STOP_STATES } from '#domain/tracking';
import { Fen, nullable, Words } from '../schemas-basic.ts';

const At = Type.String({
  format: 'date-time',
  description: 'With milliseconds; for a payer in whole seconds.',
  examples: ['2026-11-24T10:00:00.123+08:00'],
});
const MaybeAt = nullable(At);
const Station = Type.Enum([...STATIONS]);
const WayNo = Type.Integer({ description: '0: the way out; from 1: the ways back as they were opened.' });

const Codes = Type.Object(
  {
    type: nullable(Type.String()),
    transmission: nullable(Type.String()),
    trace: nullable(Type.String()),
    rrn: nullable(Type.String()),
    responseCode: nullable(Type.String()),
    terminal: nullable(Type.String()),
    batch: nullable(Type.String()),
  },
  { title: 'PictureCodes', description: 'F7, F11, F37, F39, F41, F60.2. For operators.' },
);

const Leg = Type.Object(
  {
    id: Type.String(),
    way: WayNo,
    kind: Type.Enum([...LEG_KINDS]),
    from: Station,
    to: Station,
    state: Type.Enum([...LEG_STATES], {
      description:
        'under-way: sent, in its time. arrived: proven. told: sent to somebody who confirms nothing. lost: no ' +
        'answer in its time, how far it came nobody knows. late: after it was given up. refused: it says no. ' +
        'not-sent: not a byte left.',
    }),
    sentAt: MaybeAt,
    endedAt: MaybeAt,
    dueAt: nullable(At),
    words: Words,
    attempt: nullable(Type.Integer()),
    repeats: Type.Integer({ description: 'Unanswered sends that are drawn as this one.' }),
    outcome: nullable(Type.String()),
    sentence: nullable(Words),
    codes: nullable(Codes),
  },
  {
    title: 'PictureLeg',
    description: 'A message from station to station; from = to: something noted there.',
  },
);

const Coin = Type.Object(
  {
    id: Type.String(),
    way: WayNo,
    amount: Fen,
    state: Type.Enum([...COIN_STATES]),
    at: Station,
    rail: Type.Enum(['out', 'back']),
    towards: nullable(Station),
    words: Words,
  },
  { title: 'PictureCoin', description: 'A part of the money and where it is now.' },
);

const Wait = Type.Object(
  {
    way: WayNo,
    kind: Type.Enum([...WAIT_KINDS]),
    by: Station,
    on: Station,
    since: At,
    until: nullable(At),
    next: nullable(Type.Enum([...NEXT_STEPS])),
    attempt: nullable(Type.Integer()),
    words: Words,
    nextWords: nullable(Words),
  },
  { title: 'PictureWait', description: 'Who waits for whom, until when, and what happens then.' },
);

const Way = Type.Object(
  {
    no: WayNo,
    route: Type.Enum([...ROUTES]),
    routeWords: Words,
    amount: Fen,
    movement: Type.Enum([...MOVEMENTS_DRAWN]),
    where: Station,
    sentence: Words,
    stops: Type.Array(
      Type.Object(
        { station: Station, state: Type.Enum([...STOP_STATES]), at: MaybeAt },
        { title: 'PictureStop' },
      ),
    ),
    openedAt: At,
    endedAt: MaybeAt,
    nextCheckAt: MaybeAt,
    arrival: nullable(
      Type.Object(
        { from: Type.String(), to: Type.String(), usually: Type.Boolean(), firm: Type.Boolean() },
        { title: 'PictureArrival' },
      ),
    ),
    cancellation: nullable(Type.String()),
    door: nullable(Type.String()),
    reason: nullable(Type.String()),
    attempts: nullable(Type.Integer()),
  },
  { title: 'PictureWay' },
);

export const PictureSchema = Type.Object(
  {
    level: Type.Enum([...LEVELS]),
    payment: nullable(Type.String({ description: 'Its id; a payer gets none.' })),
    kind: Type.Enum([...PAYMENT_KINDS]),
    kindWords: Words,
    end: Type.Enum([...ENDS]),
    state: Type.Enum([...PAYMENT_STATES]),
    currency: Type.String(),
    amount: Fen,
    returned: Fen,
    underWay: Fen,
    startedAt: At,
    drawnAt: At,
    now: Words,
    stations: Type.Array(
      Type.Object(
        {
          station: Station,
          words: Words,
          name: nullable(Words),
          out: Type.Enum([...STOP_STATES]),
          outAt: MaybeAt,
        },
        { title: 'PictureStation' },
      ),
    ),
    coins: Type.Array(Coin),
    legs: Type.Array(Leg),
    ways: Type.Array(Way),
    waits: Type.Array(Wait),
    nextCheckAt: MaybeAt,
    truncated: Type.Boolean(),
  },
  { title: 'Picture' },
);
export type PictureView = Static<typeof PictureSchema>;

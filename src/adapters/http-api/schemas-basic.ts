/** The smallest shapes: amounts, instants, words, outcomes. */
import { type Static, type TSchema, Type } from 'typebox';

export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const Fen = Type.Integer({ description: 'Whole fen (1/100 yuan).' });
export const Instant = Type.String({ format: 'date-time', examples: ['2026-11-24T22:59:59+08:00'] });

export const Words = Type.Object({ zh: Type.String(), en: Type.String() }, { title: 'Words' });
export const Coded = Type.Object(
  { code: Type.String(), zh: Type.String(), en: Type.String() },
  { title: 'CodedWords' },
);

export const OutcomeSchema = Type.Object(
  {
    code: Type.String({ description: 'Stable name.' }),
    kind: Type.Enum(['success', 'declined', 'refused', 'unknown', 'trouble']),
    retry: Type.Enum(['no', 'changed', 'later', 'sign-in', 'ask'], {
      description: 'Whether trying again may help, and how.',
    }),
    iso8583: Type.String({ description: 'Response code (F39) towards a terminal.' }),
    http: Type.Integer({ description: 'Status of a problem with this code.' }),
    zh: Type.String(),
    en: Type.String(),
  },
  { title: 'Outcome' },
);
export type OutcomeView = Static<typeof OutcomeSchema>;

/** The shapes of what the network is told of a payment beside the payment, and of how two persons end it. */
import { type Static, Type } from 'typebox';
import { ADVICE_KINDS, ADVICES_MAX, END_VERDICTS } from '#domain/payment';
import { LIMITS } from '#engine';
import { Coded, Fen, Instant, nullable, Words } from '../schemas-basic.ts';
import { Id } from '../schemas-input.ts';

const closed = { additionalProperties: false } as const;

export const AdviceSchema = Type.Object(
  {
    payment: Type.String(),
    no: Type.Integer({ description: 'Its place among the advices of the payment, from 1.' }),
    kind: Type.Enum([...ADVICE_KINDS]),
    kindWords: Words,
    state: Type.Enum(['sending', 'done', 'refused', 'handed']),
    stateWords: Words,
    amount: nullable(Fen),
    outcome: nullable(Coded),
    terminal: Type.Object({ id: Type.String(), batch: Type.String(), trace: Type.String() }),
    rrn: Type.String(),
    openedAt: Instant,
    attempts: nullable(Type.Integer()),
    nextCheckAt: nullable(Instant),
    proposal: nullable(
      Type.Object({
        verdict: Type.Enum([...END_VERDICTS]),
        words: Words,
        evidence: Type.String(),
        by: Type.String(),
        at: Instant,
      }),
    ),
    links: Type.Object({ payment: Type.String(), journey: Type.String() }),
  },
  {
    title: 'Advice',
    description:
      'What the network is told of a payment that stands: a tip, a corrected amount, the result of a script. ' +
      '`amount` is what the whole payment costs from then on; null where nothing changes.',
  },
);
export type AdviceView = Static<typeof AdviceSchema>;

export const AdviceParams = Type.Object({
  id: Id,
  no: Type.Integer({ minimum: 1, maximum: ADVICES_MAX }),
});

export const EndAdviceBody = Type.Object(
  {
    verdict: Type.Enum([...END_VERDICTS]),
    evidence: Type.String({ minLength: 1, maxLength: LIMITS.evidenceCharactersMax }),
  },
  closed,
);

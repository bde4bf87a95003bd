/** What surrounds a payment, as an operator records it: every later answer reads it. */
import { type Static, Type } from 'typebox';
import { CARD_STATES, type Circumstances, DISPUTES } from '#domain/payment';
import { LIMITS } from '#engine';
import type { Api } from './api-type.ts';
import { callerOf } from './auth.ts';
import { docs } from './openapi.ts';
import type { HttpApiOptions } from './options.ts';
import { inputProblem, Problem } from './problems.ts';
import { paymentFor } from './routes-payments.ts';
import { PaymentSchema } from './schemas.ts';
import { closed, IdParams } from './schemas-input.ts';
import { lineOf } from './text-input.ts';
import { paymentView } from './views.ts';

const Body = Type.Object(
  {
    frozen: Type.Optional(Type.Boolean({ description: 'An authority or a court froze it.' })),
    dispute: Type.Optional(Type.Enum([...DISPUTES])),
    suspicious: Type.Optional(Type.Boolean({ description: 'A risk rule marked it.' })),
    crossBorder: Type.Optional(Type.Boolean({ description: 'It crosses a border.' })),
    cardState: Type.Optional(Type.Enum([...CARD_STATES])),
    reason: Type.String({
      minLength: 1,
      maxLength: LIMITS.reasonCharactersMax,
      description: 'On what it is based, for example the number of an order or of a dispute.',
    }),
  },
  closed,
);

/** Only what was named. */
function toldOf({ reason: _reason, ...told }: Static<typeof Body>): Partial<Circumstances> {
  const named = Object.entries(told).filter(([, value]) => value !== undefined);
  if (named.length === 0) throw inputProblem('body', '', 'must name what changed');
  return Object.fromEntries(named);
}

export function addCircumstancesRoutes(app: Api, options: HttpApiOptions): void {
  app.post(
    '/v1/payments/:id/circumstances',
    {
      config: { access: 'operator' },
      schema: docs(
        'recordCircumstances',
        'payments',
        'Record a freeze, a dispute, a risk mark, a border or the state of the card; what is not named stays',
        { params: IdParams, body: Body },
        { 200: PaymentSchema },
        { description: 'Every answer from then on reads it, at every door. What is under way goes on.' },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const { payment } = await paymentFor(options, caller, request.params.id);
      const { book, id: paymentId } = payment;
      const told = toldOf(request.body);
      const reason = lineOf(request.body.reason, '/reason');
      const { outcome } = await options.engine.submit({
        ...{ type: 'record-circumstances', book, paymentId, told, by: caller.id, reason },
      });
      if (outcome !== 'accepted') throw new Problem(outcome);
      return paymentView(await paymentFor(options, caller, paymentId));
    },
  );
}

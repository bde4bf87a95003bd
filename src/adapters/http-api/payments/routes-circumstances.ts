/** What surrounds a payment, as an operator records it: every later answer reads it. */
import { type Static, Type } from 'typebox';
import type { ApiKey } from '#adapters/postgres';
import {
  CARD_STATES,
  type Circumstances,
  DISPUTES,
  DUPLICATES,
  type Payment,
  type PaymentId,
} from '#domain/payment';
import { LIMITS } from '#engine';
import type { Api } from '../api-type.ts';
import { callerOf } from '../auth.ts';
import { instantMs } from '../input.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { inputProblem, Problem } from '../problems.ts';
import { PaymentSchema } from '../schemas.ts';
import { closed, Id, IdParams, When } from '../schemas-input.ts';
import { lineOf } from '../text-input.ts';
import { paymentFor } from './routes-payments.ts';
import { paymentView } from './views.ts';

const Body = Type.Object(
  {
    frozen: Type.Optional(Type.Boolean({ description: 'An authority or a court froze it.' })),
    dispute: Type.Optional(Type.Enum([...DISPUTES])),
    suspicious: Type.Optional(Type.Boolean({ description: 'A risk rule marked it.' })),
    crossBorder: Type.Optional(Type.Boolean({ description: 'It crosses a border.' })),
    cardState: Type.Optional(Type.Enum([...CARD_STATES])),
    slipAskedAt: Type.Optional({ ...When, description: 'When the bank asked for the slip.' }),
    duplicate: Type.Optional(Type.Enum([...DUPLICATES], { description: 'One purchase was taken twice.' })),
    duplicateOf: Type.Optional({ ...Id, description: 'The other payment of the two, with `duplicate`.' }),
    reason: Type.String({
      minLength: 1,
      maxLength: LIMITS.reasonCharactersMax,
      description: 'On what it is based, for example the number of an order or of a dispute.',
    }),
  },
  closed,
);

function slipAsked(text: string, payment: Payment, nowMs: number): number {
  const ms = instantMs(text);
  if (ms === undefined || ms < payment.startedMs || ms > nowMs)
    throw inputProblem('body', '/slipAskedAt', 'must be an instant between the payment and now');
  return ms;
}

/** Only what was named. */
async function toldOf(
  options: HttpApiOptions,
  caller: ApiKey,
  payment: Payment,
  body: Static<typeof Body>,
): Promise<Partial<Circumstances>> {
  const { reason: _reason, slipAskedAt, duplicateOf, ...plain } = body;
  const named = Object.entries(plain).filter(([, value]) => value !== undefined);
  const told: { -readonly [K in keyof Circumstances]?: Circumstances[K] } = Object.fromEntries(named);
  if (slipAskedAt !== undefined) told.slipAskedAtMs = slipAsked(slipAskedAt, payment, options.clock.nowMs());
  if (duplicateOf !== undefined) told.duplicateOf = await otherOf(options, caller, payment, duplicateOf);
  if (told.duplicate === 'none') told.duplicateOf = null;
  if (Object.keys(told).length === 0) throw inputProblem('body', '', 'must name what changed');
  return told;
}

async function otherOf(
  options: HttpApiOptions,
  caller: ApiKey,
  payment: Payment,
  id: string,
): Promise<PaymentId> {
  const { payment: other } = await paymentFor(options, caller, id);
  if (other.book !== payment.book)
    throw inputProblem('body', '/duplicateOf', 'must be a payment of the same merchant');
  return other.id;
}

export function addCircumstancesRoutes(app: Api, options: HttpApiOptions): void {
  app.post(
    '/v1/payments/:id/circumstances',
    {
      config: { access: 'operator' },
      schema: docs(
        'recordCircumstances',
        'payments',
        'Record a freeze, a dispute, a risk mark, a border, the card or a sale taken twice; what is not named stays',
        { params: IdParams, body: Body },
        { 200: PaymentSchema },
        {
          description:
            'Every answer from then on reads it, at every door. What is under way goes on. To take off a freeze, ' +
            'a risk mark or a chargeback takes two operators: the second one makes the same call.',
        },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const { payment } = await paymentFor(options, caller, request.params.id);
      const { book, id: paymentId } = payment;
      const told = await toldOf(options, caller, payment, request.body);
      const reason = lineOf(request.body.reason, '/reason');
      const { outcome } = await options.engine.submit({
        ...{ type: 'record-circumstances', book, paymentId, told, by: caller.id, reason },
      });
      if (outcome !== 'accepted') throw new Problem(outcome);
      return paymentView(await paymentFor(options, caller, paymentId), caller.role);
    },
  );
}

/** What the network is told of a payment beside the payment, and how two operators end what nobody acknowledged. */
import type { ApiKey } from '#adapters/postgres';
import { advicesOf } from '#domain/payment';
import type { EndAdvice } from '#engine';
import type { Api } from '../api-type.ts';
import { callerOf } from '../auth.ts';
import { DecisionBody } from '../cancellations/schemas-bounces.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { Problem } from '../problems.ts';
import { listOf } from '../schemas.ts';
import { IdParams } from '../schemas-input.ts';
import { lineOf } from '../text-input.ts';
import { advicesView, adviceView } from './advices-view.ts';
import { paymentFor } from './routes-payments.ts';
import { AdviceParams, AdviceSchema, type AdviceView, EndAdviceBody } from './schemas-advices.ts';

const OPERATOR = { access: 'operator' } as const;

export function addAdviceRoutes(app: Api, options: HttpApiOptions): void {
  async function act(
    caller: ApiKey,
    { id, no }: { readonly id: string; readonly no: number },
    asked: EndAdvice['act'],
  ): Promise<AdviceView> {
    const { payment } = await paymentFor(options, caller, id);
    const found = advicesOf(payment)[no - 1];
    if (found === undefined)
      throw new Problem('not-found', {
        detail: `The payment has ${advicesOf(payment).length} advices, none with this number.`,
        detailZh: `该交易有 ${advicesOf(payment).length} 条通知，没有此序号。`,
      });
    const reply = await options.engine.submit({
      ...{ type: 'end-advice', book: payment.book, paymentId: payment.id, adviceId: found.id },
      ...{ by: caller.id, act: asked },
    });
    const after = reply.payment === null ? undefined : advicesOf(reply.payment)[no - 1];
    if (reply.outcome !== 'accepted' || reply.payment === null || after === undefined)
      throw new Problem(reply.outcome);
    return adviceView(reply.payment, after, no, caller.role);
  }

  app.get(
    '/v1/payments/:id/advices',
    {
      schema: docs(
        'listAdvices',
        'payments',
        'What the network was told of one payment beside it: tips, corrected amounts, results of scripts',
        { params: IdParams },
        { 200: listOf(AdviceSchema, 'AdviceList') },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const { payment } = await paymentFor(options, caller, request.params.id);
      return { items: advicesView(payment, caller.role), next: null };
    },
  );

  app.post(
    '/v1/payments/:id/advices/:no/resolve',
    {
      config: OPERATOR,
      schema: docs(
        'proposeAdviceEnd',
        'payments',
        'An advice that nobody acknowledged: what became of it, and on what evidence',
        { params: AdviceParams, body: EndAdviceBody },
        { 200: AdviceSchema },
      ),
    },
    async (request) => {
      const { verdict, evidence } = request.body;
      return act(callerOf(request), request.params, {
        ...{ type: 'propose', verdict, evidence: lineOf(evidence, '/evidence') },
      });
    },
  );

  app.post(
    '/v1/payments/:id/advices/:no/resolve/decision',
    {
      config: OPERATOR,
      schema: docs(
        'decideAdviceEnd',
        'payments',
        'Approve what another operator found out, or put it back',
        { params: AdviceParams, body: DecisionBody },
        { 200: AdviceSchema },
      ),
    },
    async (request) =>
      act(
        callerOf(request),
        request.params,
        request.body.approve ? { type: 'approve', ofMs: request.body.of } : { type: 'reject' },
      ),
  );
}

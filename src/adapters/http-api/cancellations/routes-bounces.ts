/** Acts on a way back after the network's word: another account, four eyes, payouts, arrival, ends by two persons. */
import type { ApiKey } from '#adapters/postgres';
import { clearingDay } from '#domain/calendar';
import type { Cancellation } from '#domain/cancellation';
import type { Outcome } from '#domain/outcome';
import { type CancellationAct, isCancellationId } from '#engine';
import type { Api } from '../api-type.ts';
import { callerOf, maySee } from '../auth.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { Problem } from '../problems.ts';
import { CancellationDetailSchema, type CancellationDetailView } from '../public/schemas-tracking.ts';
import { listOf } from '../schemas.ts';
import { IdParams } from '../schemas-input.ts';
import { personOf } from '../staff/person-input.ts';
import { lineOf } from '../text-input.ts';
import { payoutView } from './bounces-view.ts';
import { cancellationDetail } from './cancellation-detail.ts';
import {
  AccountBody,
  ArrivalBody,
  DecisionBody,
  IssuerWordBody,
  PayoutResultBody,
  PayoutSchema,
  ResolveBody,
} from './schemas-bounces.ts';

export async function cancellationFor(
  options: Pick<HttpApiOptions, 'reader'>,
  caller: ApiKey,
  id: string,
): Promise<Cancellation> {
  const cancellation = isCancellationId(id) ? await options.reader.cancellation(id) : null;
  if (cancellation === null || !maySee(caller, cancellation.book)) {
    throw new Problem('not-found', {
      detail: 'There is no cancellation with this id.',
      detailZh: '没有此编号的取消。',
    });
  }
  return cancellation;
}

const OPERATOR = { access: 'operator' } as const;

export function addBounceRoutes(app: Api, options: HttpApiOptions): void {
  const { engine, security, reader, limits } = options;

  /** Runs the act; what the rules refuse is a problem by its name. */
  async function act(caller: ApiKey, id: string, asked: CancellationAct): Promise<CancellationDetailView> {
    const { book, paymentId, id: cancellationId } = await cancellationFor(options, caller, id);
    const { outcome, cancellation } = await engine.submit({
      ...{ type: 'act', book, paymentId, cancellationId, act: asked },
    });
    if (outcome !== 'accepted' || cancellation === null) throw new Problem(outcome as Outcome);
    return cancellationDetail(options, cancellation);
  }

  const detail = { 200: CancellationDetailSchema };

  app.post(
    '/v1/cancellations/:id/account',
    {
      schema: docs(
        'nameAccount',
        'bounces',
        'A bounced refund: its holder names another own account',
        { params: IdParams, body: AccountBody },
        detail,
        {
          description:
            'Only the holder of the card may get the money: name and document are compared with what the issuer ' +
            'confirms, as fingerprints. The account number is sealed.',
        },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const { bank, number, ...person } = request.body;
      const { holder, ...print } = await personOf(security, person);
      const account = {
        ...print,
        holder,
        bank: lineOf(bank, '/bank'),
        number: await security.sealPan(number),
      };
      const byOperator = caller.role === 'operator';
      return act(caller, request.params.id, { type: 'name-account', account, by: caller.id, byOperator });
    },
  );

  app.post(
    '/v1/cancellations/:id/issuer-word',
    {
      config: OPERATOR,
      schema: docs(
        'recordIssuerWord',
        'bounces',
        'What the issuer of the closed card says of its holder; another person is refused by name',
        { params: IdParams, body: IssuerWordBody },
        detail,
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const { reference, ...given } = request.body;
      const { holder: _holder, ...person } = await personOf(security, given);
      const said = lineOf(reference, '/reference');
      return act(caller, request.params.id, { type: 'issuer-word', person, reference: said, by: caller.id });
    },
  );

  app.post(
    '/v1/cancellations/:id/payout',
    {
      config: OPERATOR,
      schema: docs(
        'decidePayout',
        'bounces',
        'Approve the payout, or put the account back; whoever named or checked it cannot approve',
        { params: IdParams, body: DecisionBody },
        detail,
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const { id: by } = caller;
      return act(
        caller,
        request.params.id,
        request.body.approve
          ? { type: 'approve-payout', by, ofMs: request.body.of }
          : { type: 'reject-account', by },
      );
    },
  );

  app.post(
    '/v1/cancellations/:id/payout/result',
    {
      config: OPERATOR,
      schema: docs(
        'recordPayoutResult',
        'bounces',
        'What the bank says of the payout',
        { params: IdParams, body: PayoutResultBody },
        detail,
      ),
    },
    async (request) => {
      const { order: orderNo, result, bankReference: said, bankFee = 0 } = request.body;
      const report = { orderNo, bankReference: lineOf(said, '/bankReference'), bankFeeFen: BigInt(bankFee) };
      const asked: CancellationAct =
        result === 'paid'
          ? { type: 'payout-paid', ...report }
          : { type: 'payout-returned', how: result, ...report };
      return act(callerOf(request), request.params.id, asked);
    },
  );

  app.get(
    '/v1/payouts',
    {
      config: OPERATOR,
      schema: docs(
        'listPayouts',
        'bounces',
        'Payout orders without an end, newest first',
        {},
        {
          200: listOf(PayoutSchema, 'PayoutList'),
        },
      ),
    },
    async () => {
      const { items } = await reader.cancellations({
        ...{ book: null, cursor: null, limit: limits.payoutsListMax, state: 'payout-ordered' },
        ...{ route: undefined, paymentId: undefined },
      });
      return { items: items.map(payoutView).filter((each) => each !== null), next: null };
    },
  );

  app.post(
    '/v1/cancellations/:id/arrival',
    {
      schema: docs(
        'confirmArrival',
        'cancellations',
        'The payer, or the shop that asked, says that the money is there',
        { params: IdParams, body: ArrivalBody },
        detail,
      ),
    },
    async (request) =>
      act(callerOf(request), request.params.id, { type: 'arrival-confirmed', by: request.body.by }),
  );

  app.post(
    '/v1/cancellations/:id/resolve',
    {
      config: OPERATOR,
      schema: docs(
        'proposeEnd',
        'cancellations',
        'A way back that was handed over: what became of it, and on what evidence',
        { params: IdParams, body: ResolveBody },
        detail,
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const { verdict, evidence: text } = request.body;
      const evidence = lineOf(text, '/evidence');
      const { clearingDay: day } = request.body;
      return act(caller, request.params.id, {
        ...{ type: 'propose-end', verdict, evidence, by: caller.id },
        ...(day === undefined ? {} : { clearingDay: clearingDay(day) }),
      });
    },
  );

  app.post(
    '/v1/cancellations/:id/resolve/decision',
    {
      config: OPERATOR,
      schema: docs(
        'decideEnd',
        'cancellations',
        'Approve what another operator found out, or put it back',
        { params: IdParams, body: DecisionBody },
        detail,
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const { id: by } = caller;
      return act(
        caller,
        request.params.id,
        request.body.approve
          ? { type: 'approve-end', by, ofMs: request.body.of }
          : { type: 'reject-end', by },
      );
    },
  );
}

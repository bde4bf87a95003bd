/** Services: switched on again, limited, and added for one shop or terminal. Switching off is a closing. */
import type { FastifyRequest } from 'fastify';
import { NO_CHOICES } from '#domain/closure';
import type { ServiceId, ServicePlace, WalletAct, WalletId } from '#domain/wallet';
import type { Reply } from '#engine';
import type { Api } from '../api-type.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { inputProblem, Problem } from '../problems.ts';
import { IdParams } from '../schemas-input.ts';
import { closingCaller, proofsFor, surroundingsOf } from './closing-caller.ts';
import { pageView } from './impact-view.ts';
import { seenWallet } from './routes-wallet.ts';
import { AddServiceBody, KeyHeaders, LimitsBody } from './schemas-services.ts';
import { ServiceSchema, type ServiceView } from './schemas-wallet.ts';
import { serviceView } from './wallet-view.ts';

const TAG = 'wallet';
const holder = { config: { access: 'holder' as const } };

export function addServiceRoutes(app: Api, options: HttpApiOptions): void {
  const { engine } = options;

  const shown = async (walletId: WalletId, id: string): Promise<ServiceView> => {
    const seen = await seenWallet(options, walletId);
    const found = seen.wallet.services.find((each) => each.id === id);
    if (found === undefined) throw new Problem('wallet-part-not-found');
    return serviceView(seen, found);
  };

  const act = async (request: FastifyRequest, what: WalletAct): Promise<Reply> => {
    const { walletId, hand } = closingCaller(request);
    const key = `${hand.kind}/${requestKey(request)}`;
    const reply = await engine.submit({ type: 'wallet-act', book: walletId, act: what, by: 'holder', key });
    if (reply.outcome !== 'accepted') throw new Problem(reply.outcome);
    return reply;
  };

  /** The caller's own key, or one for this call alone. */
  const requestKey = (request: FastifyRequest): string => {
    const given = request.headers['idempotency-key'];
    return typeof given === 'string' ? `api/${given}` : `call ${request.id}`;
  };

  app.post(
    '/v1/wallet/services/:id/on',
    {
      ...holder,
      schema: docs(
        'switchServiceOn',
        TAG,
        'Switch a service on again',
        { params: IdParams, headers: KeyHeaders },
        { 200: ServiceSchema },
        { description: 'Wants a fresh proof of who is there, never a weaker one than switching it off.' },
      ),
    },
    async (request): Promise<ServiceView> => {
      const { walletId: book, personId, hand: by, sessionId } = closingCaller(request);
      const { id } = request.params;
      const [around, proofs] = await Promise.all([
        surroundingsOf(options, book, personId),
        proofsFor(options, sessionId, id),
      ]);
      const reply = await engine.submit({
        ...{ type: 'service-on', book, serviceId: id, by, around, proofs, key: requestKey(request) },
      });
      if (reply.outcome === 'accepted') return shown(book, id);
      const { page, needs } = reply;
      throw new Problem(reply.outcome, {
        members: {
          ...(page === null ? {} : { page: pageView(page, NO_CHOICES) }),
          ...(needs === null ? {} : { ways: needs, have: proofs.map(({ kind }) => kind) }),
        },
      });
    },
  );

  app.put(
    '/v1/wallet/services/:id/limits',
    {
      ...holder,
      schema: docs(
        'limitService',
        TAG,
        'Bound a service by payment and by day. A looser bound wants a fresh proof, a tighter one none',
        { params: IdParams, headers: KeyHeaders, body: LimitsBody },
        { 200: ServiceSchema },
      ),
    },
    async (request): Promise<ServiceView> => {
      const { walletId, sessionId } = closingCaller(request);
      const { id } = request.params;
      const { perPayment, perDay } = request.body;
      const limits = {
        perPaymentFen: perPayment === null ? null : BigInt(perPayment),
        perDayFen: perDay === null ? null : BigInt(perDay),
      };
      const { wallet } = await seenWallet(options, walletId);
      const before = wallet.services.find((each) => each.id === id);
      if (before === undefined) throw new Problem('wallet-part-not-found');
      const looser = (was: bigint | null, now: bigint | null): boolean =>
        was !== null && (now === null || now > was);
      const raised =
        looser(before.limits.perPaymentFen, limits.perPaymentFen) ||
        looser(before.limits.perDayFen, limits.perDayFen);
      if (raised && (await proofsFor(options, sessionId, id)).length === 0)
        throw new Problem('closure-proof-missing', {
          members: { ways: [['password'], ['passkey']], have: [] },
        });
      await act(request, { kind: 'limit-service', serviceId: id as ServiceId, limits });
      return shown(walletId, id);
    },
  );

  app.post(
    '/v1/wallet/services',
    {
      ...holder,
      schema: docs(
        'addService',
        TAG,
        'A row of its own for one shop, one terminal or one source, so that it can be closed there alone',
        { body: AddServiceBody, headers: KeyHeaders },
        { 201: ServiceSchema },
        {
          description:
            'It begins as it is everywhere: on. Closing it is a closing like any other, and a payment passes only ' +
            'where every service that covers it is on.',
        },
      ),
    },
    async (request, reply): Promise<ServiceView> => {
      const { walletId } = closingCaller(request);
      const { service, place } = request.body;
      const told = await act(request, {
        ...{ kind: 'add-service', service, to: 'on', place: await placeOf(options, walletId, place) },
      });
      const { made } = told;
      if (made === null) throw new Problem('internal');
      reply.code(201).header('location', `/v1/wallet/services/${made}`);
      return shown(walletId, made);
    },
  );
}

type NamedPlace = { readonly merchant?: string; readonly terminal?: string; readonly card?: string };

/** Names of shops are theirs: the holder says which one, and this platform knows how it is called. */
async function placeOf(
  { engine, reader }: HttpApiOptions,
  walletId: WalletId,
  { merchant, terminal, card }: NamedPlace,
): Promise<ServicePlace> {
  if (card !== undefined) {
    const wallet = await reader.wallet(walletId);
    const binding = wallet?.bindings.find(({ id }) => id === card);
    if (binding === undefined) throw inputProblem('body', '/place/card', 'is no card of this wallet');
    return { kind: 'source', source: { kind: 'card', bindingId: binding.id } };
  }
  if (merchant === undefined) throw inputProblem('body', '/place', 'must name a shop or a card');
  const found = await engine.merchant(merchant);
  if (found === null) throw new Problem('merchant-not-valid');
  const { merchantId, nameZh, nameEn } = found;
  if (terminal === undefined) return { kind: 'merchant', merchantId, nameZh, nameEn };
  const [known] = (await reader.terminalsNamed(terminal, null)).filter(
    (each) => each.merchantId === merchantId,
  );
  if (known === undefined) throw inputProblem('body', '/place/terminal', 'is no terminal of this shop');
  return { kind: 'terminal', merchantId, terminalId: known.terminalId, nameZh, nameEn };
}

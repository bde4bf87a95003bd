/** A wallet as its holder sees it, each thing in it, and how its money moved. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { calendarDayOf, SHANGHAI } from '#domain/calendar';
import { type PayLimits, payLimits, type WalletId } from '#domain/wallet';
import { isWalletPaymentId } from '#engine';
import type { Api } from '../api-type.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { cursorFor, positionOf } from '../paging.ts';
import { PAGE_DEFAULT } from '../payments/routes-payments.ts';
import { Problem } from '../problems.ts';
import { listOf } from '../schemas.ts';
import { IdParams } from '../schemas-input.ts';
import { requirePerson } from './holder.ts';
import { ClosuresQuery } from './schemas-closures.ts';
import {
  CardSchema,
  type CardView,
  DeviceCardSchema,
  type DeviceCardView,
  MovementSchema,
  type MovementView,
  ServiceSchema,
  type ServiceView,
  WalletSchema,
  type WalletView,
} from './schemas-wallet.ts';
import {
  cardView,
  deviceCardView,
  movementView,
  serviceView,
  type WalletSeen,
  walletView,
} from './wallet-view.ts';

const TAG = 'wallet';
const holder = { config: { access: 'holder' as const } };

/** The wallet with its open closings, at one instant. */
export async function seenWallet(
  { reader, clock }: Pick<HttpApiOptions, 'reader' | 'clock'>,
  walletId: WalletId,
): Promise<WalletSeen> {
  const [wallet, closures] = await Promise.all([reader.wallet(walletId), reader.openClosures(walletId)]);
  if (wallet === null) throw new Problem('wallet-not-found');
  return { wallet, closures, today: calendarDayOf(clock.nowMs(), SHANGHAI) };
}

/** What the rules of today bound for this wallet. */
function limitsOf({ rules }: Pick<HttpApiOptions, 'rules'>, { wallet, today }: WalletSeen): PayLimits {
  const scope = { channel: 'unionpay.pos', institution: rules.institution, issuer: null, merchant: '' };
  return payLimits(wallet, { book: rules.book, scope, day: today });
}

/** A page that has this version already is told so in one line. */
function isKnown(request: FastifyRequest, reply: FastifyReply, etag: string): boolean {
  reply.header('etag', etag);
  return request.headers['if-none-match'] === etag;
}

export function addWalletRoutes(app: Api, options: HttpApiOptions): void {
  const { reader, clock } = options;
  const seenBy = (request: FastifyRequest): Promise<WalletSeen> =>
    seenWallet(options, requirePerson(request).walletId);

  app.get(
    '/v1/wallet',
    {
      ...holder,
      schema: docs(
        'getWallet',
        TAG,
        'The account, the balance, cards, services, contracts and closings under way',
        {},
        { 200: WalletSchema, 304: Type.Null({ description: 'Nothing changed.' }) },
        { description: 'With an ETag: If-None-Match gets 304 while nothing changed.' },
      ),
    },
    async (request, reply) => {
      const { walletId } = requirePerson(request);
      const [seen, balance] = await Promise.all([
        seenWallet(options, walletId),
        reader.walletBalance(walletId),
      ]);
      const open = seen.closures.map(({ id, version }) => `${id}.${version}`).join('.');
      const etag = `"${seen.wallet.version}-${balance?.version ?? 0}-${seen.today}-${open}"`;
      if (isKnown(request, reply, etag)) return reply.code(304).type('text/plain').send(null);
      const view: WalletView = walletView(seen, balance, limitsOf(options, seen), clock.nowMs());
      return reply.send(view);
    },
  );

  app.get(
    '/v1/wallet/services/:id',
    {
      ...holder,
      schema: docs('getWalletService', TAG, 'One service', { params: IdParams }, { 200: ServiceSchema }),
    },
    async (request): Promise<ServiceView> => {
      const seen = await seenBy(request);
      const found = seen.wallet.services.find(({ id }) => id === request.params.id);
      if (found === undefined) throw new Problem('wallet-part-not-found');
      return serviceView(seen, found);
    },
  );

  app.get(
    '/v1/wallet/cards/:id',
    {
      ...holder,
      schema: docs('getWalletCard', TAG, 'One bound bank card', { params: IdParams }, { 200: CardSchema }),
    },
    async (request): Promise<CardView> => {
      const seen = await seenBy(request);
      const found = seen.wallet.bindings.find(({ id }) => id === request.params.id);
      if (found === undefined) throw new Problem('wallet-part-not-found');
      return cardView(seen, found);
    },
  );

  app.get(
    '/v1/wallet/device-cards/:id',
    {
      ...holder,
      schema: docs(
        'getWalletDeviceCard',
        TAG,
        'One card on a phone or a watch',
        { params: IdParams },
        { 200: DeviceCardSchema },
      ),
    },
    async (request): Promise<DeviceCardView> => {
      const seen = await seenBy(request);
      const found = seen.wallet.deviceCards.find(({ id }) => id === request.params.id);
      if (found === undefined) throw new Problem('wallet-part-not-found');
      return deviceCardView(seen, found);
    },
  );

  app.get(
    '/v1/wallet/movements',
    {
      ...holder,
      schema: docs(
        'listMovements',
        TAG,
        'How money moved, newest first',
        { querystring: ClosuresQuery },
        { 200: listOf(MovementSchema, 'MovementList') },
      ),
    },
    async (request) => {
      const { walletId: book } = requirePerson(request);
      const { cursor, limit = PAGE_DEFAULT } = request.query;
      const list = JSON.stringify(['movements', book]);
      const position = positionOf(list, cursor);
      const after = position !== null && isWalletPaymentId(position) ? position : null;
      const [wallet, { items, next }] = await Promise.all([
        reader.wallet(book),
        reader.movements({ book, cursor: after, limit }),
      ]);
      if (wallet === null) throw new Problem('wallet-not-found');
      return { items: items.map((each) => movementView(wallet, each)), next: cursorFor(list, next) };
    },
  );

  app.get(
    '/v1/wallet/movements/:id',
    {
      ...holder,
      schema: docs('getMovement', TAG, 'One movement', { params: IdParams }, { 200: MovementSchema }),
    },
    async (request): Promise<MovementView> => {
      const { walletId: book } = requirePerson(request);
      const [wallet, movement] = await Promise.all([reader.wallet(book), reader.movement(request.params.id)]);
      // Of somebody else's it is the same as of none.
      if (wallet === null || movement === null || movement.book !== book) throw new Problem('not-found');
      return movementView(wallet, movement);
    },
  );
}

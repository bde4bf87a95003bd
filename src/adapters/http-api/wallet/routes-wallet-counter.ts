/** At the counter: the wallet of a holder who stands there with a document, and a report for them. */
import { isLossOpen } from '#domain/loss';
import { isWalletId } from '#engine';
import type { Api } from '../api-type.ts';
import { callerOf } from '../auth.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { Problem } from '../problems.ts';
import { lineOf } from '../text-input.ts';
import { paymentsOf, reportOf, stopAndReport } from './routes-losses.ts';
import {
  CaseSchema,
  FoundWallet,
  type FoundWalletView,
  LookupBody,
  StaffReportBody,
} from './schemas-losses.ts';
import { showCase } from './show-case.ts';

const TAG = 'wallet-cases';

export function addCounterRoutes(app: Api, options: HttpApiOptions): void {
  app.post(
    '/v1/wallet-lookups',
    {
      config: { access: 'operator' },
      schema: docs(
        'lookUpWallet',
        TAG,
        'Find the wallet of a holder who stands at the counter with a document',
        { body: LookupBody },
        { 200: FoundWallet },
        {
          description:
            'ID number and telephone must belong together. Every look-up is in the record of acts.',
        },
      ),
    },
    async (request): Promise<FoundWalletView> => {
      const { idNumber, phone, identity } = request.body;
      lineOf(identity.note, '/identity/note');
      const id = await options.holders.walletOf({ idNumber, phone });
      const wallet = id === null ? null : await options.reader.wallet(id);
      if (wallet === null) return { wallet: null };
      const losses = await options.reader.lossesOf(wallet.id);
      const open = losses.find(isLossOpen);
      return {
        wallet: {
          ...{
            id: wallet.id,
            state: wallet.status.state,
            name: wallet.holder.name,
            phone: wallet.holder.phone,
          },
          deviceCards: wallet.deviceCards.map((card) => ({
            ...{ id: card.id, name: card.device.name, state: card.state },
          })),
          cards: wallet.bindings.map(({ id: cardId, card, state }) => ({
            id: cardId,
            card: card.masked,
            state,
          })),
          openCase: open?.id ?? null,
        },
      };
    },
  );
  app.post(
    '/v1/wallet-cases',
    {
      config: { access: 'operator' },
      schema: docs(
        'reportLossAtCounter',
        TAG,
        'Report a loss for a holder who was seen with a document',
        { body: StaffReportBody },
        { 201: CaseSchema },
      ),
    },
    async (request, reply) => {
      const { wallet, identity, ...told } = request.body;
      if (!isWalletId(wallet)) throw new Problem('wallet-not-found');
      lineOf(identity.note, '/identity/note');
      const by = { door: 'staff', by: callerOf(request).id, language: 'zh' } as const;
      const { loss } = await stopAndReport(options, wallet, {
        report: reportOf(told, by, options.clock.nowMs()),
        payments: paymentsOf(told.payments),
        ...{ key: request.id, except: null },
      });
      reply.code(201);
      return showCase(options, loss);
    },
  );
}

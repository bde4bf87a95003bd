/**
 * What was locked when an account was closed. Its holder and operators read nothing of it any more; an auditor reads it
 * with a reason, and each reading stands in the record of acts: that is why it is asked for by POST.
 */
import type { WalletPaymentId } from '#domain/wallet';
import { isWalletPaymentId } from '#engine';
import { instant } from '../answers/answer-view.ts';
import type { Api } from '../api-type.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { Problem } from '../problems.ts';
import { lineOf } from '../text-input.ts';
import { closureView } from './closure-view.ts';
import { showLoss } from './routes-losses.ts';
import { ArchiveBody, ArchiveSchema } from './schemas-account.ts';
import { movementView } from './wallet-view.ts';

const PAGE = 200;
/** Nobody's hand: what is read here can be moved by nobody. */
const NO_HAND = { kind: 'staff', by: '', reason: '' } as const;

export function addArchiveRoutes(app: Api, options: HttpApiOptions): void {
  const { reader, clock } = options;
  app.post(
    '/v1/wallet-archive',
    {
      config: { access: 'operator' },
      schema: docs(
        'readWalletArchive',
        'wallet-cases',
        'What is kept of a closed account, for an auditor with a reason',
        { body: ArchiveBody },
        { 200: ArchiveSchema },
        { description: 'Kept ten years (LAW-20), only stored meanwhile (LAW-33). Each reading is recorded.' },
      ),
    },
    async (request) => {
      const { wallet: id, reason, cursor = null } = request.body;
      lineOf(reason, '/reason');
      const wallet = await reader.wallet(id);
      if (wallet?.status.state !== 'closed') throw new Problem('wallet-not-found');
      const after: WalletPaymentId | null = cursor !== null && isWalletPaymentId(cursor) ? cursor : null;
      const [page, losses, closures] = await Promise.all([
        reader.movements({ book: wallet.id, cursor: after, limit: PAGE }),
        reader.lossesOf(wallet.id),
        reader.closures({ book: wallet.id, cursor: null, limit: PAGE }),
      ]);
      const nowMs = clock.nowMs();
      return {
        ...{ wallet: wallet.id, holder: { ...wallet.holder }, openedAt: instant(wallet.openedAtMs) },
        closedAt: instant(wallet.status.atMs),
        keptUntil: instant(wallet.status.keptUntilMs),
        movements: page.items.map((movement) => movementView(wallet, movement)),
        next: page.next,
        losses: await Promise.all(losses.map((loss) => showLoss(options, loss, '/v1/wallet-cases'))),
        closures: closures.items.map((closure) => closureView(wallet, closure, NO_HAND, nowMs)),
        rules: ['LAW-20', 'LAW-33'],
      };
    },
  );
}

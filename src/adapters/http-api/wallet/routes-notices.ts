/** What happened to a wallet, for its holder to read. */
import type { Api } from '../api-type.ts';
import { noticeView } from '../notices/notices-view.ts';
import { requireNoticeId } from '../notices/routes-notices.ts';
import { NoticeListSchema, NoticesQuery, ReadBody, ReadSchema } from '../notices/schemas-notices.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { cursorFor, positionOf } from '../paging.ts';
import { PAGE_DEFAULT } from '../payments/routes-payments.ts';
import { IdParams } from '../schemas-input.ts';
import { requirePerson } from './holder.ts';

const TAG = 'wallet';
const holder = { config: { access: 'holder' as const } };

export function addHolderNoticeRoutes(app: Api, options: HttpApiOptions): void {
  const { notices } = options.notices;
  const { clock } = options;

  app.get(
    '/v1/wallet/notices',
    {
      ...holder,
      schema: docs(
        'listWalletNotices',
        TAG,
        'What happened to the wallet, newest first',
        { querystring: NoticesQuery },
        { 200: NoticeListSchema },
      ),
    },
    async (request) => {
      const { walletId: book } = requirePerson(request);
      const { cursor, limit = PAGE_DEFAULT, unread: only } = request.query;
      const unread = only === 'true';
      const list = JSON.stringify(['wallet-notices', book, unread]);
      const position = positionOf(list, cursor);
      const [{ items, next }, count] = await Promise.all([
        notices.list({ audience: 'holder', book, unread, cursor: position, limit }),
        notices.unread('holder', book),
      ]);
      return { items: items.map(noticeView), next: cursorFor(list, next), unread: count };
    },
  );

  app.post(
    '/v1/wallet/notices/:id/read',
    {
      ...holder,
      schema: docs('readWalletNotice', TAG, 'One notice was read', { params: IdParams }, { 200: ReadSchema }),
    },
    async (request) => {
      const { walletId } = requirePerson(request);
      const { id } = request.params;
      requireNoticeId(id);
      return { read: await notices.read('holder', walletId, { id }, clock.nowMs()) };
    },
  );

  app.post(
    '/v1/wallet/notices/read',
    {
      ...holder,
      schema: docs(
        'readWalletNotices',
        TAG,
        'A notice and all before it were read',
        { body: ReadBody },
        { 200: ReadSchema },
      ),
    },
    async (request) => {
      const { walletId } = requirePerson(request);
      const { upTo } = request.body;
      requireNoticeId(upTo);
      return { read: await notices.read('holder', walletId, { upTo }, clock.nowMs()) };
    },
  );
}

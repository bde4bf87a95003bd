/** Notices for people, and for operators the outbox of texts. */
import type { ApiKey } from '#adapters/postgres';
import type { Api } from '../api-type.ts';
import { bookFor, callerOf } from '../auth.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { cursorFor, positionOf } from '../paging.ts';
import { PAGE_DEFAULT } from '../payments/routes-payments.ts';
import { Problem } from '../problems.ts';
import { listOf } from '../schemas.ts';
import { IdParams } from '../schemas-input.ts';
import { noticeView, smsView } from './notices-view.ts';
import {
  NoticeListSchema,
  NoticesQuery,
  PageQuery,
  ReadBody,
  ReadSchema,
  SmsSchema,
} from './schemas-notices.ts';

const TAG = 'notices';
/** @throws Problem `not-found` for what names no notice, some of which is no text for a database */
export function requireNoticeId(id: string): void {
  if (!/^ntc_[0-9A-Z]{16}$/.test(id)) throw new Problem('not-found', { detail: 'There is no such notice.' });
}

const audienceOf = ({ role }: ApiKey): 'merchant' | 'operator' => role;

export function addNoticeRoutes(app: Api, options: HttpApiOptions): void {
  const { notices, texts } = options.notices;
  const { clock } = options;

  app.get(
    '/v1/notices',
    {
      schema: docs(
        'listNotices',
        TAG,
        'What a person must know, newest first: for a merchant its own, for an operator those of operators',
        { querystring: NoticesQuery },
        { 200: NoticeListSchema },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const { cursor, limit = PAGE_DEFAULT, book: asked, unread: only } = request.query;
      const unread = only === 'true';
      const book = bookFor(caller, asked);
      const audience = audienceOf(caller);
      const list = JSON.stringify(['notices', audience, book, unread]);
      const position = positionOf(list, cursor);
      const [{ items, next }, count] = await Promise.all([
        notices.list({ audience, book, unread, cursor: position, limit }),
        notices.unread(audience, book),
      ]);
      return { items: items.map(noticeView), next: cursorFor(list, next), unread: count };
    },
  );

  app.post(
    '/v1/notices/:id/read',
    {
      schema: docs('readNotice', TAG, 'One notice was read', { params: IdParams }, { 200: ReadSchema }),
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = request.params;
      requireNoticeId(id);
      return { read: await notices.read(audienceOf(caller), caller.book, { id }, clock.nowMs()) };
    },
  );

  app.post(
    '/v1/notices/read',
    {
      schema: docs(
        'readNotices',
        TAG,
        'A notice and all before it were read',
        { body: ReadBody },
        { 200: ReadSchema },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const { upTo } = request.body;
      requireNoticeId(upTo);
      return { read: await notices.read(audienceOf(caller), caller.book, { upTo }, clock.nowMs()) };
    },
  );

  app.get(
    '/v1/sms-outbox',
    {
      config: { access: 'operator' },
      schema: docs(
        'listTexts',
        TAG,
        'Texts for telephones, newest first; numbers masked, links without their secret part',
        { querystring: PageQuery },
        { 200: listOf(SmsSchema, 'SmsTextList') },
      ),
    },
    async (request) => {
      const { cursor, limit = PAGE_DEFAULT } = request.query;
      const list = JSON.stringify(['sms-outbox']);
      const { items, next } = await texts.list({ cursor: positionOf(list, cursor), limit });
      return { items: items.map(smsView), next: cursorFor(list, next) };
    },
  );
}

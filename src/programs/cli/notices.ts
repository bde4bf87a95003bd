/** `yuanlu notices`: what a person must know. */
import type { Command } from 'commander';
import type { NoticeView } from '#adapters/http-api';
import type { DataFolder } from '../data-folder.ts';
import { clientFor, common, good } from './client.ts';
import { clockTime, print, printJson, said, table } from './print.ts';

interface NoticeList {
  readonly items: readonly NoticeView[];
  readonly unread: number;
}

export function registerNotices(program: Command, data: DataFolder): void {
  program
    .command('notices')
    .description('what a person must know, newest first: of the shop, or of the operators')
    .option('--operator', 'those of operators, for all shops')
    .option('--unread', 'those that nobody read')
    .option('--read', 'mark what is shown, and all before it, as read')
    .option('--limit <count>', 'rows to show', '20')
    .addHelpText(
      'after',
      '\nExamples:\n  yuanlu notices\n  yuanlu notices --operator --unread\n  yuanlu notices --read',
    )
    .action(
      async (
        options: { operator?: boolean; unread?: boolean; read?: boolean; limit: string },
        command: Command,
      ) => {
        const shared = common(command);
        const client = await clientFor(shared, data, options.operator === true ? 'operator' : 'merchant');
        const query = new URLSearchParams({
          limit: options.limit,
          ...(options.unread === true ? { unread: 'true' } : {}),
        });
        const list = good(await client.get<NoticeList>(`/v1/notices?${query}`));
        const [newest] = list.items;
        if (options.read === true && newest !== undefined)
          good(await client.post('/v1/notices/read', { upTo: newest.id }, {}));
        if (shared.json) return printJson(list);
        const { lang } = shared;
        if (newest === undefined) return print(lang === 'zh' ? '没有通知' : 'No notices.');
        print(
          table(
            list.items.map((notice) => [
              notice.readAt === null ? '●' : ' ',
              clockTime(notice.at),
              said(notice.words, lang),
              notice.subject,
            ]),
          ),
        );
        print(lang === 'zh' ? `未读 ${list.unread} 条` : `${list.unread} unread`);
      },
    );
}

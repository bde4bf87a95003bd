/** `yuanlu terminals`: the host's side of its terminals. The virtual terminal itself is `yuanlu terminal`. */
import type { Command } from 'commander';
import type { BatchView, TerminalView } from '#adapters/http-api';
import type { Lang } from '#domain/outcome';
import { DIFFERENCE_ENDS } from '#domain/terminal';
import type { DataFolder } from '../data-folder.ts';
import { CliError, type Client, clientFor, common, good } from './client.ts';
import { clockTime, print, printJson, said, table, yuan } from './print.ts';
import { addRegister, languageOf } from './terminals-add.ts';

interface Options {
  readonly merchant?: string;
  readonly reason?: string;
  readonly open?: boolean;
}

export const pathOf = (terminal: string): string => `/v1/terminals/${encodeURIComponent(terminal)}`;

type Totals = TerminalView['totals'];
const totalsText = ({ debit, debitCount, credit, creditCount }: Totals): string =>
  `${debitCount} × ${yuan(debit)} − ${creditCount} × ${yuan(credit)}`;

function terminalLines(terminal: TerminalView, lang: Lang): string[] {
  const zh = lang === 'zh';
  const { signedIn, lastSettlement: last, statusReport } = terminal;
  const off = terminal.acceptances.filter(({ state }) => state !== 'on');
  const rows: [string, string][] = [
    [zh ? '终端' : 'Terminal', `${terminal.merchant} / ${terminal.id}  ${terminal.status}`],
    [
      zh ? '签到' : 'Signed in',
      signedIn === null
        ? '—'
        : `${clockTime(signedIn.at)}, ${zh ? '操作员' : 'operator'} ${signedIn.operator}`,
    ],
    [zh ? '方言' : 'Dialect', terminal.dialect],
    [zh ? '批次' : 'Open batch', `${terminal.batch}  ${totalsText(terminal.totals)}`],
    ...(last === null
      ? []
      : [
          [
            zh ? '上一批' : 'Last batch',
            `${last.batch}  ${last.result}  ${totalsText(last.host)} / ${totalsText(last.terminal)}`,
          ] as [string, string],
        ]),
    [
      zh ? '未开通' : 'Not accepted',
      off.length === 0 ? '—' : off.map(({ words, state }) => `${said(words, lang)} (${state})`).join(', '),
    ],
    [zh ? '将要求' : 'Will be told', terminal.wants.join(', ') || '—'],
    [
      zh ? '已下载' : 'Fetched',
      terminal.holds.map(({ set, version }) => `${set} ${version}`).join(', ') || '—',
    ],
    ...(statusReport === null
      ? []
      : [
          [zh ? '状态' : 'Status', `${clockTime(statusReport.at)}  ${statusReport.text}`] as [string, string],
        ]),
  ];
  return [table(rows)];
}

function batchLines(batch: BatchView, lang: Lang): string[] {
  const head =
    `${batch.batch}  ${clockTime(batch.settled)}  ${batch.state}${batch.needsPerson ? '  !' : ''}  ` +
    `${totalsText(batch.host)} / ${totalsText(batch.counted)}`;
  return [
    head,
    ...batch.differences.map(({ no, words, trace, terminal, host, resolution }) => {
      const sides = [
        host === null
          ? ''
          : `${lang === 'zh' ? '主机' : 'host'} ${host.what} ${yuan(host.amount)} ${host.state}`,
        terminal === null ? '' : `${lang === 'zh' ? '终端' : 'terminal'} ${yuan(terminal.amount)}`,
      ].filter((text) => text !== '');
      const end = [
        resolution.state,
        resolution.how ?? '',
        resolution.cancellation ?? '',
        resolution.why === null ? '' : said(resolution.why, lang),
      ].filter((text) => text !== '');
      return `  ${no}  ${trace ?? '------'}  ${said(words, lang)}  ${sides.join(' | ')}  [${end.join(' ')}]`;
    }),
  ];
}

/** The address with the shop, where one is named, and whatever else selects. */
export function withQuery(
  path: string,
  { merchant }: { readonly merchant?: string },
  more: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams({ ...(merchant === undefined ? {} : { merchant }), ...more }).toString();
  return query === '' ? path : `${path}?${query}`;
}

export function registerTerminals(program: Command, data: DataFolder): void {
  const terminals = program
    .command('terminals')
    .description("the host's terminals: add, list, show, batches, block, unblock, ask, dialects, language")
    .addHelpText(
      'after',
      '\nExamples:\n  yuanlu terminals show 31010001\n  yuanlu terminals batches 31010001 --open\n' +
        '  yuanlu terminals resolve 31010001 000001 2 --how made-good --reason "slip found, refunded by can_…"\n' +
        '  yuanlu terminals ask 31010001 sign-in --reason "keys changed"\n' +
        '  yuanlu terminals dialects 31010001 standard sm4 --reason "reader changed"',
    );
  const merchant = (command: Command): Command =>
    command.option('--merchant <number>', 'where several shops have a terminal of this number');
  const reasoned = (command: Command): Command => merchant(command).requiredOption('--reason <text>', 'why');

  terminals
    .command('list')
    .description('all terminals')
    .action(async (_options: unknown, command: Command) => {
      const shared = common(command);
      const client = await clientFor(shared, data, 'operator');
      const { items } = good(await client.get<{ items: TerminalView[] }>('/v1/terminals?limit=200'));
      if (shared.json) return printJson(items);
      print(
        table(
          items.map(({ merchant: shop, id, status, batch, totals, wants }) => [
            ...[shop, id, status, batch, totalsText(totals), wants.join(', ')],
          ]),
        ),
      );
    });

  merchant(terminals.command('show <terminal>').description('one terminal')).action(
    async (terminal: string, options: Options, command: Command) => {
      const shared = common(command);
      const client = await clientFor(shared, data, 'operator');
      const found = good(await client.get<TerminalView>(withQuery(pathOf(terminal), options)));
      if (shared.json) return printJson(found);
      for (const line of terminalLines(found, shared.lang)) print(line);
    },
  );

  merchant(
    terminals
      .command('batches <terminal> [batch]')
      .description('settled batches and what differs item by item')
      .option('--open', 'only those that still need somebody'),
  ).action(async (terminal: string, batch: string | undefined, options: Options, command: Command) => {
    const shared = common(command);
    const client = await clientFor(shared, data, 'operator');
    const path = `${pathOf(terminal)}/batches`;
    const open = options.open === true ? { open: 'true' } : {};
    const one = `${path}/${encodeURIComponent(batch ?? '')}`;
    const items =
      batch === undefined
        ? good(await client.get<{ items: BatchView[] }>(withQuery(path, options, open))).items
        : [good(await client.get<BatchView>(withQuery(one, options)))];
    if (shared.json) return printJson(items);
    for (const line of items.flatMap((each) => batchLines(each, shared.lang))) print(line);
  });

  const manage = async (
    terminal: string,
    options: Options,
    command: Command,
    change: Readonly<Record<string, unknown>>,
  ): Promise<void> => {
    const shared = common(command);
    const client: Client = await clientFor(shared, data, 'operator');
    const body = { ...change, reason: options.reason };
    const now = good(await client.post<TerminalView>(withQuery(pathOf(terminal), options), body, {}));
    if (shared.json) return printJson(now);
    for (const line of terminalLines(now, shared.lang)) print(line);
  };

  for (const [name, status, description] of [
    ['block', 'blocked', 'refuse all it asks but its reversals (58)'],
    ['unblock', 'active', 'let it work again'],
  ] as const)
    reasoned(terminals.command(`${name} <terminal>`).description(description)).action(
      (terminal: string, options: Options, command: Command) =>
        manage(terminal, options, command, { status }),
    );

  reasoned(
    terminals
      .command('ask <terminal> <what>')
      .description('tell it with its next answer: sign-in, or status'),
  ).action((terminal: string, what: string, options: Options, command: Command) => {
    if (what !== 'sign-in' && what !== 'status')
      throw new CliError({
        zh: `不能要求“${what}”：应为 sign-in 或 status`,
        en: `Cannot ask for "${what}": expected sign-in or status`,
      });
    return manage(terminal, options, command, { wants: what });
  });

  reasoned(
    terminals
      .command('dialects <terminal> <names...>')
      .description('which dialects it may sign in with, the usual one first'),
  ).action((terminal: string, names: string[], options: Options, command: Command) =>
    manage(terminal, options, command, { dialects: names }),
  );

  reasoned(
    terminals.command('language <terminal> <language>').description('zh or en: of the words in its answers'),
  ).action((terminal: string, language: string, options: Options, command: Command) =>
    manage(terminal, options, command, { language: languageOf(language) }),
  );

  addRegister(terminals, data, (found, lang) => terminalLines(found, lang));

  reasoned(
    terminals
      .command('resolve <terminal> <batch> <difference>')
      .description('say how a difference ended; money moves by a cancellation, not by this')
      .requiredOption('--how <end>', DIFFERENCE_ENDS.join(', ')),
  ).action(
    async (
      terminal: string,
      batch: string,
      difference: string,
      options: Options & { readonly how: string },
      command: Command,
    ) => {
      const shared = common(command);
      const client = await clientFor(shared, data, 'operator');
      const of = `${pathOf(terminal)}/batches/${encodeURIComponent(batch)}`;
      const path = `${of}/differences/${encodeURIComponent(difference)}`;
      const body = { how: options.how, reason: options.reason };
      const now = good(await client.post<BatchView>(withQuery(path, options), body, {}));
      if (shared.json) return printJson(now);
      for (const line of batchLines(now, shared.lang)) print(line);
    },
  );
}

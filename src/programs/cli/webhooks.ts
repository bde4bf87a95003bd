/** `yuanlu webhooks`: have changes sent to an address, see what was sent, send it again. */
import type { Command } from 'commander';
import type { DeliveryView, EndpointView } from '#adapters/http-api';
import type { Lang } from '#domain/outcome';
import type { DataFolder } from '../data-folder.ts';
import { CliError, type Client, type Common, clientFor, common, good } from './client.ts';
import { clockTime, count, print, printJson, said, table } from './print.ts';
import { listen } from './webhook-listener.ts';

type NewEndpoint = EndpointView & { readonly secret: string };

const STATES: Readonly<Record<EndpointView['state'], { readonly zh: string; readonly en: string }>> = {
  active: { zh: '启用', en: 'active' },
  disabled: { zh: '停用', en: 'disabled' },
  removed: { zh: '已删除', en: 'removed' },
};

const endpointRow = (endpoint: EndpointView, lang: Lang): string[] => [
  endpoint.id,
  said(STATES[endpoint.state], lang),
  endpoint.url,
  endpoint.events.join(','),
  endpoint.disabled === null ? '' : said(endpoint.disabled, lang),
];

/** `202` or why there was no status, of the last attempt. */
function lastText({ log }: DeliveryView): string {
  const last = log.at(-1);
  return last === undefined ? '' : String(last.status ?? last.error ?? '');
}

const deliveryRow = (delivery: DeliveryView): string[] => [
  delivery.message,
  clockTime(delivery.at),
  delivery.type,
  delivery.subject,
  delivery.state,
  `×${delivery.attempts}`,
  lastText(delivery),
  delivery.nextAttemptAt === null ? '' : `→ ${clockTime(delivery.nextAttemptAt)}`,
];

const path = (id: string, act = ''): string => `/v1/webhooks/${encodeURIComponent(id)}${act}`;

/** `last` means the newest endpoint. */
async function endpointId(given: string, client: Client): Promise<string> {
  if (given !== 'last') return given;
  const newest = good(await client.get<{ items: EndpointView[] }>('/v1/webhooks')).items.at(-1);
  if (newest === undefined)
    throw new CliError({
      zh: '还没有推送地址。先添加：./yuanlu webhooks add https://…',
      en: 'There is no endpoint yet. Add one: ./yuanlu webhooks add https://…',
    });
  return newest.id;
}

export const eventsOf = (text: string | undefined): string[] =>
  text === undefined ? ['*'] : text.split(',').map((each) => each.trim());

async function add(url: string, events: string[], shared: Common, client: Client): Promise<void> {
  const made = good(await client.post<NewEndpoint>('/v1/webhooks', { url, events }, {}));
  if (shared.json) return printJson(made);
  const once = { zh: '签名密钥（仅此一次显示）', en: 'secret, shown this once' };
  print(`${made.id}  ${made.url}\n${said(once, shared.lang)}: ${made.secret}`);
}

async function resend(
  given: string,
  options: { readonly message?: string; readonly since?: string },
  shared: Common,
  client: Client,
): Promise<void> {
  const { message, since } = options;
  if ((message === undefined) === (since === undefined))
    throw new CliError({
      zh: '请给出 --message 或 --since 之一',
      en: 'Give one of --message and --since',
    });
  const id = await endpointId(given, client);
  const body = message === undefined ? { since } : { message };
  const done = good(await client.post<{ resent: number }>(path(id, '/resend'), body, {}));
  if (shared.json) return printJson(done);
  print(
    shared.lang === 'zh'
      ? `重发 ${done.resent} 条`
      : `${count(done.resent, 'message', 'messages')} sent again`,
  );
}

function addReading(webhooks: Command, data: DataFolder): void {
  webhooks
    .command('list')
    .description('endpoints, oldest first')
    .action(async (_options: unknown, command: Command) => {
      const shared = common(command);
      const client = await clientFor(shared, data, 'merchant');
      const list = good(await client.get<{ items: EndpointView[] }>('/v1/webhooks'));
      if (shared.json) return printJson(list);
      if (list.items.length === 0) return print(shared.lang === 'zh' ? '没有推送地址' : 'No endpoints.');
      print(table(list.items.map((each) => endpointRow(each, shared.lang))));
    });

  webhooks
    .command('deliveries <endpoint>')
    .description('what was sent and what came of it, newest first; `last` is the newest endpoint')
    .option('--state <state>', 'pending, delivered, failed or held')
    .option('--limit <count>', 'rows to show', '20')
    .action(async (given: string, options: { state?: string; limit: string }, command: Command) => {
      const shared = common(command);
      const client = await clientFor(shared, data, 'merchant');
      const query = new URLSearchParams({
        limit: options.limit,
        ...(options.state ? { state: options.state } : {}),
      });
      const id = await endpointId(given, client);
      const list = good(await client.get<{ items: DeliveryView[] }>(path(id, `/deliveries?${query}`)));
      if (shared.json) return printJson(list);
      if (list.items.length === 0) return print(shared.lang === 'zh' ? '尚无推送' : 'Nothing was sent yet.');
      print(table(list.items.map(deliveryRow)));
    });
}

function addActs(webhooks: Command, data: DataFolder): void {
  for (const act of ['enable', 'disable', 'remove'] as const) {
    webhooks
      .command(`${act} <endpoint>`)
      .description(
        {
          enable: 'send again; what was held meanwhile comes with resend',
          disable: 'send nothing until it is enabled',
          remove: 'send nothing more there',
        }[act],
      )
      .action(async (given: string, _options: unknown, command: Command) => {
        const shared = common(command);
        const client = await clientFor(shared, data, 'merchant');
        const id = await endpointId(given, client);
        const reply =
          act === 'remove'
            ? await client.delete<EndpointView>(path(id))
            : await client.post<EndpointView>(path(id, `/${act}`), {}, {});
        const endpoint = good(reply);
        if (shared.json) return printJson(endpoint);
        print(table([endpointRow(endpoint, shared.lang)]));
      });
  }

  webhooks
    .command('rotate <endpoint>')
    .description('a new secret; the one before signs beside it for a day')
    .action(async (given: string, _options: unknown, command: Command) => {
      const shared = common(command);
      const client = await clientFor(shared, data, 'merchant');
      const id = await endpointId(given, client);
      const made = good(
        await client.post<{ secret: string; previousSecretUntil: string }>(path(id, '/rotate'), {}, {}),
      );
      if (shared.json) return printJson(made);
      const until = clockTime(made.previousSecretUntil);
      print(
        `${made.secret}\n${shared.lang === 'zh' ? `旧密钥有效至 ${until}` : `the old one signs too until ${until}`}`,
      );
    });
}

export function registerWebhooks(program: Command, data: DataFolder): void {
  const webhooks = program
    .command('webhooks')
    .description('have every change sent to an address, signed')
    .addHelpText(
      'after',
      '\nExamples:\n  yuanlu webhooks listen\n' +
        '  yuanlu webhooks add https://shop.example/hooks --events cancellation.*\n' +
        '  yuanlu webhooks deliveries last\n  yuanlu webhooks resend last --since 2026-11-24T00:00:00+08:00',
    );
  webhooks
    .command('add <url>')
    .description('register an address; its secret is shown once')
    .option('--events <types>', 'such as cancellation.done,payment.*; all when left out')
    .action(async (url: string, options: { events?: string }, command: Command) => {
      const shared = common(command);
      await add(url, eventsOf(options.events), shared, await clientFor(shared, data, 'merchant'));
    });
  webhooks
    .command('listen')
    .description('listen here, print what comes with its signature checked, and remove itself at the end')
    .option('--events <types>', 'such as cancellation.*; all when left out')
    .option('--count <count>', 'end after so many messages')
    .action(async (options: { events?: string; count?: string }, command: Command) => {
      const shared = common(command);
      const client = await clientFor(shared, data, 'merchant');
      await listen(
        client,
        shared,
        eventsOf(options.events),
        Number(options.count ?? Number.POSITIVE_INFINITY),
      );
    });
  addReading(webhooks, data);
  addActs(webhooks, data);
  webhooks
    .command('resend <endpoint>')
    .description('send one message again, or all since a time, each under its first id')
    .option('--message <id>', 'one message, msg_…')
    .option('--since <time>', 'ISO 8601 with an offset')
    .action(async (given: string, options: { message?: string; since?: string }, command: Command) => {
      const shared = common(command);
      await resend(given, options, shared, await clientFor(shared, data, 'merchant'));
    });
}

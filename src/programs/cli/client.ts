/** The command line's way to the server: its address and key come from the data folder or from options. */
import { isIPv6 } from 'node:net';
import type { Command } from 'commander';
import type { Lang } from '#domain/outcome';
import type { Words } from '#domain/wording';
import { type DataFolder, readDemoKeys, readRuntime } from '../data-folder.ts';

/** Yes, no, wrong use, and what has no end yet. */
export const EXIT = { yes: 0, no: 1, usage: 2, unknown: 3 } as const;

/** Something the user can put right: told without a stack. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: number;
  readonly words: Words;
  /** What the server said, where it was the server that refused. */
  readonly problem: Problem | null;
  constructor(message: string | Words, exitCode: number = EXIT.usage, problem: Problem | null = null) {
    const said = typeof message === 'string' ? { zh: message, en: message } : message;
    super(said.en);
    this.words = said;
    this.exitCode = exitCode;
    this.problem = problem;
  }
}

export interface Common {
  readonly json?: boolean;
  readonly lang: Lang;
  readonly url?: string;
  readonly key?: string;
}

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly titleZh: string;
  readonly detail?: string;
  readonly detailZh?: string;
  readonly answer?: Record<string, unknown>;
}

export type Reply<T> =
  | { readonly ok: true; readonly status: number; readonly body: T }
  | { readonly ok: false; readonly problem: Problem };

export interface Client {
  get<T>(path: string): Promise<Reply<T>>;
  post<T>(path: string, body: unknown, headers: Readonly<Record<string, string>>): Promise<Reply<T>>;
  delete<T>(path: string): Promise<Reply<T>>;
}

const REQUEST_WITHIN_MS = 30_000;

/** The language asked for, else that of the environment. */
export function langOf(asked: string | undefined): Lang {
  const lang = asked ?? (/^zh/i.test(process.env.LC_ALL ?? process.env.LANG ?? '') ? 'zh' : 'en');
  if (lang === 'zh' || lang === 'en') return lang;
  throw new CliError({ zh: `--lang ${lang}：应为 zh 或 en`, en: `--lang ${lang}: expected zh or en` });
}

export function common(command: Command): Common {
  const options = command.optsWithGlobals() as { json?: boolean; lang?: string; url?: string; key?: string };
  return { ...options, lang: langOf(options.lang) };
}

/** An address as people write it: an IPv6 host may stand without its brackets. */
export function baseUrl(text: string): URL {
  const [, scheme = '', rest = ''] = /^(https?:\/\/)(.*?)\/*$/i.exec(text) ?? [];
  const [, host = '', port = ''] = /^(.*):(\d{1,5})$/.exec(rest) ?? [];
  const bracketed = isIPv6(host) ? `${scheme}[${host}]:${port}` : isIPv6(rest) ? `${scheme}[${rest}]` : text;
  if (scheme !== '' && URL.canParse(bracketed)) return new URL(bracketed);
  throw new CliError({
    zh: `无法识别服务地址 "${text.slice(0, 80)}"：应如 http://127.0.0.1:8080`,
    en: `Cannot read the address "${text.slice(0, 80)}": expected one such as http://127.0.0.1:8080`,
  });
}

function noAnswer(url: URL, error: unknown, method: string): CliError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const text = cause instanceof Error && cause.message !== '' ? cause.message : String(cause);
  const refused = (cause as { code?: unknown } | null)?.code === 'ECONNREFUSED';
  // What was asked may have been done all the same: nobody knows.
  const open = method === 'POST' && !refused;
  return new CliError(
    {
      zh: `${url.origin} 没有应答：${text}。${open ? '请求可能已被受理，请先查询。' : '是否已启动？用 "npm start" 启动。'}`,
      en: `No answer from ${url.origin}: ${text}. ${
        open
          ? 'It may have been carried out all the same: look before you repeat it.'
          : 'Is it running? Start it with "npm start".'
      }`,
    },
    open ? EXIT.unknown : EXIT.usage,
  );
}

async function call<T>(url: URL, key: string, init: RequestInit): Promise<Reply<T>> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${key}` },
      signal: AbortSignal.timeout(REQUEST_WITHIN_MS),
    });
    text = await response.text();
  } catch (error) {
    throw noAnswer(url, error, init.method ?? 'GET');
  }
  let body: T | Problem;
  try {
    body = JSON.parse(text) as T | Problem;
  } catch {
    throw new CliError({
      zh: `${url.origin} 的应答（状态 ${response.status}）不是 JSON：这是原路服务的地址吗？`,
      en: `The reply of ${url.origin} (status ${response.status}) is no JSON: is this the address of a Yuanlu server?`,
    });
  }
  return response.ok
    ? { ok: true, status: response.status, body: body as T }
    : { ok: false, problem: body as Problem };
}

/** Whose seeded key speaks where none is given. The second of a side is for what one alone may not do. */
export type Role = 'merchant' | 'supervisor' | 'operator' | 'second-operator';

/** `role` chooses among the seeded keys where none is given. */
export async function clientFor(given: Common, data: DataFolder, role: Role): Promise<Client> {
  const runtime = await readRuntime(data);
  const url = given.url ?? process.env.YUANLU_URL ?? runtime?.apiUrl;
  if (url === undefined) {
    throw new CliError({
      zh: `没有可询问的服务：数据目录 ${data.root} 上没有运行的服务。用 "npm start" 启动，或给出 --url。`,
      en: `No server to ask: nothing runs on the data folder ${data.root}. Start it with "npm start", or give --url.`,
    });
  }
  const demo = await readDemoKeys(data);
  const demoKey = {
    merchant: demo?.merchantKey,
    supervisor: demo?.supervisorKey,
    operator: demo?.operatorKey,
    'second-operator': demo?.secondOperatorKey ?? demo?.operatorKey,
  }[role];
  const key = given.key ?? process.env.YUANLU_KEY ?? demoKey;
  if (key === undefined)
    throw new CliError({
      zh: '没有 API 密钥：请给出 --key，或设置 YUANLU_KEY。',
      en: 'No API key: give --key, or set YUANLU_KEY.',
    });
  const base = baseUrl(url);
  return {
    get: (path) => call(new URL(path, base), key, {}),
    delete: (path) => call(new URL(path, base), key, { method: 'DELETE' }),
    post: (path, body, headers) =>
      call(new URL(path, base), key, {
        method: 'POST',
        ...bodyOf(body),
        headers: { ...typeOf(body), ...headers },
      }),
  };
}

/** Nothing, the bytes of a file, or JSON. */
function bodyOf(body: unknown): { readonly body?: string | Uint8Array<ArrayBuffer> } {
  if (body === undefined) return {};
  return { body: body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body) };
}

function typeOf(body: unknown): Readonly<Record<string, string>> {
  if (body === undefined) return {};
  return { 'content-type': body instanceof Uint8Array ? 'application/octet-stream' : 'application/json' };
}

/** What was asked for wrongly, what is a no, and what the server could not say. */
function exitOf({ status }: Problem): number {
  if (status >= 500) return EXIT.unknown;
  return [400, 401, 403, 404, 405, 413, 415].includes(status) ? EXIT.usage : EXIT.no;
}

/** A problem as an error with its words. */
export function problemError(problem: Problem): CliError {
  const { title, titleZh, code, detail, detailZh = detail } = problem;
  const said = {
    zh: `${titleZh}（${code}）${detailZh === undefined ? '' : `：${detailZh}`}`,
    en: `${title} (${code})${detail === undefined ? '' : `: ${detail}`}`,
  };
  return new CliError(said, exitOf(problem), problem);
}

/** The body of a good reply; a problem becomes words and an exit code. */
export function good<T>(reply: Reply<T>): T {
  if (reply.ok) return reply.body;
  throw problemError(reply.problem);
}

/** `last` means the newest payment. */
export async function paymentId(given: string, client: Client): Promise<string> {
  if (given !== 'last') return given;
  const list = good(await client.get<{ items: { id: string }[] }>('/v1/payments?limit=1'));
  const [newest] = list.items;
  if (newest === undefined)
    throw new CliError({
      zh: '还没有交易。先做一笔：./yuanlu terminal sale 120.00',
      en: 'There is no payment yet. Make one: ./yuanlu terminal sale 120.00',
    });
  return newest.id;
}

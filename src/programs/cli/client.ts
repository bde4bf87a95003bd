/** The command line's way to the server: its address and key come from the data folder or from options. */
import type { Lang } from '#domain/outcome';
import { type DataFolder, readDemoKeys, readRuntime } from '../data-folder.ts';

/** Something the user can put right: told without a stack, exit code 2. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: number;
  constructor(message: string, exitCode = 2) {
    super(message);
    this.exitCode = exitCode;
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
  readonly answer?: Record<string, unknown>;
}

export type Reply<T> =
  | { readonly ok: true; readonly status: number; readonly body: T }
  | { readonly ok: false; readonly problem: Problem };

export interface Client {
  get<T>(path: string): Promise<Reply<T>>;
  post<T>(path: string, body: unknown, headers: Readonly<Record<string, string>>): Promise<Reply<T>>;
}

const REQUEST_WITHIN_MS = 30_000;

/** `role` chooses between the seeded shop's key and the operator's where none is given. */
export async function clientFor(
  common: Common,
  data: DataFolder,
  role: 'merchant' | 'operator',
): Promise<Client> {
  const runtime = await readRuntime(data);
  const url = common.url ?? process.env.YUANLU_URL ?? runtime?.apiUrl;
  if (url === undefined) {
    throw new CliError(
      `No server to ask: nothing runs on the data folder ${data.root}. Start it with "npm start", or give --url.`,
    );
  }
  const demo = await readDemoKeys(data);
  const key =
    common.key ?? process.env.YUANLU_KEY ?? (role === 'merchant' ? demo?.merchantKey : demo?.operatorKey);
  if (key === undefined) throw new CliError('No API key: give --key, or set YUANLU_KEY.');
  const call = async <T>(path: string, init: RequestInit): Promise<Reply<T>> => {
    let response: Response;
    try {
      response = await fetch(new URL(path, url), {
        ...init,
        headers: { ...init.headers, authorization: `Bearer ${key}` },
        signal: AbortSignal.timeout(REQUEST_WITHIN_MS),
      });
    } catch (error) {
      const cause =
        error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new CliError(`No answer from ${url}: ${cause}. Is it running? Start it with "npm start".`);
    }
    const body = (await response.json()) as T | Problem;
    return response.ok
      ? { ok: true, status: response.status, body: body as T }
      : { ok: false, problem: body as Problem };
  };
  return {
    get: (path) => call(path, {}),
    post: (path, body, headers) =>
      call(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      }),
  };
}

/** The body of a good reply; a problem becomes words and exit code 1. */
export function good<T>(reply: Reply<T>, lang: Lang): T {
  if (reply.ok) return reply.body;
  const { problem } = reply;
  const words = lang === 'zh' ? problem.titleZh : problem.title;
  throw new CliError(
    `${words} (${problem.code})${problem.detail === undefined ? '' : `: ${problem.detail}`}`,
    1,
  );
}

/** `last` means the newest payment. */
export async function paymentId(given: string, client: Client, lang: Lang): Promise<string> {
  if (given !== 'last') return given;
  const list = good(await client.get<{ items: { id: string }[] }>('/v1/payments?limit=1'), lang);
  const [newest] = list.items;
  if (newest === undefined)
    throw new CliError('There is no payment yet. Make one: ./yuanlu terminal sale 120.00');
  return newest.id;
}

export const print = (text: string): void => void process.stdout.write(`${text}\n`);
export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2));

/** Chinese characters are two cells wide on a terminal. */
export function cells(text: string): number {
  let width = 0;
  for (const character of text)
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
        character,
      )
        ? 2
        : 1;
  return width;
}

export const pad = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - cells(text)));

/** Rows as columns, the widest cell of each deciding. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => cells(row[column] ?? ''))));
  return rows
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export const yuan = (fen: number): string => `¥${(fen / 100).toFixed(2)}`;
export const clockTime = (iso: string): string => iso.slice(0, 19).replace('T', ' ');

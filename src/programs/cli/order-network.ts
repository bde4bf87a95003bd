/** What payers do, asked of the network simulator: show a code, scan the merchant's. */
import { type DataFolder, readRuntime } from '../data-folder.ts';
import { baseUrl, CliError, EXIT } from './client.ts';

export interface PayCode {
  readonly card: string;
  readonly name: string;
  readonly note: string;
  readonly code: string;
}

export interface ScanTold {
  readonly result: 'paid' | 'scanned' | 'refused';
  readonly code: string;
  readonly words: string;
}

async function ask<T>(data: DataFolder, path: string, body?: unknown): Promise<T> {
  const control = (await readRuntime(data))?.networkControlUrl;
  if (control === undefined)
    throw new CliError({
      zh: `数据目录 ${data.root} 上没有运行的网络模拟器：用 "npm start" 启动。真实网络上由付款人自己扫码。`,
      en:
        `No network simulator runs on the data folder ${data.root}: start it with "npm start". ` +
        'At a real network the payer scans.',
    });
  const url = new URL(path, baseUrl(control));
  const init =
    body === undefined
      ? {}
      : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  let response: Response;
  let told: T & { readonly message?: string };
  try {
    response = await fetch(url, { ...init, signal: AbortSignal.timeout(15_000) });
    told = (await response.json()) as T & { readonly message?: string };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError({
      zh: `网络模拟器没有应答：${why}`,
      en: `The network simulator gave no answer: ${why}`,
    });
  }
  if (response.ok) return told;
  const why = told.message ?? `status ${response.status}`;
  throw new CliError({ zh: `网络模拟器拒绝：${why}`, en: `The network simulator refused: ${why}` }, EXIT.no);
}

export const payCodes = async (data: DataFolder): Promise<readonly PayCode[]> =>
  (await ask<{ codes: readonly PayCode[] }>(data, '/pay-codes')).codes;

export const scan = (data: DataFolder, body: Readonly<Record<string, unknown>>): Promise<ScanTold> =>
  ask<ScanTold>(data, '/scan', body);

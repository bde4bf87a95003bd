/** Database and security module for one command of `yuanlu keys`. */
import { hostname, userInfo } from 'node:os';
import { type AuditedSecurity, openAuditedSecurity } from '../audited-security.ts';
import type { DataFolder } from '../data-folder.ts';
import { CliError } from './client.ts';
import { type Opened, openDatabase } from './database.ts';

export const clock = { nowMs: (): number => Date.now() };
export const operatorName = (): string => `${userInfo().username} at ${hostname()}`;

export const refuse = (zh: string, en: string): CliError => new CliError({ zh, en });

interface KeysOpen {
  readonly database: Opened;
  readonly keys: AuditedSecurity;
}

/** Database and module for one command; closed in the end whatever happens. */
export async function withKeys<T>(
  data: DataFolder,
  options: { readonly database?: string | undefined; readonly makeTokenKey?: boolean },
  act: (open: KeysOpen) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(data, options.database);
  try {
    const keys = await openAuditedSecurity({
      ...{ data, databaseUrl: database.url, clock, makeKeys: false, who: userInfo().username },
      makeTokenKey: options.makeTokenKey ?? false,
      trouble: (message) => void process.stderr.write(`${message}\n`),
    });
    try {
      return await act({ database, keys });
    } finally {
      await keys.close();
    }
  } finally {
    await database.close();
  }
}

export const bounded = (text: string, name: string, max: number): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw new CliError({
    zh: `${name} ${text.slice(0, 20)}：应为 1 至 ${max} 的整数`,
    en: `${name} ${text.slice(0, 20)}: expected a whole number from 1 to ${max}`,
  });
};

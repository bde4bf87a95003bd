/** The till of a data folder with one terminal and two test cards, at the small host of the tests. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TillAct, TillDesk, TillOrder, TillTerminal } from '#adapters/http-api';
import { createSlipFiles } from '#adapters/slip-file';
import { dataFolderAt } from '../src/programs/data-folder.ts';
import { createTillDesk } from '../src/programs/till/index.ts';
import { MASTER_KEY_HEX, startHost, type TestHost } from './virtual-terminal-host.ts';

export const TILL: TillTerminal = {
  merchantId: '898310000000001',
  terminalId: '10000001',
  merchantName: '街角便利店',
};
export const CARD_PAN = '6212345678901234';
const CARDS = [
  { id: 'plenty', name: '测试卡 test card', pan: CARD_PAN, expiry: '3012', pin: '246810' },
  { id: 'other', name: '测试卡二 second', pan: '6212345678905678', expiry: '3012', pin: '111111' },
];

export interface TillWorld extends AsyncDisposable {
  readonly host: TestHost;
  readonly folder: string;
  readonly desk: TillDesk;
  /** What the desk had to say to a technician. */
  readonly log: string[];
  nowMs: number;
  /** Another program on the same folder, as after a restart. */
  again(): TillDesk;
}

export async function openTillWorld(options: { readonly demo?: boolean } = {}): Promise<TillWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'yuanlu-till-desk-'));
  const host = await startHost();
  await mkdir(join(folder, 'terminals'), { mode: 0o700 });
  const { merchantId, terminalId, merchantName } = TILL;
  const profile = { merchantId, terminalId, merchantName, masterKeyHex: MASTER_KEY_HEX };
  await writeFile(
    join(folder, 'terminals', `${terminalId}.json`),
    JSON.stringify({ ...profile, host: '127.0.0.1', port: host.port }),
    { mode: 0o600 },
  );
  await writeFile(join(folder, 'test-cards.json'), JSON.stringify(CARDS), { mode: 0o600 });
  const log: string[] = [];
  const files = createSlipFiles();
  const make = (): TillDesk =>
    createTillDesk({
      ...{ data: dataFolderAt(folder), demo: options.demo ?? true, files, replyTimeoutMs: 150 },
      clock: { nowMs: () => world.nowMs },
      log: ({ message }) => void log.push(message),
    });
  const world = {
    ...{ host, folder, log, nowMs: Date.UTC(2026, 5, 30, 2, 0, 0), again: make },
    async [Symbol.asyncDispose](): Promise<void> {
      await files.close();
      await host.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return Object.assign(world, { desk: make() });
}

export const order = (more: Partial<TillOrder> & Pick<TillOrder, 'act'>): TillOrder => ({
  ...{ amountFen: null, card: null, entry: null, pin: null, code: null, stan: null, batchNo: null },
  ...{ operator: null, loseAnswer: false },
  ...more,
});
export const sale = (amountFen: bigint, more: Partial<TillOrder> = {}): TillOrder =>
  order({ act: 'sale', amountFen, card: 'plenty', entry: 'tap', ...more });

const NOBODY_KNOWS = { confirmed: [], isUndone: () => Promise.resolve(false) };

export const begin = (desk: TillDesk, key: string, what: TillOrder, confirmed: readonly string[] = []) =>
  desk.begin(TILL, key, what, { ...NOBODY_KNOWS, confirmed });

/** Begins the act and waits for its end. */
export async function done(
  desk: TillDesk,
  key: string,
  what: TillOrder,
  confirmed: readonly string[] = [],
): Promise<TillAct> {
  const begun = await begin(desk, key, what, confirmed);
  if (!('act' in begun) || begun.act === null) throw new Error(`the act did not begin: ${begun.state}`);
  return ended(desk, begun.act);
}

export const ended = (desk: TillDesk, act: TillAct): Promise<TillAct> =>
  desk.watch(act, Number.POSITIVE_INFINITY, 10_000);

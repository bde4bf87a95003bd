/** A virtual terminal on a folder of its own, connected to the small host, for every test of a file. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import {
  createVirtualTerminal,
  type TerminalProfile,
  type TerminalResult,
  type VirtualTerminal,
  type VirtualTerminalOptions,
} from '#adapters/virtual-terminal';
import { MASTER_KEY_HEX, startHost, type TestHost } from './virtual-terminal-host.ts';

export const PAN = '6212345678901234';
export const PIN = '246810';
export const card = { pan: PAN, expiry: '3012' };

export const brief = ({ result, code, reason, reversal }: TerminalResult) => [result, code, reason, reversal];

export function useTill() {
  let folder: string;
  let host: TestHost;
  let terminal: VirtualTerminal;
  const open = (options: Partial<VirtualTerminalOptions> = {}): Promise<VirtualTerminal> => {
    const profile: TerminalProfile = {
      merchantId: '898110257340001',
      terminalId: '10000001',
      merchantName: null,
      masterKeyHex: MASTER_KEY_HEX,
      tpdu: '6000030000',
      header: '603100000000',
      host: '127.0.0.1',
      port: host.port,
      tls: null,
      signInCode: '003',
    };
    return createVirtualTerminal({ profile, journalFile: till.journalFile, replyTimeoutMs: 400, ...options });
  };
  const till = {
    get folder() {
      return folder;
    },
    get journalFile() {
      return join(folder, '1.journal');
    },
    get host() {
      return host;
    },
    get terminal() {
      return terminal;
    },
    open,
    /** Ends the program of the terminal and starts it anew on the same journal. */
    async reopen(options: Partial<VirtualTerminalOptions> = {}): Promise<void> {
      await terminal.close();
      terminal = await open(options);
    },
    sell: (amountFen = 1000n, more: { readonly loseAnswer?: boolean } = {}) =>
      terminal.sale({ amountFen, card, entry: 'tap', ...more }),
    /** Message types in the order of arrival. */
    sent: () => host.received.map(({ mti }) => mti).join(' '),
    lastRequest: () => host.received.at(-1)!,
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yuanlu-terminal-'));
    host = await startHost();
    terminal = await open();
  });
  afterEach(async () => {
    await terminal.close();
    await host.close();
    await rm(folder, { recursive: true, force: true });
  });
  return till;
}

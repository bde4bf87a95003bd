/** A virtual terminal, signed in at the gateway of a test, with a journal of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVirtualTerminal, type VirtualTerminal } from '#adapters/virtual-terminal';
import { MERCHANT, TMK } from './terminal-gateway-terminal.ts';

export interface Till {
  readonly terminal: VirtualTerminal;
  readonly close: () => Promise<void>;
}

export async function openTill(port: number, terminalId = '10000001'): Promise<Till> {
  const folder = await mkdtemp(join(tmpdir(), 'yuanlu-till-'));
  const terminal = await createVirtualTerminal({
    profile: {
      ...{ merchantId: MERCHANT, terminalId, merchantName: null, masterKeyHex: TMK },
      ...{ tpdu: '6000030000', header: '603100000000', host: '127.0.0.1', port, tls: null },
      signInCode: '003',
    },
    journalFile: join(folder, 'till.journal'),
  });
  await terminal.signIn();
  return {
    terminal,
    close: async () => {
      await terminal.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { lockDataFolder } from '#adapters/embedded-postgres';
import {
  createFaultPlan,
  issuedTestCards,
  type NetworkConfig,
  networkInstitution,
  testCards,
  testIssuers,
} from '#simulation/network';
import { openControl } from './control.ts';
import { startCutOverClock } from './cut-over.ts';
import { loadIssuerChips } from './issuer-chips.ts';
import { createKeyResets } from './key-resets.ts';
import { openLink } from './link.ts';
import { openNode } from './node.ts';
import { startNotices } from './notices.ts';
import type { SimulatorOptions } from './options.ts';
import { loadZoneKeys } from './zone-keys.ts';

export interface Simulator {
  readonly port: number;
  readonly controlPort: number;
  readonly clearingDay: string;
  stop(): Promise<void>;
}

/** @param onFailure the log cannot be written: nothing may be answered any more, the program has to end. */
export async function startSimulator(
  options: SimulatorOptions,
  say: (text: string) => void,
  onFailure: (error: Error) => void,
): Promise<Simulator> {
  const keys = await loadZoneKeys(options.keysFile, new Map(testCards.map(({ id, pin }) => [id, pin])));
  const config: NetworkConfig = {
    institution: networkInstitution,
    issuers: testIssuers,
    cards: issuedTestCards,
    verifyPin: keys.verifyPin,
    ...(options.issuerKeysFile === null
      ? {}
      : { chips: await loadIssuerChips(options.issuerKeysFile, options.demandsChipData) }),
    newCode: () => String(randomInt(1_000_000)).padStart(6, '0'),
    transactionsMax: options.transactionsMax,
  };
  const opened: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    const lock = await lockDataFolder(options.dataFolder);
    opened.push(() => lock.release());
    const node = await openNode(config, join(options.dataFolder, 'network.jsonl'), onFailure);
    opened.push(() => node.log.close());
    const faults = createFaultPlan();
    const { host, port, tls, clearingFolder, cutOverMs: windowMs } = options;
    const { institution } = config;
    const keyResets = createKeyResets(keys);
    const link = await openLink({ host, port, tls, institution, node, keys, keyResets, faults, say });
    opened.push(() => link.close());
    const clock = await startCutOverClock({ node, link, clearingFolder, windowMs, say });
    opened.push(() => clock.stop());
    const notices = startNotices({ node, link, say });
    opened.push(async () => notices.stop());
    const shared = { config, node, link, faults, clock, notices, keyResets };
    const control = await openControl({ port: options.controlPort, ...shared });
    opened.push(() => control.close());
    return { port: link.port, controlPort: control.port, clearingDay: node.state.day ?? '', stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Wallets in front of the line: what is one of our numbers is answered here, and the line's answers come through. */
import type { NetworkLinkOptions } from '#adapters/network-link';
import type { Engine, NetworkPort, SecurityModule, Store, Telemetry } from '#engine';
import { createOnUsChip, createOnUsNetwork, type OnUsNetwork } from '#engine/on-us';
import { type OwnIssuer, openOwnIssuer } from '../own-issuer.ts';

export interface OnUsParts {
  readonly issuer: OwnIssuer;
  readonly onAnswer: NetworkLinkOptions['onAnswer'];
  /** The network as the engine sees it. */
  over(line: NetworkPort): OnUsNetwork;
}

export async function openOnUs(options: {
  readonly url: string;
  readonly store: Store;
  readonly security: SecurityModule;
  readonly telemetry: Telemetry;
  readonly engine: () => Engine | null;
}): Promise<OnUsParts> {
  const { url, security, ...parts } = options;
  const issuer = await openOwnIssuer(url);
  const chip = createOnUsChip({ security, ...issuer });
  let network: OnUsNetwork | null = null;
  return {
    issuer,
    onAnswer: async (key, answer) => network?.answered(key, answer),
    over(line) {
      network = createOnUsNetwork({ next: line, chip, ...parts });
      return network;
    },
  };
}

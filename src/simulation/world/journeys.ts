/** Which journey a number stands for: a sale, an order by code or a pre-authorisation, at which terminal. */
import type { Ground } from './ground.ts';
import { HoldJourney, isHoldJourney } from './hold-journey.ts';
import type { Host } from './host.ts';
import { Journey } from './journey.ts';
import type { NetworkSide } from './network-side.ts';
import type { Office } from './office.ts';
import { isOrderJourney, OrderJourney } from './order-journey.ts';
import type { OrderLink } from './order-link.ts';
import { merchantOfTerminal, TERMINALS, TERMINALS_PER_MERCHANT } from './shops.ts';
import type { TerminalActor } from './terminal.ts';
import { isWalletJourney, WalletJourney } from './wallet-journey.ts';

export type AnyJourney = Journey | OrderJourney | HoldJourney | WalletJourney;

export interface JourneyParts {
  readonly ground: Ground;
  readonly host: Host;
  readonly network: NetworkSide;
  readonly link: OrderLink;
  readonly office: Office;
  readonly terminals: readonly TerminalActor[];
}

export function journeyOf(parts: JourneyParts, index: number): AnyJourney {
  const { ground, office, terminals } = parts;
  const at = index % TERMINALS;
  if (isOrderJourney(ground.seed, index))
    return new OrderJourney({ ...parts, merchant: merchantOfTerminal(at) }, index);
  const terminal = terminals[at]!;
  const sibling = terminals[at - (at % TERMINALS_PER_MERCHANT) + ((at + 1) % TERMINALS_PER_MERCHANT)]!;
  if (isHoldJourney(ground.seed, index)) return new HoldJourney({ ground, terminal, sibling }, index);
  if (isWalletJourney(ground.seed, index))
    return new WalletJourney({ ground, host: parts.host, office, terminal, sibling }, index);
  return new Journey(ground, index, terminal, sibling, office);
}

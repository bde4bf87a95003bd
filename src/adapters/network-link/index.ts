/** The line to the network centre: one connection, signed on, watched, and built anew when it breaks. */

export type { ZoneKeyDesk } from './key-reset.ts';
export { createNetworkLink } from './link.ts';
export type { LinkLimits, LinkState, NetworkLink, NetworkLinkOptions, NetworkLinkStatus } from './options.ts';

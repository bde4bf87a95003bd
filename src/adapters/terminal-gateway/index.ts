/** The door for terminals: TCP or TLS in, commands to the engine, answers out. */

export type { ConnectionEnd, TerminalGatewayEvent } from './events.ts';
export {
  createTerminalGateway,
  type TerminalGateway,
  type TerminalGatewayOptions,
  type TerminalGatewayStatus,
  type TerminalGatewayTls,
} from './gateway.ts';
export type { MasterKeyDesk } from './management-request.ts';
export { type NamedEntry, NO_TERMINAL_DATA, type TerminalData } from './terminal-data.ts';

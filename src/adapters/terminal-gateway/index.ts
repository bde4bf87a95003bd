/** The door for terminals: TCP or TLS in, commands to the engine, answers out. */
export type { ConnectionEnd, TerminalGatewayEvent } from './events.ts';
export {
  createTerminalGateway,
  type TerminalGateway,
  type TerminalGatewayOptions,
  type TerminalGatewayStatus,
  type TerminalGatewayTls,
} from './gateway.ts';

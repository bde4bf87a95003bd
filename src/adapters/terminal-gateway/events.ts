import type { Outcome } from '#domain/outcome';
import type { PosRequest } from '#engine/translate';

/** Why a connection ended. */
export type ConnectionEnd =
  | 'peer'
  | 'peer-error'
  | 'idle'
  | 'frame-too-slow'
  | 'peer-does-not-read'
  | 'unreadable'
  | 'gateway-closed'
  | 'fault';

/** What happened at the gateway, as a log may keep it: no card number, track, PIN or key is in any of it. */
export type TerminalGatewayEvent =
  | { readonly kind: 'listening'; readonly host: string; readonly port: number; readonly tls: boolean }
  | { readonly kind: 'connection-opened'; readonly connection: number; readonly remote: string }
  | {
      readonly kind: 'connection-closed';
      readonly connection: number;
      readonly end: ConnectionEnd;
      readonly requests: number;
    }
  /** Over the bound of connections, or a TLS handshake that failed. */
  | { readonly kind: 'connection-refused'; readonly remote: string; readonly why: string }
  /** Bytes from which not even a message type could be read. */
  | { readonly kind: 'bytes-unreadable'; readonly connection: number; readonly code: string }
  /** A message that was refused as it stands; `text` says what was found and what would be right. */
  | {
      readonly kind: 'message-refused';
      readonly connection: number;
      readonly mti: string;
      readonly outcome: Outcome;
      readonly text: string;
    }
  | {
      readonly kind: 'request-served';
      readonly connection: number;
      readonly request: PosRequest['kind'];
      readonly merchantId: string;
      readonly terminalId: string;
      readonly stan: string | null;
      readonly amountFen: bigint | null;
      /** First six and last four digits. */
      readonly card: string | null;
      /** `null`: a fault, see `trouble`. */
      readonly outcome: Outcome | null;
      /** False: silence on purpose, so that the terminal reverses. True also when the peer is gone meanwhile. */
      readonly answered: boolean;
      readonly repeated: boolean;
      readonly tookMs: number;
    }
  | { readonly kind: 'trouble'; readonly where: string; readonly message: string };

export type Log = (event: TerminalGatewayEvent) => void;

/** An error in words that a log may keep, should a library ever quote a card number in one. */
export function wordsOfError(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text
    .replace(/\d{12,}/g, (digits) => `${digits.slice(0, 6)}[${digits.length - 6} digits]`)
    .slice(0, 500);
}

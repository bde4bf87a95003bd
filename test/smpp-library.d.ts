/** What the tests use of `smpp`, which brings no types. */
declare module 'smpp' {
  import type { EventEmitter } from 'node:events';
  import type { Server } from 'node:net';

  export interface LibraryPdu {
    readonly command: string;
    readonly command_status: number;
    readonly sequence_number: number;
    readonly system_id?: string;
    readonly password?: string;
    readonly source_addr?: string;
    readonly destination_addr?: string;
    readonly dest_addr_ton?: number;
    readonly data_coding?: number;
    readonly esm_class?: number;
    readonly registered_delivery?: number;
    readonly short_message?: { readonly message: string; readonly udh?: readonly Buffer[] };
    response(options?: Readonly<Record<string, unknown>>): LibraryPdu;
  }
  export interface LibrarySession extends EventEmitter {
    send(pdu: LibraryPdu): boolean;
    deliver_sm(options: Readonly<Record<string, unknown>>, answered?: (pdu: LibraryPdu) => void): boolean;
    enquire_link(answered?: (pdu: LibraryPdu) => void): boolean;
    unbind(answered?: (pdu: LibraryPdu) => void): boolean;
    destroy(): void;
    readonly socket: import('node:net').Socket;
  }
  export function createServer(listener: (session: LibrarySession) => void): Server;
  export const filters: {
    readonly message: { decode(this: object, value: Buffer): { message: string; udh?: readonly Buffer[] } };
  };
}

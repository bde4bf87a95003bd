/** A centre for texts, by a library that others run against real ones: what it heard, and how it answers. */
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { createServer, type LibraryPdu, type LibrarySession } from 'smpp';
import { type SmppLimits, SmppLine } from '#adapters/sms';

export const CREDENTIALS = { systemId: 'yuanlu', password: 'secret08' } as const;
const INVALID_PASSWORD = 0x0e;

export class SmppCentre implements AsyncDisposable {
  readonly submitted: LibraryPdu[] = [];
  readonly sessions: LibrarySession[] = [];
  /** Of the next texts: 0 is yes. */
  status = 0;
  /** Whether it answers questions about the line. */
  answersEnquiries = true;
  enquiries = 0;
  readonly #server: Server;
  #made = 0;

  constructor() {
    this.#server = createServer((session) => this.#serve(session));
  }

  #serve(session: LibrarySession): void {
    this.sessions.push(session);
    session.on('error', () => session.destroy());
    session.on('bind_transceiver', (pdu: LibraryPdu) => {
      const right = pdu.system_id === CREDENTIALS.systemId && pdu.password === CREDENTIALS.password;
      session.send(pdu.response(right ? { system_id: 'centre' } : { command_status: INVALID_PASSWORD }));
    });
    session.on('enquire_link', (pdu: LibraryPdu) => {
      this.enquiries += 1;
      if (this.answersEnquiries) session.send(pdu.response());
    });
    session.on('submit_sm', (pdu: LibraryPdu) => {
      this.submitted.push(pdu);
      this.#made += 1;
      const message_id = this.idOf(this.#made);
      session.send(pdu.response(this.status === 0 ? { message_id } : { command_status: this.status }));
    });
    session.on('unbind', (pdu: LibraryPdu) => {
      session.send(pdu.response());
    });
  }

  readonly idOf = (no: number): string => `centre-${no}`;
  get last(): LibrarySession {
    return this.sessions.at(-1)!;
  }

  async listen(port = 0): Promise<number> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.sessions) session.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Patient enough for a busy machine, and quick where a test waits for it. */
const QUICK: Partial<SmppLimits> = {
  againFirstMs: 20,
  againMaxMs: 100,
  perSecondMax: 1_000,
  throttledMs: 10,
};

export const lineTo = (
  port: number,
  changed: {
    readonly password?: string;
    readonly limits?: Partial<SmppLimits>;
    readonly log?: string[];
  } = {},
): SmppLine => {
  const line = new SmppLine({
    ...{ host: '127.0.0.1', port, tls: null, ...CREDENTIALS, sender: '10690000' },
    ...(changed.password === undefined ? {} : { password: changed.password }),
    limits: { ...QUICK, ...changed.limits },
    log: (event) => void changed.log?.push(event),
  });
  line.start();
  return line;
};

import { randomInt } from 'node:crypto';
import { SHANGHAI, wireTime } from '#domain/calendar';
import type { InquiryRequest, NetworkRequest, OrderRequest } from '#engine';
import {
  answerMtiOf,
  networkWireKey,
  toInquiryMessage,
  toNetworkMessage,
  toOrderMessage,
  type ZoneKeyKind,
} from '#engine/translate';
import { type Iso8583Message, type NetworkFrame, textOf } from '#wire/iso8583';
import { Backoff } from './backoff.ts';
import { Connection } from './connection.ts';
import { Dialogue } from './dialogue.ts';
import { framing } from './framing.ts';
import { Heartbeat } from './heartbeat.ts';
import { InFlight, type SentRequest } from './in-flight.ts';
import { Incoming, textOfError } from './incoming.ts';
import { KeyResets } from './key-reset.ts';
import { MessageMac } from './message-mac.ts';
import type { LinkState, NetworkLink, NetworkLinkOptions, NetworkLinkStatus } from './options.ts';
import { OrderMessages } from './order-messages.ts';
import { openChip } from './sealed-chip.ts';

/** Messages that may be checked and handed on at one time before the link stops reading. */
const CHECKS_MAX = 4_096;

interface Session {
  readonly connection: Connection;
  readonly dialogue: Dialogue;
  heartbeat: Heartbeat | null;
  checks: number;
  paused: boolean;
}

interface Prepared {
  readonly frame: Uint8Array;
  readonly sent: SentRequest;
}

/** The line to the network centre. It does nothing before `start()`. */
export function createNetworkLink(options: NetworkLinkOptions): NetworkLink {
  return new Link(options);
}

class Link implements NetworkLink {
  readonly #options: NetworkLinkOptions;
  readonly #frame: (message: Iso8583Message) => Uint8Array;
  readonly #backoff: Backoff;
  readonly #mac: MessageMac;
  readonly #inFlight: InFlight;
  readonly #incoming: Incoming;
  #state: LinkState = 'down';
  #sinceMs: number;
  #lastDownReason: string | null = null;
  #session: Session | null = null;
  #running = false;
  #retry: NodeJS.Timeout | undefined;
  #reconnects = 0;
  #lastEchoMs: number | null = null;
  #trace: number;

  constructor(options: NetworkLinkOptions) {
    const { limits, clock } = options;
    this.#options = options;
    this.#frame = framing(options);
    const random = options.random ?? { below: (bound) => randomInt(bound) };
    this.#mac = new MessageMac(options.security, options.keys.zoneMacKey, clock);
    this.#inFlight = new InFlight(limits.networkInFlightMax, limits.networkInFlightMs);
    const trouble = (message: string): void => this.#trouble(message);
    this.#incoming = new Incoming({
      ...options,
      orders: new OrderMessages({ ...options, mac: this.#mac, trouble }),
      keyResets: new KeyResets({ ...options, mac: this.#mac, trouble }),
      ...{ mac: this.#mac, inFlight: this.#inFlight, trouble },
    });
    this.#sinceMs = clock.nowMs();
    this.#backoff = new Backoff(limits, random);
    this.#trace = random.below(1_000_000);
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#connect();
  }

  async stop(): Promise<void> {
    this.#running = false;
    clearTimeout(this.#retry);
    const session = this.#session;
    if (session === null) return this.#enter('down');
    const wasUp = this.#state === 'up';
    this.#enter('down');
    if (!wasUp) return session.connection.close('stopped');
    await session.dialogue.ask('sign-off');
    await session.connection.end('stopped');
  }

  status(): NetworkLinkStatus {
    this.#inFlight.forgetOld(performance.now());
    return {
      state: this.#state,
      sinceMs: this.#sinceMs,
      lastDownReason: this.#lastDownReason,
      inFlight: this.#inFlight.size,
      reconnects: this.#reconnects,
      lastEchoMs: this.#lastEchoMs,
      macFailures: this.#incoming.macFailures,
      rejected: this.#incoming.rejected,
    };
  }

  async send(request: NetworkRequest): Promise<'sent' | 'not-sent'> {
    const connection = this.#usable();
    if (connection === null || !this.#inFlight.reserve(performance.now())) return 'not-sent';
    const prepared = await this.#prepare(request);
    this.#inFlight.release();
    if (prepared === null || this.#usable() !== connection) return 'not-sent';
    const key = networkWireKey(request.network);
    // Known before it is written: the answer may be faster than this function.
    this.#inFlight.add(key, prepared.sent, performance.now());
    if (await connection.write(prepared.frame)) return 'sent';
    this.#inFlight.remove(key);
    return 'not-sent';
  }

  /** No answer is waited for here: it names its order, and what stays away is asked again when it is due. */
  async sendOrder(request: OrderRequest): Promise<'sent' | 'not-sent'> {
    return this.#post(async () => toOrderMessage(request));
  }

  /** Whoever asks waits for a while; the answer names its question. */
  async sendInquiry(request: InquiryRequest): Promise<'sent' | 'not-sent'> {
    const pan = () => this.#options.security.openPan(request.card.cipher);
    return this.#post(async () => toInquiryMessage(request, { pan: await pan() }));
  }

  /** Sends what is not remembered here. */
  async #post(make: () => Promise<Iso8583Message>): Promise<'sent' | 'not-sent'> {
    const connection = this.#usable();
    if (connection === null) return 'not-sent';
    const message = await this.#mac.seal(await make());
    if (this.#usable() !== connection) return 'not-sent';
    return (await connection.write(this.#frame(message))) ? 'sent' : 'not-sent';
  }

  async askForKey(kind: ZoneKeyKind): Promise<string | null> {
    return this.#state === 'up' ? ((await this.#session?.dialogue.askForKey(kind)) ?? null) : null;
  }

  /** The connection that payments may use now. */
  #usable(): Connection | null {
    const connection = this.#state === 'up' ? this.#session?.connection : undefined;
    return connection === undefined || connection.full ? null : connection;
  }

  /** Null when the request cannot be encoded. The clear card number lives here and in the answered bytes only. */
  async #prepare(request: NetworkRequest): Promise<Prepared | null> {
    const { network, subject } = request;
    try {
      const { security } = this.#options;
      const parts = {
        pan: await security.openPan(request.card.cipher),
        chipData: await openChip(security, request),
      };
      const message = await this.#mac.seal(toNetworkMessage(request, parts));
      const sent = {
        network,
        subject,
        answerMti: answerMtiOf(message.mti),
        amount: textOf(message, 4) ?? '',
      };
      return { frame: this.#frame(message), sent };
    } catch (error) {
      this.#trouble(`cannot encode the ${request.message} ${networkWireKey(network)}: ${textOfError(error)}`);
      return null;
    }
  }

  #connect(): void {
    const { host, port, tls, limits, institution } = this.#options;
    this.#enter('connecting');
    const connection = new Connection(
      {
        host,
        port,
        tls,
        frameBytesMax: limits.networkFrameBytesMax,
        backlogBytesMax: limits.networkBacklogBytesMax,
        patienceMs: limits.networkReplyMs,
      },
      {
        opened: () => void this.#signOn(session),
        frame: (frame) => this.#take(session, frame),
        closed: (why) => this.#lost(session, why),
      },
    );
    const dialogue = new Dialogue({
      write: (message) => connection.write(this.#frame(message)),
      nextNames: () => ({ ...this.#nextNames(), forwarderId: institution.forwarderId }),
      replyMs: limits.networkReplyMs,
    });
    const session: Session = { connection, dialogue, heartbeat: null, checks: 0, paused: false };
    this.#session = session;
  }

  #nextNames(): { transmission: string; stan: string } {
    this.#trace = this.#trace >= 999_999 ? 1 : this.#trace + 1;
    const { transmission } = wireTime(this.#options.clock.nowMs(), SHANGHAI);
    return { transmission, stan: String(this.#trace).padStart(6, '0') };
  }

  async #signOn(session: Session): Promise<void> {
    if (!this.#running) return;
    this.#enter('signing-on');
    const code = await session.dialogue.ask('sign-on');
    if (this.#session !== session || !this.#running) return;
    if (code !== '00') {
      const why =
        code === null
          ? `stayed unanswered for ${this.#options.limits.networkReplyMs} ms`
          : `was answered with "${code}"`;
      return session.connection.close(`the sign-on ${why}, expected "00"`);
    }
    this.#backoff.reset();
    session.heartbeat = this.#heartbeat(session);
    this.#enter('up');
  }

  #heartbeat(session: Session): Heartbeat {
    const { networkEchoMs: echoMs, networkReplyMs } = this.#options.limits;
    return new Heartbeat({
      echoMs,
      echo: async () => {
        const answered = (await session.dialogue.ask('echo')) === '00';
        if (answered) this.#lastEchoMs = this.#options.clock.nowMs();
        return answered;
      },
      deaf: () => session.paused,
      dead: () => session.connection.close(`a line test stayed unanswered for ${networkReplyMs} ms`),
    });
  }

  #take(session: Session, frame: NetworkFrame): void {
    const { connection, dialogue } = session;
    session.heartbeat?.heard();
    session.checks += 1;
    if (session.checks >= CHECKS_MAX && !session.paused) {
      session.paused = true;
      connection.pause();
    }
    const line = {
      dialogue,
      reply: (message: Iso8583Message) => connection.write(this.#frame(message)),
      end: (why: string) => connection.end(why),
    };
    void this.#incoming
      .receive(frame, line)
      .catch((error: unknown) => this.#trouble(`cannot take a message of the centre: ${textOfError(error)}`))
      .finally(() => {
        session.checks -= 1;
        if (!session.paused || session.checks > CHECKS_MAX / 2) return;
        session.paused = false;
        connection.resume();
      });
  }

  #lost(session: Session, why: string): void {
    session.dialogue.end();
    session.heartbeat?.stop();
    if (this.#session !== session) return;
    this.#session = null;
    this.#inFlight.clear();
    const known = this.#state !== 'up' && this.#lastDownReason === why;
    this.#lastDownReason = why;
    this.#enter('down');
    if (!this.#running) return;
    // A centre that is away for an hour is one line of the log, not seven hundred.
    if (!known) this.#trouble(`lost the centre at ${this.#options.host}:${this.#options.port}: ${why}`);
    this.#retry = setTimeout(() => {
      this.#reconnects += 1;
      this.#connect();
    }, this.#backoff.nextMs());
  }

  #enter(state: LinkState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#sinceMs = this.#options.clock.nowMs();
    this.#options.onState?.(state);
  }

  #trouble(message: string): void {
    this.#options.telemetry.trouble({ where: 'network link', message });
  }
}

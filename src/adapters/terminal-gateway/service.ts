/** One message in, one answer or silence out. Knows nothing of sockets. */
import { actingFor } from '#adapters/security-module';
import { isoCodeOf, type Outcome } from '#domain/outcome';
import type { Clock, Engine, SecurityModule, WrappedKey } from '#engine';
import {
  type PosReply,
  type PosRequest,
  type PosSettlement,
  readPosRequest,
  writePosAnswer,
} from '#engine/translate';
import { encode, type Iso8583Message, posDialect } from '#wire/iso8583';
import { authenticate, findTerminal } from './authenticate.ts';
import { serveCard } from './card-request.ts';
import { type Log, wordsOfError } from './events.ts';
import type { Incoming } from './incoming.ts';
import { serveInquiry } from './inquiry-request.ts';
import { signIn } from './sign-in.ts';

export interface ServiceOptions {
  readonly engine: Engine;
  readonly security: SecurityModule;
  /** Key under which PIN blocks go to the network. */
  readonly zonePinKey: WrappedKey;
  /** F32 of the answers. */
  readonly acquirerId: string;
  readonly clock: Clock;
  readonly log: Log;
}

export type Served = (
  connection: number,
  incoming: Exclude<Incoming, { state: 'unreadable' }>,
) => Promise<Uint8Array | null>;

type Result = Omit<PosReply, 'nowMs' | 'acquirerId'> & {
  readonly repeated?: boolean;
  readonly card?: string | null;
  /** The request proved to come from the terminal. */
  readonly authentic: boolean;
};

/** The body of the answer, MTI first; `null` for silence. Never rejects. */
export function createService(options: ServiceOptions): Served {
  const { clock, log, acquirerId } = options;

  const answer = async (
    message: Iso8583Message,
    result: Result,
    sender: PosRequest | null,
  ): Promise<Uint8Array> => {
    const composed = writePosAnswer(message, { ...result, nowMs: clock.nowMs(), acquirerId });
    return seal(options, composed, result.authentic ? sender : null);
  };

  const refuse = async (connection: number, message: Iso8583Message, outcome: Outcome, text: string) => {
    log({ kind: 'message-refused', connection, mti: message.mti, outcome, text });
    return answer(message, { outcome, authentic: false }, null);
  };

  const serve: Served = async (connection, incoming) => {
    const { message, frame } = incoming;
    if (incoming.state === 'faulty') return refuse(connection, message, 'message-malformed', incoming.text);
    const startedMs = clock.nowMs();
    const request = readPosRequest(message, startedMs);
    if (request.kind === 'refusal') return refuse(connection, message, request.outcome, request.text);
    const served = (result: Result | null, answered: boolean): void =>
      log({
        kind: 'request-served',
        connection,
        request: request.kind,
        merchantId: request.merchantId,
        terminalId: request.terminalId,
        stan: 'stan' in request ? request.stan : null,
        amountFen: 'amountFen' in request ? request.amountFen : null,
        card: result?.card ?? null,
        outcome: result?.outcome ?? null,
        answered,
        repeated: result?.repeated ?? false,
        tookMs: clock.nowMs() - startedMs,
      });
    try {
      const result = await carryOut(options, request, message, frame.body);
      if (isSilent(request, result.outcome)) {
        served(result, false);
        return null;
      }
      const body = await answer(message, result, request);
      served(result, true);
      return body;
    } catch (error) {
      log({ kind: 'trouble', where: `serve ${request.kind}`, message: wordsOfError(error) });
      served(null, !reverses(request));
      return reverses(request) ? null : answer(message, { outcome: 'busy', authentic: false }, null);
    }
  };

  return async (connection, incoming) => {
    try {
      return await serve(connection, incoming);
    } catch (error) {
      // Not even a refusal could be composed: silence, as if the line had lost it.
      log({ kind: 'trouble', where: 'answer', message: wordsOfError(error) });
      return null;
    }
  };
}

/** A terminal that gets no answer to these sends a reversal. */
const reverses = (request: PosRequest): boolean => request.kind === 'sale' || request.kind === 'void';

/**
 * Whether the last batch was stored may be unknown. Silence then makes the terminal reverse, which comes out
 * right either way; a decline would not, if the payment stands.
 */
const isSilent = (request: PosRequest, outcome: Outcome): boolean =>
  outcome === 'storage-trouble' && reverses(request);

/** Who asked for the keys, and whose they are, for the record of key operations. */
const terminalOf = ({ merchantId, terminalId }: PosRequest): [string, string] => {
  const terminal = `terminal ${merchantId}/${terminalId}`;
  return [terminal, terminal];
};

async function carryOut(
  options: ServiceOptions,
  request: PosRequest,
  message: Iso8583Message,
  body: Uint8Array,
): Promise<Result> {
  switch (request.kind) {
    case 'echo':
      return { outcome: 'approved', authentic: false };
    case 'sign-in':
      return {
        ...(await actingFor(...terminalOf(request), () => signIn(options, request))),
        authentic: false,
      };
    case 'settlement':
      return settle(options, request, message, body);
    default: {
      const known = await authenticate(options, request, message, body);
      if (typeof known === 'string') return { outcome: known, authentic: false };
      const served =
        request.kind === 'balance'
          ? await serveInquiry(options, request, known)
          : await serveCard(options, request, known);
      return { ...served, authentic: true };
    }
  }
}

/** Settlements carry no code by the terminal interface; where one is given it must be right. */
async function settle(
  options: ServiceOptions,
  request: PosSettlement,
  message: Iso8583Message,
  body: Uint8Array,
): Promise<Result> {
  const authentic = message.fields[64] !== undefined;
  const known = authentic
    ? await authenticate(options, request, message, body)
    : await findTerminal(options.engine, request);
  if (typeof known === 'string') return { outcome: known, authentic: false };
  const { merchantId, terminalId, batchNo, stan, totals } = request;
  const reply = await options.engine.submit({
    type: 'settle',
    merchant: known.merchant,
    terminal: { merchantId, terminalId, batchNo, stan },
    totals,
  });
  const result = { outcome: reply.outcome, repeated: reply.repeated, authentic };
  if (reply.settlement === null || isoCodeOf(reply.outcome) !== '00') return result;
  const { hostVoidCount: count, hostVoidFen: amountFen } = reply.settlement.host;
  return { ...result, settlement: reply.settlement.result, hostVoids: { count, amountFen } };
}

/**
 * Encodes the answer and writes its code under the key now in force, which a sign-in may have changed while the
 * network was asked. Without a proven sender the answer goes without a code: a refusal needs none, and signing
 * what a stranger composed would hand out codes that fit other messages too.
 */
async function seal(
  options: ServiceOptions,
  message: Iso8583Message,
  sender: PosRequest | null,
): Promise<Uint8Array> {
  const { engine, security } = options;
  if (message.fields[64] === undefined) return encode(posDialect, message);
  const terminal = sender === null ? null : await engine.terminal(sender.merchantId, sender.terminalId);
  const macKey = terminal?.keys.macKey ?? null;
  if (macKey === null) {
    const { 64: _code, ...fields } = message.fields;
    return encode(posDialect, { mti: message.mti, fields });
  }
  const body = encode(posDialect, message);
  const data = body.subarray(0, body.length - 8);
  body.set(await security.generateMac('pos-ecb', macKey as WrappedKey, data), data.length);
  return body;
}

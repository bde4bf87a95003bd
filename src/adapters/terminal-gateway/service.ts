/** One message in, one answer or silence out. Knows nothing of sockets. */

import { actingFor } from '#adapters/security-module';
import type { Outcome } from '#domain/outcome';
import { type Requirement, requirementOf, type Terminal } from '#domain/terminal';
import type { Clock, Engine, Limits, SecurityModule, WrappedKey } from '#engine';
import { type PosReply, type PosRequest, readPosRequest, writePosAnswer } from '#engine/translate';
import {
  answerHeader,
  answerTpdu,
  type DialectProfile,
  encode,
  encodePosFrame,
  type Iso8583Message,
  type PosFrame,
  posDialectOf,
  processingRequirements,
  textOf,
  trimmed,
} from '#wire/iso8583';
import { serveAdvice } from './advice-request.ts';
import { type Asker, authenticate, findTerminal } from './authenticate.ts';
import { serveCard } from './card-request.ts';
import { isCode, serveCode } from './code-request.ts';
import { dataFor } from './downloads.ts';
import { type Log, wordsOfError } from './events.ts';
import type { FairShare } from './fair-share.ts';
import type { Incoming } from './incoming.ts';
import { serveInquiry } from './inquiry-request.ts';
import { type MasterKeyDesk, serveManagement } from './management-request.ts';
import { signIn } from './sign-in.ts';
import type { TerminalData } from './terminal-data.ts';
import { type Profiles, spokenBy, withClearTracks } from './terminal-dialect.ts';

export interface ServiceOptions {
  readonly engine: Engine;
  readonly security: SecurityModule;
  /** Key under which PIN blocks go to the network now. */
  readonly zonePinKey: () => WrappedKey;
  /** F32 of the answers. */
  readonly acquirerId: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly profiles: Profiles;
  readonly data: TerminalData;
  readonly masterKeys: MasterKeyDesk | null;
  readonly fairShare: FairShare;
  readonly limits: Limits;
}

/** The frame of the answer; `null` for silence. Never rejects. */
export type Served = (
  connection: number,
  incoming: Exclude<Incoming, { state: 'unreadable' }>,
) => Promise<Uint8Array | null>;

type Result = Omit<PosReply, 'nowMs' | 'acquirerId' | 'language' | 'serial'> & {
  readonly repeated?: boolean;
  readonly card?: string | null;
  /** The request proved to come from the terminal. */
  readonly authentic: boolean;
};

/** A message in its sender's dialect. `body` is what its code was made over. */
interface Read {
  readonly connection: number;
  readonly frame: PosFrame;
  readonly message: Iso8583Message;
  readonly profile: DialectProfile;
  /** As it was when the message came; `null` for a sender that nobody knows. */
  readonly terminal: Terminal | null;
}

const REQUIREMENT_DIGITS: Readonly<Record<Requirement, string>> = {
  'sign-in': processingRequirements.signInAgain,
  parameters: processingRequirements.downloadParameters,
  status: processingRequirements.uploadStatus,
  'ca-keys': processingRequirements.downloadCaKeys,
  'chip-parameters': processingRequirements.downloadChipParameters,
  blacklist: processingRequirements.downloadBlacklist,
};

export function createService(options: ServiceOptions): Served {
  const { clock, log, acquirerId, engine, profiles, fairShare } = options;
  let serial = 0;

  const answer = async (read: Read, result: Result, sender: Asker | null): Promise<Uint8Array> => {
    const { frame, message, profile } = read;
    const { terminal } = read;
    const language = profile.texts === 'gb18030' ? (terminal?.language ?? 'en') : 'en';
    serial += 1;
    const told = { ...result, nowMs: clock.nowMs(), acquirerId, language, serial };
    const composed = writePosAnswer(message, told);
    const body = await seal(options, composed, result.authentic ? sender : null, profile);
    const { tpdu, header } = frame;
    return encodePosFrame({
      tpdu: profile.frame.answerTpdu === 'swap' ? answerTpdu(tpdu) : tpdu,
      header: answerHeader(header, await requirementDigit(options, sender)),
      body,
    });
  };

  const refuse = async (read: Read, outcome: Outcome, text: string): Promise<Uint8Array> => {
    const { connection, message } = read;
    log({ kind: 'message-refused', connection, mti: message.mti, outcome, text });
    const asker = await provenSender(options, read);
    return answer(read, { outcome, authentic: asker !== null }, asker);
  };

  const serveRead = async (read: Read): Promise<Uint8Array | null> => {
    const { connection, message, profile } = read;
    const startedMs = clock.nowMs();
    const request = readPosRequest(message, startedMs, profile);
    if (request.kind === 'refusal') return refuse(read, request.outcome, request.text);
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
      const result = await carryOut(options, request, read);
      if (isSilent(request, result.outcome)) {
        served(result, false);
        return null;
      }
      const bytes = await answer(read, result, request);
      served(result, true);
      return bytes;
    } catch (error) {
      log({ kind: 'trouble', where: `serve ${request.kind}`, message: wordsOfError(error) });
      served(null, !reverses(request));
      return reverses(request) ? null : answer(read, { outcome: 'busy', authentic: false }, null);
    }
  };

  const serve: Served = async (connection, incoming) => {
    const { frame } = incoming;
    const usual = profiles.spokenBy(null);
    const asUsual = { connection, frame, message: incoming.message, profile: usual, terminal: null };
    const merchant = trimmed(textOf(incoming.message, 42) ?? '');
    if (!fairShare.enter(merchant)) return refuse(asUsual, 'busy', 'too much is under way');
    try {
      const message = incoming.state === 'read' ? incoming.message : null;
      const spoken = await spokenBy(engine, profiles, frame.body, message);
      if (spoken === null)
        return await refuse(
          asUsual,
          'message-malformed',
          incoming.state === 'faulty' ? incoming.text : 'the message is not in the dialect of its terminal',
        );
      const read = { connection, frame, ...spoken };
      const clear = await withClearTracks(options.security, spoken);
      return clear === null
        ? await refuse(read, 'security-processing', 'field 35 or 36 cannot be deciphered')
        : await serveRead({ ...read, message: clear });
    } finally {
      fairShare.leave(merchant);
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

/** Whose code is right although what they ask cannot be read: their refusal is signed, as every answer of theirs. */
async function provenSender(options: ServiceOptions, read: Read): Promise<Asker | null> {
  const { terminal, message, frame, profile } = read;
  if (terminal === null || message.fields[64] === undefined) return null;
  const { merchantId, terminalId } = terminal;
  const asker = { kind: 'refusal', merchantId, terminalId };
  const known = await authenticate(options, asker, message, frame.body, profile);
  return typeof known === 'string' ? null : asker;
}

/** A terminal that gets no answer to these sends a reversal. */
const reverses = (request: PosRequest): boolean =>
  (request.kind === 'sale' && request.offline === null) ||
  request.kind === 'void' ||
  (request.kind === 'hold' && !request.isNotice);

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

async function carryOut(options: ServiceOptions, request: PosRequest, read: Read): Promise<Result> {
  const { message, frame, profile } = read;
  switch (request.kind) {
    case 'echo':
      return { outcome: 'approved', authentic: false };
    case 'sign-in':
      return {
        ...(await actingFor(...terminalOf(request), () => signIn(options, request))),
        authentic: false,
      };
    case 'sign-off':
    case 'settlement':
    case 'download':
    case 'status':
    case 'master-key':
    case 'upload':
    case 'upload-end': {
      // These carry no code by the terminal interface; where one is given it must be right.
      const authentic = message.fields[64] !== undefined;
      const known = authentic
        ? await authenticate(options, request, message, frame.body, profile)
        : await findTerminal(options.engine, request);
      if (typeof known === 'string') return { outcome: known, authentic: false };
      const managed = await serveManagement(options, request, known, profile, authentic);
      return { ...managed, authentic };
    }
    default: {
      const known = await authenticate(options, request, message, frame.body, profile);
      if (typeof known === 'string') return { outcome: known, authentic: false };
      const served = isCode(request)
        ? await serveCode(options, request, known)
        : request.kind === 'balance'
          ? await serveInquiry(options, request, known)
          : request.kind === 'advice'
            ? await serveAdvice(options, request, known)
            : await serveCard(options, request, known);
      return { ...served, authentic: true };
    }
  }
}

/** The host's way to ask something of a terminal: a digit in the header of whatever it answers. */
async function requirementDigit(options: ServiceOptions, sender: Asker | null): Promise<string> {
  // Nobody is told to do what they are doing, and what a terminal fetches is not interrupted.
  if (sender === null || ['download', 'status', 'master-key', 'echo'].includes(sender.kind))
    return processingRequirements.none;
  const terminal = await options.engine.terminal(sender.merchantId, sender.terminalId);
  if (terminal === null) return processingRequirements.none;
  const lists = dataFor(options.data, options.engine.tipMaxPercent(terminal.merchantId));
  const wanted = requirementOf(terminal, lists.versions);
  return wanted === null ? processingRequirements.none : REQUIREMENT_DIGITS[wanted];
}

/**
 * Encodes the answer and writes its code under the key now in force, which a sign-in may have changed while the
 * network was asked. Without a proven sender the answer goes without a code: a refusal needs none, and signing
 * what a stranger composed would hand out codes that fit other messages too.
 */
async function seal(
  options: ServiceOptions,
  message: Iso8583Message,
  sender: Asker | null,
  profile: DialectProfile,
): Promise<Uint8Array> {
  const { engine, security } = options;
  const dialect = posDialectOf(profile);
  if (message.fields[64] === undefined) return encode(dialect, message);
  const terminal = sender === null ? null : await engine.terminal(sender.merchantId, sender.terminalId);
  const macKey = terminal?.keys.macKey ?? null;
  if (macKey === null) {
    const { 64: _code, ...fields } = message.fields;
    return encode(dialect, { mti: message.mti, fields });
  }
  const body = encode(dialect, message);
  const data = body.subarray(0, body.length - 8);
  const { algorithm, form } = profile.mac;
  body.set(await security.generateMac(algorithm, macKey as WrappedKey, data, form), data.length);
  return body;
}

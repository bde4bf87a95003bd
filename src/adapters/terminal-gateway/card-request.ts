import type { Cancellation } from '#domain/cancellation';
import { isSuccess, type Outcome } from '#domain/outcome';
import { type OfflineApproval, type SealedCard, type TerminalKey, terminalKeyText } from '#domain/payment';
import {
  type Carried,
  type Command,
  type Engine,
  type NamedHold,
  type Reply,
  type SecurityModule,
  SecurityModuleError,
  type WrappedKey,
} from '#engine';
import { type PosCardRequest, type PosHold, type PosReply, type PosSale, printText } from '#engine/translate';
import { toHex } from '#wire/iso8583';
import type { Known } from './authenticate.ts';

export interface Parts {
  readonly engine: Engine;
  readonly security: SecurityModule;
  readonly zonePinKey: () => WrappedKey;
}

export interface CardServed extends Omit<PosReply, 'nowMs' | 'acquirerId'> {
  readonly repeated: boolean;
  readonly card: string | null;
}

/** Carries out an authenticated sale, void, refund or reversal and waits for what comes of it. */
export async function serveCard(parts: Parts, request: PosCardRequest, known: Known): Promise<CardServed> {
  const { engine, security } = parts;
  const sealed = request.pan === null ? null : await security.sealPan(request.pan);
  const card = sealed === null ? null : { ...sealed, expiry: request.expiry, sequence: request.sequence };
  const masked = card?.masked ?? null;
  const command = await commandOf(parts, request, known, card);
  if (typeof command === 'string') return { outcome: command, repeated: false, card: masked };
  const reply = await engine.submit(command);
  return { ...answerParts(request, reply), repeated: reply.repeated, card: masked };
}

async function commandOf(
  parts: Parts,
  request: PosCardRequest,
  known: Known,
  card: SealedCard | null,
): Promise<Command | Outcome> {
  const { merchant } = known;
  const { merchantId, terminalId, batchNo, stan, amountFen } = request;
  const terminal: TerminalKey = { merchantId, terminalId, batchNo, stan };
  const cardIndex = card?.index ?? null;
  if (request.kind === 'reversal') {
    const { of, reason, original, rrn } = request;
    const undone = { ...terminal, batchNo: original.batchNo, stan: original.stan };
    return { type: 'terminal-reverse', merchant, terminal: undone, of, rrn, amountFen, cardIndex, reason };
  }
  const print = await parts.security.fingerprint(printText(request, cardIndex));
  if (request.kind === 'sale' || request.kind === 'hold') {
    if (card === null) return 'message-malformed';
    const read = await carry(parts, request, known);
    // A PIN that cannot be read refuses a new sale; a repetition under newer keys still gets its first outcome.
    const unreadable = typeof read === 'string' ? { refusal: read } : {};
    const nothing = { track2: null, pinBlock: null, chipData: null };
    const carried = { ...(typeof read === 'string' ? nothing : read), privateText: request.privateText };
    const { variety, currency, entryMode, conditionCode } = request;
    const offline =
      request.kind === 'hold' || request.offline === null
        ? null
        : await sealOffline(parts, request.offline, terminal);
    const asked = {
      merchant,
      terminal,
      toldMs: request.toldMs ?? null,
      amountFen,
      currency,
      card,
      entryMode,
      conditionCode,
      print,
      carried,
      ...(variety === null ? {} : { variety }),
      ...unreadable,
    };
    if (request.kind === 'sale')
      return {
        ...{ type: 'pay', ...asked },
        ...(offline === null ? {} : { offline }),
        ...(request.byCode ? { channel: 'unionpay.qr' as const } : {}),
      };
    return { type: 'hold', kind: request.of, isNotice: request.isNotice, names: namesOf(request), ...asked };
  }
  const { original, rrn, variety } = request;
  const route = request.kind === 'void' ? 'VOID' : 'REFUND';
  const toldMs = request.toldMs ?? null;
  return {
    ...{ type: 'terminal-cancel', route, merchant, terminal, toldMs },
    ...{ original, rrn, amountFen, cardIndex, print },
    authCode: request.authCode,
    ...(request.kind === 'void' && request.of !== undefined ? { of: request.of } : {}),
    ...(variety === null ? {} : { variety }),
    ...(request.kind === 'refund' && request.offline ? { offline: true as const } : {}),
    ...(request.byCode === true ? { byCode: true as const } : {}),
  };
}

/** A pre-authorisation names nothing: it is the first of its family. */
const namesOf = ({ of, original, authCode }: PosHold): NamedHold | null =>
  of === 'preauthorisation' ? null : { original, authCode };

/** Chip data that is stored until the network has it: under the module's key, bound to the message that brought it. */
export async function sealChip(
  { security }: Pick<Parts, 'security'>,
  chip: Uint8Array | null,
  terminal: TerminalKey,
): Promise<string | null> {
  return chip === null ? null : security.seal('chip', toHex(chip), terminalKeyText(terminal));
}

const sealOffline = async (
  parts: Parts,
  { authCode, chip }: NonNullable<PosSale['offline']>,
  terminal: TerminalKey,
): Promise<OfflineApproval> => ({ authCode, sealedChip: await sealChip(parts, chip, terminal) });

/** What travels with the sale to the network. The PIN goes from the terminal's key to the zone key unseen. */
export async function carry(
  parts: Parts,
  request: Pick<PosSale, 'pan' | 'track2' | 'pinBlock' | 'chipData' | 'chipCondition'>,
  known: Known,
): Promise<Carried | Outcome> {
  const { track2, chipData, chipCondition } = request;
  const read = { track2, chipData, ...(chipCondition === undefined ? {} : { chipCondition }) };
  if (request.pinBlock === null) return { ...read, pinBlock: null };
  const { pinKey } = known.terminal.keys;
  // A terminal with keys but without a PIN key signed in under single DES, under which no PIN is taken: it has to sign
  // in with keys of double length.
  if (pinKey === null)
    return known.terminal.keys.macKey === null ? 'terminal-not-signed-in' : 'security-processing';
  try {
    const pinBlock = await parts.security.translatePin({
      pinBlock: request.pinBlock,
      from: pinKey as WrappedKey,
      to: parts.zonePinKey(),
      fromFormat: request.pinBlock.length === 16 ? 'x9.8-sm4' : 'iso-0',
      toFormat: 'iso-0',
      pan: request.pan,
    });
    return { ...read, pinBlock };
  } catch (error) {
    if (!(error instanceof SecurityModuleError)) throw error;
    if (error.code === 'bad-pin-block') return 'pin-block-wrong';
    // A module that guards keys and translates no PIN: a payment HSM is needed for this one.
    if (error.code === 'not-supported') return 'security-processing';
    throw error;
  }
}

/** Is this the refund of an earlier message of the same terminal, which asked under another trace number? */
const isEarlier = (request: PosCardRequest, { terminal }: Cancellation): boolean =>
  terminal !== null && terminalKeyText(terminal) !== terminalKeyText(request);

/** Reference, code and clearing day of the payment, or of the cancellation that the message asked for. */
function answerParts(request: PosCardRequest, reply: Reply): Omit<PosReply, 'nowMs' | 'acquirerId'> {
  const { outcome, payment, cancellation } = reply;
  const own = request.kind === 'sale' || request.kind === 'hold';
  // A refused completion is answered with the hold that it named: its reference is not that of this message.
  const isOwn = payment !== null && terminalKeyText(payment.terminal) === terminalKeyText(request);
  const rrn = own ? (isOwn ? payment.rrn : null) : cancellation?.rrn;
  const dayOfBack = cancellation?.state === 'done' ? cancellation.clearingDay : null;
  if (outcome === 'outcome-unknown' && request.kind === 'hold' && request.isNotice) {
    return {
      outcome,
      rrn: rrn ?? null,
      text: { zh: '通知正在处理，请重发', en: 'notice is under way, send it again' },
    };
  }
  if (outcome === 'outcome-unknown' && request.kind === 'refund') {
    // A refund is repeated until the network takes it; it is not undone.
    return {
      outcome,
      rrn: rrn ?? null,
      text: { zh: '退货正在处理，请勿重复申请', en: 'refund is under way, do not ask again' },
    };
  }
  if (
    isSuccess(outcome) &&
    request.kind === 'refund' &&
    cancellation !== null &&
    isEarlier(request, cancellation)
  ) {
    // One refund went: who asked for a second one of the same amount has to be told (decision 0013).
    const text = {
      zh: `此前已退货，参考号${cancellation.rrn}`,
      en: `refunded before, reference ${cancellation.rrn}`,
    };
    return { outcome, rrn: cancellation.rrn, text, clearingDay: dayOfBack };
  }
  // A chip that was declined has a last word too.
  const chip = own && reply.chipAnswer !== undefined ? { chipAnswer: reply.chipAnswer } : {};
  if (!isSuccess(outcome)) return { outcome, rrn: rrn ?? null, ...chip };
  const approval = payment !== null && 'approval' in payment ? payment.approval : null;
  return {
    outcome,
    rrn: rrn ?? null,
    authCode: approval?.authCode ?? null,
    ...chip,
    ...(request.kind === 'sale' && approval?.instalments ? { instalments: approval.instalments } : {}),
    clearingDay: dayOfBack ?? approval?.clearingDay ?? null,
  };
}

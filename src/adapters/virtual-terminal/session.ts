import type { KeyedMac } from '#adapters/security-module';
import {
  bytesOf,
  decodePosFrame,
  encodePosFrame,
  type Iso8583Message,
  latinText,
  parseField44,
  parseInstalmentTerms,
  parsePosField63,
  processingRequirements,
  textOf,
  trimmed,
} from '#wire/iso8583';
import { type AnswerVerdict, checkAnswer } from './answer-check.ts';
import { requireSignIn } from './journal-state.ts';
import { encodeRequest, frameParts } from './requests.ts';
import type { Act, TerminalResult } from './result.ts';
import type { TerminalCrypto } from './terminal-crypto.ts';
import type { TerminalJournal } from './terminal-journal.ts';
import { NotConnectedError, type TerminalLink } from './terminal-link.ts';
import type { TerminalProfile } from './terminal-profile.ts';
import { meaningOf, REASONS, type Reason, SIGN_IN_CODES } from './words.ts';

/** The parts of one running terminal, handed to every flow. */
export interface Session {
  readonly profile: TerminalProfile;
  readonly journal: TerminalJournal;
  readonly crypto: TerminalCrypto;
  readonly link: TerminalLink;
  readonly clock: () => number;
  readonly sendsMax: number;
  /** The last card request as it left, for sending it once more. In memory only: it holds a PIN block. */
  last: SentRequest | null;
  /** What the last answer asked for in its header; done after the transaction. */
  required: string | null;
  /** The act of a till that this is done for: kept with what leaves. */
  readonly ref: string | null;
  readonly onStep: (step: TerminalStep) => void;
}

/** What the terminal is doing just now, for whoever looks on. `mti`: type of the message. */
export type TerminalStep =
  | { readonly step: 'connecting' }
  | { readonly step: 'sent'; readonly mti: string; readonly stan: string | null }
  | { readonly step: 'answered'; readonly mti: string; readonly code: string | null }
  | { readonly step: 'unanswered'; readonly mti: string };

export interface SentRequest {
  readonly act: Act;
  readonly message: Iso8583Message;
  readonly frame: Uint8Array;
  readonly mac: KeyedMac | null;
  readonly base: TerminalResult;
}

export type Reply =
  | Exclude<AnswerVerdict, { state: 'malformed' }>
  | { readonly state: 'malformed'; readonly detail: string }
  | { readonly state: 'silence'; readonly detail: string };

/** Opens the line, or says why not. Before this succeeded nothing is stored and nothing is sent. */
export async function openLine(session: Session): Promise<string | null> {
  try {
    session.onStep({ step: 'connecting' });
    await session.link.connect();
    return null;
  } catch (error) {
    if (error instanceof NotConnectedError) return error.message;
    throw error;
  }
}

export function frameOf(session: Session, message: Iso8583Message, mac: KeyedMac | null): Uint8Array {
  return encodePosFrame({ ...frameParts(session.profile), body: encodeRequest(message, mac) });
}

/**
 * One request, one checked answer. An answer that asks for a new sign-in, by its code or in its header, is
 * written down as such.
 */
export async function exchange(
  session: Session,
  request: Pick<SentRequest, 'message' | 'frame' | 'mac'>,
  lose = false,
): Promise<Reply> {
  const { mti } = request.message;
  session.onStep({ step: 'sent', mti, stan: textOf(request.message, 11) ?? null });
  const line = await session.link.exchange(request.frame, { lose });
  if (line.state !== 'answer') session.onStep({ step: 'unanswered', mti });
  if (line.state === 'silence') return line;
  if (line.state === 'garbage') return { state: 'malformed', detail: line.detail };
  let verdict: AnswerVerdict;
  let asked = false;
  try {
    const { header, body } = decodePosFrame(line.frame);
    const { processingRequirement: digit } = header;
    asked = digit === processingRequirements.signInAgain;
    if (digit !== processingRequirements.none && !asked) session.required = digit;
    verdict = checkAnswer(request.message, body, request.mac);
  } catch (error) {
    verdict = { state: 'malformed', detail: error instanceof Error ? error.message : 'not a frame' };
  }
  if (verdict.state !== 'valid') {
    session.onStep({ step: 'unanswered', mti });
    // Whatever follows on this connection may belong to any request.
    await session.link.close();
    return verdict;
  }
  const { code } = verdict;
  session.onStep({ step: 'answered', mti: verdict.message.mti, code });
  const why = code !== null && SIGN_IN_CODES.includes(code) ? code : asked ? 'asked' : null;
  if (why !== null) await session.journal.update((state) => requireSignIn(state, why));
  return verdict;
}

/** A result that says nothing yet; every flow starts from it. */
export function blankResult(session: Session, act: Act, facts: Partial<TerminalResult> = {}): TerminalResult {
  return {
    act,
    result: 'refused-locally',
    code: null,
    reason: null,
    words: REASONS['not-connected'],
    detail: null,
    stan: null,
    batchNo: session.journal.state.batchNo,
    amountFen: null,
    balanceFen: null,
    tipFen: null,
    maskedPan: null,
    cardEntry: null,
    variety: null,
    instalments: null,
    pinEntered: false,
    rrn: null,
    authCode: null,
    clearingDate: null,
    date: null,
    time: null,
    issuer: null,
    acquirer: null,
    text: null,
    original: null,
    reversal: null,
    flushed: null,
    needsSignIn: session.journal.state.signInDue !== null,
    settlement: null,
    obeyed: [],
    atMs: session.clock(),
    ...facts,
  };
}

export function refusal(base: TerminalResult, reason: Reason, detail: string | null = null): TerminalResult {
  return { ...base, result: 'refused-locally', reason, words: REASONS[reason], detail };
}

/** Nothing valid came back: neither approved nor declined. */
export function unknownResult(
  base: TerminalResult,
  reply: Exclude<Reply, { state: 'valid' }>,
): TerminalResult {
  const reasons = {
    silence: 'no-answer',
    'wrong-mac': 'answer-mac-wrong',
    malformed: 'answer-malformed',
    mismatch: 'answer-mismatch',
  } as const;
  const reason = reasons[reply.state];
  return { ...base, result: 'unknown', reason, words: REASONS[reason], detail: reply.detail };
}

/** What a valid answer says. A missing code (settlement) is left to the caller. */
export function answeredResult(
  session: Session,
  base: TerminalResult,
  answer: Iso8583Message,
  code: string | null,
): TerminalResult {
  const text = hostText(answer);
  const { result, words } = meaningOf(code ?? '00', text);
  const ids = idsOf(answer);
  return {
    ...base,
    result,
    code,
    words,
    rrn: filled(answer, 37) ?? null,
    authCode: filled(answer, 38) ?? null,
    clearingDate: filled(answer, 15) ?? null,
    date: filled(answer, 13) ?? null,
    time: filled(answer, 12) ?? null,
    ...ids,
    text,
    instalments: base.variety === 'instalment' ? termsIn(answer) : null,
    needsSignIn: session.journal.state.signInDue !== null,
  };
}

function termsIn(answer: Iso8583Message): TerminalResult['instalments'] {
  const bytes = bytesOf(answer, 62);
  try {
    return bytes === undefined ? null : parseInstalmentTerms(62, latinText(bytes));
  } catch {
    return null;
  }
}

export function filled(message: Iso8583Message, field: number): string | undefined {
  const text = trimmed(textOf(message, field) ?? '');
  return text === '' ? undefined : text;
}

function idsOf(answer: Iso8583Message): Pick<TerminalResult, 'issuer' | 'acquirer'> {
  const { issuer, acquirer } = parseField44(textOf(answer, 44) ?? '');
  return { issuer: issuer || null, acquirer: acquirer || (filled(answer, 32) ?? null) };
}

/** F63 after its code, else F56; Chinese text is GB 18030 on the line. */
function hostText(answer: Iso8583Message): string | null {
  const field63 = textOf(answer, 63) ?? '';
  const { code, issuerText, networkText, acquirerText } = parsePosField63(field63);
  const parts = [issuerText, networkText, acquirerText].filter((text) => text.trim() !== '');
  // Blanks in place of the scheme announce one running text instead of three columns.
  const raw = code === '' ? field63.slice(3) : parts.join(' ');
  return readableText(raw.trim() === '' ? (filled(answer, 56) ?? '') : raw);
}

function readableText(raw: string): string | null {
  if (raw.trim() === '') return null;
  const bytes = Uint8Array.from(raw, (character) => character.charCodeAt(0));
  // A line of a slip holds no control characters, whatever a host sends.
  return new TextDecoder('gb18030')
    .decode(bytes)
    .replace(/\p{Cc}/gu, ' ')
    .trim();
}

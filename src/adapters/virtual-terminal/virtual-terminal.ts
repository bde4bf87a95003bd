import { DataFolderLockedError, lockDataFolder } from '#adapters/embedded-postgres';
import { LIMITS } from '#engine/limits';
import type { BalanceRequest, RefundRequest, SaleRequest, VoidRequest } from './acts.ts';
import { runOffline, runTip } from './after-flow.ts';
import { planVoid, runCard, storedCard, varietyOf } from './card-flow.ts';
import { ORIGINALS } from './card-kinds.ts';
import { type CodeActs, codeActs } from './code-acts.ts';
import { queryOpen } from './code-flow.ts';
import { type Download, obey, runDownload, runSignOff, runStatus } from './download-flow.ts';
import { runBalance } from './inquiry-flow.ts';
import type { JournalState, OriginalReference } from './journal-state.ts';
import { runEcho, runSettle, runSignIn } from './management-flow.ts';
import { flushNotices } from './notice-flow.ts';
import { type FamilyRequest, planFamily } from './preauth-flow.ts';
import type { ReversalReport, TerminalResult } from './result.ts';
import { flushReversal } from './reversal-flow.ts';
import {
  answeredResult,
  blankResult,
  exchange,
  openLine,
  refusal,
  type Session,
  type TerminalStep,
  unknownResult,
} from './session.ts';
import { createTerminalCrypto } from './terminal-crypto.ts';
import {
  type Card,
  requireAmount,
  requireCard,
  requireDigits,
  requireOperator,
  requireReference,
  TerminalInputError,
} from './terminal-input.ts';
import { openTerminalJournal } from './terminal-journal.ts';
import { createTerminalLink } from './terminal-link.ts';
import type { SignInCode, TerminalProfile } from './terminal-profile.ts';
import { requireVariety } from './varieties.ts';

export interface VirtualTerminal extends CodeActs {
  /** `code`: 60.3, which keys are wanted; left out, as before. */
  signIn(operator?: string, code?: SignInCode): Promise<TerminalResult>;
  signOff(): Promise<TerminalResult>;
  /** Fetches a set of what the host has for its terminals. */
  download(set: Download): Promise<TerminalResult>;
  /** Reports to the host how it stands. */
  status(): Promise<TerminalResult>;
  sale(request: SaleRequest): Promise<TerminalResult>;
  void(request: VoidRequest): Promise<TerminalResult>;
  refund(request: RefundRequest): Promise<TerminalResult>;
  /** Adds a tip to a sale of the open batch. */
  tip(request: { readonly stan: string; readonly tipFen: bigint }): Promise<TerminalResult>;
  /** Uploads a sale that the chip approved alone; `again` repeats one that got no answer, by its trace number. */
  offline(
    request: { readonly amountFen: bigint; readonly card: Card } | { readonly again: string },
  ): Promise<TerminalResult>;
  /** What is on a card. */
  balance(request: BalanceRequest): Promise<TerminalResult>;
  /** Holds money on a card. */
  preauth(request: Omit<SaleRequest, 'variety'>): Promise<TerminalResult>;
  /** Raises, completes or undoes a hold, or undoes a completion. */
  family(request: FamilyRequest & { readonly loseAnswer?: boolean | undefined }): Promise<TerminalResult>;
  /** Sends the completion notices that nobody has answered; what came of each. */
  flushNotices(): Promise<readonly TerminalResult[]>;
  /** `forget`: trace number of a transaction that is lost first, to show what becomes of a batch that differs. */
  settle(options?: {
    readonly loseAnswer?: boolean | undefined;
    readonly forget?: string | undefined;
  }): Promise<TerminalResult>;
  echo(): Promise<TerminalResult>;
  /** Sends the open reversal now; null when there is none. */
  flushReversal(): Promise<ReversalReport | null>;
  /**
   * The last card request once more, byte for byte, as a line that doubles messages would. The journal stays
   * as it is. Only within the life of this object.
   */
  repeatLast(): Promise<TerminalResult>;
  /** What the terminal holds on its disk. Card numbers and keys in it are sealed. */
  readonly journal: JournalState;
  close(): Promise<void>;
}

export interface VirtualTerminalOptions {
  readonly profile: TerminalProfile;
  readonly journalFile: string;
  readonly replyTimeoutMs?: number;
  readonly connectTimeoutMs?: number;
  /** Sends of one reversal before it is given up. */
  readonly reversalSendsMax?: number;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
  /** Name of the act that the terminal is opened for; kept in its journal with what leaves. */
  readonly ref?: string;
  readonly onStep?: (step: TerminalStep) => void;
}

/** Two programs work on one terminal: their trace numbers would meet. */
export class TerminalInUseError extends Error {
  override readonly name = 'TerminalInUseError';
}

/**
 * Opens the terminal on its journal; its acts run one after the other. Close it to free line and journal.
 *
 * @throws TerminalInUseError, TerminalJournalError.
 */
export async function createVirtualTerminal(options: VirtualTerminalOptions): Promise<VirtualTerminal> {
  const { profile, journalFile } = options;
  const lock = await lockJournal(journalFile, profile.terminalId);
  let session: Session;
  try {
    session = {
      profile,
      journal: await openTerminalJournal(journalFile, profile),
      crypto: createTerminalCrypto(profile.masterKeyHex, profile.terminalId),
      link: createTerminalLink({
        profile,
        connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
        replyTimeoutMs: options.replyTimeoutMs ?? 30_000,
        frameBytesMax: LIMITS.frameBytesMax,
      }),
      clock: options.clock ?? Date.now,
      sendsMax: options.reversalSendsMax ?? 3,
      last: null,
      required: null,
      ref: options.ref ?? null,
      onStep: options.onStep ?? (() => undefined),
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
  const inTurn = takeTurns();
  return {
    signIn: (operator = '01', code) =>
      inTurn(() => {
        requireOperator(operator);
        return obeying(session, () => runSignIn(session, operator, code));
      }),
    signOff: () => inTurn(() => runSignOff(session)),
    download: (set) => inTurn(() => runDownload(session, set)),
    status: () => inTurn(() => runStatus(session)),
    sale: (request) => inTurn(() => obeying(session, () => sale(session, request))),
    void: (request) =>
      inTurn(() => {
        requireDigits('trace number', request.stan, 6);
        const plan = () => planVoid(session, request.stan);
        return obeying(session, () => runCard(session, 'void', plan, request.loseAnswer ?? false));
      }),
    refund: (request) => inTurn(() => obeying(session, () => refund(session, request))),
    tip: ({ stan, tipFen }) =>
      inTurn(() => {
        requireDigits('trace number', stan, 6);
        requireAmount(tipFen);
        return runTip(session, stan, tipFen);
      }),
    offline: (request) =>
      inTurn(() => {
        if ('again' in request) requireDigits('trace number', request.again, 6);
        else {
          requireAmount(request.amountFen);
          requireCard(request.card, 'chip');
        }
        return runOffline(session, request);
      }),
    balance: ({ card, entry, points = false }) =>
      inTurn(() => {
        requireCard(card, entry);
        return runBalance(session, card, entry, points);
      }),
    preauth: (request) => inTurn(() => obeying(session, () => sale(session, request, 'preauth'))),
    family: (request) =>
      inTurn(() => {
        if (request.amountFen !== undefined) requireAmount(request.amountFen);
        if (request.card !== undefined) requireCard(request.card, request.entry ?? 'keyed');
        const plan = () => planFamily(session, request);
        return obeying(session, () => runCard(session, request.kind, plan, request.loseAnswer ?? false));
      }),
    ...codeActs(session, (act) => inTurn(() => obeying(session, act))),
    flushNotices: () => inTurn(() => flushNotices(session)),
    settle: (request) =>
      inTurn(() => {
        const { forget = null, loseAnswer = false } = request ?? {};
        if (forget !== null) requireDigits('trace number', forget, 6);
        return obeying(session, async () => {
          await queryOpen(session);
          return runSettle(session, loseAnswer, forget);
        });
      }),
    echo: () => inTurn(() => runEcho(session)),
    flushReversal: () => inTurn(() => flushReversal(session)),
    repeatLast: () => inTurn(() => repeatLast(session)),
    get journal() {
      return session.journal.state;
    },
    close: () =>
      inTurn(async () => {
        await session.link.close();
        await lock.release();
      }),
  };
}

/** An act, and then what its answer asked for. */
async function obeying(session: Session, act: () => Promise<TerminalResult>): Promise<TerminalResult> {
  session.required = null;
  const result = await act();
  const obeyed = await obey(session);
  return obeyed.length === 0 ? result : { ...result, obeyed };
}

function sale(
  session: Session,
  request: SaleRequest,
  kind: 'sale' | 'preauth' = 'sale',
): Promise<TerminalResult> {
  const { amountFen, card, entry, variety = null } = request;
  requireAmount(amountFen);
  requireVariety(variety, card, entry);
  const plan = {
    kind,
    amountFen,
    card,
    entry,
    original: null,
    originalAuthCode: null,
    variety,
  } as const;
  return runCard(session, kind, () => plan, request.loseAnswer ?? false);
}

function refund(session: Session, request: RefundRequest): Promise<TerminalResult> {
  const { rrn, date, batchNo, stan, amountFen } = request;
  requireAmount(amountFen);
  requireReference(rrn);
  requireDigits('date', date, 4);
  requireDigits('batch number', batchNo, 6);
  requireDigits('trace number', stan, 6);
  const { batch, earlier } = session.journal.state;
  const known = [...batch, ...earlier].find(
    (entry) => ORIGINALS.refund?.includes(entry.kind) && entry.stan === stan && entry.batchNo === batchNo,
  );
  const card = request.card ?? (known === undefined ? undefined : storedCard(session, known));
  if (card === undefined) {
    throw new TerminalInputError(
      `Cannot refund trace ${stan} of batch ${batchNo} without a card: this terminal did not take it`,
    );
  }
  const entry = request.entry ?? 'keyed';
  const variety = known === undefined ? null : varietyOf(known);
  const byCode = variety?.is === 'code' || variety?.is === 'own-code';
  requireVariety(byCode ? variety : null, card, entry);
  // A refund is made without a PIN.
  const { pin: _pin, ...named } = card;
  const original: OriginalReference = { stan, batchNo, date, rrn };
  const plan = {
    kind: 'refund',
    amountFen,
    card: named,
    entry,
    original,
    originalAuthCode: null,
    variety,
  } as const;
  return runCard(session, 'refund', () => plan, request.loseAnswer ?? false);
}

async function repeatLast(session: Session): Promise<TerminalResult> {
  const { last } = session;
  if (last === null) return refusal(blankResult(session, 'sale'), 'nothing-to-repeat');
  const lineError = await openLine(session);
  if (lineError !== null) return refusal(last.base, 'not-connected', lineError);
  const reply = await exchange(session, last);
  if (reply.state !== 'valid') return unknownResult(last.base, reply);
  return answeredResult(session, last.base, reply.message, reply.code);
}

/** One act at a time, in the order of the calls; an act that fails does not hold up the next. */
function takeTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let previous: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = previous.then(work);
    previous = mine.catch(() => undefined);
    return mine;
  };
}

async function lockJournal(journalFile: string, terminalId: string) {
  try {
    return await lockDataFolder(`${journalFile}.lock`);
  } catch (error) {
    if (!(error instanceof DataFolderLockedError)) throw error;
    throw new TerminalInUseError(
      `Cannot use terminal ${terminalId}: process ${error.pid} is working with it. Wait until it ends`,
    );
  }
}

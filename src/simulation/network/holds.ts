/** What issuers say to the pre-authorisation family. Pure, as the decisions beside it. */
import { type CalendarDay, calendarDayOf, daysBetween, SHANGHAI } from '#domain/calendar';
import { type Fen, isPayableFen } from '#domain/money';
import { cardAmounts, chargeJournal, holdJournal, type IssuerJournal, joined, undoJournal } from './books.ts';
import type { NetworkConfig } from './config.ts';
import { limitFault } from './day-use.ts';
import { cardFault, type Decision, findOriginal, foundOut, freshAuthCode, named, no } from './decide.ts';
import { checkHolder } from './holder.ts';
import { issuerOf, type Request } from './request.ts';
import { holdIndex, type NetworkState, type Transaction, wireKeyOf } from './state.ts';

/** Calendar days after its own on which a hold can be completed or voided; after them it is lifted (UP-11). */
export const HOLD_DAYS = 30;
/** Most that a completion takes, in percent of what is held, rounded down (UP-12). */
const COMPLETION_PERCENT_MAX = 115n;

const isOver = (hold: Transaction, { holdDays = HOLD_DAYS }: NetworkConfig, nowMs: number): boolean =>
  daysBetween(
    calendarDayOf(hold.atMs, SHANGHAI) as CalendarDay,
    calendarDayOf(nowMs, SHANGHAI) as CalendarDay,
  ) > holdDays;

/** What a hold keeps, with all that raised it. */
export function heldOf(hold: Transaction, state: NetworkState): Fen {
  return (hold.raises ?? []).reduce(
    (sum, key) => sum + (state.byWireKey.get(key)?.amountFen ?? 0n),
    hold.amountFen,
  );
}

/** The hold that a message is about: by F90, else by the card and the code of its approval. */
function holdOf(request: Request, state: NetworkState): Transaction | undefined {
  if (request.original !== null) return named(request, state);
  const { card, authCode } = request;
  return card === null || authCode === null ? undefined : state.holds.get(holdIndex(card.id, authCode));
}

interface FoundHold {
  readonly hold: Transaction;
  readonly heldFen: Fen;
}

/** A hold of this card that stands and whose time is not over, or the code that says why not. */
function standing(
  request: Request,
  state: NetworkState,
  config: NetworkConfig,
  nowMs: number,
): FoundHold | string {
  const hold = holdOf(request, state);
  if (hold === undefined) return '25';
  if (hold.kind !== 'preauth' || hold.state === 'declined' || hold.original !== null) return '12';
  if (hold.cardId === null || hold.cardId !== request.card?.id) return '14';
  if (hold.state !== 'approved' || isOver(hold, config, nowMs)) return '22';
  return { hold, heldFen: heldOf(hold, state) };
}

function decidePreauth(
  request: Request,
  state: NetworkState,
  config: NetworkConfig,
  nowMs: number,
): Decision {
  if (state.tombstones.has(request.wireKey)) return no('22', request);
  if (!isPayableFen(request.amountFen) || request.currency !== '156') return no('13', request);
  const raised = request.authCode === null ? null : standing(request, state, config, nowMs);
  if (typeof raised === 'string') return no(raised, request);
  const fault = cardFault(request, state, config, nowMs);
  const { card } = request;
  const issuer = card === null ? null : issuerOf(config, card.issuer);
  if (fault !== null || card === null || issuer === null) return no(fault ?? '15', request);
  const holder = checkHolder(card, request, state, config);
  const stopped = holder.code ?? limitFault(card, request.amountFen, state);
  if (stopped !== null) return no(stopped, request, holder);
  if (cardAmounts(card, state.books.get(issuer.id)).availableFen < request.amountFen)
    return no('51', request, holder);
  return {
    code: '00',
    authCode: raised === null ? freshAuthCode(state) : raised.hold.authCode,
    journal: holdJournal(issuer, card.id, request.amountFen),
    original: raised === null ? null : wireKeyOf(raised.hold.key),
    ...foundOut(holder),
  };
}

function decideCompletion(
  request: Request,
  state: NetworkState,
  config: NetworkConfig,
  nowMs: number,
): Decision {
  if (state.tombstones.has(request.wireKey)) return no('22', request);
  if (!isPayableFen(request.amountFen)) return no('13', request);
  const found = standing(request, state, config, nowMs);
  if (typeof found === 'string') return no(found, request);
  const { hold, heldFen } = found;
  if (request.authCode !== hold.authCode) return no('25', request);
  if (request.amountFen > (heldFen * COMPLETION_PERCENT_MAX) / 100n) return no('64', request);
  const card = request.card!;
  const issuer = issuerOf(config, card.issuer);
  if (issuer === null) return no('15', request);
  // What the hold does not cover must be there.
  const { availableFen } = cardAmounts(card, state.books.get(issuer.id));
  if (availableFen + heldFen < request.amountFen) return no('51', request);
  return {
    code: '00',
    authCode: freshAuthCode(state),
    journal: joined(
      holdJournal(issuer, card.id, -heldFen),
      chargeJournal(issuer, card.id, request.amountFen),
    ),
    original: wireKeyOf(hold.key),
    pinTries: null,
  };
}

function decideHoldVoid(
  request: Request,
  state: NetworkState,
  config: NetworkConfig,
  nowMs: number,
): Decision {
  if (state.tombstones.has(request.wireKey)) return no('22', request);
  const found = standing(request, state, config, nowMs);
  if (typeof found === 'string') return no(found, request);
  const { hold, heldFen } = found;
  if (request.amountFen !== heldFen) return no('64', request);
  const issuer = issuerOf(config, request.card!.issuer);
  if (issuer === null) return no('15', request);
  return {
    code: '00',
    authCode: hold.authCode,
    journal: holdJournal(issuer, request.card!.id, -heldFen),
    original: wireKeyOf(hold.key),
    pinTries: null,
  };
}

/** The hold that a completion used up. */
const usedBy = (completion: Transaction, state: NetworkState): Transaction | undefined =>
  completion.original === null ? undefined : state.byWireKey.get(completion.original);

function decideCompletionVoid(request: Request, state: NetworkState, config: NetworkConfig): Decision {
  if (state.tombstones.has(request.wireKey)) return no('22', request);
  const found = findOriginal(request, named(request, state), ['completion'], config);
  if (typeof found === 'string') return no(found, request);
  const { original, card, issuer } = found;
  if (original.clearingDay !== state.day) return no('12', request);
  if (original.amountFen !== request.amountFen) return no('64', request);
  if (original.state !== 'approved' || original.refundedFen > 0n) return no('22', request);
  const hold = usedBy(original, state);
  if (hold === undefined) return no('25', request);
  // UP-14: the money comes back and the hold lives on.
  const journal = joined(
    undoJournal(issuer, card.id, request.amountFen),
    holdJournal(issuer, card.id, heldOf(hold, state)),
  );
  return { code: '00', authCode: original.authCode, journal, original: request.original, pinTries: null };
}

function decideFamilyReversal(request: Request, state: NetworkState, config: NetworkConfig): Decision {
  const kind = request.undoes === 'void' ? 'void' : request.about === 'preauth' ? 'preauth' : 'completion';
  const found = findOriginal(request, named(request, state), [kind], config);
  if (typeof found === 'string') return no(found, request);
  const { original, card, issuer } = found;
  const { authCode } = original;
  if (original.amountFen !== request.amountFen) return no('64', request);
  if (original.state === 'reversed') return { ...no('00', request), authCode };
  if (original.state !== 'approved' || original.refundedFen > 0n) return no('22', request);
  if (original.clearingDay !== state.day) return no('12', request);
  const journal = undoing(original, state, (fen) => ({
    hold: holdJournal(issuer, card.id, fen),
    charge: chargeJournal(issuer, card.id, original.amountFen),
    undo: undoJournal(issuer, card.id, original.amountFen),
  }));
  if (journal === null) return no('22', request);
  return { code: '00', authCode, journal, original: request.original, pinTries: null };
}

type Makes = (holdFen: Fen) => {
  readonly hold: IssuerJournal;
  readonly charge: IssuerJournal;
  readonly undo: IssuerJournal;
};

/** What moves when this message of the family is undone; `null` where what it touched was used otherwise since. */
function undoing(original: Transaction, state: NetworkState, makes: Makes): IssuerJournal | null {
  const about = original.original === null ? undefined : state.byWireKey.get(original.original);
  if (original.kind === 'completion') {
    if (about === undefined) return null;
    const { undo, hold } = makes(heldOf(about, state));
    return joined(undo, hold);
  }
  if (original.kind === 'preauth') {
    // An increment is undone while its hold stands; a hold that was raised is known to its terminal.
    if (about !== undefined && about.state !== 'approved') return null;
    if ((original.raises ?? []).length > 0) return null;
    return makes(-original.amountFen).hold;
  }
  if (about === undefined) return null;
  if (about.kind === 'preauth') return about.state === 'voided' ? makes(original.amountFen).hold : null;
  const hold = usedBy(about, state);
  if (about.state !== 'voided' || hold === undefined || hold.state !== 'approved') return null;
  const { charge, hold: freed } = makes(-heldOf(hold, state));
  return joined(freed, charge);
}

export function decideFamily(
  request: Request,
  state: NetworkState,
  config: NetworkConfig,
  nowMs: number,
): Decision {
  switch (request.kind) {
    case 'preauth':
      return decidePreauth(request, state, config, nowMs);
    case 'completion':
      return decideCompletion(request, state, config, nowMs);
    case 'void':
      return request.about === 'preauth'
        ? decideHoldVoid(request, state, config, nowMs)
        : decideCompletionVoid(request, state, config);
    default:
      return decideFamilyReversal(request, state, config);
  }
}

/** Holds whose time is over, with the journals that lift them: one for each issuer. */
export function lapsedHolds(
  state: NetworkState,
  config: NetworkConfig,
  nowMs: number,
): { readonly lapsed: readonly string[]; readonly journals: readonly IssuerJournal[] } {
  const over = [...state.holds.values()].filter(
    (hold) => hold.state === 'approved' && isOver(hold, config, nowMs),
  );
  const journals = over.flatMap((hold) => {
    const card = config.cards.find(({ id }) => id === hold.cardId);
    const issuer = issuerOf(config, card?.issuer ?? '');
    return issuer === null || card === undefined ? [] : [holdJournal(issuer, card.id, -heldOf(hold, state))];
  });
  return { lapsed: over.map(({ key }) => wireKeyOf(key)), journals };
}

/** No clearing file speaks of holds: neither of themselves nor of what undid them. */
export function isAboutHold(transaction: Transaction, state: NetworkState): boolean {
  if (transaction.kind === 'preauth') return true;
  if (transaction.kind !== 'void' && transaction.kind !== 'reversal') return false;
  const original = transaction.original === null ? undefined : state.byWireKey.get(transaction.original);
  return original !== undefined && isAboutHold(original, state);
}

/** Wallets as they are written: rows, movements and journals, and the laws that hold after every step. */
import { type NetworkKey, networkKeyText } from '#domain/payment';
import type { Wallet, WalletPayment } from '#domain/wallet';
import type { ChangeSet, JournalRow } from '#engine';
import { wireKeyOf } from '#simulation/network';
import { checkArrears, noteUncovered } from './arrears.ts';
import { newPaymentBooks } from './books.ts';
import type { AuditMemory } from './memory.ts';
import { isMoving } from './records.ts';
import { BOUNDS } from './step-laws.ts';
import { Violation } from './violation.ts';
import { checkAsked } from './wallet-acts.ts';
import { checkCovered, checkShort, noteShort } from './wallet-cover.ts';
import {
  type AuditedMovement,
  type AuditedWallet,
  inWallet,
  isFollowing,
  isOpenMovement,
  isWithPerson,
  noteWaiting,
  owedFen,
} from './wallet-records.ts';

/** Nothing waits longer: a reply, its reversal with all repeats, a program that is down. */
const MOVEMENT_MS = 65 * 60_000;
/** After its merchant's payment has ended. */
const FOLLOW_MS = 15 * 60_000;
/** Beyond its waiting time, when nothing is under way any more. */
const LOCK_MS = 20 * 60_000;

export function noteWallets(memory: AuditMemory, changes: ChangeSet): void {
  const { wallet: rows } = changes;
  if (rows === undefined) return;
  const touched = new Set<AuditedWallet>();
  const before = new Map<AuditedWallet, Wallet | null>();
  for (const { wallet: row } of rows.wallets) {
    const wallet = known(memory, row.id);
    before.set(wallet, wallet.row);
    if (wallet.row !== null) checkAsked(wallet, wallet.row, row);
    wallet.row = row;
    touched.add(wallet);
  }
  for (const { row } of rows.movements) {
    const wallet = known(memory, row.movement.book);
    noteMovement(memory, wallet, before.get(wallet) ?? wallet.row, row.movement);
    touched.add(wallet);
  }
  for (const wallet of touched) {
    memory.stir(wallet.journey);
    noteWaiting(wallet);
    if (!before.has(wallet)) continue;
    const was = before.get(wallet);
    if (wallet.row?.status.state === 'closed' && was?.status.state !== 'closed') locked(wallet, was ?? null);
  }
}

function known(memory: AuditMemory, id: string): AuditedWallet {
  const wallet = memory.wallets.get(id);
  if (wallet === undefined) throw new Violation('closing-as-asked', -1, `nobody asked for the wallet ${id}`);
  return wallet;
}

function noteMovement(
  memory: AuditMemory,
  wallet: AuditedWallet,
  before: Wallet | null,
  row: WalletPayment,
): void {
  const nowMs = memory.now();
  let movement = memory.movements.get(row.id);
  if (movement === undefined) {
    const payment = memory.upstream.get(row.networkKey ?? '') ?? null;
    const wireKey = row.transfer === undefined ? (payment?.wireKey ?? null) : wireKeyOf(row.transfer.network);
    movement = {
      ...{ id: row.id, wallet, kind: row.kind, fromBalance: row.source.kind === 'balance' },
      ...{ amountFen: row.amountFen, wireKey, payment, books: newPaymentBooks(), returnedFen: 0n },
      ...{ upstream: [], wireKeys: [], wasUndone: false, uncoveredFen: 0n },
      ...{ reason: row.reason, state: 'new', sinceMs: nowMs, follows: false },
    };
    memory.movements.set(row.id, movement);
    wallet.movements.push(movement);
    checkCovered(memory, wallet, before, row);
  }
  for (const network of [row.transfer?.network, row.transfer?.follow?.network])
    if (network !== undefined) carries(memory, movement, network);
  if (row.returnedFen < movement.returnedFen || row.returnedFen > row.amountFen)
    throw inWallet(
      wallet,
      'never-beyond-amount',
      `${row.id}: ${row.returnedFen} fen of ${row.amountFen} went back, ${movement.returnedFen} did before`,
    );
  if (movement.state !== row.state) movement.sinceMs = nowMs;
  noteUncovered(wallet, movement, row);
  movement.state = row.state;
  movement.follows = row.dueMs !== null;
  movement.reason = row.reason;
  movement.returnedFen = row.returnedFen;
  if (movement.fromBalance && own(row) && movement.wireKey !== null)
    memory.truth.onUs(movement.wireKey, movement);
}

/** A merchant's payment out of the balance. */
const own = ({ source, transfer }: WalletPayment): boolean =>
  source.kind === 'balance' && transfer === undefined;

function carries(memory: AuditMemory, movement: AuditedMovement, network: NetworkKey): void {
  const key = networkKeyText(network);
  if (memory.transfers.has(key)) return;
  memory.transfers.set(key, movement);
  movement.upstream.push(key);
  movement.wireKeys.push(wireKeyOf(network));
}

/** A journal of a wallet's book: even, and added up by account. */
export function noteWalletJournal(memory: AuditMemory, journal: JournalRow): boolean {
  const movement = memory.movements.get(journal.paymentId);
  if (movement === undefined) return false;
  const { wallet } = movement;
  const wrong = memory.books.add(journal, movement.books);
  if (wrong !== null) throw inWallet(wallet, 'books-balance', wrong);
  if (journal.book !== wallet.id)
    throw inWallet(wallet, 'books-balance', `a journal of ${movement.id} stands in the book ${journal.book}`);
  for (const entry of journal.entries) {
    const posted = entry.creditPostedFen - entry.debitPostedFen;
    const pending = entry.creditPendingFen - entry.debitPendingFen;
    const { account } = entry;
    if (posted !== 0n) wallet.postedFen.set(account, owedFen(wallet, account) + posted);
    if (pending !== 0n) wallet.pendingFen.set(account, (wallet.pendingFen.get(account) ?? 0n) + pending);
    wallet.reservedFen.set(account, (wallet.reservedFen.get(account) ?? 0n) + entry.debitPendingFen);
  }
  noteShort(wallet);
  return true;
}

/** What a movement did to what is owed to its holder. */
function effectFen({ kind, fromBalance, state, amountFen, returnedFen }: AuditedMovement): bigint {
  if (state !== 'paid') return 0n;
  if (kind === 'top-up' || kind === 'cover') return amountFen;
  if (kind === 'payout' || kind === 'late-payout') return -amountFen;
  return fromBalance ? returnedFen - amountFen : 0n;
}

/** The books of a wallet say what its movements did, and a locked account gets nothing any more. */
export function checkWalletBooks(memory: AuditMemory, changes: ChangeSet): void {
  const { wallet: rows } = changes;
  if (rows === undefined) return;
  const books = new Set([
    ...rows.wallets.map(({ wallet: { id } }) => id as string),
    ...rows.movements.map(({ row }) => row.movement.book),
  ]);
  for (const id of books) {
    const wallet = memory.wallets.get(id)!;
    checkShort(wallet);
    checkBook(wallet);
    checkArrears(memory, wallet, changes);
  }
}

function checkBook(wallet: AuditedWallet): void {
  const { movements, lockedWithFen } = wallet;
  const expectedFen = movements.reduce((sumFen, movement) => sumFen + effectFen(movement), 0n);
  const balanceFen = owedFen(wallet);
  const suspenseFen = owedFen(wallet, 'suspense');
  if (balanceFen + suspenseFen !== expectedFen)
    throw inWallet(
      wallet,
      'wallet-books',
      `its movements leave ${expectedFen} fen, its book has ${balanceFen} and ${suspenseFen} in suspense`,
    );
  if (lockedWithFen === null ? suspenseFen !== 0n : balanceFen !== lockedWithFen)
    throw inWallet(
      wallet,
      'refund-finds-its-way',
      `${balanceFen} fen are on the account and ${suspenseFen} in suspense; it was ` +
        (lockedWithFen === null ? 'never locked' : `locked with ${lockedWithFen}`),
    );
}

function locked(wallet: AuditedWallet, before: Wallet | null): void {
  const say = (text: string) => inWallet(wallet, 'closing-ends', text);
  const { row, movements } = wallet;
  const was = before?.status;
  if (row?.status.state !== 'closed' || was?.state !== 'closing')
    throw say('it was locked without a closing');
  if (row.status.atMs < was.closesAtMs)
    throw say(`it was locked ${was.closesAtMs - row.status.atMs} ms before its time`);
  const open = movements.find(isOpenMovement);
  if (open !== undefined) throw say(`it was locked while ${open.id} is ${open.state}`);
  wallet.lockedWithFen = owedFen(wallet);
  if (wallet.lockedWithFen !== 0n) throw say(`it was locked with ${wallet.lockedWithFen} fen on it`);
}

/** Since when it waits longer than it may; a transfer of the day's end may wait for a clearing file. */
function lateMs(movement: AuditedMovement, nowMs: number): number {
  const { payment, sinceMs } = movement;
  if (payment === null) return nowMs - sinceMs - BOUNDS.awaitingFileMs - MOVEMENT_MS;
  // It follows its merchant's payment, which may wait for a file and for persons.
  const open = payment.state === 'sent' || payment.state === 'unknown';
  return open || (isFollowing(movement) && isMoving(payment))
    ? 0
    : nowMs - Math.max(sinceMs, payment.writtenMs) - FOLLOW_MS;
}

/** @throws Violation when something of it waits longer than its bound. */
export function checkWalletAge(wallet: AuditedWallet, nowMs: number): void {
  for (const movement of wallet.movements)
    if (
      (isOpenMovement(movement) || isFollowing(movement)) &&
      !isWithPerson(movement) &&
      lateMs(movement, nowMs) > 0
    )
      throw inWallet(
        wallet,
        'unknown-ends',
        `${movement.kind} ${movement.id} is ${movement.state}${movement.follows ? ', looks again and again' : ''} ` +
          `since ${Math.round((nowMs - movement.sinceMs) / 1_000)} seconds`,
      );
  const status = wallet.row?.status;
  if (status?.state !== 'closing' || wallet.movements.some(isOpenMovement)) return;
  const overMs = nowMs - status.closesAtMs;
  if (overMs > LOCK_MS && owedFen(wallet) === 0n)
    throw inWallet(
      wallet,
      'closing-ends',
      `its waiting time is over since ${Math.round(overMs / 1_000)} seconds`,
    );
}

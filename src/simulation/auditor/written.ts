/** What the acquirer wrote, taken into the auditor's memory row by row, with the laws that hold after every step. */
import type { Cancellation } from '#domain/cancellation';
import { type NetworkKey, networkKeyText, type Payment, terminalKeyText } from '#domain/payment';
import type { ChangeSet } from '#engine';
import { wireKeyOf } from '#simulation/network';
import { newPaymentBooks } from './books.ts';
import { noteChanges } from './changes.ts';
import { checkBooked, checkFamily } from './holds.ts';
import type { AuditMemory } from './memory.ts';
import { checkGivenBack, checkOrders, noteOrders } from './orders.ts';
import { checkActs, noteSuspense } from './person-laws.ts';
import { type AuditedBack, type AuditedPayment, batchOfKey, isMoving } from './records.ts';
import { checkOpened, noteRequests } from './requests.ts';
import { checkMove, checkWays } from './step-laws.ts';
import { Violation } from './violation.ts';
import { checkWalletBooks, noteWalletJournal, noteWallets } from './wallets.ts';

export function noteWritten(memory: AuditMemory, changes: ChangeSet): void {
  noteOrders(memory, changes);
  for (const { kind, paymentId } of changes.events) {
    const payment = kind === 'goods-unpaid' ? memory.payments.get(String(paymentId)) : undefined;
    if (payment !== undefined) payment.lossTold = true;
  }
  const written = changes.payments.map(({ row }) => paymentWritten(memory, row.payment));
  noteWallets(memory, changes);
  noteRequests(memory, changes);
  for (const { cancellation, expectedVersion } of changes.cancellations) {
    const payment = backWritten(memory, cancellation);
    if (expectedVersion > 0) continue;
    checkOpened(memory, payment, cancellation);
    checkGivenBack(memory, payment, cancellation);
  }
  for (const event of changes.events)
    if (event.kind === 'end-approved') checkActs(memory, event, 'approve-end');
  for (const journal of changes.journals) {
    const payment = memory.payments.get(journal.paymentId);
    if (payment === undefined) {
      if (noteWalletJournal(memory, journal)) continue;
      throw new Violation('books-balance', -1, `${journal.paymentId} has a journal only`);
    }
    checkBooked(payment, journal);
    const wrong = memory.books.add(journal, payment.books);
    if (wrong !== null) throw new Violation('books-balance', payment.journey.index, wrong);
    noteSuspense(payment, journal);
  }
  for (const payment of written) {
    checkWays(payment);
    checkFamily(payment, memory.now());
    if (isMoving(payment)) memory.moving.add(payment);
    else memory.moving.delete(payment);
  }
  checkWalletBooks(memory, changes);
  checkOrders(memory, changes);
}

function paymentWritten(memory: AuditMemory, row: Payment): AuditedPayment {
  const known = memory.payments.get(row.id) ?? newPayment(memory, row);
  const before = known.state;
  known.state = row.state;
  known.writtenMs = memory.now();
  memory.stir(known.journey);
  const approval = 'approval' in row ? row.approval : row.state === 'unknown' ? row.lateApproval : null;
  known.clearingDay = approval?.clearingDay ?? null;
  const lives = row.state === 'approved';
  known.claimedFen = lives ? row.back.claimedFen : 0n;
  known.returnedFen = lives ? row.back.returnedFen : 0n;
  known.whole = lives ? (row.back.whole?.route ?? null) : null;
  noteChanges(memory, known, row, (network) => carries(memory, network, known));
  if (row.state === 'unknown' && before === 'sent') memory.figures.unknowns += 1;
  if (row.state === 'unknown' && before === 'declined') memory.figures.afterDecline += 1;
  if (row.state !== before) checkMove(known, before, memory.truth.charge(known.wireKey), known.asked);
  return known;
}

function newPayment(memory: AuditMemory, row: Payment): AuditedPayment {
  const order = row.order === undefined ? null : (memory.orders.get(row.order.id) ?? null);
  const key = order === null ? terminalKeyText(row.terminal) : `qr/${networkKeyText(row.network)}`;
  const pressed = order === null ? memory.asked.get(`${row.kind}/${key}`) : undefined;
  const journey = order === null ? pressed?.journey : order.journey;
  if (journey === undefined) throw new Violation('one-message-one-payment', -1, `nobody asked for ${row.id}`);
  const other = memory.byKey.get(key);
  if (other !== undefined)
    throw new Violation(
      'one-message-one-payment',
      journey.index,
      `the sale ${key} made two payments, ${other.id} and ${row.id}`,
    );
  const { id, amountFen, contract } = row;
  const preauth = row.preauth === undefined ? null : (memory.payments.get(row.preauth.id) ?? null);
  const wireKey = wireKeyOf(row.network);
  const fresh: AuditedPayment = {
    id,
    kind: row.kind,
    journey,
    preauth,
    family: [],
    order,
    key,
    wireKey,
    cardIndex: row.card.index,
    amountFen,
    changing: false,
    contract,
    startedMs: memory.now(),
    books: newPaymentBooks(),
    backs: new Map(),
    requests: [],
    asked: pressed?.asked ?? null,
    upstream: [],
    wireKeys: [],
    isNotice: row.isNotice === true,
    state: 'new',
    writtenMs: memory.now(),
    clearingDay: null,
    claimedFen: 0n,
    returnedFen: 0n,
    whole: null,
    bankOutFen: 0n,
    bankFeesFen: 0n,
    bankRounds: 0,
    bookedRounds: 0,
    approvalTaken: false,
    declineTaken: false,
    refusedThere: false,
    lossTold: false,
  };
  journey.payments.push(fresh);
  order?.payments.push(fresh);
  preauth?.family.push(fresh);
  memory.payments.set(id, fresh);
  memory.byKey.set(key, fresh);
  memory.byWireKey.set(wireKey, fresh);
  carries(memory, row.network, fresh);
  memory.figures.payments += 1;
  return fresh;
}

function carries(memory: AuditMemory, network: NetworkKey, payment: AuditedPayment): void {
  const key = networkKeyText(network);
  if (memory.upstream.has(key)) return;
  memory.upstream.set(key, payment);
  payment.upstream.push(key);
  payment.wireKeys.push(wireKeyOf(network));
}

function backWritten(memory: AuditMemory, row: Cancellation): AuditedPayment {
  const payment = memory.payments.get(row.paymentId);
  if (payment === undefined) throw new Violation('books-balance', -1, `${row.id} is of no payment`);
  memory.stir(payment.journey);
  const known = payment.backs.get(row.id);
  const before = known?.state;
  const nowMs = memory.now();
  const undo = row.state === 'undoing' ? row.undo : null;
  if (known?.network !== row.network) carries(memory, row.network, payment);
  if (undo !== null && known?.undo !== undo) carries(memory, undo, payment);
  if (known === undefined) {
    payment.backs.set(row.id, newBack(row, undo, nowMs));
    memory.figures.waysBack += 1;
  } else {
    if (before !== row.state) known.sinceMs = nowMs;
    known.writtenMs = nowMs;
    known.state = row.state;
    known.network = row.network;
    known.undo = undo;
  }
  if (row.state === 'payout-ordered' && before !== row.state)
    checkActs(memory, { paymentId: payment.id, cancellationId: row.id }, 'approve-payout');
  return payment;
}

function newBack(row: Cancellation, undo: NetworkKey | null, nowMs: number): AuditedBack {
  const { id, route, amountFen, openedMs, state, door, network } = row;
  const batch = row.terminal === null ? null : batchOfKey(terminalKeyText(row.terminal));
  const born = { sinceMs: nowMs, writtenMs: nowMs };
  return { ...born, id, route, amountFen, openedMs, state, door, network, undo, batch };
}

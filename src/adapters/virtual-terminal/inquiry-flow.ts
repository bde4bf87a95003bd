import { maskPan, parseBalances, textOf } from '#wire/iso8583';
import { clearTheWay } from './card-flow.ts';
import { finishChip, readChip } from './chip-flow.ts';
import { type CardEntry, sixDigits, takeStan } from './journal-state.ts';
import { cardMessage } from './requests.ts';
import type { TerminalResult } from './result.ts';
import {
  answeredResult,
  exchange,
  frameOf,
  openLine,
  refusal,
  type Session,
  unknownResult,
} from './session.ts';
import type { Card } from './terminal-input.ts';

/**
 * Asks what is on a card. It moves no money: no entry in the batch, no reversal, and silence leaves nothing open. Only
 * the trace number is used up.
 */
export async function runBalance(
  session: Session,
  card: Card,
  entry: CardEntry,
  points: boolean,
): Promise<TerminalResult> {
  const { journal, crypto, profile } = session;
  const way = await clearTheWay(session, 'balance');
  if ('refused' in way) return way.refused;
  const facts: TerminalResult = {
    ...way.ready,
    maskedPan: maskPan(card.pan),
    cardEntry: entry,
    pinEntered: card.pin !== undefined,
  };
  const lineError = await openLine(session);
  const { keys, batchNo, nextStan } = journal.state;
  if (lineError !== null) return refusal(facts, 'not-connected', lineError);
  if (keys === null) return refusal(facts, 'not-signed-in');
  const stan = sixDigits(nextStan);
  const chip = await readChip(session, { kind: 'balance', amountFen: 0n, card, entry }, stan);
  if (chip === 'blocked') return refusal(facts, 'card-blocked');
  const message = cardMessage(profile, {
    ...(chip === null ? {} : { chip }),
    variety: points ? { is: 'points' } : null,
    ...{ kind: 'balance', stan, batchNo, amountFen: null, card, entry },
    pinBlock: card.pin === undefined ? null : crypto.encryptPin(keys, card.pin, card.pan),
    original: null,
    originalAuthCode: null,
  });
  const mac = crypto.macOf(keys);
  await journal.update(takeStan);
  const base = { ...facts, stan };
  const reply = await exchange(session, { message, frame: frameOf(session, message, mac), mac });
  if (reply.state !== 'valid') {
    await chip?.abandon();
    return unknownResult(base, reply);
  }
  if (chip !== null) await finishChip(chip, reply);
  const result = answeredResult(session, base, reply.message, reply.code);
  return { ...result, balanceFen: balanceIn(textOf(reply.message, 54)) };
}

function balanceIn(text: string | undefined): bigint | null {
  try {
    return text === undefined ? null : (parseBalances(text)[0]?.fen ?? null);
  } catch {
    return null;
  }
}

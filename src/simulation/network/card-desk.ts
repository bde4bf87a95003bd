/** What an issuer's staff can do with a card: its state, its limits, its wrong PINs, and what is told to its chip. */
import type { CardState } from './card-states.ts';
import { commandOf, type QueuedScript, SCRIPTS_QUEUED_MAX } from './chip-scripts.ts';
import type { NetworkConfig } from './config.ts';
import type { CardLimits } from './day-use.ts';
import type { NetworkRecord, NetworkState } from './state.ts';

export interface CardDesk {
  /** A card is closed, lost, replaced or active again. @throws RangeError for a card that nobody issued. */
  changeCard(cardId: string, change: CardState, nowMs: number): readonly NetworkRecord[];
  /** What a card may do from now on. @throws RangeError for a card that nobody issued. */
  limitCard(cardId: string, limits: CardLimits, nowMs: number): readonly NetworkRecord[];
  /** Goes along with the next answer to this card's chip. @throws RangeError also for a command of another form */
  queueScript(cardId: string, script: QueuedScript, nowMs: number): readonly NetworkRecord[];
  /** The issuer counts wrong PINs from nothing. @throws RangeError for a card that nobody issued. */
  resetPin(cardId: string, nowMs: number): readonly NetworkRecord[];
}

export function cardDesk(config: NetworkConfig, state: NetworkState): CardDesk {
  const requireCard = (id: string): void => {
    if (!config.cards.some((card) => card.id === id))
      throw new RangeError(`Cannot change the card ${id}: no issuer here has it`);
  };
  return {
    changeCard(cardId, { state: to, replacedBy }, nowMs) {
      requireCard(cardId);
      if (replacedBy !== null) requireCard(replacedBy);
      return [{ type: 'card-state', atMs: nowMs, cardId, state: to, replacedBy }];
    },
    limitCard(cardId, limits, nowMs) {
      requireCard(cardId);
      return [{ type: 'card-limits', atMs: nowMs, cardId, limits }];
    },
    queueScript(cardId, script, nowMs) {
      requireCard(cardId);
      if (!/^[0-9A-F]{8}$/.test(script.id))
        throw new RangeError('Cannot name a script: expected eight hexadecimal digits');
      commandOf(script);
      if ((state.scriptQueue.get(cardId) ?? []).length >= SCRIPTS_QUEUED_MAX)
        throw new RangeError(`Cannot send more than ${SCRIPTS_QUEUED_MAX} scripts with one answer`);
      return [{ type: 'script-queued', atMs: nowMs, cardId, script }];
    },
    resetPin(cardId, nowMs) {
      requireCard(cardId);
      return [{ type: 'pin-tried', atMs: nowMs, cardId, tries: 0 }];
    },
  };
}

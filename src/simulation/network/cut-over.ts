/** The change of the clearing day: two notices to the members, and between them no financial message. */
import {
  addDays,
  type ClearingDay,
  daysBetween,
  predictedClearingDay,
  SHANGHAI,
  wireTime,
} from '#domain/calendar';
import { REFUND_PROCESSING } from '#wire/clearing';
import type { Iso8583Message } from '#wire/iso8583';
import { returnJournal, settleHoldsJournal } from './books.ts';
import { type ClearingFile, clearingFileOf } from './clearing.ts';
import { cutOverTime, type NetworkConfig } from './config.ts';
import { lapsedHolds } from './holds.ts';
import { issuerOf } from './request.ts';
import { type NetworkRecord, type NetworkState, wireKeyOf } from './state.ts';

export interface CutOverStep {
  readonly records: readonly NetworkRecord[];
  /** 0820 for every member that is signed on. */
  readonly message: Iso8583Message;
}

export interface CutOver {
  readonly closedDay: ClearingDay;
  readonly newDay: ClearingDay;
  readonly records: readonly NetworkRecord[];
  readonly messages: readonly [start: Iso8583Message, end: Iso8583Message];
  readonly file: ClearingFile;
}

export interface CutOverMoves {
  /** A whole cut-over at one instant; by default to the next day, or to the clock's when that is later. */
  cutOver(nowMs: number, newDay?: ClearingDay): CutOver;
  /** From here to {@link endCutOver} financial messages get 90. @throws RangeError when one runs. */
  startCutOver(nowMs: number, newDay?: ClearingDay): CutOverStep;
  /** @throws RangeError when none runs. */
  endCutOver(nowMs: number): CutOverStep;
}

/** `MMDD` as F15 carries a day. */
export const monthDay = (day: ClearingDay): string => day.slice(5, 7) + day.slice(8, 10);

/** The clock says that another day has begun. */
export function isCutOverDue(state: NetworkState, nowMs: number): boolean {
  return state.day !== null && predictedClearingDay(nowMs, cutOverTime, SHANGHAI) > state.day;
}

/** The next day, or the one the clock says when the network stood still for longer. */
function dayAfter(day: ClearingDay, nowMs: number): ClearingDay {
  return addDays(day, Math.max(1, daysBetween(day, predictedClearingDay(nowMs, cutOverTime, SHANGHAI))));
}

export function createCutOver(config: NetworkConfig, state: NetworkState): CutOverMoves {
  /** A notice of the network's own: its trace counts on from those sent before. */
  function notice(code: '201' | '202', newDay: ClearingDay, sent: number, nowMs: number): Iso8583Message {
    const stan = String(((state.notices + sent) % 999_999) + 1).padStart(6, '0');
    const { transmission } = wireTime(nowMs, SHANGHAI);
    const fields = { 7: transmission, 11: stan, 15: monthDay(newDay), 33: config.institution, 70: code };
    return { mti: '0820', fields };
  }

  function begin(
    nowMs: number,
    asked: ClearingDay | undefined,
  ): { closedDay: ClearingDay; newDay: ClearingDay } {
    if (state.nextDay !== null) throw new RangeError('Cannot start a cut-over: one is running already');
    if (state.day === null) throw new RangeError('Cannot start a cut-over: the network is not open');
    const newDay = asked ?? dayAfter(state.day, nowMs);
    if (newDay <= state.day) {
      throw new RangeError(`Cannot cut over to ${newDay}: the day in force is ${state.day}`);
    }
    return { closedDay: state.day, newDay };
  }

  /** Refunds that no account took go back on the new day, under the acquirer's own names. */
  function returns(nowMs: number, newDay: ClearingDay): NetworkRecord[] {
    return state.toReturn.map((refund): NetworkRecord => {
      const card = config.cards.find(({ id }) => id === refund.cardId);
      const issuer = issuerOf(config, card?.issuer ?? '');
      if (issuer === null)
        throw new RangeError(`Cannot return a refund: card ${refund.cardId} has no issuer`);
      const { year, transmission } = wireTime(nowMs, SHANGHAI);
      const { cardId, maskedPan, amountFen, conditionCode, entryMode, mcc, terminalId, merchantId } = refund;
      return {
        ...{ type: 'transaction', kind: 'return', atMs: nowMs, clearingDay: newDay, code: '14' },
        key: { ...refund.key, year, transmission },
        ...{ cardId, maskedPan, amountFen, conditionCode, entryMode, mcc, terminalId, merchantId },
        ...{ mti: '0220', processingCode: REFUND_PROCESSING.returned, rrn: refund.rrn, authCode: null },
        original: wireKeyOf(refund.key),
        journal: returnJournal(issuer, refund.amountFen),
        pinTries: null,
      };
    });
  }

  function ending(nowMs: number): NetworkRecord {
    const journals = config.issuers.flatMap((issuer) => {
      const books = state.books.get(issuer.id);
      const journal = books === undefined ? null : settleHoldsJournal(issuer.id, books);
      return journal === null ? [] : [journal];
    });
    const { lapsed, journals: lifted } = lapsedHolds(state, config, nowMs);
    const ended = { type: 'cut-over-ended', atMs: nowMs, journals: [...journals, ...lifted] } as const;
    return lapsed.length === 0 ? ended : { ...ended, lapsed };
  }

  return {
    startCutOver(nowMs, asked) {
      const { newDay } = begin(nowMs, asked);
      return {
        records: [{ type: 'cut-over-started', atMs: nowMs, newDay }],
        message: notice('201', newDay, 0, nowMs),
      };
    },
    endCutOver(nowMs) {
      if (state.nextDay === null) throw new RangeError('Cannot end a cut-over: none is running');
      const { nextDay } = state;
      const records = [ending(nowMs), ...returns(nowMs, nextDay)];
      return { records, message: notice('202', nextDay, 0, nowMs) };
    },
    cutOver(nowMs, asked) {
      const { closedDay, newDay } = begin(nowMs, asked);
      return {
        closedDay,
        newDay,
        records: [
          { type: 'cut-over-started', atMs: nowMs, newDay },
          ending(nowMs),
          ...returns(nowMs, newDay),
        ],
        messages: [notice('201', newDay, 0, nowMs), notice('202', newDay, 1, nowMs)],
        file: clearingFileOf(closedDay, state, config),
      };
    },
  };
}

/** The network and its issuers: the actor of the network simulator, with slow hands and a clock of its own. */
import { addDays, type ClearingDay, clearingDayStartMs, SHANGHAI } from '#domain/calendar';
import { managementRequest } from '#engine/translate';
import {
  answerTo,
  applyRecord,
  type ClearingFile,
  createNetworkActor,
  createNetworkState,
  cutOverTime,
  holdIndex,
  isAboutHold,
  type NetworkActor,
  type NetworkRecord,
  type NetworkState,
  networkInstitution,
  type Scanned,
  type ScanOptions,
  type Transaction,
  testIssuers,
} from '#simulation/network';
import { type Iso8583Message, textOf } from '#wire/iso8583';
import { WORLD_CARDS } from './cards.ts';
import type { Ground } from './ground.ts';
import { type Dice, diceOf } from './seed.ts';
import type { Arrival } from './wire.ts';

export interface NetworkParts {
  readonly ground: Ground;
  readonly clockOffsetMs: number;
  readonly member: string;
  /** A notice of the network to its member: its day ended. */
  readonly notify: (day: ClearingDay) => void;
  /** The clearing file of a day, as it is laid into the folder. */
  readonly file: (file: ClearingFile) => void;
}

/** How long a slow issuer sits on a message: up to twice what the acquirer waits. */
const SLOW_MS = 45_000;
const FILE_DELAY_MS = 20 * 60_000;
/** Its file is read, and people are at what it sent back, before the next day ends early. */
const HURRY_MS = 45 * 60_000;

function replaceAll<T>(list: T[], rest: readonly T[]): void {
  list.length = 0;
  for (const each of rest) list.push(each);
}

export class NetworkSide {
  readonly state: NetworkState = createNetworkState();
  readonly #actor: NetworkActor;
  readonly #parts: NetworkParts;
  readonly #dice: Dice;
  /** F7 and F11 of what was turned away during the last cut-over. */
  readonly #turnedAway = new Set<string>();
  /** Messages about holds whose journeys are over, in the list of the day. */
  readonly #forgottenHolds = new Set<Transaction>();
  #hurriedMs = 0;

  constructor(parts: NetworkParts) {
    this.#parts = parts;
    this.#dice = diceOf(parts.ground.seed, 'network');
    const config = {
      institution: networkInstitution,
      issuers: testIssuers,
      cards: WORLD_CARDS,
      verifyPin: () => 'right' as const,
      transactionsMax: 100_000_000,
    };
    this.#actor = createNetworkActor(config, this.state);
    this.#keep(this.#actor.open(this.nowMs()));
    const signOn = managementRequest('sign-on', {
      transmission: '0101000000',
      stan: '000001',
      forwarderId: parts.member,
    });
    this.#keep(this.#actor.handle(signOn, this.nowMs()).records);
    this.#planCutOver();
  }

  nowMs(): number {
    return this.#parts.ground.agenda.nowMs + this.#parts.clockOffsetMs;
  }

  get day(): ClearingDay {
    return this.state.day!;
  }

  #keep(records: readonly NetworkRecord[]): void {
    for (const record of records) {
      applyRecord(this.state, record);
      if (record.type === 'transaction') this.#parts.ground.audit((auditor) => auditor.issuerDid(record));
    }
  }

  /** A message of the member arrives; `reply` sends the answer on its way. */
  receive(
    message: Iso8583Message,
    how: Arrival,
    index: number,
    dice: Dice,
    reply: (answer: Iso8583Message) => void,
  ): void {
    if (how === 'corrupt') {
      reply(answerTo(message, 'A0'));
      return;
    }
    const { ground } = this.#parts;
    const slow = ground.faults && dice.perMille(ground.profile.slowIssuer);
    const waitMs = slow ? dice.below(SLOW_MS) : 0;
    const decidesFirst = dice.perMille(500);
    const decide = (): Iso8583Message | null => this.#decide(message, index);
    if (waitMs === 0) {
      const answer = decide();
      if (answer !== null) reply(answer);
      return;
    }
    const { underWay, agenda, story } = ground;
    story.tell(index, `  issuer takes ${waitMs} ms for ${message.mti} ${textOf(message, 11)}`);
    underWay.set(index, (underWay.get(index) ?? 0) + 1);
    const early = decidesFirst ? decide() : null;
    agenda.after(waitMs, () => {
      underWay.set(index, (underWay.get(index) ?? 1) - 1);
      const answer = decidesFirst ? early : decide();
      if (answer !== null) reply(answer);
    });
  }

  /**
   * A sale or void that was turned away while the day changed stays turned away, whatever copy of it comes later:
   * without that the member would take for refused what is paid. Repeated reversals and refunds are decided anew.
   */
  #decide(message: Iso8583Message, index: number): Iso8583Message | null {
    const key = `${textOf(message, 7)}/${textOf(message, 11)}`;
    const once = message.mti === '0200';
    if (once && this.#turnedAway.has(key)) return answerTo(message, '90');
    const closed = message.mti === '0220' ? this.#closedFor(message, index) : null;
    if (closed !== null) this.#change(closed, 'closed');
    const { answer, records } = this.#actor.handle(message, this.nowMs());
    this.#keep(records);
    if (closed !== null) this.#change(closed, 'active');
    if (once && answer !== null && textOf(answer, 39) === '90') this.#turnedAway.add(key);
    return answer;
  }

  /** Cards are shared by many journeys: for this one alone its account is gone while the refund is posted. */
  #closedFor(message: Iso8583Message, index: number): string | null {
    const { ground } = this.#parts;
    if (!diceOf(ground.seed, 'closed account', index).perMille(ground.profile.closedAccount)) return null;
    const card = WORLD_CARDS.find(({ pan }) => pan === textOf(message, 2));
    return card === undefined || card.status !== 'active' ? null : card.id;
  }

  #change(cardId: string, state: 'closed' | 'active'): void {
    this.#keep(this.#actor.changeCard(cardId, { state, replacedBy: null }, this.nowMs()));
  }

  /** A payer's app reads a merchant's code. */
  scan(code: string, card: number, options: ScanOptions): Scanned {
    const scanned = this.#actor.scan(code, WORLD_CARDS[card]!.id, this.nowMs(), options);
    this.#keep(scanned.records);
    return scanned;
  }

  notice(wireKey: string): Iso8583Message | null {
    return this.#actor.notice(wireKey);
  }

  acknowledge(message: Iso8583Message): void {
    this.#keep(this.#actor.acknowledge(message, this.nowMs()));
  }

  #planCutOver(): void {
    const { ground, clockOffsetMs } = this.#parts;
    const nextMs = clearingDayStartMs(addDays(this.day, 1), cutOverTime, SHANGHAI) - clockOffsetMs;
    const planned = this.day;
    ground.agenda.at(nextMs, () => {
      if (this.day === planned && this.state.nextDay === null) this.#cutOver();
    });
  }

  /** Only refunds on their way back are left: the network ends its day early, as it may. */
  hurry(): void {
    const { agenda } = this.#parts.ground;
    if (this.state.nextDay !== null || agenda.nowMs < this.#hurriedMs + HURRY_MS) return;
    this.#hurriedMs = agenda.nowMs;
    this.#cutOver();
  }

  #cutOver(): void {
    const { ground, notify, file } = this.#parts;
    const closing = this.day;
    this.#turnedAway.clear();
    this.#keep(this.#actor.startCutOver(this.nowMs()).records);
    ground.story.tell(-1, `the network ends the clearing day ${closing}`);
    ground.agenda.after(this.#dice.between(100, 4_000), () => {
      this.#keep(this.#actor.endCutOver(this.nowMs()).records);
      ground.story.tell(-1, `the network opens the clearing day ${this.day}`);
      notify(this.day);
      this.#planCutOver();
      ground.agenda.after(this.#dice.between(60_000, FILE_DELAY_MS), () => {
        this.#dropHolds();
        const written = this.#actor.clearingFile(closing);
        this.#forgetDay(closing);
        ground.story.tell(-1, `the clearing file of ${closing}: ${written.rows} rows`);
        file(written);
      });
    });
  }

  /** No file speaks of holds; of these nobody could tell any more that they are about one. */
  #dropHolds(): void {
    const { transactions } = this.state;
    const rest = transactions.filter((each) => !this.#forgottenHolds.has(each));
    this.#forgottenHolds.clear();
    replaceAll(transactions, rest);
  }

  /** The list of a day is needed for its file alone; messages stay findable until their journey is closed. */
  #forgetDay(day: ClearingDay): void {
    const rest = this.state.transactions.filter(({ clearingDay }) => clearingDay !== day);
    replaceAll(this.state.transactions, rest);
  }

  /** What is remembered of messages that a journey brought. */
  sizes(): Readonly<Record<string, number>> {
    const { byWireKey, salesByRrn, tombstones, usedCodes, orders, unacknowledged, holds } = this.state;
    const maps = { byWireKey, salesByRrn, tombstones, usedCodes, orders, unacknowledged, holds };
    return Object.fromEntries(Object.entries(maps).map(([name, { size }]) => [`network ${name}`, size]));
  }

  /** A journey is over: its messages will not be named again. */
  forget(wireKeys: readonly string[], orderIds: readonly string[] = []): void {
    for (const id of orderIds) this.state.orders.delete(id);
    for (const key of wireKeys) {
      const found = this.state.byWireKey.get(key);
      if (found !== undefined && isAboutHold(found, this.state)) this.#forgottenHolds.add(found);
    }
    for (const key of wireKeys) {
      const found = this.state.byWireKey.get(key);
      if (found !== undefined) this.state.salesByRrn.delete(found.rrn);
      if (found?.kind === 'preauth' && found.authCode !== null)
        this.state.holds.delete(holdIndex(found.cardId ?? '', found.authCode));
      if (found?.payCode !== undefined) this.state.usedCodes.delete(found.payCode);
      this.state.byWireKey.delete(key);
      this.state.tombstones.delete(key);
    }
  }
}

/** The network and its issuers: the actor of the network simulator, with slow hands and a clock of its own. */
import { addDays, type ClearingDay, clearingDayStartMs, SHANGHAI } from '#domain/calendar';
import { managementRequest } from '#engine/translate';
import {
  answerTo,
  applyRecord,
  type ClearingFile,
  clearingLineOf,
  createNetworkActor,
  createNetworkState,
  cutOverTime,
  holdIndex,
  type NetworkActor,
  type NetworkConfig,
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
import { WORLD_HOLD_DAYS } from './hold-days.ts';
import { type Dice, diceOf } from './seed.ts';
import type { Arrival } from './wire.ts';

export interface NetworkParts {
  readonly ground: Ground;
  readonly clockOffsetMs: number;
  readonly member: string;
  /** A notice of the network to its member: its day ended. */
  readonly notify: (day: ClearingDay) => void;
  /** A line that the clearing file of this day has, of a journey that is over. */
  readonly line: (day: ClearingDay, line: string) => void;
  /** The rest of the clearing file of a day, as it is laid into the folder. */
  readonly file: (file: ClearingFile) => void;
}

/** How long a slow issuer sits on a message: up to twice what the acquirer waits. */
const SLOW_MS = 45_000;
const FILE_DELAY_MS = 20 * 60_000;
/** Its file is read, and people are at what it sent back, before the next day ends early. */
const HURRY_MS = 45 * 60_000;

/** It asks for money, or for a hold; what gives back is not turned away like this. */
const takes = (message: Iso8583Message): boolean =>
  (message.mti === '0100' || message.mti === '0200') && textOf(message, 3)?.startsWith('20') === false;

/** It counts nowhere and is found by nobody: numbers that are made from the length of the list stay what they are. */
const nothingOf = ({ clearingDay, key, ...rest }: Transaction): Transaction => ({
  ...rest,
  ...{ clearingDay, key, moved: false, state: 'declined', original: null },
});

export class NetworkSide {
  readonly state: NetworkState = createNetworkState();
  readonly #actor: NetworkActor;
  readonly #parts: NetworkParts;
  readonly #dice: Dice;
  readonly #config: NetworkConfig;
  /** Where in the list of the day a message stands. */
  readonly #places = new Map<Transaction, number>();
  /** What stands for messages of journeys that are over, the same for all of a day. */
  #nothing: Transaction | null = null;
  #hurriedMs = 0;

  constructor(parts: NetworkParts) {
    this.#parts = parts;
    this.#dice = diceOf(parts.ground.seed, 'network');
    this.#config = {
      institution: networkInstitution,
      issuers: testIssuers,
      cards: WORLD_CARDS,
      verifyPin: () => 'right' as const,
      transactionsMax: 100_000_000,
      holdDays: WORLD_HOLD_DAYS,
    };
    this.#actor = createNetworkActor(this.#config, this.state);
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
      if (record.type === 'cut-over-ended')
        this.#parts.ground.audit((auditor) => auditor.holdsLapsed(record.lapsed ?? []));
      if (record.type !== 'transaction') continue;
      const { transactions } = this.state;
      this.#places.set(transactions.at(-1)!, transactions.length - 1);
      this.#parts.ground.audit((auditor) => auditor.issuerDid(record));
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
    // An issuer that is away for a moment remembers nothing of it: a copy of the message may be carried out.
    if (ground.faults && dice.perMille(Math.ceil(ground.profile.slowIssuer / 2)) && takes(message)) {
      reply(answerTo(message, '91'));
      return;
    }
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

  #decide(message: Iso8583Message, index: number): Iso8583Message | null {
    const refund = message.mti === '0220' && textOf(message, 3)?.startsWith('20') === true;
    const closed = refund ? this.#closedFor(message, index) : null;
    if (closed !== null) this.#change(closed, 'closed');
    const { answer, records } = this.#actor.handle(message, this.nowMs());
    this.#keep(records);
    if (closed !== null) this.#change(closed, 'active');
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
    this.#keep(this.#actor.startCutOver(this.nowMs()).records);
    ground.story.tell(-1, `the network ends the clearing day ${closing}`);
    ground.agenda.after(this.#dice.between(100, 4_000), () => {
      this.#keep(this.#actor.endCutOver(this.nowMs()).records);
      ground.story.tell(-1, `the network opens the clearing day ${this.day}`);
      notify(this.day);
      this.#planCutOver();
      ground.agenda.after(this.#dice.between(60_000, FILE_DELAY_MS), () => {
        const written = this.#actor.clearingFile(closing);
        this.#forgetDay(closing);
        ground.story.tell(-1, `the clearing file of ${closing}: ${written.rows} rows`);
        file(written);
      });
    });
  }

  /** The list of a day is needed for its file alone; messages stay findable until their journey is closed. */
  #forgetDay(day: ClearingDay): void {
    const { transactions } = this.state;
    const rest = transactions.filter(({ clearingDay }) => clearingDay !== day);
    transactions.length = 0;
    this.#places.clear();
    for (const each of rest) this.#places.set(each, transactions.push(each) - 1);
  }

  /**
   * A journey is over, and nothing will change what the file of the day says of this message: its line is read now, and
   * its place in the list is kept by nothing.
   */
  #close(message: Transaction): void {
    const place = this.#places.get(message);
    if (place === undefined) return;
    const line = clearingLineOf(message, this.state, this.#config);
    if (line !== null) this.#parts.line(message.clearingDay, line);
    this.#places.delete(message);
    if (this.#nothing?.clearingDay !== message.clearingDay) this.#nothing = nothingOf(message);
    this.state.transactions[place] = this.#nothing;
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
    const { byWireKey, salesByRrn, holds, usedCodes, tombstones } = this.state;
    const messages: Transaction[] = [];
    for (const key of wireKeys) {
      const found = byWireKey.get(key);
      if (found === undefined) continue;
      // A line is read while the messages beside it can still be found.
      this.#close(found);
      messages.push(found);
    }
    for (const { kind, rrn, cardId, authCode, payCode } of messages) {
      salesByRrn.delete(rrn);
      if (kind === 'preauth' && authCode !== null) holds.delete(holdIndex(cardId ?? '', authCode));
      if (payCode !== undefined) usedCodes.delete(payCode);
    }
    for (const key of wireKeys) {
      byWireKey.delete(key);
      tombstones.delete(key);
    }
  }
}

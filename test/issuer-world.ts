/** The issuers of the simulator and cards that they made themselves: real keys and cryptograms, no socket. */
import { createIssuerChip, deriveCardKeys, makeCardCheck } from '#adapters/security-module';
import {
  beginChip,
  type ChipBegun,
  type ChipFinished,
  chipInMemory,
  createVirtualCard,
  type VirtualCard,
} from '#adapters/virtual-terminal';
import { SHANGHAI, wireTime } from '#domain/calendar';
import type { CardStatus, NetworkConfig, NetworkRecord } from '#simulation/network';
import {
  applyRecord,
  createNetworkActor,
  createNetworkState,
  issuedTestCards,
  testIssuers,
} from '#simulation/network';
import { type FieldValue, type Iso8583Message, textOf } from '#wire/iso8583';
import { ISSUER_KEYS } from './chip-cards.ts';

const MEMBER = '48020000';
const RIGHT_PIN = Uint8Array.of(1);
const WRONG_PIN = Uint8Array.of(2);

export interface Payment {
  /** F39. */
  readonly code: string;
  readonly finished: ChipFinished | null;
  readonly message: Iso8583Message;
  readonly answer: Iso8583Message;
}

export interface Wish {
  readonly by?: 'contact' | 'contactless';
  readonly pin?: 'right' | 'wrong';
  /** Instead of what the card says. */
  readonly chipData?: Uint8Array | null;
  readonly fields?: Readonly<Record<number, FieldValue>>;
  readonly processingCode?: string;
}

export type IssuerWorld = ReturnType<typeof createIssuerWorld>;

export function createIssuerWorld(demandsData = true) {
  const state = createNetworkState();
  const config: NetworkConfig = {
    ...{ institution: '00010000', issuers: testIssuers, cards: issuedTestCards, transactionsMax: 1_000 },
    verifyPin: (_card, block) => (block[0] === RIGHT_PIN[0] ? 'right' : 'wrong'),
    chips: { of: ({ chip }) => createIssuerChip(chip?.scheme ?? 'pboc-tdes', ISSUER_KEYS), demandsData },
  };
  const actor = createNetworkActor(config, state);
  const log: NetworkRecord[] = [];
  const nowMs = Date.UTC(2026, 10, 23, 2, 15, 30);
  let trace = 0;

  const keep = (records: readonly NetworkRecord[]): void => {
    for (const record of records) {
      log.push(record);
      applyRecord(state, record);
    }
  };
  const issued = (id: string) => issuedTestCards.find((card) => card.id === id)!;

  const chips = new Map<string, VirtualCard>();
  function chipOf(id: string): VirtualCard {
    const { pan, expiry, chip } = issued(id);
    const { scheme, sequence } = chip!;
    const keys = deriveCardKeys(scheme, ISSUER_KEYS, { pan, sequence });
    const card = chips.get(id) ?? createVirtualCard({ scheme, pan, expiry, sequence, keys }, chipInMemory());
    chips.set(id, card);
    return card;
  }

  function messageOf(
    id: string,
    amountFen: bigint,
    fields: Readonly<Record<number, FieldValue>>,
  ): Iso8583Message {
    trace += 1;
    const { transmission, time, date } = wireTime(nowMs, SHANGHAI);
    const stan = String(trace).padStart(6, '0');
    return {
      mti: '0200',
      fields: {
        ...{ 2: issued(id).pan, 3: '000000', 4: amountFen.toString().padStart(12, '0'), 7: transmission },
        ...{ 11: stan, 12: time, 13: date, 18: '5411', 25: '00', 32: MEMBER, 33: MEMBER },
        ...{ 37: time + stan, 41: '10000001', 42: '898000000000001', 43: 'SHOP'.padEnd(40), 49: '156' },
        60: '000005000300000000',
        ...fields,
      },
    };
  }

  function send(message: Iso8583Message): Iso8583Message {
    const { answer, records } = actor.handle(message, nowMs);
    keep(records);
    return answer!;
  }

  const pinFields = (pin: Wish['pin']): Readonly<Record<number, FieldValue>> =>
    pin === undefined ? {} : { 26: '12', 52: pin === 'right' ? RIGHT_PIN : WRONG_PIN };

  /** What the card says before anything leaves the terminal. */
  async function read(
    id: string,
    amountFen: bigint,
    by: 'contact' | 'contactless' = 'contact',
  ): Promise<ChipBegun> {
    const begun = await beginChip(chipOf(id), {
      ...{ by, amountFen, transactionType: '00', stan: '000001', terminalId: '10000001', date: '261123' },
      ...{ holder: 'nobody', random: Uint8Array.of(1, 2, 3, 4) },
    });
    if (begun === null) throw new Error(`the card ${id} is blocked`);
    return begun;
  }

  /** One payment by chip, from the card's first word to its last. */
  async function pay(id: string, amountFen: bigint, wish: Wish = {}): Promise<Payment> {
    const { by = 'contact', pin, processingCode = '000000' } = wish;
    const begun = await read(id, amountFen, by);
    const data = wish.chipData === undefined ? begun.data : wish.chipData;
    const message = messageOf(id, amountFen, {
      ...{ 3: processingCode, 22: by === 'contact' ? '051' : '071', 23: begun.sequence },
      ...(data === null ? {} : { 55: data }),
      ...pinFields(pin),
      ...wish.fields,
    });
    const answer = send(message);
    const code = textOf(answer, 39)!;
    const told = answer.fields[55];
    const finished = await begun.finish(code, told instanceof Uint8Array ? told : null);
    return { code, finished, message, answer };
  }

  /** A swipe; the check digits are the card's unless others are given. */
  function swipe(id: string, amountFen: bigint, how: { check?: string; fallback?: boolean } = {}): string {
    const { pan, expiry, serviceCode = '120' } = issued(id);
    const check = how.check ?? makeCardCheck(ISSUER_KEYS.cardCheckKey, { pan, expiry, serviceCode });
    const condition = how.fallback === true ? '2' : '0';
    const answer = send(
      messageOf(id, amountFen, {
        ...{ 22: '022', 35: `${pan}D${expiry}${serviceCode}00000${check}` },
        60: `000002${condition}00300000000`,
      }),
    );
    return textOf(answer, 39)!;
  }

  keep(actor.open(nowMs));
  send({
    mti: '0820',
    fields: { 7: wireTime(nowMs, SHANGHAI).transmission, 11: '999999', 33: MEMBER, 70: '001' },
  });
  return {
    ...{ state, config, actor, log, keep, nowMs, pay, read, send, swipe, chipOf, messageOf },
    changeCard: (id: string, to: CardStatus) =>
      keep(actor.changeCard(id, { state: to, replacedBy: null }, nowMs)),
  };
}

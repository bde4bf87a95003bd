/** The network and one member, driven line by line in the words of the trade. For tests of this room. */
import { SHANGHAI, wireTime } from '#domain/calendar';
import { toJson } from '#engine';
import { readClearingFile } from '#wire/clearing';
import { buildNetworkField90, type Iso8583Message } from '#wire/iso8583';
import { createNetworkActor } from './actor.ts';
import { cardAmounts } from './books.ts';
import type { CardState } from './card-states.ts';
import { applyRecord, createNetworkState, type NetworkRecord } from './state.ts';
import { issuedTestCards, testCards, testIssuers } from './test-cards.ts';

export const member = '48020000';
// 23 November 2026, 10:15:30 in Beijing.
export const morning = Date.UTC(2026, 10, 23, 2, 15, 30);

/** The issuer's PIN check for a PIN that the test sends in clear: the bytes of its digits. */
const pinDigits = (pin: string) =>
  Uint8Array.from(pin.padEnd(8, 'F'), (character) => character.charCodeAt(0));
const pinOf = new Map(testCards.map(({ id, pin }) => [id, String.fromCharCode(...pinDigits(pin))]));

const yuan = (fen: bigint): string => {
  const digits = (fen < 0n ? -fen : fen).toString().padStart(3, '0');
  return `${fen < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
const fenOf = (text: string): bigint => BigInt(text.replace('.', ''));

/**
 * A network and one member, told what to do line by line. `#1` names the first message; `again #1` sends the
 * very same bytes. Answers F39, or what was asked for.
 */
export function createWorld() {
  const state = createNetworkState();
  const config = {
    institution: '00010000',
    issuers: testIssuers,
    cards: issuedTestCards,
    verifyPin: (card: { id: string }, block: Uint8Array) => {
      const digits = String.fromCharCode(...block);
      if (!/^\d{4,8}F*$/.test(digits)) return 'unreadable' as const;
      return digits === pinOf.get(card.id) ? ('right' as const) : ('wrong' as const);
    },
    newCode: () => '246810',
    transactionsMax: 10_000,
  };
  const actor = createNetworkActor(config, state);
  const log: string[] = [];
  const sent = new Map<string, Iso8583Message>();
  const answers = new Map<string, Iso8583Message>();
  let nowMs = morning;
  let lastFile = '';

  function keep(records: readonly NetworkRecord[]): void {
    for (const record of records) {
      log.push(toJson(record));
      applyRecord(state, record);
    }
  }

  function send(message: Iso8583Message): Iso8583Message {
    const { answer, records } = actor.handle(message, nowMs);
    keep(records);
    if (answer === null) throw new Error('expected an answer');
    return answer;
  }

  function base(
    name: string,
    mti: string,
    processingCode: string,
    pan: string,
    amount: string,
  ): Iso8583Message {
    const { transmission, time, date } = wireTime(nowMs, SHANGHAI);
    const stan = name.slice(1).padStart(6, '0');
    const fields = {
      ...{
        2: pan,
        3: processingCode,
        4: fenOf(amount).toString().padStart(12, '0'),
        7: transmission,
        11: stan,
      },
      ...{ 12: time, 13: date, 18: '5411', 22: '051', 25: '00', 32: member, 33: member },
      ...{ 37: `1015${name.slice(1).padStart(8, '0')}`, 41: '10000001', 42: '898000000000001' },
      ...{ 43: 'SHOP'.padEnd(40), 49: '156' },
    };
    return { mti, fields };
  }

  function about(name: string) {
    const original = sent.get(name);
    if (original === undefined) throw new Error(`no message ${name}`);
    const text = (field: number) => original.fields[field] as string;
    const f90 = buildNetworkField90({
      mti: original.mti,
      trace: text(11),
      transmissionTime: text(7),
      acquirer: text(32),
      forwarder: text(33),
    });
    const told = { pan: text(2), amount: yuan(BigInt(text(4))), processingCode: text(3), rrn: text(37) };
    return { f90, ...told, mti: original.mti, conditionCode: text(25) };
  }

  const panOf = (id: string) => testCards.find((card) => card.id === id)?.pan ?? id;

  function build(name: string, words: readonly string[]): Iso8583Message {
    const [what = '', subject = '', ...rest] = words;
    const option = (word: string) => rest[rest.indexOf(word) + 1];
    const amount = rest.find((word) => /^\d+\.\d\d$/.test(word));
    if (what === 'sale') {
      const message = base(name, '0200', '000000', panOf(subject), amount ?? '0.00');
      const pin = rest.includes('pin') ? { 52: pinDigits(option('pin')!) } : {};
      return { ...message, fields: { ...message.fields, ...pin } };
    }
    if (what === 'payout') return base(name, '0200', '290000', panOf(subject), amount ?? '0.00');
    if (what === 'preauth') {
      const message = base(name, '0100', '030000', panOf(subject), amount ?? '0.00');
      return { ...message, fields: { ...message.fields, 25: '06' } };
    }
    const original = about(subject);
    const pan = rest.includes('card') ? panOf(option('card')!) : original.pan;
    if (what === 'raise' || what === 'complete' || what === 'notice') {
      // The code of its approval names the hold, F90 a completion's as well.
      const code = answers.get(subject)?.fields[38] ?? '000000';
      const mti = { raise: '0100', complete: '0200', notice: '0220' }[what];
      const processing = what === 'raise' ? '030000' : '000000';
      const message = base(name, mti, processing, pan, amount ?? original.amount);
      const by = what === 'raise' || rest.includes('by-code') ? {} : { 90: original.f90 };
      const condition = what === 'raise' ? '60' : '06';
      return { ...message, fields: { ...message.fields, ...by, 25: condition, 38: code } };
    }
    if (what === 'confirm') {
      const message = base(name, '0220', '290000', pan, amount ?? original.amount);
      return { ...message, fields: { ...message.fields, 25: '68', 90: original.f90 } };
    }
    const ofHold = original.mti === '0100' ? '0100' : '0200';
    const mti = what === 'void' ? ofHold : what === 'refund' ? '0220' : '0420';
    const processingCode = what === 'reverse' ? original.processingCode : '200000';
    const message = base(name, mti, processingCode, pan, amount ?? original.amount);
    const quoted = rest.includes('by-rrn') ? { 37: original.rrn } : { 90: original.f90 };
    // A refund is no message of the family.
    const condition = what === 'refund' ? '00' : original.conditionCode;
    return { ...message, fields: { ...message.fields, ...quoted, 25: condition } };
  }

  function manage(code: string): string {
    const { transmission } = wireTime(nowMs, SHANGHAI);
    return send({ mti: '0820', fields: { 7: transmission, 11: '999999', 33: member, 70: code } })
      .fields[39] as string;
  }

  function run(line: string): string {
    const words = line.split(' ');
    const [first = '', second = ''] = words;
    switch (first) {
      case 'sign':
        return manage(second === 'on' ? '001' : '002');
      case 'echo':
        return manage('301');
      case 'card': {
        const card = issuedTestCards.find(({ id }) => id === second)!;
        const { availableFen, heldFen, postedFen } = cardAmounts(card, state.books.get(card.issuer));
        return `available ${yuan(availableFen)} held ${yuan(heldFen)} posted ${yuan(postedFen)}`;
      }
      case 'state': {
        const change = { state: words[2] as CardState['state'], replacedBy: words[3] ?? null };
        keep(actor.changeCard(second, change, nowMs));
        return '';
      }
      case 'cut-over': {
        const done = actor.cutOver(nowMs);
        lastFile = done.file.text;
        keep(done.records);
        return done.messages.map(({ fields }) => `${fields[70]}/${fields[15]}`).join(' ');
      }
      case 'cut-over-start':
        keep(actor.startCutOver(nowMs).records);
        return '201';
      case 'cut-over-end':
        keep(actor.endCutOver(nowMs).records);
        return '202';
      case 'hours':
        nowMs += Number(second) * 3_600_000;
        return '';
      case 'file':
        return readClearingFile(lastFile)
          .map(
            (row) =>
              `${row.mti} ${row.processingCode} ${yuan(row.amountFen)} ${row.trace}<${row.originalTrace ?? ''}`,
          )
          .join(' | ');
      case 'again': {
        const answer = send(sent.get(second)!);
        return JSON.stringify(answer) === JSON.stringify(answers.get(second))
          ? `same ${answer.fields[39]}`
          : 'other';
      }
      case 'prepare': {
        sent.set(second, build(second, words.slice(2)));
        return '';
      }
      case 'changed': {
        const message = sent.get(second)!;
        return send({ ...message, fields: { ...message.fields, 4: '000000000001' } }).fields[39] as string;
      }
    }
    if (second !== 'sent') sent.set(first, build(first, words.slice(1)));
    const answer = send(sent.get(first)!);
    answers.set(first, answer);
    return answer.fields[39] as string;
  }

  keep(actor.open(nowMs));
  return { run, state, config, actor, log, answers, send, sent, lastFile: () => lastFile };
}

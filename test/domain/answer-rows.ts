/** Reads the tables of answers: `src/domain/cancellability/tables/README.md` says how a row is read. */
import { readdirSync, readFileSync } from 'node:fs';
import { calendarDayOf, isoInZone, SHANGHAI } from '#domain/calendar';
import { type Asked, FACT_TABLE, type FactName, readFactDocument } from '#domain/cancellability';
import { ruleBook } from './samples.ts';

const FOLDER = new URL('../../src/domain/cancellability/tables/', import.meta.url);

export interface Row {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly section: readonly string[];
  readonly exact: boolean;
  readonly facts: readonly string[];
  readonly asks: readonly string[];
  readonly now: string;
  readonly answer: string;
  readonly rules: readonly string[];
  readonly terms: readonly string[];
}

export const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

/** `+UP-05,07` is short for `+UP-05 +UP-07`. */
export const ruleWords = (text: string): string[] =>
  words(text).flatMap((word) => {
    const [first, ...others] = word.split(',');
    return [first!, ...others.map((number) => first!.slice(0, -2) + number)];
  });

/** `back 100 fee 0.60` as its clauses: a clause begins with one of the known words. */
const CLAUSES = [
  'back',
  'payer',
  'funder',
  'fee',
  'kept',
  'arrives',
  'by',
  'paper',
  'after',
  'right',
  'due',
  'advice',
  'to',
  'until',
];
function clauses(text: string): string[] {
  const found: string[] = [];
  for (const word of words(text)) {
    if (CLAUSES.includes(word)) found.push(word);
    else found[found.length - 1] += ` ${word}`;
  }
  return found;
}

function rowsOf(file: string): Row[] {
  let section: string[] = [];
  const rows: Row[] = [];
  for (const [index, line] of readFileSync(new URL(file, FOLDER), 'utf8').split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    if (line.startsWith('@')) {
      section = words(line.slice(1));
      continue;
    }
    const cells = line.split('|').map((cell) => cell.trim());
    if (cells.length !== 5 && cells.length !== 6)
      throw new Error(`Cannot read ${file}:${index + 1}: found ${cells.length} cells, expected five or six`);
    const [facts, asks, now, expected, rules, terms] = cells as [
      string,
      string,
      string,
      string,
      string,
      string?,
    ];
    rows.push({
      file,
      line: index + 1,
      text: `${file}:${index + 1} ${facts} | ${asks} | ${now} → ${expected}`,
      section: section.filter((word) => word !== 'exact'),
      exact: section.includes('exact'),
      facts: words(facts),
      asks: words(asks),
      now,
      answer: words(expected).join(' '),
      rules: ruleWords(rules),
      terms: clauses(terms ?? ''),
    });
  }
  return rows;
}

export const ROWS: readonly Row[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.txt'))
  .sort()
  .flatMap(rowsOf);

/** `23 22:59:59` is of November 2026, `05-22 23:59:59` of the months that follow. */
export function clock(text: string): number {
  const year = /^12-/.test(text) ? '2026' : '2027';
  const full = /^\d{2}[ T]/.test(text)
    ? `2026-11-${text}`
    : /^\d{2}-\d{2}[ T]/.test(text)
      ? `${year}-${text}`
      : text;
  const ms = Date.parse(`${full.replace(' ', 'T')}+08:00`);
  if (Number.isNaN(ms)) throw new Error(`Cannot read the time "${text}"`);
  return ms;
}

/** The shortest of the three forms that `clock` reads back. */
export function shownTime(atMs: number): string {
  const text = isoInZone(atMs, SHANGHAI).slice(0, 19).replace('T', ' ');
  if (text.startsWith('2026-11-')) return text.slice(8);
  return clock(text.slice(5)) === Math.floor(atMs / 1000) * 1000 ? text.slice(5) : text;
}

const OUTCOMES: Readonly<Record<string, string>> = {
  paid: 'approved',
  held: 'approved',
  arrived: 'approved',
  sent: 'open',
  missing: 'not-found',
};
const ASKERS: Readonly<Record<string, readonly [string, string | undefined]>> = {
  till: ['terminal', '00000001'],
  till2: ['terminal', '00000002'],
  shop: ['merchant', undefined],
  desk: ['operator', undefined],
  payer: ['payer', undefined],
  deadline: ['deadline', undefined],
};
const PARAMETERS: Readonly<Record<string, string>> = {
  hostVoid: 'unionpay.pos.hostVoid',
  partial: 'unionpay.pos.sameDayPartialRefund',
  days: 'unionpay.pos.refundDays',
};

const fen = (yuan: string): number => Math.round(Number(yuan) * 100);

function parameterValue(text: string): string | number | boolean {
  if (text === 'on' || text === 'true') return true;
  if (text === 'off' || text === 'false') return false;
  return /^\d+$/.test(text) ? Number(text) : text;
}

function factValue(name: FactName, text: string): unknown {
  switch (FACT_TABLE[name].type.is) {
    case 'fen':
      return fen(text);
    case 'count':
      return Number(text);
    case 'flag':
      return text === 'yes';
    case 'instant':
      return isoInZone(clock(text), SHANGHAI);
    case 'discounts':
      return text.split(',').map((part) => {
        const [funder, yuan] = part.split('/');
        return { funder, amountFen: fen(yuan!) };
      });
    default:
      return text;
  }
}

interface Draft {
  facts: Record<string, unknown>;
  parameters: Record<string, unknown>;
  off: string[];
  scope: Record<string, string>;
}

/** One word of the facts cell, with the word that follows it; says how many words it took. */
function take(draft: Draft, word: string, following: string | undefined): number {
  const { facts } = draft;
  const assignment = /^([\w.]+)=(.+)$/.exec(word);
  const fact = /^(\w+):(.+)$/.exec(word);
  if (assignment)
    draft.parameters[PARAMETERS[assignment[1]!] ?? assignment[1]!] = parameterValue(assignment[2]!);
  else if (fact) {
    const name = fact[1] as FactName;
    if (name === ('batch' as string)) facts.batchOpen = fact[2] === 'open';
    else if (!Object.hasOwn(FACT_TABLE, name)) throw new Error(`There is no fact "${name}"`);
    else facts[name] = factValue(name, fact[2]!);
  } else if (word === 'settled') facts.batchOpen = false;
  else if (word === 'voiding') facts.wholeUnderWay = 'VOID';
  else if (word === 'reversing') facts.wholeUnderWay = 'REVERSAL';
  else if (following === undefined) throw new Error(`Cannot read the fact "${word}"`);
  else {
    takePair(draft, word, following);
    return 2;
  }
  return 1;
}

function takePair(draft: Draft, word: string, following: string): void {
  const { facts } = draft;
  switch (word) {
    case 'back':
      facts.returnedFen = fen(following);
      return;
    case 'claimed':
      facts.claimedFen = fen(following);
      return;
    case 'day':
      facts.clearingDay = `2026-11-${following}`;
      return;
    case 'network':
      facts.clearingDayNow = `2026-11-${following}`;
      return;
    case 'off':
      draft.off.push(following);
      return;
    case 'issuer':
      draft.scope.issuer = following;
      return;
    case 'at':
      facts.paidAt = isoInZone(clock(following), SHANGHAI);
      return;
    case 'of':
      facts.amountFen = fen(following);
      return;
    case 'fee':
      facts.feeFen = fen(following);
      return;
    default:
      throw new Error(`Cannot read the fact "${word} ${following}"`);
  }
}

/** The document of facts that a row stands for. */
export function documentOf(row: Row): Record<string, unknown> {
  const draft: Draft = {
    facts: {
      amountFen: 10_000,
      paidAt: '2026-11-23T10:00:00+08:00',
      terminalId: '00000001',
      card: '622848******0018',
      feeFen: 60,
    },
    parameters: {},
    off: [],
    scope: { institution: '48020000' },
  };
  const [kind, channel, ...common] = row.section;
  const [state, ...rest] = row.facts;
  draft.facts.outcome = OUTCOMES[state!] ?? state;
  const all = [...common, ...rest];
  for (let at = 0; at < all.length; ) at += take(draft, all[at]!, all[at + 1]);
  // A rate says what the fee is.
  if (draft.facts.feeRatePpm !== undefined) delete draft.facts.feeFen;
  const [who, route, ...narrow] = row.asks;
  const [asker, terminalId] = ASKERS[who!] ?? [who, undefined];
  const named = (key: string): string | undefined =>
    narrow.find((word) => word.startsWith(`${key}:`))?.slice(key.length + 1);
  const yuan = narrow.find((word) => !word.includes(':'));
  return {
    now: isoInZone(clock(row.now), SHANGHAI),
    subject: { kind, channel },
    question: {
      asker,
      route: route === 'any' ? null : route,
      amountFen: yuan === undefined ? null : fen(yuan),
      terminalId: terminalId ?? null,
      purpose: named('for') ?? null,
      destination: named('to') ?? null,
    },
    facts: draft.facts,
    scope: draft.scope,
    parameters: draft.parameters,
    off: draft.off,
  };
}

/** The question of a row, ready to be answered; a row that is no good document says why. */
export function askedOf(row: Row): Asked {
  const { asked, problems } = readFactDocument(documentOf(row), ruleBook());
  if (asked === null)
    throw new Error(problems.map(({ pointer, message }) => `${pointer}: ${message}`).join('; '));
  return asked;
}

export const today = (asked: Asked): string => calendarDayOf(asked.nowMs, SHANGHAI);

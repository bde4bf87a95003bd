/** Reads the tables about closings: `src/domain/closure/tables/README.md` says how a row is read. */
import { readdirSync, readFileSync } from 'node:fs';
import { isoInZone, SHANGHAI } from '#domain/calendar';
import {
  CLOSURE_FACT_TABLE,
  type ClosureAsked,
  type ClosureFactName,
  readClosureDocument,
} from '#domain/closure';
import { clock, ruleWords, words } from './answer-rows.ts';
import { ruleBook } from './samples.ts';

const FOLDER = new URL('../../src/domain/closure/tables/', import.meta.url);

export interface ClosureRow {
  readonly text: string;
  /** Kind of subject, then facts that hold for all rows of the section. */
  readonly section: readonly string[];
  readonly facts: readonly string[];
  readonly asks: readonly string[];
  readonly now: string;
  readonly answer: string;
  readonly rules: readonly string[];
  readonly terms: readonly string[];
}

/** `after CODE` `paper CODE` `by review` `advice CODE`, in pairs. */
const pairs = (text: string): string[] => {
  const all = words(text);
  return all.flatMap((word, at) => (at % 2 === 0 ? [`${word} ${all[at + 1]}`] : []));
};

function rowsOf(file: string): ClosureRow[] {
  let section: string[] = [];
  const rows: ClosureRow[] = [];
  for (const [index, line] of readFileSync(new URL(file, FOLDER), 'utf8').split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    if (line.startsWith('@')) {
      section = words(line.slice(1));
      continue;
    }
    const cells = line.split('|').map((cell) => cell.trim());
    if (cells.length !== 5 && cells.length !== 6)
      throw new Error(`Cannot read ${file}:${index + 1}: found ${cells.length} cells, expected five or six`);
    const [facts, asks, now, answer, rules, terms = ''] = cells as [string, string, string, string, string];
    rows.push({
      ...{ text: `${file}:${index + 1} ${section[0]} ${facts} | ${asks} → ${answer}`, section, now },
      ...{ facts: words(facts), asks: words(asks), answer: words(answer).join(' ') },
      ...{ rules: ruleWords(rules), terms: pairs(terms) },
    });
  }
  return rows;
}

export const CLOSURE_ROWS: readonly ClosureRow[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.txt'))
  .sort()
  .flatMap(rowsOf);

function factValue(name: ClosureFactName, text: string): unknown {
  switch (CLOSURE_FACT_TABLE[name].type.is) {
    case 'fen':
      return Math.round(Number(text) * 100);
    case 'count':
      return Number(text);
    case 'flag':
      return text === 'yes';
    case 'instant':
      return isoInZone(clock(text), SHANGHAI);
    case 'choices':
      return text === 'none' ? [] : text.split('+');
    default:
      return text;
  }
}

const ASKERS: Readonly<Record<string, string>> = {
  holder: 'payer',
  staff: 'operator',
  shop: 'merchant',
  till: 'terminal',
  clock: 'deadline',
};

/** The document of facts that a row stands for. */
export function closureDocumentOf(row: ClosureRow): Record<string, unknown> {
  const facts: Record<string, unknown> = { state: row.facts[0] };
  const parameters: Record<string, unknown> = {};
  const off: string[] = [];
  const scope: Record<string, string> = { institution: '48020000' };
  const [kind, ...common] = row.section;
  for (const word of [...common, ...row.facts.slice(1)]) {
    const set = /^([\w.]+)=(.+)$/.exec(word);
    const told = /^(\w+):(.+)$/.exec(word);
    if (set) parameters[set[1]!] = /^\d+$/.test(set[2]!) ? Number(set[2]) : set[2]!.replaceAll('_', ' ');
    else if (told?.[1] === 'off') off.push(told[2]!);
    else if (told?.[1] === 'issuer') scope.issuer = told[2]!;
    else if (told && Object.hasOwn(CLOSURE_FACT_TABLE, told[1]!)) {
      const name = told[1] as ClosureFactName;
      facts[name] = factValue(name, told[2]!);
    } else throw new Error(`Cannot read "${word}" of ${row.text}`);
  }
  const [who, route] = row.asks;
  return {
    now: isoInZone(clock(row.now), SHANGHAI),
    subject: { kind },
    question: { asker: ASKERS[who!] ?? who, route: route === 'end' ? null : route },
    ...{ facts, scope, parameters, off },
  };
}

/** The question of a row, ready to be answered; a row that is no good document says why. */
export function closureAskedOf(row: ClosureRow): ClosureAsked {
  const { asked, problems } = readClosureDocument(closureDocumentOf(row), ruleBook());
  if (asked === null)
    throw new Error(problems.map(({ pointer, message }) => `${pointer}: ${message}`).join('; '));
  return asked;
}

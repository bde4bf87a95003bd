/** What a rule, a narrowing and a book of rules are made of. */
import { addDays, type CalendarDay, type HolidayTable } from '../calendar/index.ts';

/** A read in the primary text · B+ several independent ones · B one secondary source · C memory · P our choice. */
export const CERTAINTIES = ['A', 'B+', 'B', 'C', 'P'] as const;
export type Certainty = (typeof CERTAINTIES)[number];

export const LAYERS = ['platform', 'channel', 'institution', 'issuer', 'merchant'] as const;
export type Layer = (typeof LAYERS)[number];

/** By which channel a payment came: the owners of the layer `channel`. */
export const CHANNELS = [
  'unionpay.pos',
  'unionpay.qr',
  'unionpay.gateway',
  'wechat',
  'alipay',
  'cross-border',
  'personal-code',
] as const;

export type ParameterValue = string | number | boolean;

export interface Parameter {
  readonly value: ParameterValue;
  readonly unit: string;
  readonly certainty: Certainty;
  readonly zh: string;
  readonly en: string;
}

/** First and last day in force, `2026-11-23`; `null` for open ends. */
export interface Dates {
  readonly from: string | null;
  readonly until: string | null;
}

/** A rule, or one version of it: versions share an id and follow each other without overlapping. */
export interface Rule extends Dates {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly source: string;
  /** The source in Chinese, for payers who read no English. */
  readonly sourceZh?: string;
  readonly certainty: Certainty;
  /** The channels that it speaks of; `null` for all. It tells readers where to look and decides nothing. */
  readonly channels: readonly string[] | null;
  readonly parameters: Readonly<Record<string, Parameter>>;
}

export interface Narrowing {
  readonly value: ParameterValue;
  readonly certainty: Certainty;
  readonly source: string;
}

/** One narrowing: in this layer, for this owner (institution, issuer or merchant id; `*` for all), on these days. */
export interface Override extends Dates {
  readonly layer: Layer;
  readonly owner: string;
  readonly set: Readonly<Record<string, Narrowing>>;
  readonly off: readonly string[];
}

/** The days that the state moved, and how surely they are known, year by year. */
export interface Holidays extends HolidayTable {
  readonly rest: ReadonlySet<string>;
  readonly work: ReadonlySet<string>;
  readonly years: ReadonlyMap<number, { readonly certainty: Certainty; readonly source: string }>;
}

export interface RuleBook {
  /** Every rule by its id; of several versions the one that began last. */
  readonly rules: ReadonlyMap<string, Rule>;
  /** All versions of a rule, the earliest first. */
  readonly versions: ReadonlyMap<string, readonly Rule[]>;
  readonly overrides: readonly Override[];
  readonly holidays: Holidays;
  /** Which published edition of the rules it is; absent: the files as they were delivered. */
  readonly edition?: number;
}

/** Steps from the top of a file to a place in it: keys and positions. */
export type At = readonly (string | number)[];

/** What a rule file got wrong: where, what was found, what would be right. */
export interface RuleProblem {
  readonly file: string;
  readonly at: At;
  /** The same place as people read it, `$.rules[3].parameters.x.unit`. */
  readonly path: string;
  readonly message: string;
  /** It names a rule or parameter that no file has: no fault of its own where a file could not be read. */
  readonly dangling: boolean;
}

export const pathOf = (at: At): string =>
  at.reduce<string>((path, step) => path + (typeof step === 'number' ? `[${step}]` : `.${step}`), '$');

export const isOn = ({ from, until }: Dates, day: string): boolean =>
  (from === null || day >= from) && (until === null || day <= until);

export const addDay = (day: string): string => addDays(day as CalendarDay, 1);

/** Do the two share a day? */
export const overlap = (a: Dates, b: Dates): boolean =>
  (a.from === null || b.until === null || a.from <= b.until) &&
  (b.from === null || a.until === null || b.from <= a.until);

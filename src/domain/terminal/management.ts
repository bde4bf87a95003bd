/**
 * What host and terminal tell each other beside payments: lists that the terminal holds, what the host wants of it,
 * and what it reported of itself.
 */
import { PRODUCTS, type Product } from './acceptance.ts';
import type { Terminal } from './index.ts';

/** What a terminal downloads, each as a whole. */
export const DATA_SETS = [
  'parameters',
  'ca-keys',
  'chip-parameters',
  'blacklist',
  'contactless',
  'no-pin-bins',
  'no-pin-blacklist',
] as const;
export type DataSet = (typeof DATA_SETS)[number];

/** Versions of the lists as the host has them now. */
export type DataVersions = Partial<Readonly<Record<DataSet, string>>>;

/** What the host may ask for in the header of an answer, the most urgent first. */
export const REQUIREMENTS = [
  'sign-in',
  'parameters',
  'status',
  'ca-keys',
  'chip-parameters',
  'blacklist',
] as const;
export type Requirement = (typeof REQUIREMENTS)[number];

export interface StatusReport {
  readonly atMs: number;
  /** As the terminal wrote it, masked; at most 512 characters. */
  readonly text: string;
}

/** How often the switches of a terminal were changed: its parameters are as old as the last change. */
export const switchCount = (terminal: Pick<Terminal, 'acceptances'>): number =>
  (Object.keys(PRODUCTS) as Product[]).reduce(
    (sum, product) => sum + (terminal.acceptances?.[product]?.version ?? 0),
    0,
  );

/** Version of the parameters that this terminal should hold: those of the institution, and its own switches. */
export const parametersVersion = (terminal: Pick<Terminal, 'acceptances'>, institution: string): string =>
  `${institution}.${switchCount(terminal)}`;

/**
 * What the terminal should do next, or `null`. A list that it never fetched is not pressed upon it, for it fetches
 * them when it is installed; switches are, because it must not offer what the host refuses.
 */
export function requirementOf(terminal: Terminal, now: DataVersions): Requirement | null {
  const { wants, held } = terminal;
  const stale = (set: DataSet, version: string | undefined): boolean =>
    version !== undefined && held?.[set] !== undefined && held[set] !== version;
  if (wants?.signIn === true) return 'sign-in';
  const parameters = parametersVersion(terminal, now.parameters ?? '0');
  if (stale('parameters', parameters) || (held?.parameters === undefined && switchCount(terminal) > 0))
    return 'parameters';
  if (wants?.status === true) return 'status';
  for (const set of ['ca-keys', 'chip-parameters', 'blacklist'] as const)
    if (stale(set, now[set])) return set;
  return null;
}

/** The terminal has fetched a list to its end. */
export const withHeld = (terminal: Terminal, set: DataSet, version: string): Terminal => ({
  ...terminal,
  held: { ...terminal.held, [set]: version },
});

/** What the host wants of the terminal next time it speaks; `false` takes it back. */
export function withWanted(terminal: Terminal, what: 'signIn' | 'status', wanted: boolean): Terminal {
  const { [what]: _before, ...others } = terminal.wants ?? {};
  return { ...terminal, wants: wanted ? { ...others, [what]: true } : others };
}

export const withStatus = (terminal: Terminal, status: StatusReport): Terminal =>
  withWanted({ ...terminal, lastStatus: status }, 'status', false);

/** Working keys stay known for a reversal; nothing else is accepted until the next sign-in. */
export const signOff = (terminal: Terminal): Terminal => ({ ...terminal, signedIn: null });

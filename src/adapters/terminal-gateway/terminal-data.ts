/** What the institution gives its terminals to fetch: parameters, keys, chip parameters and lists of card numbers. */
import type { DataVersions } from '#domain/terminal';
import type { ListTag, TerminalParameters } from '#wire/iso8583';

/** One entry of a list that is fetched by name; ids are upper-case hexadecimal. */
export interface NamedEntry {
  /** RID of a key, AID of an application. */
  readonly id: string;
  /** Index of a key; `null` for an application. */
  readonly index: string | null;
  /** What stands for it in the list; `id` and index come first by themselves. */
  readonly listed: readonly ListTag[];
  readonly tags: readonly ListTag[];
}

export interface TerminalData {
  /** Only sets that the institution has; asking for another one is answered with 40. */
  readonly versions: DataVersions;
  /** Name of the merchant and the transactions come from the terminal's own record. */
  readonly parameters: Omit<TerminalParameters, 'merchantName' | 'transactions'>;
  /** Bit of tag 26 for each transaction where the institution's terminals differ from the usual order. */
  readonly transactionBits?: Readonly<Record<string, number>>;
  readonly caKeys: readonly NamedEntry[];
  readonly chipParameters: readonly NamedEntry[];
  /** Beginnings of card numbers, or whole ones, that terminals refuse. */
  readonly blacklist: readonly string[];
  /** Each block as a terminal fetches it. */
  readonly contactless: readonly (readonly ListTag[])[];
  readonly noPinBins: readonly string[];
  readonly noPinBlacklist: readonly string[];
}

export const NO_TERMINAL_DATA: TerminalData = {
  versions: { parameters: '0' },
  parameters: { applicationType: '60', answerTimeoutS: 60, resendCount: 2, manualEntry: true, tips: true },
  caKeys: [],
  chipParameters: [],
  blacklist: [],
  contactless: [],
  noPinBins: [],
  noPinBlacklist: [],
};

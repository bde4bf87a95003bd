/** What the API needs to show, try and publish editions of the rules. */
import type { RuleEditionStore } from '#adapters/postgres';
import type { NewValue, RuleBook } from '#domain/policy';
import type { RuleFault } from '../options.ts';

export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** An edition as files. Edition 0 is what was delivered. */
export interface RuleEditionFiles {
  readonly no: number;
  /** All files that the edition is made of. */
  readonly files: readonly NamedText[];
  /** Those of them that persons published. */
  readonly published: readonly NamedText[];
  /** Names of delivered files that were delivered anew since the edition took their place. */
  readonly overtaken: readonly string[];
}

/** What files would be with others in their places. */
export interface ChangedFiles {
  readonly published: readonly NamedText[];
  readonly files: readonly NamedText[];
  readonly replaced: readonly string[];
}

/** `byHand`: the value stands in files that a form does not write. */
export type DraftedFiles = { readonly files: readonly NamedText[] } | { readonly byHand: readonly string[] };

export interface RuleEditing {
  edition(no: number): Promise<RuleEditionFiles | null>;
  /** The last edition, in force or not yet; 0 when nothing was published. */
  latest(): Promise<{ readonly no: number; readonly effective: string | null }>;
  book(no: number): Promise<RuleBook>;
  /** The edition with the given files in their places or beside them. */
  changed(no: number, given: readonly NamedText[]): Promise<ChangedFiles>;
  /** The files of an earlier edition as they were. */
  restored(no: number): Promise<ChangedFiles>;
  /** The files that say a value from a day on. */
  drafted(no: number, value: NewValue): Promise<DraftedFiles>;
  read(files: readonly NamedText[]): Promise<{
    readonly book: RuleBook;
    readonly faults: readonly RuleFault[];
    readonly warnings: readonly RuleFault[];
  }>;
  /** SHA-256 of the delivered files of these names. */
  printsOf(files: readonly NamedText[]): Readonly<Record<string, string>>;
  readonly store: Omit<RuleEditionStore, 'close'>;
}

export interface RuleEditions extends RuleEditing {
  /** The edition that answers are given by now. */
  inForce(): number;
  /** Takes what was published into use, here and now. */
  refresh(): Promise<void>;
}

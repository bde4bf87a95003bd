/** What a terminal does with a card, and what each of these acts is to its batch, its reversals and its slips. */
import { TYPE_WORDS } from '#domain/receipt';
import type { PosMessageId } from '#wire/iso8583';

interface CardKind {
  /** The plain row of the message table. */
  readonly row: PosMessageId;
  /** Where it counts in the batch; `null`: no money moves. */
  readonly side: 'debit' | 'credit' | null;
  /** Silence after it obliges the terminal to reverse it. */
  readonly reversible: boolean;
  /** How the message names an earlier one: nothing; reference and trace; code and trace; the code alone. */
  readonly names: 'nothing' | 'reference' | 'code' | 'both' | 'code-alone';
}

export const CARD_KINDS = {
  sale: { row: 'sale', side: 'debit', reversible: true, names: 'nothing' },
  void: { row: 'void', side: 'credit', reversible: true, names: 'reference' },
  refund: { row: 'refund', side: 'credit', reversible: false, names: 'reference' },
  preauth: { row: 'pre-auth', side: null, reversible: true, names: 'nothing' },
  increment: { row: 'pre-auth-increment', side: null, reversible: true, names: 'code-alone' },
  'preauth-void': { row: 'pre-auth-void', side: null, reversible: true, names: 'code' },
  completion: { row: 'completion', side: 'debit', reversible: true, names: 'code' },
  'completion-notice': { row: 'completion-notice', side: 'debit', reversible: false, names: 'code' },
  'completion-void': { row: 'completion-void', side: 'credit', reversible: true, names: 'both' },
} as const satisfies Record<string, CardKind>;
export type EntryKind = keyof typeof CARD_KINDS;

/** Which kinds of entry an act of this kind undoes or follows. */
export const ORIGINALS: Readonly<Partial<Record<EntryKind, readonly EntryKind[]>>> = {
  void: ['sale'],
  refund: ['sale', 'completion', 'completion-notice'],
  increment: ['preauth'],
  'preauth-void': ['preauth'],
  completion: ['preauth'],
  'completion-notice': ['preauth'],
  'completion-void': ['completion', 'completion-notice'],
};

export const isEntryKind = (text: string): text is EntryKind => Object.hasOwn(CARD_KINDS, text);
export const isVoid = (kind: EntryKind): boolean => kind.endsWith('void');

/** The names of slips, for whoever lists a journal. */
export const KIND_NAMES: Readonly<Record<'zh' | 'en', Readonly<Record<EntryKind, string>>>> = TYPE_WORDS;

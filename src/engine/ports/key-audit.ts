/** What is written down of the security module's work: who did what with which key, never the key. */
import type { KeyAlgorithm, KeyPurpose } from './security-module.ts';

/** One act with a key. Nothing in it helps to find the key. */
export interface KeyAct {
  readonly atMs: number;
  /** A terminal, an operator, a custodian, or the program itself. At most 80 characters. */
  readonly who: string;
  readonly command: string;
  /** Whose key it is: `terminal 898310154110001/31010001`, `zone`; empty where nobody said. */
  readonly subject: string;
  readonly purpose: KeyPurpose | 'root' | null;
  readonly algorithm: KeyAlgorithm | null;
  readonly checkValue: string | null;
  /** The key that it left or arrived under. */
  readonly underPurpose: KeyPurpose | null;
  readonly underCheckValue: string | null;
  readonly masterKeyId: string | null;
  /** `done`, or the code of the refusal. */
  readonly result: string;
}

/** How often a command used a key in one minute. */
export interface KeyUse {
  readonly minuteMs: number;
  readonly command: string;
  readonly purpose: string;
  /** Empty for the module's own keys. */
  readonly checkValue: string;
  readonly done: number;
  readonly refused: number;
}

export interface KeyAudit {
  /** Resolves when it is on disk: no key leaves or arrives without its record. */
  record(act: KeyAct): Promise<void>;
  /** Adds to what is there for the same minute, command and key. */
  count(uses: readonly KeyUse[]): Promise<void>;
}

/** What the API needs of the keys: ceremonies of several operators, the list, the record, new keys of the zone. */
import type { Ceremony, RecordedAct } from '#adapters/postgres';
import type { Outcome } from '#domain/outcome';
import type { KeyAlgorithm, KeyPurpose } from '#engine';

export interface CeremonyQuestion {
  readonly purpose: KeyPurpose;
  readonly algorithm: KeyAlgorithm;
  readonly of: string | null;
  readonly components: number;
}

/** Why an input was not taken; nothing of the input is in it. */
export interface InputFault {
  readonly fault: string;
}

export interface ShownKey {
  readonly place: string;
  readonly of: string;
  readonly slot: string;
  readonly purpose: string;
  readonly algorithm: string | null;
  readonly checkValue: string | null;
  readonly masterKeyId: string | null;
}

/** `by` is the id of an operator's key. */
export interface KeyDesk {
  open(by: string, question: CeremonyQuestion): Promise<Ceremony | InputFault>;
  ceremony(id: string): Promise<Ceremony | null>;
  enter(id: string, by: string, component: string): Promise<Ceremony | InputFault | Outcome | null>;
  confirm(id: string, by: string, checkValue: string): Promise<Ceremony | InputFault | Outcome | null>;
  abandon(id: string, by: string): Promise<Ceremony | Outcome | null>;
  list(limit: number): Promise<readonly ShownKey[]>;
  acts(before: number | null, limit: number): Promise<readonly RecordedAct[]>;
  /** F39 of the network's answer; null where the line is down or none came. */
  askZoneKey(by: string, kind: 'mac' | 'pin'): Promise<string | null>;
}

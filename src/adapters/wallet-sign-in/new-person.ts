/** A person as a row: what is clear is sealed to the row, what is looked for has a keyed index. */
import type { PersonRecord } from '#adapters/postgres';
import { newId } from '#adapters/sign-in';
import { maskIdNumber, maskName, maskPhone, type PersonId, type PersonState } from '#domain/person';
import type { WalletId } from '#domain/wallet';
import type { SecurityModule } from '#engine';

/** Everything in its normal form. */
export interface ClearDetails {
  readonly name: string;
  readonly idNumber: string;
  readonly phone: string;
}

export interface NewPerson extends ClearDetails {
  readonly walletId: WalletId;
  readonly state: PersonState;
  /** As argon2id has it. */
  readonly password: string;
  readonly language: 'zh' | 'en';
  readonly demo: boolean;
}

type Vault = Pick<SecurityModule, 'seal' | 'unseal' | 'mark'>;

export async function personRow(security: Vault, given: NewPerson, nowMs: number): Promise<PersonRecord> {
  const id = newId('prs') as PersonId;
  const { name, idNumber, phone, ...rest } = given;
  const [phoneIndex, phoneSeal, idIndex, idSeal, nameSeal] = await Promise.all([
    security.mark('telephone', phone),
    security.seal('telephone', phone, id),
    security.mark('id-number', idNumber),
    security.seal('id-number', idNumber, id),
    security.seal('person-name', name, id),
  ]);
  return {
    ...{ id, ...rest, createdMs: nowMs, closedMs: null },
    phone: { index: phoneIndex, sealed: phoneSeal, masked: maskPhone(phone) },
    idNumber: { index: idIndex, sealed: idSeal, masked: maskIdNumber(idNumber) },
    name: { sealed: nameSeal, masked: maskName(name) },
  };
}

/** The clear details again, for an issuer that compares them, and for the person's own copy. */
export async function clearDetails(security: Vault, person: PersonRecord): Promise<ClearDetails> {
  const [name, idNumber, phone] = await Promise.all([
    security.unseal('person-name', person.name.sealed, person.id),
    security.unseal('id-number', person.idNumber.sealed, person.id),
    security.unseal('telephone', person.phone.sealed, person.id),
  ]);
  return { name, idNumber, phone };
}

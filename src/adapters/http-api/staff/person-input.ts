/** A person and a text as somebody typed them: checked, and made into what may be kept. */
import type { IdKind, PersonPrint } from '#domain/cancellation';
import type { SecurityModule } from '#engine';
import { inputProblem } from '../problems.ts';
import { lineOf } from '../text-input.ts';

const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;

/** GB 11643: 17 digits and a check character over them (ISO 7064, MOD 11-2). */
export function isResidentId(text: string): boolean {
  if (!/^\d{17}[\dX]$/.test(text)) return false;
  const sum = ID_WEIGHTS.reduce((total, weight, at) => total + weight * Number(text[at]), 0);
  return '10X98765432'[sum % 11] === text[17];
}

/** The same name however it was typed: full or half width, with or without blanks. */
const sameName = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/[\s·•.]/gu, '')
    .toUpperCase();
const sameId = (id: string): string => id.replace(/[()-]/g, '').toUpperCase();

export async function personOf(
  security: Pick<SecurityModule, 'fingerprint'>,
  given: { readonly holder: string; readonly idKind: IdKind; readonly idNumber: string },
): Promise<PersonPrint & { readonly holder: string }> {
  const holder = lineOf(given.holder, '/holder');
  const id = sameId(given.idNumber);
  if (given.idKind === 'resident-id' && !isResidentId(id))
    throw inputProblem('body', '/idNumber', 'must be 17 digits and their check character');
  const [namePrint, idPrint] = await Promise.all([
    security.fingerprint(`holder-name/${sameName(holder)}`),
    security.fingerprint(`holder-id/${given.idKind}/${id}`),
  ]);
  return { holder, namePrint, idKind: given.idKind, idPrint };
}

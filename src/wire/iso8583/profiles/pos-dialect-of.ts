import { posDialect } from '../dialects/pos.ts';
import type { Dialect, FieldSpec } from '../field.ts';
import type { DialectProfile } from './profile.ts';

const made = new WeakMap<DialectProfile, Dialect>();

/**
 * The terminal dialect as one profile speaks it. The answer is the same object each time, and is `posDialect`
 * itself where the profile packs nothing differently: a compiled table is made once.
 */
export function posDialectOf(profile: DialectProfile): Dialect {
  const known = made.get(profile);
  if (known !== undefined) return known;
  const changes = changedFields(profile);
  const dialect =
    Object.keys(changes).length === 0
      ? posDialect
      : { ...posDialect, id: `${posDialect.id}/${profile.id}`, fields: { ...posDialect.fields, ...changes } };
  made.set(profile, dialect);
  return dialect;
}

function changedFields(profile: DialectProfile): Readonly<Record<number, FieldSpec>> {
  const { fields } = posDialect;
  const changes: Record<number, FieldSpec> = {};
  const { digits, justify } = profile.cardSequence;
  if (profile.entryModeJustify === 'right') changes[22] = { ...fields[22]!, justify: 'right' };
  if (digits !== 3 || justify !== 'right') changes[23] = { ...fields[23]!, max: digits, justify };
  if (profile.trackPad === 'F') {
    changes[35] = { ...fields[35]!, pad: 'F' };
    changes[36] = { ...fields[36]!, pad: 'F' };
  }
  if (profile.field48Counts === 'bytes') changes[48] = { ...fields[48]!, lengthCounts: 'bytes' };
  if (profile.field61Encoding === 'ascii')
    changes[61] = { ...fields[61]!, encoding: 'ascii', lengthCounts: 'bytes' };
  return changes;
}

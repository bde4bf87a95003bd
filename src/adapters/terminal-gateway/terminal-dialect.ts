/** Which dialect a terminal speaks, and its message read in it. */
import type { Terminal } from '#domain/terminal';
import { type Engine, type SecurityModule, SecurityModuleError, type WrappedKey } from '#engine';
import {
  type Dialect,
  type DialectProfile,
  decode,
  defaultProfileId,
  dialectProfile,
  dialectProfiles,
  type FieldValue,
  type Iso8583Message,
  posDialect,
  posDialectOf,
  textOf,
  trimmed,
} from '#wire/iso8583';

const USUAL = dialectProfile(defaultProfileId)!;

/** Profiles by the names in a terminal's record; an institution's own come first. */
export interface Profiles {
  /** What the terminal may sign in with, the usual one first. */
  of(terminal: Terminal): readonly DialectProfile[];
  /** What it speaks now. */
  spokenBy(terminal: Terminal | null): DialectProfile;
  /** Every way of packing that some profile has, the usual one first. */
  readonly dialects: readonly Dialect[];
}

/** A terminal of which nothing else is said signs in with 003, with a track key, or with SM4 where it has a key. */
const standardOf = (terminal: Terminal): readonly string[] => [
  defaultProfileId,
  'track-key',
  ...(terminal.keys.sm4MasterKey ? ['sm4', 'sm4-006'] : []),
];

export function createProfiles(own: readonly DialectProfile[] = []): Profiles {
  const named = (id: string): DialectProfile[] => {
    const found = dialectProfile(id, own);
    return found === undefined ? [] : [found];
  };
  const of = (terminal: Terminal): readonly DialectProfile[] => {
    const found = (terminal.profiles ?? standardOf(terminal)).flatMap(named);
    return found.length === 0 ? [USUAL] : found;
  };
  return {
    of,
    spokenBy(terminal) {
      if (terminal === null) return USUAL;
      const may = of(terminal);
      return may.find(({ id }) => id === terminal.profile) ?? may[0] ?? USUAL;
    },
    dialects: [...new Set([posDialect, ...[...own, ...dialectProfiles].map(posDialectOf)])],
  };
}

export interface Spoken {
  readonly message: Iso8583Message;
  readonly terminal: Terminal | null;
  readonly profile: DialectProfile;
}

async function senderOf(engine: Engine, message: Iso8583Message): Promise<Terminal | null> {
  const [merchantId, terminalId] = [trimmed(textOf(message, 42) ?? ''), trimmed(textOf(message, 41) ?? '')];
  if (!/^[!-.0-~]+$/.test(merchantId) || !/^[!-.0-~]+$/.test(terminalId)) return null;
  return engine.terminal(merchantId, terminalId);
}

/**
 * Who sent this, and what it says in the sender's own dialect. `message` is what the usual dialect made of the bytes,
 * or `null` where it could not read them: a dialect is tried only where a terminal that speaks it is the sender.
 */
export async function spokenBy(
  engine: Engine,
  profiles: Profiles,
  body: Uint8Array,
  message: Iso8583Message | null,
): Promise<Spoken | null> {
  for (const dialect of profiles.dialects) {
    const read = dialect === posDialect ? message : readAs(dialect, body);
    if (read === null) continue;
    const terminal = await senderOf(engine, read);
    const profile = profiles.spokenBy(terminal);
    if (posDialectOf(profile) === dialect) return { message: read, terminal, profile };
  }
  return null;
}

function readAs(dialect: Dialect, body: Uint8Array): Iso8583Message | null {
  try {
    return decode(dialect, body);
  } catch {
    return null;
  }
}

/**
 * F35 and F36 as the stripe has them, where the terminal enciphered them (F53, third digit). `null`: they are no track
 * that its key could have made.
 */
export async function withClearTracks(
  security: SecurityModule,
  { message, terminal }: Spoken,
): Promise<Iso8583Message | null> {
  const control = textOf(message, 53);
  const key = terminal?.keys.trackKey ?? null;
  if (control?.charAt(2) !== '1' || key === null) return message;
  const fields: Record<number, FieldValue> = {
    ...message.fields,
    53: `${control.slice(0, 2)}0${control.slice(3)}`,
  };
  try {
    for (const field of [35, 36] as const) {
      const track = textOf(message, field);
      if (track !== undefined) fields[field] = await security.decryptTrack(key as WrappedKey, track);
    }
  } catch (error) {
    if (error instanceof SecurityModuleError && error.code !== 'unreadable-key') return null;
    throw error;
  }
  return { ...message, fields };
}

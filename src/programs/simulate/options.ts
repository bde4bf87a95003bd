/** The words of the command line as options of a world. */
import {
  HARMS,
  type Harm,
  isPlantedName,
  isProfileName,
  PLANTED_FAULTS,
  PLANTED_NAMES,
  type PlantedName,
  PROFILE_NAMES,
  type ProfileName,
} from '#simulation';

export class SimulateError extends Error {
  override readonly name = 'SimulateError';
}

export interface SimulateOptions {
  readonly seed: number;
  readonly payments: number;
  readonly profile: ProfileName;
  /** Every profile one after the other, and where finished ones are kept; `null` for one profile. */
  readonly all: { readonly kept: string | null } | null;
  readonly untilMs: number | null;
  readonly only: ReadonlySet<number> | null;
  readonly harms: ReadonlySet<Harm> | null;
  readonly crashes: boolean;
  readonly plant: PlantedName | null;
  readonly story: boolean;
}

type Given = Readonly<Record<string, string | boolean | undefined>>;

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function whole(name: string, text: string, least: number, most: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new SimulateError(
    `Cannot start: --${name} is ${JSON.stringify(text)}, expected a whole number from ${least} to ${most}`,
  );
}

function duration(text: string): number {
  const match = /^(\d{1,6})([smhd])$/.exec(text);
  if (match !== null) return Number(match[1]) * UNITS[match[2]!]!;
  throw new SimulateError(
    `Cannot start: --until is ${JSON.stringify(text)}, expected a time such as 90s, 45m, 6h or 2d`,
  );
}

function leftOut(text: string): { readonly harms: ReadonlySet<Harm>; readonly crashes: boolean } {
  const words = text.split(',');
  const known: readonly string[] = ['crashes', ...HARMS];
  for (const word of words) {
    if (known.includes(word)) continue;
    throw new SimulateError(`Cannot start: --without has "${word}", expected some of ${known.join(', ')}`);
  }
  return {
    harms: new Set(HARMS.filter((harm) => !words.includes(harm))),
    crashes: !words.includes('crashes'),
  };
}

function planted(text: string): PlantedName {
  if (isPlantedName(text)) return text;
  throw new SimulateError(
    `Cannot start: no fault is called "${text}"; the names are ${PLANTED_NAMES.join(', ')}`,
  );
}

/** Null when only a list was asked for and printed. @throws SimulateError */
export function readOptions(given: Given): SimulateOptions | null {
  if (given.plant === 'list') {
    for (const name of PLANTED_NAMES)
      process.stdout.write(`${name.padEnd(28)}${PLANTED_FAULTS[name].zh}  ${PLANTED_FAULTS[name].en}\n`);
    return null;
  }
  const faults = String(given.faults);
  const profile = faults === 'all' ? PROFILE_NAMES[0]! : faults;
  if (!isProfileName(profile)) {
    throw new SimulateError(
      `Cannot start: --faults is ${JSON.stringify(faults)}, expected ${PROFILE_NAMES.join(', ')} or all`,
    );
  }
  const kept = typeof given.keep === 'string' ? given.keep : null;
  if (kept !== null && faults !== 'all')
    throw new SimulateError('Cannot start: --keep is for --faults all, which it lets go on where it stopped');
  const payments = whole('payments', String(given.payments), 1, 100_000_000);
  const without = typeof given.without === 'string' ? leftOut(given.without) : null;
  return {
    seed: whole('seed', String(given.seed), 0, 2_147_483_647),
    payments,
    profile,
    all: faults === 'all' ? { kept } : null,
    untilMs: typeof given.until === 'string' ? duration(given.until) : null,
    only:
      typeof given.only === 'string'
        ? new Set(given.only.split(',').map((word) => whole('only', word, 0, payments - 1)))
        : null,
    harms: without?.harms ?? null,
    crashes: without?.crashes ?? true,
    plant: typeof given.plant === 'string' ? planted(given.plant) : null,
    story: given.story === true,
  };
}

/** A security module whose every act with a key is written down, and whose every use of one is counted. */
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Clock,
  type KeyAct,
  type KeyAudit,
  type KeyDescription,
  type KeyReference,
  type KeyUse,
  type MadeKey,
  type SecurityModule,
  SecurityModuleError,
  type WrappedKey,
} from '#engine/ports';

interface Acting {
  readonly who: string;
  readonly subject: string;
}

const acting = new AsyncLocalStorage<Acting>();

/** Everything that `act` asks of an audited module is written down as done by `who` for the keys of `subject`. */
export const actingFor = <T>(who: string, subject: string, act: () => T): T =>
  acting.run({ who: plain(who), subject: plain(subject) }, act);

/** One line of bounded length: a record is a row, and the chain joins its fields by line ends. */
const plain = (text: string): string => text.replace(/\p{Cc}/gu, ' ').slice(0, 80);

type Command = keyof SecurityModule;
type Arguments<C extends Command> = Parameters<SecurityModule[C]>;
type About = Partial<Pick<KeyAct, 'purpose' | 'algorithm'>> & {
  readonly key?: WrappedKey;
  readonly under?: WrappedKey;
};

type Kind<C extends Command> =
  /** It makes, takes, gives or moves a key: a record each. */
  | { readonly record: (...given: Arguments<C>) => About }
  /** The hot path: counted per minute and key. A key of the module itself is named by its use. */
  | { readonly count: (...given: Arguments<C>) => readonly (WrappedKey | OwnKey)[] }
  /** It tells what a key is, and does nothing with it. */
  | 'free';

/** Every command of the port has its line, or this does not compile. */
const KINDS: { readonly [C in Command]: Kind<C> } = {
  generateKey: { record: (purpose, algorithm = 'tdes') => ({ purpose, algorithm }) },
  importKey: { record: (purpose, _clear, algorithm = 'tdes') => ({ purpose, algorithm }) },
  combineKey: { record: (purpose, _components, algorithm = 'tdes') => ({ purpose, algorithm }) },
  exportUnder: { record: (key, under) => ({ key, under }) },
  importUnder: { record: ({ purpose, under }) => ({ purpose, under }) },
  exportKeyBlock: { record: (key, under) => ({ key, under }) },
  importKeyBlock: { record: ({ purpose, under }) => ({ purpose, under }) },
  rewrap: { record: (key) => ({ key }) },
  describeKey: 'free',
  generateMac: { count: (_algorithm, key) => [storedKey(key)] },
  verifyMac: { count: (_algorithm, key) => [storedKey(key)] },
  translatePin: { count: ({ from, to }) => [storedKey(from), to] },
  decryptTrack: { count: (key) => [storedKey(key)] },
  verifyArqc: { count: ({ key }) => [key] },
  macScript: { count: ({ key }) => [key] },
  personalise: { record: ({ key }) => ({ key }) },
  verifyCardCheck: { count: (key) => [key] },
  sealPan: { count: () => ['own:data'] },
  openPan: { count: () => ['own:data'] },
  fingerprint: { count: () => ['own:print'] },
  mark: { count: (use) => [`own:mark ${use}`] },
  verifyMark: { count: (use) => [`own:mark ${use}`] },
  seal: { count: (use) => [`own:seal ${use}`] },
  unseal: { count: (use) => [`own:seal ${use}`] },
  sealPaper: { count: () => ['own:papers'] },
  openPaper: { count: () => ['own:papers'] },
};
type OwnKey = `own:${string}`;

/** Keys of single transactions count as uses of the base key that they come from. */
const storedKey = (key: KeyReference): WrappedKey => (typeof key === 'string' ? key : key.bdk);

const MINUTE_MS = 60_000;
/** Keys and commands counted between two writings; beyond it the counts are written before the minute is over. */
const COUNTS_MAX = 50_000;
/** Refusals of hot commands that are recorded in one minute: the first of each kind, and no flood. */
const REFUSALS_MAX = 100;

export interface AuditedModule {
  readonly security: SecurityModule;
  /** Writes the counts down. Called every minute, and once more at the end. */
  flush(): Promise<void>;
}

interface Count {
  readonly command: string;
  readonly key: string;
  done: number;
  refused: number;
}

/** By command, then by key: a name joined of both would be a new text for each use. */
class Counts {
  readonly #byCommand = new Map<string, Map<string, Count>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(command: string, key: string, done: number, refused: number): void {
    let byKey = this.#byCommand.get(command);
    if (byKey === undefined) {
      byKey = new Map();
      this.#byCommand.set(command, byKey);
    }
    const known = byKey.get(key);
    if (known === undefined) {
      byKey.set(key, { command, key, done, refused });
      this.#size += 1;
    } else {
      known.done += done;
      known.refused += refused;
    }
  }

  all(): Count[] {
    return [...this.#byCommand.values()].flatMap((byKey) => [...byKey.values()]);
  }
}

export function auditedModule(options: {
  readonly security: SecurityModule;
  readonly audit: KeyAudit;
  readonly clock: Clock;
  /** Who acts where nobody said: the program. */
  readonly who: string;
  /** Counts that could not be written are kept for the next minute, and told. */
  readonly trouble: (message: string) => void;
}): AuditedModule {
  const { security, audit, clock } = options;
  const program = { who: plain(options.who), subject: '' };
  let counts = new Counts();
  let minuteMs = minuteOf(clock.nowMs());
  let refusals = new Set<string>();
  let writing: Promise<void> = Promise.resolve();

  const describe = (key: WrappedKey): Promise<KeyDescription | null> =>
    security.describeKey(key).catch(() => null);

  const record = async (command: string, about: About, result: string, made: unknown): Promise<void> => {
    const { who, subject } = acting.getStore() ?? program;
    const out = wrappedIn(made);
    const inner = out ?? about.key;
    const [key, under] = await Promise.all([
      inner === undefined ? null : describe(inner),
      about.under === undefined ? null : describe(about.under),
    ]);
    await audit.record({
      atMs: clock.nowMs(),
      who,
      command,
      subject,
      purpose: key?.purpose ?? about.purpose ?? null,
      algorithm: key?.algorithm ?? about.algorithm ?? null,
      checkValue: key?.checkValue ?? null,
      underPurpose: under?.purpose ?? null,
      underCheckValue: under?.checkValue ?? null,
      masterKeyId: key?.masterKeyId ?? null,
      result,
    });
  };

  const writeCounts = async (written: Counts, atMs: number): Promise<void> => {
    try {
      await audit.count(await usesOf(written.all(), atMs, describe));
    } catch (error) {
      options.trouble(error instanceof Error ? error.message : String(error));
      for (const { command, key, done, refused } of written.all()) counts.add(command, key, done, refused);
    }
  };
  /** The minute ends here: what is counted from now on belongs to the next one. */
  const flush = (): Promise<void> => {
    const [written, atMs] = [counts, minuteMs];
    counts = new Counts();
    refusals = new Set();
    minuteMs = minuteOf(clock.nowMs());
    if (written.size > 0) writing = writing.then(() => writeCounts(written, atMs));
    return writing;
  };

  const countUse = (command: string, key: string, refusal: string | null): void => {
    if (counts.size >= COUNTS_MAX || minuteOf(clock.nowMs()) !== minuteMs) void flush();
    const refused = refusal === null ? 0 : 1;
    counts.add(command, key, 1 - refused, refused);
  };

  const recorded =
    (name: Command, about: (...given: never[]) => About) =>
    async (...given: never[]): Promise<unknown> => {
      const run = security[name] as (...all: never[]) => Promise<unknown>;
      let made: unknown;
      try {
        made = await run(...given);
      } catch (error) {
        await record(name, about(...given), codeOf(error), null);
        throw error;
      }
      await record(name, about(...given), 'done', made);
      return made;
    };

  const counted =
    (name: Command, keys: (...given: never[]) => readonly string[]) =>
    async (...given: never[]): Promise<unknown> => {
      const run = security[name] as (...all: never[]) => Promise<unknown>;
      try {
        const result = await run(...given);
        for (const key of keys(...given)) countUse(name, key, null);
        return result;
      } catch (error) {
        const code = codeOf(error);
        for (const key of keys(...given)) countUse(name, key, code);
        // A key used against its purpose, or one that cannot be read, is more than a number.
        if ((code === 'wrong-purpose' || code === 'unreadable-key') && refusals.size < REFUSALS_MAX) {
          const first = keys(...given)[0] as WrappedKey;
          const seen = `${name} ${code} ${first}`;
          if (!refusals.has(seen)) {
            refusals.add(seen);
            await record(name, first.startsWith('own:') ? {} : { key: first }, code, null);
          }
        }
        throw error;
      }
    };

  const commands = Object.entries(security).map(([name, command]) => {
    const kind = KINDS[name as Command];
    if (kind === 'free') return [name, command];
    if ('record' in kind)
      return [name, recorded(name as Command, kind.record as (...given: never[]) => About)];
    return [name, counted(name as Command, kind.count as (...given: never[]) => readonly string[])];
  });
  return { security: Object.freeze(Object.fromEntries(commands)) as unknown as SecurityModule, flush };
}

const minuteOf = (nowMs: number): number => nowMs - (nowMs % MINUTE_MS);

const codeOf = (error: unknown): string => (error instanceof SecurityModuleError ? error.code : 'failed');

/** The key that a command gave out, where it gave one. */
function wrappedIn(made: unknown): WrappedKey | undefined {
  if (typeof made === 'string') return made.startsWith('yk') ? (made as WrappedKey) : undefined;
  return (made as Partial<MadeKey> | null)?.key;
}

/** Two keys of one purpose and check value are one line: a check value is how people name a key. */
async function usesOf(
  counts: readonly Count[],
  minuteMs: number,
  describe: (key: WrappedKey) => Promise<KeyDescription | null>,
): Promise<readonly KeyUse[]> {
  const uses = new Map<string, KeyUse>();
  for (const { command, key, done, refused } of counts) {
    const own = key.startsWith('own:');
    const known = own ? null : await describe(key as WrappedKey);
    const purpose = own ? key.slice(4) : (known?.purpose ?? 'unreadable');
    const checkValue = known?.checkValue ?? '';
    const name = `${command} ${purpose} ${checkValue}`;
    const before = uses.get(name) ?? { minuteMs, command, purpose, checkValue, done: 0, refused: 0 };
    uses.set(name, { ...before, done: before.done + done, refused: before.refused + refused });
  }
  return [...uses.values()];
}

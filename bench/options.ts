/** What may be asked of the bench on its command line. */
import { parseArgs } from 'node:util';
import { LOADED, type LoadedPart } from './figures.ts';

export const PARTS = ['answers', 'codec', ...LOADED, 'memory', 'kill'] as const;
export type PartName = 'answers' | 'codec' | LoadedPart | 'memory' | 'kill';

export interface BenchOptions {
  /** Milliseconds for each row. */
  readonly ms: number;
  readonly only: readonly PartName[];
  /** Sizes of the tables, ascending. */
  readonly payments: readonly number[];
  readonly keepIn: string | null;
  /** Of steady load, for the memory. */
  readonly minutes: number;
  readonly out: string | null;
  /** Two files of figures: nothing is measured, they are compared. */
  readonly compare: readonly [string, string] | null;
  /** A revision to run in turns with this one. */
  readonly against: string | null;
}

export const USAGE = `npm run bench -- [options]
  --ms 3000            milliseconds for each row, 100 to 600000
  --only PART,…        ${PARTS.join(', ')}; those with load start a database of their own
  --payments N,…       how many payments are in the tables when it is measured again (10000,1000000);
                       20000000 takes hours and much of a disk
  --keep-data FOLDER   where the fullest tables stay, so that the next run need not fill them
  --minutes 1          of steady load while memory is looked at, after 1, 10 and 60
  --out FILE           writes the figures as JSON
  --against REVISION   runs that revision and this one in turns, twice each, and compares them
  --compare A.json B.json   measures nothing: prints how many times the figures of A those of B are
`;

const MS_MIN = 100;
const MS_MAX = 600_000;
const MINUTES_MAX = 60;
const PAYMENTS_MAX = 1_000_000_000;

const isPart = (name: string): name is PartName => PARTS.some((each) => each === name);

/** What is wrong, in words; null: only help was asked for. */
export function readOptions(args: readonly string[]): BenchOptions | string | null {
  let values: Record<string, string | boolean | undefined>;
  let positionals: string[];
  try {
    ({ values, positionals } = parseArgs({
      allowPositionals: true,
      args: [...args],
      options: {
        ms: { type: 'string', default: '3000' },
        only: { type: 'string', default: PARTS.join(',') },
        payments: { type: 'string', default: '10000,1000000' },
        'keep-data': { type: 'string' },
        minutes: { type: 'string', default: '1' },
        out: { type: 'string' },
        against: { type: 'string' },
        compare: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    return (error as Error).message;
  }
  if (values.help === true) return null;
  const files = typeof values.compare === 'string' ? [values.compare, ...positionals] : [];
  if (files.length !== (positionals.length === 0 && files.length === 0 ? 0 : 2))
    return files.length === 0 ? `Unexpected ${positionals[0]}` : '--compare: expected two files';
  const ms = Number(values.ms);
  if (!Number.isInteger(ms) || ms < MS_MIN || ms > MS_MAX)
    return `--ms ${values.ms}: expected ${MS_MIN} to ${MS_MAX}`;
  const only = String(values.only).split(',');
  const unknown = only.find((name) => !isPart(name));
  if (unknown !== undefined) return `--only ${unknown}: there is no such part`;
  const payments = String(values.payments).split(',').map(Number);
  if (payments.some((count) => !Number.isInteger(count) || count < 1 || count > PAYMENTS_MAX))
    return `--payments ${values.payments}: expected whole numbers from 1 to ${PAYMENTS_MAX}`;
  const minutes = Number(values.minutes);
  if (!(minutes > 0 && minutes <= MINUTES_MAX))
    return `--minutes ${values.minutes}: expected more than 0, at most ${MINUTES_MAX}`;
  const text = (name: string): string | null => (typeof values[name] === 'string' ? values[name] : null);
  return {
    ...{ against: text('against'), compare: files.length === 2 ? ([files[0]!, files[1]!] as const) : null },
    ...{ ms, minutes, only: only.filter(isPart), keepIn: text('keep-data'), out: text('out') },
    payments: [...new Set(payments)].sort((a, b) => a - b),
  };
}

/** Of each run of a comparison. Kept tables are of one schema, and revisions may have two. */
export const argumentsOf = ({ ms, only, payments, minutes }: BenchOptions): readonly string[] => [
  ...['--ms', String(ms), '--only', only.join(','), '--payments', payments.join(',')],
  ...['--minutes', String(minutes)],
];

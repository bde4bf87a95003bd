/** `npm run bench`: speeds as ratios against what runs beside them. Never part of the tests. */
import { readFileSync, writeFileSync } from 'node:fs';
import { benchAgainst } from './against.ts';
import { benchAnswers } from './answers.ts';
import { benchCodec } from './codec/codec.ts';
import { comparisonTable } from './compare.ts';
import type { Figures, LoadedPart, Part, Skipped } from './figures.ts';
import { floorsOf } from './floors.ts';
import { thisMachine } from './machine.ts';
import { argumentsOf, type BenchOptions, type PartName, readOptions, USAGE } from './options.ts';
import { pgbenchVersion } from './pgbench.ts';
import { benchKill } from './platform/kill.ts';
import { benchMemory } from './platform/memory.ts';
import { benchPlatform } from './platform/platform.ts';
import { benchSizes } from './sizes/sizes.ts';
import { benchSlowDisk } from './slow-disk/slow-disk.ts';
import { benchSwitch } from './switch/switch.ts';
import { floorsTable, killTable, measuredTable, memoryTable, partTable } from './table.ts';

const say = (text: string): void => void process.stderr.write(`${text}\n`);
const print = (text: string): void => void process.stdout.write(text);

const KILLS = 10;

interface Loaded {
  readonly title: string;
  readonly run: (options: BenchOptions) => Promise<Part | Skipped>;
}

/** Parts that put load on a database, in the order in which they run. */
const LOADED_PARTS: Readonly<Record<LoadedPart, Loaded>> = {
  switch: { title: 'The switch', run: ({ ms }) => benchSwitch(ms, say) },
  'slow-disk': { title: 'The switch on a slow disk', run: ({ ms }) => benchSlowDisk(ms, say) },
  platform: { title: 'End to end', run: ({ ms }) => benchPlatform(ms, say) },
  sizes: {
    title: 'Full tables',
    run: ({ ms, payments, keepIn }) => benchSizes({ ms, say, payments, keepIn }),
  },
};

type Steps = readonly {
  readonly name: PartName;
  readonly title: string;
  /** Prints its table and gives what the figures get. */
  readonly run: () => Promise<Partial<Figures>>;
}[];

function stepsOf(options: BenchOptions): Steps {
  const { ms, minutes } = options;
  const loaded = Object.entries(LOADED_PARTS) as [LoadedPart, Loaded][];
  return [
    {
      ...{ name: 'answers', title: `The answer, about ${Math.ceil((ms * 4 * 1.25) / 1000)} s` },
      async run() {
        const answers = await benchAnswers(ms);
        print(measuredTable('The answer, one process, one core (× time of the first row)', answers));
        return { answers };
      },
    },
    {
      ...{ name: 'codec', title: `The codec, about ${Math.ceil((ms * 7 * 1.25) / 1000)} s` },
      async run() {
        const { title, rows } = await benchCodec(ms);
        print(measuredTable(title, rows));
        return { codec: rows };
      },
    },
    ...loaded.map(([name, { title, run }]) => ({
      ...{ name, title },
      async run() {
        const part = await run(options);
        print(partTable(part, title));
        return { [name]: part };
      },
    })),
    {
      ...{ name: 'memory', title: 'Memory' },
      async run() {
        const memory = await benchMemory(minutes, say);
        print(memoryTable(memory));
        return { memory };
      },
    },
    {
      ...{ name: 'kill', title: 'kill -9 under load' },
      async run() {
        const kill = await benchKill(KILLS, say);
        print(killTable(kill));
        return { kill };
      },
    },
  ];
}

/** A part that fails is told and costs the others nothing; false when one did. */
async function bench(options: BenchOptions): Promise<boolean> {
  const { ms, only, out } = options;
  let figures: Figures = { machine: thisMachine(Date.now(), await pgbenchVersion()), ms };
  const failed: string[] = [];
  for (const { name, title, run } of stepsOf(options)) {
    if (!only.includes(name)) continue;
    say(`${title} …`);
    try {
      figures = { ...figures, ...(await run()) };
    } catch (error) {
      failed.push(name);
      print(`${title}: failed. ${error instanceof Error ? error.stack : String(error)}\n`);
    }
    // After each part: what was measured for an hour is not lost with what follows.
    const whole = { ...figures, floors: floorsOf(figures), failed };
    if (out !== null) writeFileSync(out, `${JSON.stringify(whole, null, 2)}\n`);
  }
  print(floorsTable(floorsOf(figures)));
  if (failed.length > 0) print(`Failed: ${failed.join(', ')}\n`);
  return failed.length === 0;
}

const options = readOptions(process.argv.slice(2));
if (options === null || typeof options === 'string') {
  print(options === null ? USAGE : `${options}\n${USAGE}`);
  process.exit(options === null ? 0 : 2);
}
if (options.compare !== null) {
  const [first, second] = options.compare.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Figures);
  print(comparisonTable(first!, second!));
} else if (options.against !== null) {
  const [other, own] = await benchAgainst(options.against, argumentsOf(options), say);
  print(`\n${comparisonTable(other, own)}`);
} else {
  process.exit((await bench(options)) ? 0 : 1);
}
process.exit(0);

/** Times several things in turns in one process, so that whatever slows the machine slows them all. */
export interface Subject {
  readonly name: string;
  /** A promise is waited for. */
  readonly run: () => unknown;
}

export interface Measured {
  readonly name: string;
  readonly perSecond: number;
  readonly microseconds: number;
  /** Time against the first subject's. */
  readonly ratio: number;
}

const TURNS = 20;

/** `ms`: how long each subject is measured in all, after a warm-up of the same length divided by four. */
export async function measure(ms: number, subjects: readonly Subject[]): Promise<readonly Measured[]> {
  const spent = subjects.map(() => 0);
  const runs = subjects.map(() => 0);
  // Results are kept where the compiler cannot see that nobody reads them.
  const sink: { last: unknown } = { last: null };
  const turn = async (index: number, forMs: number, counts: boolean): Promise<void> => {
    const { run } = subjects[index]!;
    const start = performance.now();
    let done = 0;
    let now = start;
    while (now - start < forMs) {
      for (let each = 0; each < 50; each += 1) {
        sink.last = run();
        if (sink.last instanceof Promise) sink.last = await sink.last;
      }
      done += 50;
      now = performance.now();
    }
    if (!counts) return;
    spent[index]! += now - start;
    runs[index]! += done;
  };
  for (const index of subjects.keys()) await turn(index, ms / 4, false);
  for (let round = 0; round < TURNS; round += 1)
    for (const index of subjects.keys()) await turn(index, ms / TURNS, true);
  const each = subjects.map((_, index) => (spent[index]! * 1000) / runs[index]!);
  return subjects.map(({ name }, index) => ({
    name,
    perSecond: 1_000_000 / each[index]!,
    microseconds: each[index]!,
    ratio: each[index]! / each[0]!,
  }));
}

/**
 * Named points at which the program kills itself, for the tests of what survives. Off unless the environment
 * names one: `YUANLU_CRASH_AT=after-apply:25` ends the process at the 25th passing of that point.
 */
export function crashPoints(): (name: string) => void {
  const wanted = process.env.YUANLU_CRASH_AT;
  if (wanted === undefined || wanted === '') return () => {};
  const [point, count] = wanted.split(':');
  let left = Number(count ?? '1');
  return (name) => {
    if (name !== point) return;
    left -= 1;
    if (left <= 0) process.kill(process.pid, 'SIGKILL');
  };
}

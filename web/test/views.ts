/**
 * In which ways a story is clicked through: language and size of the screen. A run of all tests takes one of them for
 * each story, another one for the next, so that both languages and both sizes meet every console; `YUANLU_VIEWS=all`
 * takes all.
 */
const ALL = process.env.YUANLU_VIEWS === 'all' || process.env.YUANLU_SCREENS !== undefined;

/** One file's own turn: its stories take the first way, the second, the first … of those that they name. */
export function turns(first = 0): <const T extends readonly unknown[]>(ways: readonly T[]) => readonly T[] {
  let turn = first;
  return (ways) => {
    if (ALL) return ways;
    turn += 1;
    return [ways[(turn - 1) % ways.length]!];
  };
}

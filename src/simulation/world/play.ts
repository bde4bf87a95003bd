/** Moves a world on. */
import type { Ground } from './ground.ts';

/** Entry by entry up to an instant, and a breath after each that gave the program something to go on with. */
export function play(
  ground: Ground,
  untilMs: number,
  isOver: () => boolean,
  breathe: (goOn: () => void) => void,
): Promise<void> {
  return new Promise((end, fail) => {
    const goOn = (): void => {
      try {
        while (!isOver() && ground.violation === null && ground.agenda.step(untilMs)) {
          if (!ground.touched) continue;
          ground.touched = false;
          breathe(goOn);
          return;
        }
        end();
      } catch (error) {
        fail(error);
      }
    };
    goOn();
  });
}

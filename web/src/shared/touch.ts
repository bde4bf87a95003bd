/** When somebody last touched the page: what it asks after that for itself keeps nobody signed in. */

/** Reading what a press brought up is still that press. */
const ATTENDED_MS = 60_000;
const TOUCHES = ['pointerdown', 'keydown', 'wheel'] as const;

/** Opening the page is a touch too. */
let touchedMs = Date.now();

export const touch = (nowMs: number = Date.now()): void => {
  touchedMs = nowMs;
};
export const isAttended = (nowMs: number = Date.now()): boolean => nowMs - touchedMs < ATTENDED_MS;

/** From then on hands on the page are noticed, whatever the page does with what they press. */
export function noticeTouches(page: Pick<EventTarget, 'addEventListener'>): void {
  for (const name of TOUCHES) page.addEventListener(name, () => touch(), { capture: true, passive: true });
}

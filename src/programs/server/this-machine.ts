/** Time and chance of the machine, for the ports that ask for them. */

export const clock = { nowMs: (): number => Date.now() };
export const timers = {
  after(delayMs: number, act: () => void): () => void {
    const timer = setTimeout(act, delayMs);
    return () => clearTimeout(timer);
  },
};
export const random = { below: (bound: number): number => Math.floor(Math.random() * bound) };

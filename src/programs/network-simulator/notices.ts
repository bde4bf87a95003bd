/** Payment notices to members: sent, and sent again at growing distances until the member acknowledges. */

import type { Link } from './link.ts';
import type { NetworkNode } from './node.ts';

export interface NoticesOptions {
  readonly node: NetworkNode;
  readonly link: Pick<Link, 'tell'>;
  readonly say: (text: string) => void;
}

/** How a scan wants its notice: as usual, twice each time, or not at all, so that the member has to ask. */
export const noticeManners = ['usual', 'double', 'never'] as const;
export type NoticeManner = (typeof noticeManners)[number];

export interface Notices {
  /** A payment was just made: its first notice leaves after `delayMs`. */
  add(wireKey: string, manner: NoticeManner, delayMs: number): void;
  stop(): void;
}

const lookEveryMs = 200;
const repeatFirstMs = 1_000;
const repeatMaxMs = 60_000;

interface Plan {
  readonly manner: NoticeManner;
  attempts: number;
  nextMs: number;
}

const planned = (manner: NoticeManner, delayMs: number): Plan => ({
  manner,
  attempts: 0,
  nextMs: Date.now() + delayMs,
});

export function startNotices({ node, link, say }: NoticesOptions): Notices {
  // After a restart nothing is known but that the member has not acknowledged. A payment made from now on is
  // told by its plan alone: it stands in the state before it is on disk, and its manner comes with the plan.
  const plans = new Map<string, Plan>(
    [...node.state.unacknowledged.keys()].map((wireKey) => [wireKey, planned('usual', 0)]),
  );

  function send(wireKey: string, member: string, plan: Plan): void {
    const message = node.actor.notice(wireKey);
    if (message === null) return;
    for (let copy = plan.manner === 'double' ? 2 : 1; copy > 0; copy -= 1) link.tell(member, message);
  }

  function look(): void {
    const nowMs = Date.now();
    for (const [wireKey, plan] of plans) {
      const member = node.state.unacknowledged.get(wireKey)?.member;
      if (member === undefined) {
        plans.delete(wireKey);
        continue;
      }
      if (plan.manner === 'never' || plan.nextMs > nowMs) continue;
      plan.nextMs = nowMs + Math.min(repeatFirstMs * 2 ** Math.min(plan.attempts, 10), repeatMaxMs);
      plan.attempts += 1;
      try {
        send(wireKey, member, plan);
      } catch (error) {
        say(`A payment notice could not be sent: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }

  const timer = setInterval(look, lookEveryMs);
  timer.unref();
  return {
    add(wireKey, manner, delayMs) {
      plans.set(wireKey, planned(manner, delayMs));
      if (delayMs === 0) look();
    },
    stop: () => clearInterval(timer),
  };
}

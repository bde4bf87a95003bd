/** Starts what tells others: the reader of events, the sender of messages, the sender of texts, and forgetting. */
import { Deliverer } from './deliverer.ts';
import { Loop } from './loop.ts';
import type { NotificationsOptions } from './ports.ts';
import { Reader } from './reader.ts';
import { TextSender } from './text-sender.ts';

export interface Notifications {
  /** Somebody asked for a message to be sent again. */
  wake(): void;
  /** Somebody waits for a text. */
  wakeTexts(): void;
  status(): { readonly inFlight: number };
  /** Ends the rounds under way and waits for them; what was not noted is told again by the next process. */
  stop(): Promise<void>;
}

export function startNotifications(options: NotificationsOptions): Notifications {
  const { limits, telemetry, store, clock } = options;
  const loop = (
    name: string,
    act: () => Promise<'more' | 'some' | 'none'>,
    firstMs: number,
    idleMs: number,
  ): Loop =>
    new Loop({
      name,
      act,
      firstMs,
      idleMs,
      troubleMs: limits.noticeTroubleMs,
      onTrouble: (error) =>
        telemetry.trouble({ where: name, message: error instanceof Error ? error.message : String(error) }),
    });
  const { noticePollMs: pollMs, noticeIdleMs: idleMs } = limits;
  const deliverer = new Deliverer(options, () => sending.wake());
  const reader = new Reader(options, () => {
    sending.wake();
    texting.wake();
  });
  const texts = new TextSender(options);
  const reading = loop('notice reader', () => reader.round(), pollMs, idleMs);
  // Woken by whoever made or ended something: between messages of one subject no time is lost.
  const sending = loop('webhook sender', () => deliverer.round(), limits.webhookPollMs, idleMs);
  const texting = loop('sms sender', () => texts.round(), pollMs, idleMs);
  const forgetting = loop(
    'notice keeper',
    async () => {
      const nowMs = clock.nowMs();
      await store.texts.forgetSecrets(nowMs);
      const count = await store.delivering.forget(
        { beforeMs: nowMs - limits.noticeKeptMs, unreadBeforeMs: nowMs - limits.noticeUnreadKeptMs },
        limits.noticeForgetRowsMax,
      );
      return count >= limits.noticeForgetRowsMax ? 'more' : 'none';
    },
    limits.noticeForgetMs,
    limits.noticeForgetMs,
  );
  const loops = [reading, sending, texting, forgetting];
  for (const each of loops) each.start();
  options.sms.onReceipt?.((receipt) => {
    texts.receipt(receipt);
    texting.wake();
  });
  return {
    wake: () => sending.wake(),
    wakeTexts: () => texting.wake(),
    status: () => ({ inFlight: deliverer.inFlight }),
    async stop() {
      // First nothing new begins, then what is under way ends.
      await Promise.all(loops.map((each) => each.stop()));
      await deliverer.stop();
    },
  };
}

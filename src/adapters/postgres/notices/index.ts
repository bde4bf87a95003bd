/**
 * The database of notifications. Its connections are its own, so that no lane waits for it: one reads events and
 * stores what was made of them, one tells what was sent, one serves the doors.
 */
import { HotConnection } from '../connection.ts';
import { delivering } from './delivering.ts';
import { endpoints } from './endpoints.ts';
import { notices, texts } from './people.ts';
import { eventReading } from './reading.ts';
import type { NoticeStore } from './types.ts';

export * from './types.ts';

export function createNoticeStore(options: { readonly url: string }): NoticeStore {
  const open = (name: string): HotConnection => new HotConnection(options.url, `yuanlu notices ${name}`);
  const [reading, sending, doors] = [open('reader'), open('sender'), open('doors')] as const;
  return {
    reading: eventReading(reading),
    delivering: delivering(sending),
    endpoints: endpoints(doors),
    notices: notices(doors),
    texts: texts(sending),
    async close() {
      await Promise.all([reading, sending, doors].map((connection) => connection.close()));
    },
  };
}

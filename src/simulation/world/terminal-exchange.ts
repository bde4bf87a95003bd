/** One message and its one answer; `null` for silence. */
import type { Command, Reply } from '#engine';

export type Exchange = (words: string, command: Command, end: (reply: Reply | null) => void) => void;

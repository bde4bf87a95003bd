/** How something stands, in one word with a colour: never by the colour alone. */
import type { Words } from '../shared/words.ts';
import { useSay } from '../shared/words.ts';
import css from './chip.module.css';

export type Tone = 'out' | 'back' | 'yes' | 'unknown' | 'still';

const TONES: Readonly<Record<string, Tone>> = {
  sent: 'unknown',
  unknown: 'unknown',
  approved: 'yes',
  completed: 'yes',
  declined: 'still',
  expired: 'still',
  reversed: 'back',
  voided: 'back',
  // Requests.
  asked: 'out',
  papers: 'out',
  approval: 'out',
  escalated: 'unknown',
  review: 'unknown',
  waiting: 'unknown',
  carrying: 'back',
  arriving: 'back',
  finished: 'back',
  // Orders.
  unpaid: 'out',
  paying: 'unknown',
  paid: 'yes',
  closing: 'unknown',
  // Switches of a terminal.
  on: 'yes',
  off: 'still',
  barred: 'back',
  // Ways back.
  sending: 'unknown',
  undoing: 'unknown',
  done: 'back',
  'awaiting-file': 'back',
  handed: 'unknown',
  bounced: 'unknown',
};

export interface ChipProps {
  readonly state: string;
  readonly words: Words;
}

export function Chip({ state, words }: ChipProps) {
  const say = useSay();
  return (
    <span className={css.chip} data-tone={TONES[state] ?? 'still'}>
      {say(words)}
    </span>
  );
}

/** Points in time, in the shop's own zone wherever the reader is. */
import { TAGS } from '../app/i18n.ts';
import { useLanguage } from './words.ts';

export const ZONE = 'Asia/Shanghai';

const STYLES = {
  full: { dateStyle: 'medium', timeStyle: 'medium' },
  minute: { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
  day: { dateStyle: 'long' },
  date: { month: 'short', day: 'numeric' },
  time: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;
export type MomentStyle = keyof typeof STYLES;

export function momentText(
  at: string | number,
  language: keyof typeof TAGS,
  style: MomentStyle = 'full',
): string {
  const options: Intl.DateTimeFormatOptions = { ...STYLES[style], timeZone: ZONE, hourCycle: 'h23' };
  return new Intl.DateTimeFormat(TAGS[language], options).format(new Date(at));
}

export interface MomentProps {
  /** ISO 8601 or milliseconds. */
  readonly at: string | number;
  readonly style?: MomentStyle;
}

export function Moment({ at, style = 'full' }: MomentProps) {
  const language = useLanguage();
  return (
    <time className="number" dateTime={new Date(at).toISOString()}>
      {momentText(at, language, style)}
    </time>
  );
}

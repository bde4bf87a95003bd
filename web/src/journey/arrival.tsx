/** When a way back should be home, in days; «usually» where nobody promised it. */
import { useTranslation } from 'react-i18next';
import { TAGS } from '../app/i18n.ts';
import { useLanguage } from '../shared/words.ts';
import type { WayView } from './picture.ts';

const HOME: readonly WayView['movement'][] = [
  'arrived',
  'paid-out',
  'nothing-taken',
  'stands',
  'charged-back',
];

/** A day without a zone: what the calendar says, wherever the reader is. */
function useDay(): (day: string) => string {
  const language = useLanguage();
  const format = new Intl.DateTimeFormat(TAGS[language], { month: 'short', day: 'numeric', timeZone: 'UTC' });
  return (day) => format.format(new Date(`${day}T00:00:00Z`));
}

export const isExpected = ({ arrival, movement }: WayView): boolean =>
  arrival?.firm === true && !HOME.includes(movement);

export function Arrival({ way }: { readonly way: WayView }) {
  const { t } = useTranslation('journey');
  const day = useDay();
  const { arrival } = way;
  if (arrival === null || !isExpected(way)) return null;
  const { from, to, usually } = arrival;
  const days = from === to ? day(from) : t('arrival.range', { from: day(from), to: day(to) });
  return <span className="number">{t(usually ? 'arrival.usually' : 'arrival.by', { days })}</span>;
}

/** A slip, drawn: where on the paper the four details stand. The one that is being typed lights up. */
import { useTranslation } from 'react-i18next';
import css from './slip-drawing.module.css';

export const SLIP_FIELDS = ['reference', 'date', 'amount', 'last4'] as const;
export type SlipField = (typeof SLIP_FIELDS)[number];

const RING = 'h7v7h-7zm1 1v5h5v-5zm1 1h3v3h-3z';
const FINDERS = `M0 0${RING}M14 0${RING}M0 14${RING}`;
const CELLS = [
  'M8 1h2v2H8zM11 0h2v1h-2zM8 4h1v3h2v1H8zM12 3h1v3h-1zM0 8h2v2H0zM4 9h3v1H4zM8 10h3v2H8zM12 8h2v2h-2zM16 9h2v1h-2z',
  'M19 8h2v3h-2zM9 14h2v1H9zM12 12h3v2h-3zM16 13h1v3h-1zM18 14h3v1h-3zM8 17h2v2H8zM11 16h3v1h-3zM12 19h2v2h-2z',
  'M16 18h2v3h-2zM19 17h2v2h-2z',
].join('');

export interface SlipDrawingProps {
  readonly lit: SlipField | null;
}

export function SlipDrawing({ lit }: SlipDrawingProps) {
  const { t } = useTranslation('payer');
  const line = (field: SlipField, value: string): React.ReactNode => (
    <div className={`${css.line} ${lit === field ? css.lit : ''}`} key={field}>
      <span>{t(`typed.${field}`)}</span>
      <b className="number">{value}</b>
    </div>
  );
  return (
    <figure className={css.figure} aria-label={t('slip.label')}>
      <div className={css.slip} aria-hidden="true">
        <p className={css.head}>{t('slip.title')}</p>
        <div className={css.faint}>
          <i />
          <i />
        </div>
        {line('last4', '6200 00** **** 0005')}
        <div className={css.faint}>
          <i />
        </div>
        {line('date', '2026-11-24 10:21')}
        {line('reference', '102100123456')}
        {line('amount', '¥ 120.00')}
        <svg viewBox="0 0 21 21" className={css.symbol} aria-hidden="true">
          <path d={FINDERS} fillRule="evenodd" />
          <path d={CELLS} />
        </svg>
      </div>
      <figcaption className="muted">{t('slip.caption')}</figcaption>
    </figure>
  );
}

/** The slip (签购单) as paper: on the screen, as a file, and as bytes for the printer at the counter. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Fetched } from '../shared/states.tsx';
import { useLanguage } from '../shared/words.ts';
import { QrCode } from './qr-code.tsx';
import css from './slip.module.css';
import { type SlipLine, slipPath, till } from './till-api.ts';

export interface SlipProps {
  readonly terminal: string;
  /** `stan` null: the slip of the settlement of that batch. */
  readonly of: { readonly batch: string; readonly stan: string | null };
  /** It was printed before. */
  readonly reprint?: boolean;
}

const COPIES = ['cardholder', 'merchant'] as const;

export function Slip({ terminal, of, reprint = false }: SlipProps) {
  const { t } = useTranslation('cashier');
  const lang = useLanguage();
  const [copy, setCopy] = useState<(typeof COPIES)[number]>('cardholder');
  const wanted = { lang, reprint, ...(of.stan === null ? {} : { copy }) };
  const path = slipPath(terminal, of, 'json', wanted);
  const query = useQuery({
    queryKey: ['till', 'slip', path],
    queryFn: () => till.slip(path),
    staleTime: 5_000,
  });
  return (
    <section className={css.slip} aria-labelledby="slip">
      <h2 id="slip">{of.stan === null ? t('slip.settlement') : t('slip.title')}</h2>
      {of.stan === null ? null : (
        <fieldset className={css.copies}>
          <legend className="only-read">{t('slip.copy')}</legend>
          {COPIES.map((each) => (
            <label key={each}>
              <input
                type="radio"
                name={`copy-${of.batch}-${of.stan}`}
                checked={copy === each}
                onChange={() => setCopy(each)}
              />
              <span>{t(`slip.${each}`)}</span>
            </label>
          ))}
        </fieldset>
      )}
      <Fetched query={query}>{(lines) => <Paper lines={lines} />}</Fetched>
      <p className={css.links}>
        <a href={slipPath(terminal, of, 'pdf', wanted)} download>
          {t('slip.pdf')}
        </a>
        <a href={slipPath(terminal, of, 'escpos', { ...wanted, paper: 58 })} download>
          {t('slip.printer', { paper: 58 })}
        </a>
        <a href={slipPath(terminal, of, 'escpos', { ...wanted, paper: 80 })} download>
          {t('slip.printer', { paper: 80 })}
        </a>
      </p>
    </section>
  );
}

export function Paper({ lines }: { readonly lines: readonly SlipLine[] }) {
  return (
    <div className={css.paper}>
      {lines.map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of a slip never change places
        <Line key={at} line={line} />
      ))}
    </div>
  );
}

function Line({ line }: { readonly line: SlipLine }) {
  switch (line.is) {
    case 'title':
      return <p className={css.title}>{line.text}</p>;
    case 'mark':
      return <p className={css.mark}>{line.text}</p>;
    case 'note':
      return <p>{line.text}</p>;
    case 'rule':
      return <hr />;
    case 'row':
    case 'amount':
      return (
        <p className={line.is === 'amount' ? css.amount : css.row}>
          <span>{line.label}</span> <span>{line.value}</span>
        </p>
      );
    case 'signature':
      return <p className={css.signature}>{line.label}:</p>;
    case 'code':
      return (
        <div className={css.code}>
          <QrCode text={line.content} label={line.text} />
          <p>{line.text}</p>
        </div>
      );
  }
}

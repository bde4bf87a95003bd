/** `/operator/books/trial`: the trial balance of a day. */
import { useQuery } from '@tanstack/react-query';
import Input from 'antd/es/input';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { api, withQuery } from '../../shared/api.ts';
import { Field } from '../../shared/field.tsx';
import { Money } from '../../shared/money.tsx';
import { Fetched } from '../../shared/states.tsx';
import { useLanguage, useSay } from '../../shared/words.ts';
import { ScrollBox } from '../scroll-box.tsx';
import { BooksFrame } from './books-frame.tsx';
import { today } from './days.ts';
import form from './form.module.css';
import css from './trial.module.css';

interface Sides {
  readonly debit: number;
  readonly credit: number;
}
const PAIRS = ['opening', 'moved', 'closing', 'held'] as const;
type Sums = Readonly<Record<'opening' | 'moved' | 'closing' | 'pending', Sides>>;
const sidesOf = (sums: Sums, pair: (typeof PAIRS)[number]): Sides => sums[pair === 'held' ? 'pending' : pair];

interface Trial {
  readonly rows: readonly (Sums & { readonly account: string; readonly zh: string; readonly en: string })[];
  readonly total: Sums;
  readonly even: boolean;
  readonly ended: boolean;
}

export function Component() {
  const { t } = useTranslation('operator');
  const lang = useLanguage();
  const [search, setSearch] = useSearchParams();
  const day = search.get('day') ?? today();
  const query = useQuery({
    queryKey: ['books', 'trial', day],
    queryFn: ({ signal }) => api.get<Trial>(withQuery('/v1/operator/trial-balance', { day }), { signal }),
  });
  const file = (
    <a className={form.file} href={withQuery('/v1/operator/trial-balance.csv', { day, lang })} download>
      {t('books.csv')}
    </a>
  );
  return (
    <BooksFrame title={t('books.trial')} lead={t('books.trialLead')} aside={file}>
      <div className={form.form}>
        <Field label={t('books.day')}>
          {(control) => (
            <Input
              {...control}
              type="date"
              value={day}
              max={today()}
              required
              onChange={({ target }) => {
                if (target.value !== '') setSearch({ day: target.value }, { replace: true });
              }}
            />
          )}
        </Field>
      </div>
      <Fetched query={query} lines={10}>
        {(trial) => <Table trial={trial} />}
      </Fetched>
    </BooksFrame>
  );
}

function Figure({ fen }: { readonly fen: number }) {
  return fen === 0 ? null : <Money fen={fen} />;
}

function Table({ trial }: { readonly trial: Trial }) {
  const { t } = useTranslation('operator');
  const say = useSay();
  return (
    <>
      <p className={trial.even ? css.even : css.uneven} role="status">
        <strong>{t(trial.even ? 'books.even' : 'books.uneven')}</strong>
        <span>{t(trial.even ? 'books.evenDetail' : 'books.unevenDetail')}</span>
        {trial.ended ? null : <span>{t('books.notEnded')}</span>}
      </p>
      <div className={css.scroll}>
        <ScrollBox label={t('books.trial')}>
          <table className={css.table}>
            <thead>
              <tr>
                <th rowSpan={2} scope="col">
                  {t('books.account')}
                </th>
                {PAIRS.map((pair) => (
                  <th key={pair} colSpan={2} scope="colgroup">
                    {t(`books.${pair}`)}
                  </th>
                ))}
              </tr>
              <tr>
                {PAIRS.flatMap((pair) =>
                  (['debit', 'credit'] as const).map((side) => (
                    <th key={`${pair} ${side}`} scope="col">
                      {t(`books.${side}`)}
                    </th>
                  )),
                )}
              </tr>
            </thead>
            <tbody>
              {trial.rows.map((row) => (
                <tr key={row.account}>
                  <th scope="row">{say(row)}</th>
                  <Cells sums={row} />
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">{t('books.sum')}</th>
                <Cells sums={trial.total} />
              </tr>
            </tfoot>
          </table>
        </ScrollBox>
      </div>
    </>
  );
}

function Cells({ sums }: { readonly sums: Sums }) {
  return PAIRS.flatMap((pair) => {
    const { debit, credit } = sidesOf(sums, pair);
    return [
      <td key={`${pair} debit`} className={css.first}>
        <Figure fen={debit} />
      </td>,
      <td key={`${pair} credit`}>
        <Figure fen={credit} />
      </td>,
    ];
  });
}

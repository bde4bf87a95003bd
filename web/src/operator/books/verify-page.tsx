/** `/operator/books/verify`: recompute all books, and watch it being done. */
import { useTranslation } from 'react-i18next';
import { ActButton } from '../../shared/act-button.tsx';
import { api } from '../../shared/api.ts';
import { Moment } from '../../shared/moment.tsx';
import { Empty, Fetched } from '../../shared/states.tsx';
import { BooksFrame } from './books-frame.tsx';
import css from './verify.module.css';
import { type Run, useVerify } from './verify-data.ts';
import { Result } from './verify-result.tsx';

export function Component() {
  const { t } = useTranslation('operator');
  const { query, running, again } = useVerify();
  return (
    <BooksFrame title={t('verify.title')} lead={t('verify.lead')}>
      <section className={css.now} aria-live="polite">
        {running === null ? (
          <ActButton
            label={t('verify.start')}
            title={t('verify.start')}
            way="out"
            act={(key) => api.post('/v1/operator/verify', undefined, { key })}
            onDone={again}
          >
            <p>{t('verify.startEffect')}</p>
          </ActButton>
        ) : (
          <Running run={running} />
        )}
        <p className="muted">{t('verify.ownBooks')}</p>
      </section>
      <section aria-labelledby="runs">
        <h2 id="runs">{t('verify.history')}</h2>
        <Fetched query={query}>
          {({ runs }) =>
            runs.length === 0 ? (
              <div className="card">
                <Empty title={t('verify.none')} />
              </div>
            ) : (
              <ol className={css.runs}>
                {runs.map((run) => (
                  <li key={run.id}>
                    <Result run={run} />
                  </li>
                ))}
              </ol>
            )
          }
        </Fetched>
      </section>
    </BooksFrame>
  );
}

function Running({ run }: { readonly run: Run }) {
  const { t } = useTranslation('operator');
  const { done, of } = run;
  const known = done !== null && of !== null && of > 0;
  return (
    <div className={css.running}>
      <p className={css.title}>
        <strong>{t('verify.running')}</strong>
        <span className="muted">
          {t('verify.by', { name: run.by })} · <Moment at={run.startedAt} style="time" />
        </span>
      </p>
      <progress aria-label={t('verify.running')} max={known ? of : 1} {...(known ? { value: done } : {})} />
      <p className="number">{known ? t('verify.progress', { done, of }) : t('verify.counting')}</p>
    </div>
  );
}

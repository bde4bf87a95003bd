/** What one verification found. */
import { useTranslation } from 'react-i18next';
import { Moment } from '../../shared/moment.tsx';
import { useSay } from '../../shared/words.ts';
import css from './verify.module.css';
import type { Run } from './verify-data.ts';

const secondsOf = ({ startedAt, endedAt }: Run): string =>
  endedAt === null ? '' : ((Date.parse(endedAt) - Date.parse(startedAt)) / 1_000).toFixed(1);

export function Result({ run }: { readonly run: Run }) {
  const { t } = useTranslation('operator');
  const say = useSay();
  const { state, counts, faults, failure } = run;
  const title = state === 'faults' ? t('verify.faults', { count: faults.length }) : t(`verify.${state}`);
  return (
    <article className={css.run} data-state={state}>
      <p className={css.title}>
        <strong>{title}</strong>
        <span className="muted">
          <Moment at={run.startedAt} style="minute" /> · {t('verify.by', { name: run.by })}
          {run.endedAt === null ? null : ` · ${t('verify.took', { seconds: secondsOf(run) })}`}
        </span>
      </p>
      {counts === null ? null : (
        <p className="number">
          {t('verify.counts', { ...counts })}
          {counts.open === 0 ? null : ` · ${t('verify.open', { open: counts.open })}`}
        </p>
      )}
      {failure === null ? null : <p className="problem">{failure}</p>}
      {faults.length === 0 ? null : (
        <ul className={css.faults}>
          {faults.map(({ law, words, subject, text }) => (
            <li key={`${law} ${subject} ${text}`}>
              <strong>{say(words)}</strong>
              <span className="number">{subject}</span>
              <span lang="en">{text}</span>
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}

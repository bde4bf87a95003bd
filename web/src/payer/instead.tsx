/** After a no: what else there is. After a yes: what the payer should still do. */
import { useTranslation } from 'react-i18next';
import { Moment } from '../shared/moment.tsx';
import { Money } from '../shared/money.tsx';
import { useSay } from '../shared/words.ts';
import css from './answer-sheet.module.css';
import type { Answer } from './payer-api.ts';

export interface InsteadProps {
  readonly answer: Answer;
  /** The money goes back already: nothing else is needed. */
  readonly going: boolean;
}

export function Instead({ answer, going }: InsteadProps) {
  const { t } = useTranslation('payer');
  const say = useSay();
  const { next, advice, aftercare, opensAt, entitlement } = answer;
  const refused = answer.verdict === 'NO' || answer.verdict === 'NOT_YET';
  return (
    <>
      {refused && (next !== null || advice.length > 0) ? (
        <section className={css.part}>
          <h2>{t(going ? 'answer.aftercare' : 'answer.instead')}</h2>
          <ul className={css.list}>
            {next === null ? null : (
              <li>
                <strong>{say(next.words)}</strong>
                {' · '}
                {t(`answer.nextAt.${next.at}`)}
                {next.opensAt === null && opensAt === null ? null : (
                  <>
                    {' · '}
                    {t('answer.opensAt')} <Moment at={next.opensAt ?? opensAt ?? ''} style="minute" />
                  </>
                )}
                {next.amount === null ? null : (
                  <>
                    {' · '}
                    {t('answer.upTo')} <Money fen={next.amount} />
                  </>
                )}
                {next.until === null ? null : (
                  <>
                    {' · '}
                    {t('answer.until')} <Moment at={next.until} style="day" />
                  </>
                )}
              </li>
            )}
            {advice.map((each) => (
              <li key={each.code}>{say(each)}</li>
            ))}
          </ul>
        </section>
      ) : null}
      {entitlement === null || entitlement.until === null ? null : (
        <section className={css.part}>
          <h2>{t('answer.right')}</h2>
          <p>
            {t('answer.rightUntil')} <Moment at={entitlement.until} />
          </p>
        </section>
      )}
      {aftercare.length === 0 ? null : (
        <section className={css.part}>
          <h2>{t('answer.aftercare')}</h2>
          <ul className={css.list}>
            {aftercare.map((each) => (
              <li key={each.code}>{say(each)}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

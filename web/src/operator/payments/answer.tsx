/** Can this be cancelled? The answer of this moment in one sentence, with the rules that decided. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Countdown } from '../../shared/countdown.tsx';
import { Fetched } from '../../shared/states.tsx';
import { useSay } from '../../shared/words.ts';
import css from './answer.module.css';
import { askCancellability, isAllowed } from './asked.ts';
import { CancelAct } from './cancel-act.tsx';

export function Answer({ paymentId }: { readonly paymentId: string }) {
  const { t } = useTranslation('operator');
  const say = useSay();
  const query = useQuery({
    queryKey: ['cancellability', paymentId],
    queryFn: ({ signal }) => askCancellability(paymentId, null, signal),
  });
  return (
    <section className="card" aria-labelledby="answer">
      <h2 id="answer">{t('payment.answer')}</h2>
      <Fetched query={query} lines={2}>
        {(answer) => (
          <>
            <p className={css.sentence} data-verdict={answer.verdict}>
              {say(answer.sentence)}
            </p>
            {answer.deadline === null ? null : (
              <p className={css.deadline}>
                <Countdown to={answer.deadline.at} />
              </p>
            )}
            {isAllowed(answer) ? (
              <div className={css.act}>
                <CancelAct paymentId={paymentId} answer={answer} />
              </div>
            ) : null}
            <ul className={css.rules}>
              {answer.rules.map((rule) => (
                <li key={rule.id} data-held={rule.held}>
                  <Link to={`/operator/rules/rule/${rule.id}`}>{rule.id}</Link>
                  <span>{say(rule)}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </Fetched>
    </section>
  );
}

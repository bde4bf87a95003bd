/** Can it be switched, what that changes from the second it is done, and by which rules. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSay } from '../shared/words.ts';
import answerCss from './answer-card.module.css';
import css from './switch-page.module.css';
import type { Acceptance, SwitchAnswer } from './terminals-api.ts';

export interface SwitchAnswerCardProps {
  readonly answer: SwitchAnswer;
  readonly name: string;
  readonly to: 'on' | 'off';
  /** Other ways to pay at this terminal; `null` where the switch is about no way to pay. */
  readonly others: readonly Acceptance[] | null;
  readonly children: ReactNode;
}

export function SwitchAnswerCard({ answer, name, to, others, children }: SwitchAnswerCardProps) {
  const { t } = useTranslation('merchant');
  const say = useSay();
  const { verdict, sentence, aftercare, advice, rules } = answer;
  const yes = verdict === 'YES';
  return (
    <section
      className={`card ${answerCss.answer}`}
      data-tone={yes ? 'yes' : 'no'}
      aria-labelledby="switch-answer"
    >
      <h2 id="switch-answer" className={answerCss.kicker}>
        {t(to === 'off' ? 'terminals.kickerOff' : 'terminals.kickerOn')}
      </h2>
      <p className={answerCss.verdict}>{t(`terminals.verdict.${verdict}`)}</p>
      <p className={answerCss.sentence}>{say(sentence)}</p>
      {yes ? (
        <div className={css.changes}>
          <h3>{t(to === 'off' ? 'terminals.changes' : 'terminals.changesOn')}</h3>
          <ul>
            <li className={to === 'off' ? css.stops : css.works}>
              {t(to === 'off' ? 'terminals.stops' : 'terminals.works', { name })}
            </li>
            {aftercare.map((each) => (
              <li key={each.code}>{say(each)}</li>
            ))}
          </ul>
        </div>
      ) : null}
      {yes && to === 'off' && others !== null ? <Others others={others} /> : null}
      {advice.length === 0 || yes ? null : (
        <div className={css.changes}>
          <h3>{t('terminals.advice')}</h3>
          <ul>
            {advice.map((each) => (
              <li key={each.code}>{say(each)}</li>
            ))}
          </ul>
        </div>
      )}
      {children}
      <details className={answerCss.rules}>
        <summary>{t('answer.rules', { count: rules.length })}</summary>
        <ul>
          {rules.map((rule) => (
            <li key={rule.id} data-held={rule.held}>
              <span className={answerCss.rule}>{rule.id}</span> {say(rule)}
              <small>{typeof rule.source === 'string' ? rule.source : say(rule.source)}</small>
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

function Others({ others }: { readonly others: readonly Acceptance[] }) {
  const { t } = useTranslation('merchant');
  const say = useSay();
  if (others.length === 0) return <p className={css.changes}>{t('terminals.stillNone')}</p>;
  return (
    <div className={css.changes}>
      <h3>{t('terminals.still')}</h3>
      <p className={css.still}>
        {others.map(({ product, words }) => (
          <span key={product}>{say(words)}</span>
        ))}
      </p>
    </div>
  );
}

/** Can it be cancelled? The answer before the press: verdict, way, until when, when it arrives, what it costs. */
import { useTranslation } from 'react-i18next';
import { Countdown } from '../shared/countdown.tsx';
import { Moment } from '../shared/moment.tsx';
import { Money } from '../shared/money.tsx';
import { useSay, type Words } from '../shared/words.ts';
import css from './answer-sheet.module.css';

export interface Answer {
  readonly verdict: 'YES' | 'YES_WITH_REVIEW' | 'NO' | string;
  readonly sentence: Words;
  readonly route: string | null;
  readonly amount: number | null;
  readonly destination: (Words & { readonly masked: string }) | null;
  readonly arrival: { readonly words: Words; readonly usually: boolean } | null;
  readonly fee: { readonly returned: number; readonly kept: number } | null;
  readonly deadline: { readonly at: string; readonly usually: boolean } | null;
  readonly next: { readonly words: Words } | null;
  readonly advice: readonly (Words & { readonly code: string })[];
  readonly rules: readonly (Words & { readonly id: string; readonly source: string })[];
}

export const isYes = ({ verdict }: Answer): boolean => verdict.startsWith('YES');

export function AnswerSheet({ answer }: { readonly answer: Answer }) {
  const { t } = useTranslation('cashier');
  const say = useSay();
  const { route, amount, destination, arrival, fee, deadline, next, advice, rules } = answer;
  return (
    <section className={`${css.sheet} ${isYes(answer) ? css.yes : css.no}`} aria-labelledby="answer">
      <h2 id="answer" className={css.sentence}>
        {say(answer.sentence)}
      </h2>
      <dl className={css.facts}>
        {route === null ? null : <Fact name={t('answer.way')}>{t(`route.${route}`)}</Fact>}
        {amount === null ? null : (
          <Fact name={t('answer.amount')}>
            <Money fen={amount} />
          </Fact>
        )}
        {deadline === null ? null : (
          <Fact name={t('answer.until')}>
            <Moment at={deadline.at} style="minute" /> · <Countdown to={deadline.at} />
          </Fact>
        )}
        {arrival === null ? null : <Fact name={t('answer.arrival')}>{say(arrival.words)}</Fact>}
        {destination === null ? null : (
          <Fact name={t('answer.to')}>
            {say(destination)} {destination.masked}
          </Fact>
        )}
        {fee === null ? null : (
          <Fact name={t('answer.fee')}>
            <Money fen={fee.returned} />
          </Fact>
        )}
      </dl>
      {next === null ? null : <p>{say(next.words)}</p>}
      {advice.map((each) => (
        <p key={each.code}>{say(each)}</p>
      ))}
      {rules.length === 0 ? null : (
        <details>
          <summary>{t('answer.why', { total: rules.length })}</summary>
          <ul className={css.rules}>
            {rules.map((rule) => (
              <li key={rule.id}>
                <strong>{rule.id}</strong> {say(rule)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

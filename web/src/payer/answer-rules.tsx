/** The rules behind an answer, in plain words, each with where it was read and how sure that is. */
import { useTranslation } from 'react-i18next';
import { useSay } from '../shared/words.ts';
import css from './answer-rules.module.css';
import type { Rule } from './payer-api.ts';

/** So many are shown at once; those that speak against it first. */
const SHOWN = 3;

export interface AnswerRulesProps {
  readonly rules: readonly Rule[];
}

export function AnswerRules({ rules }: AnswerRulesProps) {
  const { t } = useTranslation('payer');
  if (rules.length === 0) return null;
  // What stands against the widest way back says most; narrower ways were shut before it.
  const against = rules.filter(({ held }) => !held).reverse();
  const sorted = [...against, ...rules.filter(({ held }) => held)];
  const rest = sorted.slice(SHOWN);
  return (
    <section className={css.rules}>
      <h2>{t('rules.title')}</h2>
      <List rules={sorted.slice(0, SHOWN)} />
      {rest.length === 0 ? null : (
        <details>
          <summary>{t('rules.more', { number: rest.length })}</summary>
          <List rules={rest} />
        </details>
      )}
    </section>
  );
}

function List({ rules }: AnswerRulesProps) {
  const { t } = useTranslation('payer');
  const say = useSay();
  return (
    <ul className={css.list}>
      {rules.map((rule) => (
        <li key={rule.id} className={rule.held ? '' : css.against}>
          <p className={css.words}>{say(rule)}</p>
          <p className={css.source}>
            <span className={css.id}>{rule.id}</span>
            <span>{t('rules.source', { source: say(rule.source) })}</span>
            <span>{t(`rules.certainty.${rule.certainty.replace('+', 'plus')}`)}</span>
          </p>
        </li>
      ))}
    </ul>
  );
}

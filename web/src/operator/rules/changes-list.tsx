/** What two states of the rules differ in, each change as a sentence. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSay } from '../../shared/words.ts';
import css from './rules.module.css';
import type { Change } from './rules-data.ts';
import { useRuleWords, valueText } from './value-text.ts';

export function ChangesList({ changes }: { readonly changes: readonly Change[] }) {
  const { t } = useTranslation('rules');
  if (changes.length === 0) return <p className="muted">{t('changes.none')}</p>;
  return (
    <ul className={css.changes}>
      {changes.map((change) => (
        <li
          key={`${change.kind} ${change.rule} ${change.parameter} ${change.layer} ${change.owner} ${change.from}`}
        >
          <ChangeLine change={change} />
        </li>
      ))}
    </ul>
  );
}

function ChangeLine({ change }: { readonly change: Change }) {
  const { t } = useTranslation('rules');
  const say = useSay();
  const words = useRuleWords();
  const { kind, rule, parameter, layer, owner, from, before, after, members } = change;
  const known = parameter === null ? null : words.parameter(parameter);
  const name = known === null ? (parameter ?? rule ?? '') : say(known);
  const who =
    layer === 'platform' ? t('layer.platform') : `${t(`layer.${layer}`)} ${owner === '*' ? '' : owner}`;
  const isValue = kind === 'value' || kind === 'narrowing';
  return (
    <>
      {rule === null ? null : (
        <Link className={css.id} to={`/operator/rules/rule/${encodeURIComponent(rule)}`}>
          {rule}
        </Link>
      )}{' '}
      {isValue ? name : t(`changes.${kind}`, { name: parameter ?? rule })}
      {isValue && before !== after ? (
        <>
          {': '}
          <span className={before === null ? 'muted' : css.was}>{valueText(t, before)}</span>
          <Arrow />
          <span className={css.is}>{valueText(t, after)}</span>
        </>
      ) : null}
      {kind === 'rule' || kind === 'off' || kind === 'calendar'
        ? ` · ${t(after === null ? 'changes.gone' : before === null ? 'changes.new' : 'changes.other')}`
        : null}
      {members.length === 0
        ? null
        : ` · ${members.map((each) => t(`part.${each}`, { defaultValue: each })).join(', ')}`}
      <div className="muted">
        {who}
        {from === null ? '' : ` · ${t('changes.from', { day: from })}`}
      </div>
    </>
  );
}

/** Between what was and what is; read aloud as a word. */
export function Arrow() {
  const { t } = useTranslation('rules');
  return (
    <>
      <span className={css.arrow} aria-hidden="true">
        →
      </span>
      <span className="only-read"> {t('becomes')} </span>
    </>
  );
}

/** `/operator/rules/rule/:id`: one rule, where it was read, and each of its values in every layer. */
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { Fetched } from '../../shared/states.tsx';
import { useSay } from '../../shared/words.ts';
import { ScrollBox } from '../scroll-box.tsx';
import css from './rules.module.css';
import { type RuleDetail, useMay, useRule } from './rules-data.ts';
import { RulesFrame } from './rules-frame.tsx';
import { useSource, valueText } from './value-text.ts';

export function Component() {
  const { id = '' } = useParams();
  const { t } = useTranslation('rules');
  const rule = useRule(id);
  return (
    <RulesFrame title={t('rule.title', { id })}>
      <Fetched query={rule} lines={6}>
        {(data) => <Rule rule={data} />}
      </Fetched>
    </RulesFrame>
  );
}

function Rule({ rule }: { readonly rule: RuleDetail }) {
  const { t } = useTranslation('rules');
  const say = useSay();
  const source = useSource();
  const days = (from: string | null, until: string | null): string =>
    from === null && until === null
      ? t('rule.always')
      : t('rule.days', { from: from ?? t('rule.open'), until: until ?? t('rule.open') });
  const channels =
    rule.channels === null
      ? t('channel.all')
      : rule.channels
          .map((each) => t(`channel.${each.replace('.', '-')}`, { defaultValue: each }))
          .join(' · ');
  return (
    <div className={css.stack}>
      <section>
        <p className={css.sentence}>{say(rule)}</p>
        <dl className={css.facts}>
          <dt>{t('rule.source')}</dt>
          <dd>{source(rule)}</dd>
          <dt>{t('rule.certainty')}</dt>
          <dd>{t(`certainty.${rule.certainty}`)}</dd>
          <dt>{t('rule.scope')}</dt>
          <dd>{channels}</dd>
          <dt>{t('rule.force')}</dt>
          <dd>{rule.inForce ? days(rule.from, rule.until) : t('rule.notInForce')}</dd>
          {rule.versions.length < 2 ? null : (
            <>
              <dt>{t('rule.versions')}</dt>
              <dd>{rule.versions.map(({ from, until }) => days(from, until)).join(' · ')}</dd>
            </>
          )}
        </dl>
      </section>
      <section className={css.parameters}>
        <h2>{t('rule.parameters', { count: rule.parameters.length })}</h2>
        {rule.parameters.length === 0 ? <p className="muted">{t('rule.noParameters')}</p> : null}
        {rule.parameters.map((parameter) => (
          <Parameter key={parameter.key} ruleId={rule.id} parameter={parameter} />
        ))}
      </section>
    </div>
  );
}

interface ParameterProps {
  readonly ruleId: string;
  readonly parameter: RuleDetail['parameters'][number];
}

function Parameter({ ruleId, parameter }: ParameterProps) {
  const { t } = useTranslation('rules');
  const say = useSay();
  const may = useMay('rules.try');
  const { key, unit, value, layer, layers } = parameter;
  return (
    <article className="card">
      <div className={css.parameterHead}>
        <div>
          <h3>{say(parameter)}</h3>
          <span className={css.key}>{key}</span>
          <strong className={css.value}>{valueText(t, value)}</strong>
          <span className={css.unit}>
            {unit} · {t(`layer.${layer}`)}
          </span>
        </div>
        {may ? (
          <Link
            to={`/operator/rules/change?rule=${encodeURIComponent(ruleId)}&parameter=${encodeURIComponent(key)}`}
          >
            {t('rule.change')}
          </Link>
        ) : null}
      </div>
      {layers.length < 2 ? null : (
        <ScrollBox label={say(parameter)}>
          <table className={css.table}>
            <caption>{t('rule.layers')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('rule.layer')}</th>
                <th scope="col">{t('rule.value')}</th>
                <th scope="col">{t('rule.force')}</th>
                <th scope="col">{t('rule.source')}</th>
              </tr>
            </thead>
            <tbody>
              {layers.map((each) => (
                <tr
                  key={`${each.layer} ${each.owner} ${each.from} ${String(each.value)}`}
                  className={each.won ? css.won : ''}
                >
                  <td>
                    {t(`layer.${each.layer}`)}
                    {each.owner === '*' ? '' : ` ${each.owner}`}
                  </td>
                  <td className="number">
                    {valueText(t, each.value)}
                    {each.won ? <span className="only-read"> {t('rule.won')}</span> : null}
                  </td>
                  <td>
                    {each.from === null && each.until === null
                      ? t('rule.always')
                      : t('rule.days', {
                          from: each.from ?? t('rule.open'),
                          until: each.until ?? t('rule.open'),
                        })}
                  </td>
                  <td>{each.source}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </article>
  );
}

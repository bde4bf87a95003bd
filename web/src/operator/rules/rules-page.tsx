/** `/operator/rules`: every rule in plain words, found by what it says. */
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { Field } from '../../shared/field.tsx';
import { Moment } from '../../shared/moment.tsx';
import { Empty, Fetched } from '../../shared/states.tsx';
import { useSay } from '../../shared/words.ts';
import css from './rules.module.css';
import { type Edition, type Rule, useEditions, useRules } from './rules-data.ts';
import { RulesFrame } from './rules-frame.tsx';
import { useSource, valueText } from './value-text.ts';

export function Component() {
  const { t } = useTranslation('rules');
  const rules = useRules();
  const { data: editions = [] } = useEditions();
  const inForce = editions.find(({ state }) => state === 'in-force');
  return (
    <RulesFrame title={t('title')} lead={t('lead')}>
      {inForce === undefined ? null : <InForce edition={inForce} />}
      <Fetched query={rules} lines={8}>
        {(items) => <Found rules={items} />}
      </Fetched>
    </RulesFrame>
  );
}

function InForce({ edition: { no, publishedAt, proposal } }: { readonly edition: Edition }) {
  const { t } = useTranslation('rules');
  return (
    <p className={css.now}>
      <strong>{no === 0 ? t('edition.delivered') : t('edition.no', { no })}</strong>
      <span className="muted">
        {publishedAt === null ? (
          t('edition.deliveredDetail')
        ) : (
          <>
            <Moment at={publishedAt} style="minute" /> · {proposal?.reason}
          </>
        )}
      </span>
    </p>
  );
}

const channelsOf = (rules: readonly Rule[]): string[] =>
  [...new Set(rules.flatMap(({ channels }) => channels ?? []))].sort();

function matches(rule: Rule, words: readonly string[], channel: string): boolean {
  if (channel !== '' && rule.channels !== null && !rule.channels.includes(channel)) return false;
  const text = [
    ...[rule.id, rule.zh, rule.en, rule.source, rule.sourceZh ?? ''],
    ...rule.parameters.flatMap(({ key, zh, en }) => [key, zh, en]),
  ]
    .join(' ')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

function Found({ rules }: { readonly rules: readonly Rule[] }) {
  const { t } = useTranslation('rules');
  const [search, setSearch] = useSearchParams();
  const [asked, channel] = [search.get('q') ?? '', search.get('channel') ?? ''];
  const words = asked.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rules.filter((rule) => matches(rule, words, channel));
  const change = (name: string, value: string): void => {
    const next = new URLSearchParams(search);
    if (value === '') next.delete(name);
    else next.set(name, value);
    setSearch(next, { replace: true });
  };
  return (
    <>
      <search className={css.find}>
        <Field label={t('find.words')}>
          {(control) => (
            <Input
              {...control}
              type="search"
              value={asked}
              maxLength={100}
              placeholder={t('find.example')}
              onChange={(event) => change('q', event.target.value)}
            />
          )}
        </Field>
        <Field label={t('find.channel')}>
          {(control) => (
            <select
              {...control}
              className={css.select}
              value={channel}
              onChange={(event) => change('channel', event.target.value)}
            >
              <option value="">{t('channel.all')}</option>
              {channelsOf(rules).map((each) => (
                <option key={each} value={each}>
                  {t(`channel.${each.replace('.', '-')}`, { defaultValue: each })}
                </option>
              ))}
            </select>
          )}
        </Field>
      </search>
      <p className={css.count} role="status">
        {t('find.count', { count: found.length })}
      </p>
      {found.length === 0 ? (
        <Empty title={t('find.none')}>
          <Button onClick={() => setSearch({}, { replace: true })}>{t('find.clear')}</Button>
        </Empty>
      ) : (
        <ul className={css.list}>
          {found.map((rule) => (
            <Row key={rule.id} rule={rule} />
          ))}
        </ul>
      )}
    </>
  );
}

function Row({ rule }: { readonly rule: Rule }) {
  const { t } = useTranslation('rules');
  const say = useSay();
  const source = useSource();
  return (
    <li>
      <Link className={css.rule} to={`/operator/rules/rule/${encodeURIComponent(rule.id)}`}>
        <span className={css.id}>{rule.id}</span>
        <p className={css.sentence}>{say(rule)}</p>
        <span className={css.source}>
          {t(`certainty.${rule.certainty}`)} · {source(rule)}
        </span>
      </Link>
      {rule.parameters.length === 0 ? null : (
        <div className={css.rule}>
          <dl className={css.values}>
            {rule.parameters.map((parameter) => (
              <div key={parameter.key}>
                <dt>{say(parameter)}</dt>
                <dd className="number">{valueText(t, parameter.value)}</dd>
              </div>
            ))}
          </dl>
        </div>
      )}
    </li>
  );
}

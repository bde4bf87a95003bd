/** Which rule says so, and how sure that is: unfolded where it stands. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Fetched } from '../shared/states.tsx';
import { useLanguage, useSay } from '../shared/words.ts';
import css from './rule-mark.module.css';
import { wallet } from './wallet-api.ts';
import type { Rule, ToldRule } from './wallet-shapes.ts';

export interface RuleMarkProps {
  readonly id: string;
  /** Those that the answer carries; another one is asked for when somebody wants to read it. */
  readonly rules?: readonly Rule[];
}

export function RuleMark({ id, rules = [] }: RuleMarkProps) {
  const { t } = useTranslation('wallet');
  const [open, setOpen] = useState(false);
  const rule = rules.find((each) => each.id === id);
  return (
    <details className={css.mark} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {t('rule.by')} <span className={css.id}>{id}</span>
      </summary>
      {rule !== undefined ? <RuleText rule={rule} /> : open ? <Asked id={id} /> : null}
    </details>
  );
}

function Asked({ id }: { readonly id: string }) {
  const query = useQuery({
    queryKey: ['own', 'rule', id],
    queryFn: ({ signal }) => wallet.get<ToldRule>(`/rules/${encodeURIComponent(id)}`, { signal }),
  });
  return (
    <Fetched query={query} lines={2}>
      {(rule) => <RuleText rule={rule} />}
    </Fetched>
  );
}

function RuleText({ rule }: { readonly rule: ToldRule }) {
  const say = useSay();
  return (
    <>
      <p>{say(rule)}</p>
      <p className={css.source}>
        <Source rule={rule} />
      </p>
    </>
  );
}

function Source({ rule: { source, sourceZh = null, certainty } }: { readonly rule: ToldRule }) {
  const { t } = useTranslation('wallet');
  const language = useLanguage();
  const where = language === 'zh' ? (sourceZh ?? source) : source;
  return (
    <>
      {t('rule.source', { source: where })} · {t(`rule.certainty.${certainty.replace('+', 'plus')}`)}
    </>
  );
}

/** All that decided, those against it first. */
export function RuleList({ rules }: { readonly rules: readonly Rule[] }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  if (rules.length === 0) return null;
  const sorted = [...rules].sort((a, b) => Number(a.held) - Number(b.held));
  return (
    <details className={css.all}>
      <summary>{t('rule.all', { count: rules.length })}</summary>
      <ul>
        {sorted.map((rule) => (
          <li key={rule.id} data-held={rule.held}>
            <p>{say(rule)}</p>
            <p className={css.source}>
              <span className={css.id}>{rule.id}</span> · <Source rule={rule} />
            </p>
          </li>
        ))}
      </ul>
    </details>
  );
}

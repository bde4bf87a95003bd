/** Who switched it before, when and why: the newest first. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Moment } from '../shared/moment.tsx';
import { Fetched } from '../shared/states.tsx';
import { Chip } from './chip.tsx';
import css from './switch-page.module.css';
import { readSwitches } from './terminals-api.ts';

export function SwitchHistory({
  terminal,
  product,
}: {
  readonly terminal: string;
  readonly product: string;
}) {
  const { t } = useTranslation('merchant');
  const switches = useQuery({
    queryKey: ['switches', terminal],
    queryFn: ({ signal }) => readSwitches(terminal, { signal }),
  });
  return (
    <section className="card" aria-labelledby="switch-history">
      <h2 id="switch-history">{t('terminals.history')}</h2>
      <Fetched query={switches} lines={2}>
        {({ history }) => {
          const own = history
            .filter((each) => each.product === product)
            .sort((a, b) => b.version - a.version);
          if (own.length === 0) return <p className="muted">{t('terminals.historyEmpty')}</p>;
          return (
            <ul className={css.history}>
              {own.map(({ version, state, at, by, reason }) => {
                const word = t(`terminals.state.${state}`);
                return (
                  <li key={version}>
                    <Chip state={state} words={{ zh: word, en: word }} />
                    <Moment at={at} style="minute" />
                    <p>{t('terminals.by', { by, reason })}</p>
                  </li>
                );
              })}
            </ul>
          );
        }}
      </Fetched>
    </section>
  );
}

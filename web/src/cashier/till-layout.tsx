/** `/cashier/…`: the till around its pages. One act at a time: what is under way takes the whole place. */
import { useQuery } from '@tanstack/react-query';
import { type MouseEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, Outlet } from 'react-router';
import { ForRoles, type SignedIn } from '../app/session.tsx';
import { keep, kept } from '../app/theme.ts';
import { Empty, Fetched } from '../shared/states.tsx';
import { ActStage } from './act-stage.tsx';
import { OpenEnds } from './open-ends.tsx';
import { type TillShort, till } from './till-api.ts';
import { TillContext } from './till-context.ts';
import css from './till-layout.module.css';
import { leavable, useAct } from './use-act.ts';

const KEPT_AS = 'yuanlu.till';
const CALM_MS = 30_000;
/** While something has no end yet it is looked at often. */
const WAKEFUL_MS = 4_000;

export function Component() {
  return (
    <ForRoles roles={['cashier', 'supervisor', 'merchant-admin']}>
      {(session) => <Terminals session={session} />}
    </ForRoles>
  );
}

function Terminals({ session }: { readonly session: SignedIn }) {
  const { t } = useTranslation('cashier');
  const query = useQuery({ queryKey: ['tills'], queryFn: till.terminals });
  const [chosen, setChosen] = useState(() => kept(KEPT_AS));
  const choose = (id: string): void => {
    keep(KEPT_AS, id);
    setChosen(id);
  };
  return (
    <Fetched query={query}>
      {(terminals) => {
        const terminal = terminals.find(({ id }) => id === chosen) ?? terminals[0];
        if (terminal === undefined)
          return (
            <Empty title={t('none.title')}>
              <p>{t('none.what')}</p>
            </Empty>
          );
        return (
          <Chosen
            key={terminal.id}
            terminal={terminal.id}
            terminals={terminals}
            choose={choose}
            mayReturn={session.can.includes('payments.cancel')}
          />
        );
      }}
    </Fetched>
  );
}

interface ChosenProps {
  readonly terminal: string;
  readonly terminals: readonly TillShort[];
  readonly choose: (id: string) => void;
  readonly mayReturn: boolean;
}

function Chosen({ terminal, terminals, choose, mayReturn }: ChosenProps) {
  const { t } = useTranslation('cashier');
  const acting = useAct(terminal);
  const query = useQuery({
    queryKey: ['till', terminal, 'state'],
    queryFn: () => till.state(terminal),
    refetchInterval: ({ state: { data } }) => {
      const open = data !== undefined && (data.pending !== null || data.unknown.length > 0);
      return open ? WAKEFUL_MS : CALM_MS;
    },
  });
  const busy = acting.phase.is !== 'idle';
  const held = busy && !leavable(acting.phase);
  // A tab leads somewhere at every press: it puts a result aside, and says so where an act holds the place.
  const tab = {
    'aria-disabled': held,
    onClick: (event: MouseEvent): void => {
      if (held) event.preventDefault();
      else if (busy) acting.clear();
    },
  };
  return (
    <Fetched query={query}>
      {(state) => (
        <TillContext value={{ till: state, acting, mayReturn }}>
          <div className={css.till}>
            <nav className={css.tabs} aria-label={t('tabs.label')}>
              <NavLink to="/cashier" end {...tab}>
                {t('tabs.sale')}
              </NavLink>
              <NavLink to="/cashier/find" {...tab}>
                {t('tabs.find')}
              </NavLink>
              <NavLink to="/cashier/today" {...tab}>
                {t('tabs.today')}
              </NavLink>
            </nav>
            <div className={css.page}>
              {busy ? (
                <ActStage />
              ) : (
                <>
                  <OpenEnds />
                  <Outlet />
                </>
              )}
            </div>
            <div className={css.terminal}>
              <label>
                <span className={css.terminalLabel}>{t('terminal')}</span>
                <select
                  value={terminal}
                  disabled={busy}
                  onChange={(event) => choose(event.currentTarget.value)}
                >
                  {terminals.map(({ id }) => (
                    <option key={id}>{id}</option>
                  ))}
                </select>
              </label>
              <span className="muted">
                {state.signInDue === null ? t('batchNow', { batch: state.batch }) : t('signInDue')}
              </span>
            </div>
          </div>
        </TillContext>
      )}
    </Fetched>
  );
}

/** `/staff`: the people of a shop, and for the institution all of them. */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import Button from 'antd/es/button';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ForRoles, type SignedIn } from '../app/session.tsx';
import { ActButton } from '../shared/act-button.tsx';
import { api, withQuery } from '../shared/api.ts';
import { Page } from '../shared/page.tsx';
import { Empty, Failed, Loading } from '../shared/states.tsx';
import { AddStaff } from './add-staff.tsx';
import { Changing } from './change-role.tsx';
import { type OneTime, OneTimeShown } from './one-time.tsx';
import { mayChange, mayShutOut, type Person, STAFF_KEY } from './people.ts';
import css from './staff.module.css';

interface List {
  readonly items: readonly Person[];
  readonly next: string | null;
}

export function Component() {
  return (
    <ForRoles roles={['merchant-admin', 'operator', 'auditor']}>
      {(session) => <Staff session={session} />}
    </ForRoles>
  );
}

function Staff({ session }: { readonly session: SignedIn }) {
  const { t } = useTranslation('sign-in');
  const [made, setMade] = useState<OneTime | null>(null);
  const client = useQueryClient();
  const changed = (): void => void client.invalidateQueries({ queryKey: STAFF_KEY });
  const manages = session.can.includes('staff.manage');
  return (
    <Page
      title={t('staff.title')}
      lead={t(session.staff.book === null ? 'staff.leadAll' : 'staff.lead')}
      aside={
        manages ? (
          <AddStaff
            me={session}
            onMade={(one) => {
              setMade(one);
              changed();
            }}
          />
        ) : null
      }
    >
      <OneTimeShown made={made} onClose={() => setMade(null)} />
      <People session={session} onMade={setMade} onChanged={changed} />
    </Page>
  );
}

interface PeopleProps {
  readonly session: SignedIn;
  readonly onMade: (made: OneTime) => void;
  readonly onChanged: () => void;
}

function People({ session, onMade, onChanged }: PeopleProps) {
  const { t } = useTranslation('sign-in');
  const query = useInfiniteQuery({
    queryKey: STAFF_KEY,
    queryFn: ({ pageParam, signal }) =>
      api.get<List>(withQuery('/v1/staff', { cursor: pageParam }), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
  if (query.isPending) return <Loading />;
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />;
  const people = query.data.pages.flatMap(({ items }) => items);
  if (people.length === 0) return <Empty title={t('staff.none')} />;
  return (
    <>
      <ul className={css.people}>
        {people.map((person) => (
          <li key={person.id}>
            <Row person={person} session={session} onMade={onMade} onChanged={onChanged} />
          </li>
        ))}
      </ul>
      {query.hasNextPage ? (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </>
  );
}

function Row({ person, session, onMade, onChanged }: PeopleProps & { readonly person: Person }) {
  const { t } = useTranslation('sign-in');
  const { id, login, name, role, book, locked, demo, password, codes } = person;
  const states = [
    ...(id === session.staff.id ? ['me'] : []),
    ...(locked ? ['locked'] : []),
    ...(demo ? ['demo'] : []),
    ...(password === 'own' ? [] : [password]),
    ...(codes ? ['codes'] : []),
  ];
  return (
    <>
      <div className={css.who}>
        <h2>{name}</h2>
        <p>
          <span className={css.role}>{t(`common:roles.${role}`)}</span>
          <code>{login}</code>
          {session.staff.book === null && book !== null ? <span className="number muted">{book}</span> : null}
        </p>
        {states.length === 0 ? null : (
          <ul className={css.states} aria-label={t('staff.states')}>
            {states.map((state) => (
              <li key={state} data-state={state}>
                {t(`staff.state.${state}`)}
              </li>
            ))}
          </ul>
        )}
      </div>
      <div className={css.acts}>
        {session.can.includes('acts.read') ? <Link to={`/acts?staff=${id}`}>{t('staff.acts')}</Link> : null}
        {mayChange(session, person) ? (
          <>
            <Changing person={person} onChanged={onChanged} />
            <ActButton
              label={t('staff.reset')}
              title={t('staff.resetTitle', { name })}
              act={async () =>
                onMade(await api.post<OneTime>(`/v1/staff/${id}/reset`, { secondProof: true }))
              }
              onDone={onChanged}
            >
              <p>{t('staff.resetWhat')}</p>
            </ActButton>
          </>
        ) : null}
        <Locking person={person} session={session} onChanged={onChanged} />
      </div>
    </>
  );
}

type LockingProps = Pick<PeopleProps, 'session' | 'onChanged'> & { readonly person: Person };

function Locking({ person, session, onChanged }: LockingProps) {
  const { t } = useTranslation('sign-in');
  const { id, name, locked } = person;
  const set = (next: boolean) => () => api.post(`/v1/staff/${id}`, { locked: next });
  if (!mayShutOut(session, person)) return null;
  if (!locked)
    return (
      <ActButton
        label={t('staff.lock')}
        title={t('staff.lockTitle', { name })}
        act={set(true)}
        onDone={onChanged}
      >
        <p>{t('staff.lockWhat')}</p>
      </ActButton>
    );
  // Whoever let an operator in again could let in a second pair of the own eyes.
  if (person.book === null) return <p className="muted">{t('staff.byCommandLine')}</p>;
  return (
    <ActButton
      label={t('staff.unlock')}
      title={t('staff.unlockTitle', { name })}
      act={set(false)}
      onDone={onChanged}
      way="out"
    >
      <p>{t('staff.unlockWhat')}</p>
    </ActButton>
  );
}

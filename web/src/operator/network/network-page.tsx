/** `/operator/network`: the line to the network, the terminals, and what happened at both. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ForRoles } from '../../app/session.tsx';
import { ActButton } from '../../shared/act-button.tsx';
import { Moment } from '../../shared/moment.tsx';
import { Page } from '../../shared/page.tsx';
import { Fetched } from '../../shared/states.tsx';
import { useMay } from '../rules/rules-data.ts';
import { FaultPanel } from './fault-panel.tsx';
import css from './network.module.css';
import { askForKey, type NetworkLine, useLookAgain, useNetwork } from './network-data.ts';
import { Terminals } from './terminals.tsx';

export function Component() {
  return <ForRoles roles={['operator', 'auditor']}>{() => <NetworkPage />}</ForRoles>;
}

function NetworkPage() {
  const { t } = useTranslation('network');
  const network = useNetwork();
  const simulated = network.data?.simulated === true;
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      aside={simulated ? <Link to="/operator/network/repair">{t('repair.link')}</Link> : null}
    >
      <div className={css.stack}>
        <Fetched query={network} lines={6}>
          {(line) => (
            <>
              <div className={css.two}>
                <Line line={line} />
                <Keys line={line} />
              </div>
              {line.simulated ? <FaultPanel /> : null}
              <Terminals line={line} />
              <Events line={line} />
            </>
          )}
        </Fetched>
      </div>
    </Page>
  );
}

function Line({ line }: { readonly line: NetworkLine }) {
  const { t } = useTranslation('network');
  const { state, since, lastDownReason, inFlight, reconnects, lastEchoAt, macFailures, rejected } = line;
  return (
    <section className="card" aria-labelledby="line">
      <h2 id="line">{t('line.title')}</h2>
      <p className={css.state} role="status">
        <strong>
          <span className={css.lamp} data-state={state} aria-hidden="true" />
          {t(`line.state.${state}`)}
        </strong>
        <span className="muted">
          {t('line.since')} <Moment at={since} style="minute" />
        </span>
      </p>
      <dl className={css.facts}>
        <dt>{t('line.inFlight')}</dt>
        <dd className="number">{inFlight}</dd>
        <dt>{t('line.echo')}</dt>
        <dd>{lastEchoAt === null ? t('never') : <Moment at={lastEchoAt} style="time" />}</dd>
        <dt>{t('line.day')}</dt>
        <dd className="number">
          {line.clearingDay} · {t('line.cutOver', { time: line.cutOver })}
        </dd>
        <dt>{t('line.reconnects')}</dt>
        <dd className="number">{reconnects}</dd>
        <dt>{t('line.macFailures')}</dt>
        <dd className={`number ${macFailures > 0 ? css.bad : ''}`}>{macFailures}</dd>
        <dt>{t('line.rejected')}</dt>
        <dd className={`number ${rejected > 0 ? css.bad : ''}`}>{rejected}</dd>
        {lastDownReason === null ? null : (
          <>
            <dt>{t('line.lastDown')}</dt>
            <dd>{lastDownReason}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

function Keys({ line: { keys, state } }: { readonly line: NetworkLine }) {
  const { t } = useTranslation('network');
  const may = useMay('keys.hold');
  const lookAgain = useLookAgain();
  return (
    <section className="card" aria-labelledby="keys">
      <h2 id="keys">{t('keys.title')}</h2>
      <p className="muted">{t('keys.lead')}</p>
      <dl className={css.facts}>
        {keys.map(({ kind, since, checkValue }) => (
          <div key={kind} style={{ display: 'contents' }}>
            <dt>{t(`keys.${kind}`)}</dt>
            <dd>
              {since === null ? t('keys.unknown') : <Moment at={since} />}
              <br />
              <span className="muted">
                {t('keys.check')} <span className={css.mono}>{checkValue ?? '–'}</span>
              </span>
            </dd>
          </div>
        ))}
      </dl>
      {may ? (
        <div className={css.acts}>
          {(['mac', 'pin'] as const).map((kind) => (
            <ActButton
              key={kind}
              label={t(`keys.ask.${kind}`)}
              title={t(`keys.ask.${kind}`)}
              way="out"
              disabled={state !== 'up'}
              act={() => askForKey(kind)}
              onDone={() => void lookAgain()}
            >
              <p>{t('keys.askDetail')}</p>
            </ActButton>
          ))}
        </div>
      ) : null}
    </section>
  );
}

function Events({ line: { events } }: { readonly line: NetworkLine }) {
  const { t } = useTranslation('network');
  return (
    <section aria-labelledby="events">
      <h2 id="events">{t('events.title')}</h2>
      {events.length === 0 ? (
        <p className="muted">{t('events.none')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keys could not scroll
        <ol className={css.events} tabIndex={0} aria-label={t('events.title')}>
          {events.map(({ at, line, kind, text }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two alike in one millisecond are one line each
            <li key={`${at} ${index}`}>
              <Moment at={at} style="time" />
              <span>
                {t(`events.${line}`)} · {t(`events.kind.${kind}`, { defaultValue: kind })}
                {text === '' ? null : <span className="muted"> {text}</span>}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

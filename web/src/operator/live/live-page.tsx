/** `/operator/live`: what happens now: payments, how long they take, what is unknown, and what goes back. */
import { useTranslation } from 'react-i18next';
import { ForRoles } from '../../app/session.tsx';
import { Moment } from '../../shared/moment.tsx';
import { Page } from '../../shared/page.tsx';
import { Empty, Loading } from '../../shared/states.tsx';
import { ScrollBox } from '../scroll-box.tsx';
import { Chart, type Line, type Tone } from './chart.tsx';
import css from './live.module.css';
import { type Live, minutesOf, type Sample, sumOf, useLive } from './live-data.ts';

export function Component() {
  return <ForRoles roles={['operator', 'auditor']}>{() => <LivePage />}</ForRoles>;
}

function LivePage() {
  const { t } = useTranslation('network');
  const live = useLive();
  const last = live.samples.at(-1);
  return (
    <Page title={t('live.title')} lead={t('live.lead')} aside={<State live={live} />}>
      {last === undefined ? (
        live.state === 'connecting' ? (
          <Loading lines={6} />
        ) : (
          <Empty title={t(`live.state.${live.state}`)} />
        )
      ) : (
        <>
          <Now samples={live.samples} last={last} />
          <Charts samples={live.samples} last={last} />
          <Minutes samples={live.samples} />
        </>
      )}
    </Page>
  );
}

function State({ live: { state } }: { readonly live: Live }) {
  const { t } = useTranslation('network');
  return (
    <span className={css.state} role="status">
      <span className={css.lamp} data-state={state} aria-hidden="true" />
      {t(`live.state.${state}`)}
    </span>
  );
}

const RATE_OVER = 10;
interface PartsProps {
  readonly samples: readonly Sample[];
  readonly last: Sample;
}

/** Payments a second, over the last ten. */
const rateOf = (samples: readonly Sample[]): number => {
  const some = samples.slice(-RATE_OVER);
  return some.reduce((sum, { payments }) => sum + sumOf(payments), 0) / Math.max(1, some.length);
};

function Now({ samples, last }: PartsProps) {
  const { t } = useTranslation('network');
  const { latency, unknown, handed, queue, networkUp, terminals } = last;
  const known = (value: number | null): string => (value === null ? '–' : String(value));
  return (
    <dl className={css.now}>
      <div>
        <dt>{t('live.rate')}</dt>
        <dd>
          {rateOf(samples).toFixed(1)} <small>{t('live.perSecond')}</small>
        </dd>
      </div>
      <div>
        <dt>{t('live.p95')}</dt>
        <dd>
          {latency === null ? '–' : latency.p95} <small>{t('live.ms')}</small>
        </dd>
      </div>
      <div>
        <dt>{t('live.unknown')}</dt>
        <dd className={unknown !== null && unknown > 0 ? css.wait : ''}>{known(unknown)}</dd>
      </div>
      <div>
        <dt>{t('live.handed')}</dt>
        <dd className={handed !== null && handed > 0 ? css.bad : ''}>{known(handed)}</dd>
      </div>
      <div>
        <dt>{t('live.queue')}</dt>
        <dd>{known(queue)}</dd>
      </div>
      <div>
        <dt>{t('live.terminals')}</dt>
        <dd>{known(terminals)}</dd>
      </div>
      <div>
        <dt>{t('live.network')}</dt>
        <dd className={networkUp === true ? css.good : css.bad}>
          {t(networkUp === true ? 'live.up' : 'live.down')}
        </dd>
      </div>
    </dl>
  );
}

const ROUTES: readonly (readonly [route: string, tone: Tone])[] = [
  ['VOID', 'back'],
  ['REFUND', 'out'],
  ['REVERSAL', 'unknown'],
];

function Charts({ samples, last }: PartsProps) {
  const { t } = useTranslation('network');
  const times = samples.map(({ at }) => at);
  const line = (
    label: string,
    tone: Tone,
    value: (sample: Sample) => number | null,
    dashed = false,
  ): Line => ({
    ...{ label, tone, dashed },
    values: samples.map(value),
  });
  const total = (count: (sample: Sample) => number): number =>
    samples.reduce((sum, sample) => sum + count(sample), 0);
  const { latency } = last;
  return (
    <div className={css.charts}>
      <Chart
        title={t('live.chart.rate')}
        unit={t('live.unit.perSecond')}
        says={t('live.says.rate', { count: total(({ payments }) => sumOf(payments)) })}
        times={times}
        lines={[
          line(t('live.approved'), 'yes', ({ payments }) => payments.success),
          line(t('live.declined'), 'muted', ({ payments }) => payments.declined + payments.refused, true),
          line(t('live.unclear'), 'unknown', ({ payments }) => payments.unknown + payments.trouble),
        ]}
      />
      <Chart
        title={t('live.chart.latency')}
        unit={t('live.unit.ms')}
        says={latency === null ? t('live.says.noLatency') : t('live.says.latency', { ...latency })}
        times={times}
        lines={[
          line(t('live.half'), 'yes', (sample) => sample.latency?.p50 ?? null),
          line(t('live.most'), 'out', (sample) => sample.latency?.p95 ?? null),
          line(t('live.almostAll'), 'back', (sample) => sample.latency?.p99 ?? null, true),
        ]}
      />
      <Chart
        title={t('live.chart.unknown')}
        unit={t('live.unit.count')}
        says={t('live.says.unknown', { unknown: last.unknown ?? 0, handed: last.handed ?? 0 })}
        times={times}
        lines={[
          line(t('live.unknown'), 'unknown', ({ unknown }) => unknown),
          line(t('live.handed'), 'back', ({ handed }) => handed),
          line(t('live.inFlight'), 'muted', ({ inFlight }) => inFlight, true),
        ]}
      />
      <Chart
        title={t('live.chart.back')}
        unit={t('live.unit.perSecond')}
        says={t('live.says.back', {
          opened: total(({ opened }) => sumOf(opened)),
          done: total(({ done }) => sumOf(done)),
        })}
        times={times}
        lines={ROUTES.map(([route, tone]) =>
          line(t(`live.route.${route}`), tone, ({ opened }) => opened[route] ?? 0),
        )}
      />
    </div>
  );
}

function Minutes({ samples }: { readonly samples: readonly Sample[] }) {
  const { t } = useTranslation('network');
  const minutes = minutesOf(samples);
  return (
    <section>
      <h2>{t('live.minutes')}</h2>
      <ScrollBox label={t('live.minutes')}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t('live.minute')}</th>
              <th scope="col">{t('live.payments')}</th>
              <th scope="col">{t('live.notApproved')}</th>
              <th scope="col">{t('live.minuteP95')}</th>
              <th scope="col">{t('live.unknown')}</th>
              <th scope="col">{t('live.opened')}</th>
              <th scope="col">{t('live.done')}</th>
            </tr>
          </thead>
          <tbody>
            {minutes.map((minute) => (
              <tr key={minute.at}>
                <th scope="row">
                  <Moment at={minute.at} style="minute" />
                </th>
                <td>{minute.payments}</td>
                <td>{minute.notApproved}</td>
                <td>{minute.p95 ?? '–'}</td>
                <td>{minute.unknown ?? '–'}</td>
                <td>{minute.opened}</td>
                <td>{minute.done}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </section>
  );
}

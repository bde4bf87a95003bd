/** `/wallet/services/:id`: what one service is, how it stands, what depends on it, and closing it. */
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { Moment } from '../shared/moment.tsx';
import { Money } from '../shared/money.tsx';
import { Problem } from '../shared/problem.tsx';
import { useSay } from '../shared/words.ts';
import { Dependents } from './dependents.tsx';
import { Framed } from './framed.tsx';
import { Limits } from './limits.tsx';
import { Fact, Facts } from './list.tsx';
import { NotHere } from './not-here.tsx';
import { Primary, State } from './parts.tsx';
import { useProven } from './prove.tsx';
import css from './services.module.css';
import { useRefresh, useWallet } from './use-wallet.ts';
import { wallet as api } from './wallet-api.ts';
import { Column, HolderPage } from './wallet-frame.tsx';
import type { ServiceView } from './wallet-shapes.ts';

export function Component() {
  const { id = '' } = useParams();
  return <HolderPage>{() => <One key={id} id={id} />}</HolderPage>;
}

function One({ id }: { readonly id: string }) {
  const { t } = useTranslation('wallet');
  const query = useWallet();
  return (
    <Framed query={query} up={{ to: '/wallet/services', name: t('services.title') }}>
      {({ services, state }) => {
        const found = services.find((each) => each.id === id);
        return found === undefined ? <NotHere /> : <Service service={found} open={state === 'open'} />;
      }}
    </Framed>
  );
}

function Service({ service, open }: { readonly service: ServiceView; readonly open: boolean }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const { id, name, meaning, place, state, stateWords, since, lastUsedAt, usedCount, limits } = service;
  const switchOn = useProven((key) => api.post(`/services/${id}/on`, {}, { key }), refresh);
  const closing = service.closure;
  const foot =
    state === 'on' ? (
      <Primary
        way="edge"
        onPress={() =>
          void navigate(closing === null ? `/wallet/close/service/${id}` : `/wallet/closings/${closing.id}`)
        }
      >
        {t(closing === null ? 'service.close' : 'service.resume')}
      </Primary>
    ) : state === 'off' && open ? (
      <Primary busy={switchOn.busy} onPress={switchOn.run}>
        {t('service.on')}
      </Primary>
    ) : undefined;
  return (
    <Column
      title={say(name)}
      up={{ to: '/wallet/services', name: t('services.title') }}
      help="service"
      foot={foot}
    >
      <div className={css.hero}>
        <p>{say(meaning)}</p>
        <State state={state} words={stateWords} />
      </div>
      {switchOn.error === null ? null : <Problem error={switchOn.error} />}
      {switchOn.dialog}
      <Facts>
        <Fact name={t(`service.since.${state}`)}>
          <Moment at={since} style="minute" />
        </Fact>
        <Fact name={t('service.place')}>{say(place.words)}</Fact>
        <Fact name={t('service.lastUsed')}>
          {lastUsedAt === null ? t('never') : <Moment at={lastUsedAt} style="minute" />}
        </Fact>
        <Fact name={t('service.count')}>{t('times', { count: usedCount })}</Fact>
        {limits.perPayment === null && limits.perDay === null ? null : (
          <Fact name={t('limits.usedToday')}>
            <Money fen={service.usedToday} />
          </Fact>
        )}
      </Facts>
      <Limits service={service} disabled={!open || state !== 'on'} />
      <Dependents parts={service.dependsOn} />
    </Column>
  );
}

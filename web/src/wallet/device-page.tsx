/** `/wallet/devices/:id`: a card on a telephone or a watch, and taking it off. */
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Moment } from '../shared/moment.tsx';
import { useSay } from '../shared/words.ts';
import { Dependents } from './dependents.tsx';
import { Fact, Facts, Group, Row } from './list.tsx';
import { OnePart } from './one-part.tsx';
import { Primary, State } from './parts.tsx';
import css from './services.module.css';
import { Column } from './wallet-frame.tsx';
import type { DeviceCardView } from './wallet-shapes.ts';

export function Component() {
  return <OnePart among={({ deviceCards }) => deviceCards}>{(part) => <Device card={part} />}</OnePart>;
}

function Device({ card }: { readonly card: DeviceCardView }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const navigate = useNavigate();
  const { id, device, source, masked, state, stateWords, addedAt, lastUsedAt, endedAt, closure } = card;
  return (
    <Column
      title={device.name}
      up={{ to: '/wallet/services', name: t('services.title') }}
      help="device"
      foot={
        state === 'removed' ? undefined : (
          <Primary
            way="edge"
            onPress={() =>
              void navigate(
                closure === null ? `/wallet/close/device-card/${id}` : `/wallet/closings/${closure.id}`,
              )
            }
          >
            {t(closure === null ? 'device.remove' : 'service.resume')}
          </Primary>
        )
      }
    >
      <div className={css.hero}>
        <p>{t('device.lead')}</p>
        <State state={state} words={stateWords} />
      </div>
      <Facts>
        <Fact name={t('device.source')}>{say(source.words)}</Fact>
        <Fact name={t('device.number')}>
          <span className="number">{masked}</span>
          <small>{t('device.numberLead')}</small>
        </Fact>
        <Fact name={t('device.added')}>
          <Moment at={addedAt} style="minute" />
        </Fact>
        <Fact name={t('service.lastUsed')}>
          {lastUsedAt === null ? t('never') : <Moment at={lastUsedAt} style="minute" />}
        </Fact>
        {endedAt === null ? null : (
          <Fact name={t('device.ended')}>
            <Moment at={endedAt} style="minute" />
          </Fact>
        )}
      </Facts>
      <Dependents parts={card.dependsOn} />
      {state === 'removed' ? null : (
        <Group>
          <Row
            icon="alarm"
            tone="back"
            title={t('device.lost')}
            sub={t('device.lostLead')}
            to="/wallet/loss?what=phone"
          />
        </Group>
      )}
    </Column>
  );
}

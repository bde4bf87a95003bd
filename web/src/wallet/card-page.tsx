/** `/wallet/cards/:id`: one bound card, what hangs on it, and unbinding it. */
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Moment } from '../shared/moment.tsx';
import { useSay } from '../shared/words.ts';
import { BankCard } from './bank-card.tsx';
import { Dependents } from './dependents.tsx';
import { Fact, Facts, Group, Row } from './list.tsx';
import { OnePart } from './one-part.tsx';
import { Primary, State } from './parts.tsx';
import css from './services.module.css';
import { Column } from './wallet-frame.tsx';
import type { CardView } from './wallet-shapes.ts';

export function Component() {
  return <OnePart among={({ cards }) => cards}>{(part) => <Card card={part} />}</OnePart>;
}

function Card({ card }: { readonly card: CardView }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const navigate = useNavigate();
  const { id, state, stateWords, boundAt, lastUsedAt, endedAt, closure } = card;
  return (
    <Column
      title={say(card.name)}
      quiet
      up={{ to: '/wallet/services', name: t('services.title') }}
      help="card"
      foot={
        state === 'unbound' ? undefined : (
          <Primary
            way="edge"
            onPress={() =>
              void navigate(
                closure === null ? `/wallet/close/binding/${id}` : `/wallet/closings/${closure.id}`,
              )
            }
          >
            {t(closure === null ? 'card.unbind' : 'service.resume')}
          </Primary>
        )
      }
    >
      <div className={css.cardFace}>
        <BankCard card={card} still />
      </div>
      <Facts>
        <Fact name={t('card.state')}>
          <State state={state} words={stateWords} />
        </Fact>
        <Fact name={t('card.bound')}>
          <Moment at={boundAt} style="minute" />
        </Fact>
        <Fact name={t('service.lastUsed')}>
          {lastUsedAt === null ? t('never') : <Moment at={lastUsedAt} style="minute" />}
        </Fact>
        {endedAt === null ? null : (
          <Fact name={t('card.ended')}>
            <Moment at={endedAt} style="minute" />
          </Fact>
        )}
      </Facts>
      <Dependents parts={card.dependsOn} />
      {state === 'bound' ? (
        <Group>
          <Row
            icon="alarm"
            tone="back"
            title={t('card.lost')}
            sub={t('card.lostLead')}
            to={`/wallet/loss?what=card&id=${id}`}
          />
        </Group>
      ) : null}
    </Column>
  );
}

/** `/wallet/bills/:id`: one movement: what came of it, why not, what went back and to where. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { Moment } from '../shared/moment.tsx';
import { Money } from '../shared/money.tsx';
import { Fetched } from '../shared/states.tsx';
import { useSay } from '../shared/words.ts';
import css from './bills.module.css';
import { comesIn } from './bills-page.tsx';
import { Fact, Facts, Group, Row } from './list.tsx';
import { State } from './parts.tsx';
import { readMovement } from './wallet-api.ts';
import { Column, HolderPage } from './wallet-frame.tsx';
import type { MovementView } from './wallet-shapes.ts';

export function Component() {
  const { id = '' } = useParams();
  return <HolderPage>{() => <One key={id} id={id} />}</HolderPage>;
}

const AGAIN_MS = 3_000;

function One({ id }: { readonly id: string }) {
  const { t } = useTranslation('wallet');
  const query = useQuery({
    queryKey: ['own', 'movement', id],
    queryFn: ({ signal }) => readMovement(id, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.state === 'held' || state.data?.state === 'unknown' ? AGAIN_MS : false,
  });
  return (
    <Column title={t('bill.title')} up={{ to: '/wallet/bills', name: t('bills.title') }} help="bill">
      <Fetched query={query} lines={8}>
        {(movement) => <Told movement={movement} />}
      </Fetched>
    </Column>
  );
}

/** Paid for something, and by this wallet: only that can be somebody else's doing. */
const isPayment = ({ kind }: MovementView): boolean => !['top-up', 'payout', 'cover'].includes(kind);

function Told({ movement }: { readonly movement: MovementView }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const { id, kindWords, state, stateWords, amount, returned, merchant, source, card, reason, at } = movement;
  const open = state === 'held' || state === 'unknown';
  return (
    <>
      <div className={css.hero}>
        <p className="muted">{say(merchant?.name ?? kindWords)}</p>
        <p className={css.big}>
          {comesIn(movement) ? '+' : '−'}
          <Money fen={amount} />
        </p>
        <State state={state} words={stateWords} />
      </div>
      {open ? (
        <div className={css.unknown} role="status">
          <p>{t('bill.unknownLead')}</p>
        </div>
      ) : null}
      <Facts>
        {reason === null || state === 'paid' ? null : <Fact name={t('bill.why')}>{say(reason)}</Fact>}
        <Fact name={t('bill.kind')}>{say(kindWords)}</Fact>
        <Fact name={t('bill.source')}>
          {say(source.words)}
          {card === null || source.kind === 'card' ? null : <small className="number">{card}</small>}
        </Fact>
        <Fact name={t('bill.at')}>
          <Moment at={at} />
        </Fact>
        {movement.endedAt === null ? null : (
          <Fact name={t('bill.ended')}>
            <Moment at={movement.endedAt} />
          </Fact>
        )}
        {merchant?.terminal === null || merchant === null ? null : (
          <Fact name={t('bill.terminal')}>
            <span className="number">{merchant.terminal}</span>
          </Fact>
        )}
        {movement.uncovered === 0 ? null : (
          <Fact name={t('bill.uncovered')}>
            <Money fen={movement.uncovered} />
          </Fact>
        )}
        <Fact name={t('bill.number')}>
          <span className="number">{id}</span>
        </Fact>
      </Facts>
      {returned === 0 ? null : (
        <Group title={t('bill.refunds')}>
          <Row
            icon="back"
            tone="back"
            title={t('bill.returned')}
            sub={t(source.kind === 'balance' ? 'bill.toBalance' : 'bill.toCard', {
              source: say(source.words),
            })}
            value={<Money fen={returned} />}
          />
        </Group>
      )}
      {isPayment(movement) ? (
        <Group>
          <Row icon="back" title={t('bill.cancel')} sub={t('bill.cancelLead')} to="/" />
          <Row
            icon="alarm"
            tone="back"
            title={t('bill.notMine')}
            sub={t('bill.notMineLead')}
            to={`/wallet/loss?what=payment&id=${id}`}
          />
        </Group>
      ) : null}
    </>
  );
}

/** Reports of loss of whoever is signed in, the newest first: one that ended can still be read and objected to. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Moment } from '../shared/moment.tsx';
import { useSay } from '../shared/words.ts';
import { Group, Row } from './list.tsx';
import type { LossView } from './loss-shapes.ts';
import { wallet } from './wallet-api.ts';

export function OwnCases() {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const { data } = useQuery({
    queryKey: ['own', 'losses'],
    queryFn: ({ signal }) => wallet.get<{ readonly items: readonly LossView[] }>('/losses', { signal }),
  });
  const cases = (data?.items ?? []).toSorted((a, b) => b.reportedAt.localeCompare(a.reportedAt));
  if (cases.length === 0) return null;
  return (
    <Group title={t('loss.own')}>
      {cases.map(({ id, what, reportedAt, stateWords }) => (
        <Row
          key={id}
          icon="file"
          title={say(what)}
          sub={<Moment at={reportedAt} style="minute" />}
          value={say(stateWords)}
          to={`/wallet/cases/${id}`}
        />
      ))}
    </Group>
  );
}

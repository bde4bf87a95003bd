/** What stands or falls with something, each with the way to it. */
import { useTranslation } from 'react-i18next';
import { useSay } from '../shared/words.ts';
import { Group, Row } from './list.tsx';
import type { Part } from './wallet-shapes.ts';

const PATHS = { service: 'services', 'device-card': 'devices', deduction: 'deductions' } as const;
const ICONS = { service: 'check', 'device-card': 'phone', deduction: 'deduction' } as const;

export function Dependents({ parts }: { readonly parts: readonly Part[] }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  if (parts.length === 0) return null;
  return (
    <Group title={t('depends.title')}>
      {parts.map(({ kind, id, words, endsWithIt }) => (
        <Row
          key={`${kind} ${id}`}
          icon={ICONS[kind]}
          title={say(words)}
          sub={t(endsWithIt ? 'depends.ends' : 'depends.goesOn')}
          to={`/wallet/${PATHS[kind]}/${id}`}
        />
      ))}
    </Group>
  );
}

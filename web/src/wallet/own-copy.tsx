/** A copy of everything that is kept of the holder, as one file, or the movements as a table. */
import { useTranslation } from 'react-i18next';
import { Problem } from '../shared/problem.tsx';
import { useLanguage } from '../shared/words.ts';
import { Group, Row } from './list.tsx';
import { useProven } from './prove.tsx';
import { wallet as api } from './wallet-api.ts';

/** The file goes to the disk of who asked for it, and nowhere else. */
function save(data: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(data);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

const FORMATS = ['json', 'csv'] as const;

export function OwnCopy({ wallet }: { readonly wallet: string }) {
  const { t } = useTranslation('wallet');
  return (
    <Group title={t('settings.data')} note={t('settings.dataLead')}>
      {FORMATS.map((format) => (
        <Copy key={format} wallet={wallet} format={format} />
      ))}
    </Group>
  );
}

interface CopyProps {
  readonly wallet: string;
  readonly format: (typeof FORMATS)[number];
}

function Copy({ wallet, format }: CopyProps) {
  const { t } = useTranslation('wallet');
  const language = useLanguage();
  const taking = useProven(
    async () => save(await api.getFile(`/export?format=${format}`, language), `${wallet}.${format}`),
    () => {},
  );
  return (
    <Row
      icon="file"
      title={t(`settings.export.${format}`)}
      sub={t(`settings.exportLead.${format}`)}
      disabled={taking.busy}
      onPress={taking.run}
    >
      {taking.dialog}
      {taking.error === null ? null : <Problem error={taking.error} />}
    </Row>
  );
}

/** The code of a receipt, from the camera or from a photo. What is seen stays on this device. */
import CameraOutlined from '@ant-design/icons/CameraOutlined';
import PictureOutlined from '@ant-design/icons/PictureOutlined';
import Button from 'antd/es/button';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Camera } from '../shared/camera.tsx';
import { Dialog } from '../shared/dialog.tsx';
import { type Given, readGiven } from './given.ts';
import css from './scan-panel.module.css';

type Trouble = 'nothing' | 'foreign' | 'no-picture';

export interface ScanPanelProps {
  readonly onFound: (given: Given) => void;
}

export function ScanPanel({ onFound }: ScanPanelProps) {
  const { t } = useTranslation('payer');
  const [scanning, setScanning] = useState(false);
  const [reading, setReading] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const statusId = useId();

  const take = (text: string | null): void => {
    const given = text === null ? null : readGiven(text);
    if (given !== null) onFound(given);
    else setTrouble(text === null ? 'nothing' : 'foreign');
  };
  const readFile = async (file: File): Promise<void> => {
    setReading(true);
    setTrouble(null);
    const { readPhoto } = await import('../shared/read-picture.ts');
    try {
      take(await readPhoto(file));
    } catch {
      setTrouble('no-picture');
    } finally {
      setReading(false);
    }
  };
  return (
    <>
      <div className={css.buttons}>
        <Button
          type="primary"
          size="large"
          icon={<CameraOutlined aria-hidden />}
          onClick={() => {
            setTrouble(null);
            setScanning(true);
          }}
        >
          {t('scan.camera')}
        </Button>
        <Button
          size="large"
          icon={<PictureOutlined aria-hidden />}
          loading={reading}
          onClick={() => chooser.current?.click()}
        >
          {t('scan.photo')}
        </Button>
        <input
          ref={chooser}
          type="file"
          accept="image/*"
          hidden
          aria-label={t('scan.photo')}
          data-testid="receipt-photo"
          onChange={({ currentTarget }) => {
            const file = currentTarget.files?.[0];
            currentTarget.value = '';
            if (file !== undefined) void readFile(file);
          }}
        />
      </div>
      <p id={statusId} role="status" className={css.status}>
        {trouble === null ? null : <span className={css.trouble}>{t(`scan.trouble.${trouble}`)}</span>}
      </p>
      <Dialog open={scanning} title={t('scan.title')} onClose={() => setScanning(false)}>
        <Camera
          onText={(text) => {
            setScanning(false);
            take(text);
          }}
          onClose={() => setScanning(false)}
        />
      </Dialog>
    </>
  );
}

/** The camera of this device in place of a scanner. Its part of the program is fetched when somebody wants it. */
import Button from 'antd/es/button';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../shared/dialog.tsx';
import { Loading } from '../shared/states.tsx';

const Camera = lazy(async () => ({ default: (await import('../shared/camera.tsx')).Camera }));

export interface ScanButtonProps {
  readonly title: string;
  readonly onText: (text: string) => void;
}

export function ScanButton({ title, onText }: ScanButtonProps) {
  const { t } = useTranslation('cashier');
  const [open, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('camera')}</Button>
      <Dialog open={open} title={title} onClose={close}>
        <Suspense fallback={<Loading />}>
          <Camera
            onText={(text) => {
              close();
              onText(text);
            }}
            onClose={close}
          />
        </Suspense>
      </Dialog>
    </>
  );
}

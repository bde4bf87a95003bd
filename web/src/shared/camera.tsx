/** What the camera sees, looked at until a symbol is found. The stream ends with the component. */
import Button from 'antd/es/button';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './camera.module.css';

const LOOK_EVERY_MS = 180;

type Trouble = 'none' | 'refused' | 'absent';

export interface CameraProps {
  readonly onText: (text: string) => void;
  readonly onClose: () => void;
}

async function open(): Promise<MediaStream | Exclude<Trouble, 'none'>> {
  // Without TLS a browser has no camera to give, off this machine.
  if (navigator.mediaDevices?.getUserMedia === undefined) return 'absent';
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 1280 } },
    });
  } catch (error) {
    return error instanceof DOMException && error.name === 'NotAllowedError' ? 'refused' : 'absent';
  }
}

export function Camera({ onText, onClose }: CameraProps) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const found = useRef(onText);
  found.current = onText;
  const [trouble, setTrouble] = useState<Trouble>('none');

  useEffect(() => {
    let ended = false;
    let stream: MediaStream | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = (): void => {
      ended = true;
      clearTimeout(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    const look = async (): Promise<void> => {
      const { readFrame } = await import('./read-picture.ts');
      const text = video.current === null ? null : await readFrame(video.current);
      if (ended) return;
      if (text === null) {
        timer = setTimeout(() => void look(), LOOK_EVERY_MS);
        return;
      }
      stop();
      found.current(text);
    };
    const begin = async (): Promise<void> => {
      const opened = await open();
      if (typeof opened === 'string') {
        if (!ended) setTrouble(opened);
        return;
      }
      stream = opened;
      if (ended || video.current === null) return stop();
      video.current.srcObject = stream;
      await video.current.play().catch(() => {});
      await look();
    };
    void begin();
    return stop;
  }, []);

  return (
    <>
      {trouble === 'none' ? (
        <>
          <div className={css.view}>
            <video ref={video} muted playsInline aria-label={t('camera.view')} />
            <span className={css.aim} aria-hidden="true" />
          </div>
          <p role="status">{t('camera.hold')}</p>
        </>
      ) : (
        <p role="alert">{t(`camera.${trouble}`)}</p>
      )}
      <div className={css.foot}>
        <Button onClick={onClose}>{t('camera.close')}</Button>
      </div>
    </>
  );
}

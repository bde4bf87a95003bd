/**
 * Reads the text of a QR symbol out of a picture. The browser's own detector first; where there is none, or it finds
 * nothing, a reader of our own that is fetched only then.
 */

interface Detector {
  detect(picture: ImageBitmapSource): Promise<readonly { readonly rawValue: string }[]>;
}
type DetectorClass = new (options: { readonly formats: readonly string[] }) => Detector;

function ownDetector(): Detector | null {
  const known = (globalThis as { readonly BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (known === undefined) return null;
  try {
    return new known({ formats: ['qr_code'] });
  } catch {
    return null;
  }
}
const detector = ownDetector();

/** A photo is read at these lengths of its longer side: a small symbol needs pixels, a blurred one fewer of them. */
const SIDES = [1_600, 900, 2_600] as const;
const PHOTO_MS = 1_200;
const FRAME_MS = 60;

type Drawable = ImageBitmap | HTMLVideoElement;
const sizeOf = (from: Drawable): readonly [number, number] =>
  from instanceof ImageBitmap ? [from.width, from.height] : [from.videoWidth, from.videoHeight];

function pixelsOf(from: Drawable, side: number): ImageData | null {
  const [width, height] = sizeOf(from);
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const paper = canvas.getContext('2d', { willReadFrequently: true });
  if (paper === null) return null;
  // What is transparent is paper: a symbol without its quiet zone is no symbol.
  paper.fillStyle = '#fff';
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(from, 0, 0, canvas.width, canvas.height);
  return paper.getImageData(0, 0, canvas.width, canvas.height);
}

async function detected(from: Drawable): Promise<string | null> {
  if (detector === null) return null;
  try {
    return (await detector.detect(from))[0]?.rawValue ?? null;
  } catch {
    return null;
  }
}

async function decoded(from: Drawable, side: number, timeLimit: number): Promise<string | null> {
  const { decodeQR } = await import('qr/decode.js');
  const pixels = pixelsOf(from, side);
  if (pixels === null) return null;
  try {
    return decodeQR(pixels, { timeLimit, effort: 2 });
  } catch {
    // It throws where there is no symbol.
    return null;
  }
}

/** The file is no picture that this browser shows. */
export class NoPicture extends Error {
  override readonly name = 'NoPicture';
}

/** `null`: a picture, and no symbol in it. @throws NoPicture */
export async function readPhoto(file: Blob): Promise<string | null> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    throw new NoPicture('not readable as a picture');
  }
  try {
    const found = await detected(picture);
    if (found !== null) return found;
    for (const side of SIDES) {
      const text = await decoded(picture, side, PHOTO_MS);
      if (text !== null) return text;
    }
    return null;
  } finally {
    picture.close();
  }
}

/** One look at what the camera sees. */
export async function readFrame(video: HTMLVideoElement): Promise<string | null> {
  if (video.videoWidth === 0) return null;
  return (await detected(video)) ?? (await decoded(video, 800, FRAME_MS));
}

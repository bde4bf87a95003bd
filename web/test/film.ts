/** A film of a code, as a camera that is none shows it: YUV4MPEG2, two frames alike. */
import encodeQR from 'qr';

const SIDE = 480;
const QUIET = 4;

/** One frame of luma, black on white, and chroma that is grey. */
export function film(text: string): Buffer {
  const cells = encodeQR(text, 'raw', { border: QUIET });
  const scale = Math.floor(SIDE / cells.length);
  const luma = Buffer.alloc(SIDE * SIDE, 235);
  for (let y = 0; y < cells.length * scale; y += 1)
    for (let x = 0; x < cells.length * scale; x += 1)
      if (cells[Math.floor(y / scale)]![Math.floor(x / scale)]) luma[y * SIDE + x] = 16;
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, Buffer.alloc((SIDE * SIDE) / 2, 128)]);
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${SIDE} H${SIDE} F10:1 Ip A1:1 C420jpeg\n`), frame, frame]);
}

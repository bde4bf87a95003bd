/**
 * The house's font, for machines without a Chinese one. The glyphs that pages are written with come in small files;
 * slices with all others (names, notes) are announced when the page is at rest, and fetched by the browser as needed.
 */
import '/fonts/groups.css';

const LATEST_MS = 3_000;
const announce = (): void => void import('/fonts/slices.css');

addEventListener('load', () => {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(announce, { timeout: LATEST_MS });
  else setTimeout(announce, LATEST_MS);
});

import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { makeFonts } from './fonts/make.ts';

/** What the server puts a fresh value for at every answer; nothing without it may style a page. */
const NONCE = '{{nonce}}';

/** Packages that every page needs: one file, which stays in the browser's store while pages change. */
const BASE_PACKAGES =
  'react|react-dom|react-router|scheduler|@tanstack/query-core|@tanstack/react-query|i18next|react-i18next';
const BASE = new RegExp(`node_modules/(?:${BASE_PACKAGES})/`);

/** Kept between builds: a font is made anew when its glyphs change. */
const FONTS = join(import.meta.dirname, '..', '.build', 'fonts');

export default defineConfig(async () => {
  const fonts = await makeFonts(FONTS);
  return {
    root: import.meta.dirname,
    plugins: [react()],
    resolve: { alias: { '/fonts/groups.css': fonts.groupsCss, '/fonts/slices.css': fonts.slicesCss } },
    html: { cspNonce: NONCE },
    build: {
      outDir: join(import.meta.dirname, '..', '.build', 'web', 'trial'),
      emptyOutDir: true,
      manifest: 'manifest.json',
      // A picture inside a style would need a looser policy, and a font inside one is loaded by everybody.
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      rolldownOptions: {
        output: { codeSplitting: { groups: [{ name: 'base', test: BASE }] } },
      },
    },
  };
});

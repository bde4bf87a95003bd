/** Built pages in memory: no path of a request ever becomes a path of the disk. */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

export type Encoding = 'br' | 'gzip';

export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
  readonly packed: Readonly<Partial<Record<Encoding, Buffer>>>;
}

export interface Pages {
  /** A file of the build by its address, for example `/assets/index-x.js`. Its name changes with its content. */
  file(address: string): PageFile | null;
  /** The one document of all pages; only styles with this nonce are taken. */
  document(nonce: string): string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.webp': 'image/webp',
};
/** What web/vite.config.ts writes where a nonce belongs. */
const NONCE = '{{nonce}}';

export async function readPages(folder: string): Promise<Pages> {
  const assets = join(folder, 'assets');
  const names = await readdir(assets);
  const bodies = new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(assets, name))] as const)),
  );
  const files = new Map<string, PageFile>();
  for (const [name, body] of bodies) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const [small, other] = [bodies.get(`${name}.br`), bodies.get(`${name}.gz`)];
    const packed = {
      ...(small === undefined ? {} : { br: small }),
      ...(other === undefined ? {} : { gzip: other }),
    };
    files.set(`/assets/${name}`, { type, body, packed });
  }
  const parts = (await readFile(join(folder, 'index.html'), 'utf8')).split(NONCE);
  return {
    file: (address) => files.get(address) ?? null,
    document: (nonce) => parts.join(nonce),
  };
}

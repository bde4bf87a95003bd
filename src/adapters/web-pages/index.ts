/** The pages of web/: built when their sources changed, and served out of memory. */

export { buildPages } from './build.ts';
export { type Encoding, type PageFile, type Pages, readPages } from './pages.ts';
export { builtPages, isBuilt, newestPages } from './places.ts';

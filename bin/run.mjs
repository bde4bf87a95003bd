// Runs a program of this project with the Node.js that the project brings along. Plain JavaScript, so that an
// older Node.js can read it and say what is missing instead of stumbling over the first TypeScript file.
import module from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const NEEDED = 24;
const [program, ...rest] = process.argv.slice(2);
if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  console.error(
    `Yuanlu needs Node.js ${NEEDED}, this is ${process.versions.node}. "npm ci" installs it into the project; ` +
      'if you installed with --ignore-scripts, run "npm rebuild node" and start again with "npm start".',
  );
  process.exit(2);
}
// What was read once starts in half the time, here and in the programs that this one starts; where nothing can be
// kept, nothing is.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '..', '.build', 'compiled');
module.enableCompileCache();
process.argv = [process.argv[0], resolve(program), ...rest];
await import(pathToFileURL(resolve(program)).href);

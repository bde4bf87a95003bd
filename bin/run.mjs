// Runs a program of this project with the Node.js that the project brings along. Plain JavaScript, so that an
// older Node.js can read it and say what is missing instead of stumbling over the first TypeScript file.
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';

const NEEDED = 24;
const [program, ...rest] = process.argv.slice(2);
if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  console.error(
    `Yuanlu needs Node.js ${NEEDED}, this is ${process.versions.node}. "npm ci" installs it into the project; ` +
      'if you installed with --ignore-scripts, run "npm rebuild node" and start again with "npm start".',
  );
  process.exit(2);
}
process.argv = [process.argv[0], resolve(program), ...rest];
await import(pathToFileURL(resolve(program)).href);

/** node in_node.mjs ENGINE PACK CASES: compare, and print what came of it as one line of JSON. */

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { compare } from './agreement.mjs';

const [engine, pack, cases] = process.argv.slice(2);
const { createEngine } = await import(pathToFileURL(engine).href);
const start = performance.now();
const made = createEngine(JSON.parse(readFileSync(pack, 'utf8')));
const created = performance.now() - start;
const found = compare(made, JSON.parse(readFileSync(cases, 'utf8')));
process.stdout.write(JSON.stringify({ ...found, created }));

import { sum } from './sum.js';

const answer = sum(process.argv.slice(2).map(Number));
console.log(`sum: ${answer}`);

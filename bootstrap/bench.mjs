// npm run bench:boot: see commands/bench.mjs. This file must be understood by very old versions of Node.
if (Number(process.versions.node.split('.')[0]) >= 18) void import('./commands/bench.mjs')
else {
  console.error('Node ' + process.versions.node + ' is too old for npm run bench:boot: install Node 18 or later.')
  process.exitCode = 1
}
